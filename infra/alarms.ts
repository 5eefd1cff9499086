import { CfnResource, type Stack } from 'aws-cdk-lib'
import { Construct } from 'constructs'
import { AlarmCycle, childrenFirst } from '@/lib/alarms/children-first'
import { alarmInput } from '@/lib/alarms/input'
import { readRule } from '@/lib/alarms/rule'
import { RuleProblem } from '@/lib/alarms/rule-tokens'
import type { Alarm } from '@/lib/monitoring'

export class WrongAlarm extends Error {}

/** The alarms that a rule reads. Throws {@link WrongAlarm}. */
function childrenOf(alarm: Alarm): string[] {
  if (!('rule' in alarm)) return []
  try {
    return readRule(alarm.rule).children
  } catch (error) {
    if (!(error instanceof RuleProblem)) throw error
    throw new WrongAlarm(`alarms.${alarm.name}.rule: ${error.message}`)
  }
}

function inOrder(alarms: Alarm[]): Alarm[] {
  try {
    return childrenFirst(alarms, ({ name }) => name, childrenOf)
  } catch (error) {
    if (!(error instanceof AlarmCycle)) throw error
    throw new WrongAlarm(`alarms.${error.path[0]}.rule: ${error.message}`)
  }
}

const isBand = (one: object) =>
  'Expression' in one && String(one.Expression).startsWith('ANOMALY_DETECTION_BAND(')

/** An alarm that compares with what CloudWatch has learned has a band in place of a threshold, and returns both series. */
function withBand({ Threshold, ...alarm }: Record<string, unknown>): Record<string, unknown> {
  const metrics = (alarm.Metrics ?? []) as { Id: string }[]
  const band = metrics.find(isBand)
  if (!band) return { ...alarm, Threshold }
  return {
    ...alarm,
    Metrics: metrics.map((one) => ({ ...one, ReturnData: true })),
    ThresholdMetricId: band.Id,
    ComparisonOperator: 'LessThanLowerThreshold',
  }
}

/**
 * The declared alarms, composite ones after those that they read. CloudFormation's properties are
 * those of PutMetricAlarm and PutCompositeAlarm.
 */
export function alarms(
  stack: Stack,
  declared: Alarm[],
  actionsOf: (notify: Alarm['notify']) => string[],
): void {
  const scope = new Construct(stack, 'Alarms')
  const made = new Map<string, CfnResource>()
  for (const alarm of inOrder(declared)) {
    const resource = new CfnResource(scope, alarm.name, {
      type: 'rule' in alarm ? 'AWS::CloudWatch::CompositeAlarm' : 'AWS::CloudWatch::Alarm',
      properties: withBand(alarmInput(alarm, actionsOf)),
    })
    for (const child of childrenOf(alarm)) {
      const needed = made.get(child)
      if (needed) resource.addResourceDependency(needed)
    }
    made.set(alarm.name, resource)
  }
}

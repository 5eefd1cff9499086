import { CfnResource, type Stack } from 'aws-cdk-lib'
import { Construct } from 'constructs'
import { alarmInput } from '@/lib/alarm-input'
import type { Alarm } from '@/lib/monitoring'

const named =
  /\b(?:ALARM|OK|INSUFFICIENT_DATA)\s*\(\s*(?:"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)'|([^\s()]+))\s*\)/g

/** The alarms that a rule names, also by their ARNs. */
export function childrenOf(rule: string): string[] {
  const names = [...rule.matchAll(named)].map(([, double, single, plain]) =>
    (double ?? single ?? plain ?? '').replace(/^arn:[^:]*:cloudwatch:[^:]*:[^:]*:alarm:/, ''),
  )
  return [...new Set(names)]
}

export class CircularRules extends Error {}

/** The declared alarms that each composite one is made after. Throws {@link CircularRules}. */
function dependencies(alarms: Alarm[]): Map<string, string[]> {
  const names = new Set(alarms.map(({ name }) => name))
  const of = new Map(
    alarms.map((alarm) => [
      alarm.name,
      'rule' in alarm ? childrenOf(alarm.rule).filter((name) => names.has(name)) : [],
    ]),
  )
  const walk = (name: string, way: string[]): void => {
    if (way.includes(name))
      throw new CircularRules(
        `alarms: the rules of ${[...way.slice(way.indexOf(name)), name].join(', ')} name each other in a circle`,
      )
    for (const child of of.get(name) ?? []) walk(child, [...way, name])
  }
  for (const { name } of alarms) walk(name, [])
  return of
}

/** The declared alarms. CloudFormation's properties are those of PutMetricAlarm and PutCompositeAlarm. */
export function alarms(
  stack: Stack,
  declared: Alarm[],
  actionsOf: (tell: Alarm['tell']) => string[],
): void {
  const scope = new Construct(stack, 'Alarms')
  const made = new Map(
    declared.map((alarm) => [
      alarm.name,
      new CfnResource(scope, alarm.name, {
        type: 'rule' in alarm ? 'AWS::CloudWatch::CompositeAlarm' : 'AWS::CloudWatch::Alarm',
        properties: alarmInput(alarm, actionsOf),
      }),
    ]),
  )
  for (const [name, children] of dependencies(declared)) {
    for (const child of children) {
      const needed = made.get(child)
      if (needed) made.get(name)?.addResourceDependency(needed)
    }
  }
}

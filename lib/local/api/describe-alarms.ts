import { z } from 'zod'
import { readRule } from '@/lib/alarms/rule'
import {
  type Kept,
  type KeptCompositeAlarm,
  type KeptMetricAlarm,
  readAlarms,
} from '@/lib/local/alarms/alarm-store'
import { alarmName } from '@/lib/local/alarms/definition'
import { arnOfAlarm } from '@/lib/local/arn'
import { AwsError } from '@/lib/local/aws-error'
import type { EngineContext } from '@/lib/local/context'
import { listOf, read, text, whole } from '@/lib/local/input'
import { alarmError, alarmNames, alarmState, alarmType, invalidAlarm } from './alarm-members'
import { page } from './paging'

const describe = z.object({
  AlarmNames: alarmNames.optional(),
  AlarmNamePrefix: text(1, 255).optional(),
  AlarmTypes: listOf(alarmType, 0, 3).optional(),
  ChildrenOfAlarmName: alarmName.optional(),
  ParentsOfAlarmName: alarmName.optional(),
  StateValue: alarmState.optional(),
  ActionPrefix: text(1, 1024).optional(),
  MaxRecords: whole(1, 100).default(50),
  NextToken: z.string().optional(),
})
type Asked = z.infer<typeof describe>

const seconds = (ms: number) => ms / 1000

/** An alarm as DescribeAlarms gives it. */
export const shownAlarm = ({ definition, ...alarm }: Kept) => ({
  ...definition,
  AlarmArn: arnOfAlarm(alarm.name),
  AlarmConfigurationUpdatedTimestamp: seconds(alarm.configuredMs),
  StateValue: alarm.state,
  StateReason: alarm.reason,
  StateReasonData: alarm.reasonData ?? undefined,
  StateUpdatedTimestamp: seconds(alarm.updatedMs),
  StateTransitionedTimestamp: seconds(alarm.transitionedMs),
})

// Of children and parents CloudWatch tells only this.
const shownParent = ({ name }: Kept) => ({ AlarmName: name, AlarmArn: arnOfAlarm(name) })
const shownChild = (alarm: Kept) => ({
  ...shownParent(alarm),
  StateValue: alarm.state,
  StateUpdatedTimestamp: seconds(alarm.updatedMs),
})

const childrenOf = ({ definition }: KeptCompositeAlarm) => readRule(definition.AlarmRule).children
const isComposite = (alarm: Kept): alarm is KeptCompositeAlarm => alarm.kind === 'CompositeAlarm'
const isMetric = (alarm: Kept): alarm is KeptMetricAlarm => alarm.kind === 'MetricAlarm'

/** The alarms above or below one. */
function related(alarms: readonly Kept[], of: string, side: 'parents' | 'children'): Kept[] {
  const alarm = alarms.find(({ name }) => name === of)
  if (!alarm) throw new AwsError('ResourceNotFound', `Unknown alarm ${of}`, 404)
  if (side === 'parents')
    return alarms.filter((one) => isComposite(one) && childrenOf(one).includes(of))
  if (!isComposite(alarm)) {
    throw invalidAlarm(`The parameter ChildrenOfAlarmName must name a composite alarm.`)
  }
  const children = childrenOf(alarm)
  return alarms.filter(({ name }) => children.includes(name))
}

function checkSelectors(asked: Asked) {
  const { MaxRecords, NextToken, ...selectors } = asked
  const given = Object.entries(selectors).filter(([, value]) => value !== undefined)
  for (const alone of ['ChildrenOfAlarmName', 'ParentsOfAlarmName'] as const) {
    if (asked[alone] !== undefined && given.length > 1) {
      throw invalidAlarm(
        `${alone} cannot be specified together with parameters other than MaxRecords and NextToken.`,
      )
    }
  }
  if (asked.AlarmNames && asked.AlarmNamePrefix !== undefined) {
    throw invalidAlarm('AlarmNamePrefix and AlarmNames cannot be specified together.')
  }
}

function matches({ kind, name, state, definition }: Kept, asked: Asked): boolean {
  const { AlarmTypes = ['MetricAlarm'], AlarmNames, AlarmNamePrefix = '', ActionPrefix } = asked
  const { OKActions, AlarmActions, InsufficientDataActions } = definition
  const actions = [...OKActions, ...AlarmActions, ...InsufficientDataActions]
  return (
    AlarmTypes.some((type) => type === kind) &&
    (AlarmNames === undefined || AlarmNames.includes(name)) &&
    name.startsWith(AlarmNamePrefix) &&
    (asked.StateValue === undefined || state === asked.StateValue) &&
    (ActionPrefix === undefined || actions.some((action) => action.startsWith(ActionPrefix)))
  )
}

function chosen(
  alarms: readonly Kept[],
  asked: Asked,
): { list: Kept[]; show: (alarm: Kept) => object } {
  if (asked.ChildrenOfAlarmName !== undefined)
    return { list: related(alarms, asked.ChildrenOfAlarmName, 'children'), show: shownChild }
  if (asked.ParentsOfAlarmName !== undefined)
    return { list: related(alarms, asked.ParentsOfAlarmName, 'parents'), show: shownParent }
  return { list: alarms.filter((alarm) => matches(alarm, asked)), show: shownAlarm }
}

export async function describeAlarms({ store }: EngineContext, input: unknown) {
  const asked = read(describe, input, alarmError)
  checkSelectors(asked)
  const { list, show } = chosen((await readAlarms(store)).alarms, asked)
  const { items, nextToken } = page(list, {
    token: asked.NextToken,
    size: asked.MaxRecords,
    kind: 'alarms',
  })
  return {
    MetricAlarms: items.filter(isMetric).map(show),
    CompositeAlarms: items.filter(isComposite).map(show),
    LogAlarms: [],
    NextToken: nextToken,
  }
}

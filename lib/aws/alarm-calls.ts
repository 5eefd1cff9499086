import {
  type AlarmHistoryItem,
  type AlarmType,
  type CompositeAlarm,
  DescribeAlarmHistoryCommand,
  DescribeAlarmsCommand,
  type HistoryItemType,
  type LogAlarm,
  type MetricAlarm,
} from '@aws-sdk/client-cloudwatch'
import { clients, eachPage, within } from './cloudwatch'
import { calling } from './failures'

const everyType: AlarmType[] = ['MetricAlarm', 'CompositeAlarm', 'LogAlarm']

export interface Described {
  metric: MetricAlarm[]
  composite: CompositeAlarm[]
  log: LogAlarm[]
}

/** Alarms of every type: all, or those of at most 100 names. */
export async function describeAlarms(
  signal?: AbortSignal,
  names?: readonly string[],
): Promise<Described> {
  const all: Described = { metric: [], composite: [], log: [] }
  const options = {
    AlarmNames: names && [...names],
    // Left out, AlarmTypes means metric alarms only.
    AlarmTypes: everyType,
    MaxRecords: 100,
  }
  await eachPage(
    (NextToken) =>
      clients().metrics.send(new DescribeAlarmsCommand({ ...options, NextToken }), within(signal)),
    ({ MetricAlarms = [], CompositeAlarms = [], LogAlarms = [] }) => {
      all.metric.push(...MetricAlarms)
      all.composite.push(...CompositeAlarms)
      all.log.push(...LogAlarms)
    },
  )
  return all
}

/** The definitions of metric and composite alarms: all, or those of these names. Throws {@link Failed}. */
export async function readAlarmDefinitions(
  names?: readonly string[],
  signal?: AbortSignal,
): Promise<(MetricAlarm & CompositeAlarm)[]> {
  const described = () => describeAlarms(signal, names)
  const { metric, composite } = await calling('cloudwatch:DescribeAlarms', described, signal)
  return [...metric, ...composite]
}

/** In place of a history that cannot be read, for {@link orNote}. */
export const noHistory = {
  action: 'cloudwatch:DescribeAlarmHistory',
  what: 'What happened to the alarms before',
  otherwise: { items: [] as AlarmHistoryItem[], complete: true },
}

/** History items since `fromMs`, until `toMs` where it is given, newest first; `complete` is false when there are more than `pageLimit` pages. */
export async function describeAlarmHistory(
  {
    fromMs,
    toMs,
    name,
    type,
    pageLimit,
  }: { fromMs: number; toMs?: number; name?: string; type?: HistoryItemType; pageLimit?: number },
  signal?: AbortSignal,
): Promise<{ items: AlarmHistoryItem[]; complete: boolean }> {
  const items: AlarmHistoryItem[] = []
  const options = {
    AlarmName: name,
    HistoryItemType: type,
    AlarmTypes: everyType,
    StartDate: new Date(fromMs),
    EndDate: toMs === undefined ? undefined : new Date(toMs),
    ScanBy: 'TimestampDescending',
    MaxRecords: 100,
  } as const
  const complete = await eachPage(
    (NextToken) =>
      clients().metrics.send(
        new DescribeAlarmHistoryCommand({ ...options, NextToken }),
        within(signal),
      ),
    ({ AlarmHistoryItems = [] }) => items.push(...AlarmHistoryItems),
    pageLimit,
  )
  return { items, complete }
}

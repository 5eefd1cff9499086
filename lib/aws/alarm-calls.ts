import {
  type AlarmHistoryItem,
  type CompositeAlarm,
  DescribeAlarmHistoryCommand,
  type DescribeAlarmHistoryCommandOutput,
  DescribeAlarmsCommand,
  type DescribeAlarmsCommandOutput,
  type HistoryItemType,
  type MetricAlarm,
} from '@aws-sdk/client-cloudwatch'
import { clients, within } from './cloudwatch'
import { Failed, failureOf } from './failures'

const maxPages = 50
const everyType = ['MetricAlarm', 'CompositeAlarm', 'LogAlarm'] as const

export interface Described {
  metric: NonNullable<DescribeAlarmsCommandOutput['MetricAlarms']>
  composite: NonNullable<DescribeAlarmsCommandOutput['CompositeAlarms']>
  log: NonNullable<DescribeAlarmsCommandOutput['LogAlarms']>
}

/** Alarms of every type: all, or those of at most 100 names. */
export async function describeAlarms(
  signal?: AbortSignal,
  names?: readonly string[],
): Promise<Described> {
  const all: Described = { metric: [], composite: [], log: [] }
  let NextToken: string | undefined
  for (let pages = 0; pages < maxPages; pages += 1) {
    const page: DescribeAlarmsCommandOutput = await clients().metrics.send(
      new DescribeAlarmsCommand({
        AlarmNames: names && [...names],
        // Left out, AlarmTypes means metric alarms only.
        AlarmTypes: [...everyType],
        MaxRecords: 100,
        NextToken,
      }),
      within(signal),
    )
    all.metric.push(...(page.MetricAlarms ?? []))
    all.composite.push(...(page.CompositeAlarms ?? []))
    all.log.push(...(page.LogAlarms ?? []))
    if (!page.NextToken || page.NextToken === NextToken) break
    NextToken = page.NextToken
  }
  return all
}

/** The definitions of metric and composite alarms: all, or those of these names. Throws {@link Failed}. */
export async function readAlarmDefinitions(
  names?: readonly string[],
  signal?: AbortSignal,
): Promise<(MetricAlarm & CompositeAlarm)[]> {
  try {
    const { metric, composite } = await describeAlarms(signal, names)
    return [...metric, ...composite]
  } catch (error) {
    signal?.throwIfAborted()
    throw new Failed(failureOf(error, 'cloudwatch:DescribeAlarms'))
  }
}

/** History items since `fromMs`, newest first; `complete` is false when there are more than `pageLimit` pages. */
export async function describeAlarmHistory(
  {
    fromMs,
    name,
    type,
    pageLimit = maxPages,
  }: { fromMs: number; name?: string; type?: HistoryItemType; pageLimit?: number },
  signal?: AbortSignal,
): Promise<{ items: AlarmHistoryItem[]; complete: boolean }> {
  const items: AlarmHistoryItem[] = []
  let NextToken: string | undefined
  for (let pages = 0; pages < pageLimit; pages += 1) {
    const page: DescribeAlarmHistoryCommandOutput = await clients().metrics.send(
      new DescribeAlarmHistoryCommand({
        AlarmName: name,
        HistoryItemType: type,
        AlarmTypes: [...everyType],
        StartDate: new Date(fromMs),
        ScanBy: 'TimestampDescending',
        MaxRecords: 100,
        NextToken,
      }),
      within(signal),
    )
    items.push(...(page.AlarmHistoryItems ?? []))
    if (!page.NextToken || page.NextToken === NextToken) return { items, complete: true }
    NextToken = page.NextToken
  }
  return { items, complete: false }
}

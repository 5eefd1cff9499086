import {
  type AlarmHistoryItem,
  DescribeAlarmHistoryCommand,
  type DescribeAlarmHistoryCommandOutput,
  DescribeAlarmsCommand,
  type DescribeAlarmsCommandOutput,
  type HistoryItemType,
} from '@aws-sdk/client-cloudwatch'
import { clients } from './cloudwatch'

const callLimitMs = 20_000
const maxPages = 50
const everyType = ['MetricAlarm', 'CompositeAlarm', 'LogAlarm'] as const

const limit = (signal?: AbortSignal) => {
  const deadline = AbortSignal.timeout(callLimitMs)
  return { abortSignal: signal ? AbortSignal.any([deadline, signal]) : deadline }
}

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
      limit(signal),
    )
    all.metric.push(...(page.MetricAlarms ?? []))
    all.composite.push(...(page.CompositeAlarms ?? []))
    all.log.push(...(page.LogAlarms ?? []))
    if (!page.NextToken || page.NextToken === NextToken) break
    NextToken = page.NextToken
  }
  return all
}

/** History items since `fromMs`, newest first. */
export async function alarmHistory(
  {
    fromMs,
    name,
    type,
    most = maxPages,
  }: { fromMs: number; name?: string; type?: HistoryItemType; most?: number },
  signal?: AbortSignal,
): Promise<{ items: AlarmHistoryItem[]; whole: boolean }> {
  const items: AlarmHistoryItem[] = []
  let NextToken: string | undefined
  for (let pages = 0; pages < most; pages += 1) {
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
      limit(signal),
    )
    items.push(...(page.AlarmHistoryItems ?? []))
    if (!page.NextToken || page.NextToken === NextToken) return { items, whole: true }
    NextToken = page.NextToken
  }
  return { items, whole: false }
}

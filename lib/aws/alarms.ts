import {
  type AlarmHistoryItem,
  DescribeAlarmHistoryCommand,
  type DescribeAlarmHistoryCommandOutput,
  DescribeAlarmsCommand,
  type DescribeAlarmsCommandOutput,
  type MetricAlarm,
  type MetricDataQuery,
} from '@aws-sdk/client-cloudwatch'
import { z } from 'zod'
import type { Alarm, AlarmState, AlarmsReading, StateChange } from '@/lib/alarm'
import { maskAddresses } from '@/lib/mask'
import { minuteMs } from '@/lib/window'
import { clients } from './cloudwatch'
import { Failed, failureOf } from './failures'
import { share } from './flights'
import { held } from './held'
import { metricData } from './metrics'

const callLimitMs = 20_000
const mostPages = 50
const lookBackPeriods = 5

const comparisons: Record<string, string> = {
  GreaterThanThreshold: '>',
  GreaterThanOrEqualToThreshold: '≥',
  LessThanThreshold: '<',
  LessThanOrEqualToThreshold: '≤',
}

const limit = (signal?: AbortSignal) => {
  const deadline = AbortSignal.timeout(callLimitMs)
  return { abortSignal: signal ? AbortSignal.any([deadline, signal]) : deadline }
}

async function describeAll(signal?: AbortSignal) {
  const all = {
    metric: [] as NonNullable<DescribeAlarmsCommandOutput['MetricAlarms']>,
    composite: [] as NonNullable<DescribeAlarmsCommandOutput['CompositeAlarms']>,
    log: [] as NonNullable<DescribeAlarmsCommandOutput['LogAlarms']>,
  }
  let NextToken: string | undefined
  for (let pages = 0; pages < mostPages; pages += 1) {
    const page: DescribeAlarmsCommandOutput = await clients().metrics.send(
      // Left out, AlarmTypes means metric alarms only.
      new DescribeAlarmsCommand({
        AlarmTypes: ['MetricAlarm', 'CompositeAlarm', 'LogAlarm'],
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

async function history(fromMs: number, signal?: AbortSignal): Promise<AlarmHistoryItem[]> {
  const items: AlarmHistoryItem[] = []
  let NextToken: string | undefined
  for (let pages = 0; pages < mostPages; pages += 1) {
    const page: DescribeAlarmHistoryCommandOutput = await clients().metrics.send(
      new DescribeAlarmHistoryCommand({
        HistoryItemType: 'StateUpdate',
        AlarmTypes: ['MetricAlarm', 'CompositeAlarm', 'LogAlarm'],
        StartDate: new Date(fromMs),
        ScanBy: 'TimestampDescending',
        MaxRecords: 100,
        NextToken,
      }),
      limit(signal),
    )
    items.push(...(page.AlarmHistoryItems ?? []))
    if (!page.NextToken || page.NextToken === NextToken) break
    NextToken = page.NextToken
  }
  return items
}

const state = z.enum(['OK', 'ALARM', 'INSUFFICIENT_DATA'])
const stateUpdate = z.object({
  oldState: z.object({ stateValue: state }),
  newState: z.object({ stateValue: state, stateReason: z.string().default('') }),
})

function changeOf({ Timestamp, HistoryData = '' }: AlarmHistoryItem): StateChange[] {
  if (!Timestamp) return []
  try {
    const { oldState, newState } = stateUpdate.parse(JSON.parse(HistoryData))
    return [
      {
        atMs: Timestamp.getTime(),
        from: oldState.stateValue,
        to: newState.stateValue,
        reason: maskAddresses(newState.stateReason),
      },
    ]
  } catch {
    return []
  }
}

function metricOf(alarm: MetricAlarm): Omit<NonNullable<Alarm['metric']>, 'last'> | undefined {
  if (!alarm.MetricName) return undefined
  return {
    namespace: alarm.Namespace ?? '',
    name: alarm.MetricName,
    statistic: alarm.Statistic ?? alarm.ExtendedStatistic ?? '',
    periodSeconds: alarm.Period ?? 60,
    threshold: alarm.Threshold ?? Number.NaN,
    comparison: comparisons[alarm.ComparisonOperator ?? ''] ?? alarm.ComparisonOperator ?? '',
    evaluationPeriods: alarm.EvaluationPeriods ?? 1,
    datapointsToAlarm: alarm.DatapointsToAlarm ?? alarm.EvaluationPeriods ?? 1,
    treatMissingData: alarm.TreatMissingData ?? 'missing',
  }
}

const queryOf = (alarm: MetricAlarm, index: number): MetricDataQuery => ({
  Id: `a${index}`,
  MetricStat: {
    Metric: {
      Namespace: alarm.Namespace,
      MetricName: alarm.MetricName,
      Dimensions: alarm.Dimensions,
    },
    Period: alarm.Period ?? 60,
    Stat: alarm.Statistic ?? alarm.ExtendedStatistic ?? 'Sum',
  },
})

/** The value of each metric alarm's newest closed period; null where that period has no datapoint. */
async function lastValues(alarms: MetricAlarm[], nowMs: number, signal?: AbortSignal) {
  const measured = alarms.filter(({ MetricName }) => MetricName)
  if (measured.length === 0) return { values: new Map<string, number | null>(), toMs: nowMs }
  const longestMs = Math.max(...measured.map(({ Period = 60 }) => Period * 1000))
  const toMs = Math.floor(nowMs / minuteMs) * minuteMs
  const fromMs = toMs - lookBackPeriods * longestMs
  const series = await metricData(measured.slice(0, 500).map(queryOf), fromMs, toMs, signal)
  const values = new Map(
    measured.map((alarm, index) => {
      const periodMs = (alarm.Period ?? 60) * 1000
      const startMs = Math.floor(toMs / periodMs) * periodMs - periodMs
      const point = series.get(`a${index}`)?.points.find(({ atMs }) => atMs === startMs)
      return [alarm.AlarmName ?? '', point?.value ?? null] as const
    }),
  )
  return { values, toMs }
}

interface Described {
  AlarmName?: string
  AlarmDescription?: string
  StateValue?: string
  StateReason?: string
  StateTransitionedTimestamp?: Date
  StateUpdatedTimestamp?: Date
}

const common = (alarm: Described, changes: Map<string, StateChange[]>) => ({
  name: alarm.AlarmName ?? '',
  description: alarm.AlarmDescription ?? null,
  state: (alarm.StateValue ?? 'INSUFFICIENT_DATA') as AlarmState,
  sinceMs: (alarm.StateTransitionedTimestamp ?? alarm.StateUpdatedTimestamp)?.getTime() ?? null,
  reason: maskAddresses(alarm.StateReason ?? ''),
  changes: changes.get(alarm.AlarmName ?? '') ?? [],
})

async function readAll(
  nowMs: number,
  fromMs: number,
  signal?: AbortSignal,
): Promise<AlarmsReading> {
  const [all, items] = await Promise.all([describeAll(signal), history(fromMs, signal)])
  const changes = new Map<string, StateChange[]>()
  for (const item of items) {
    const name = item.AlarmName ?? ''
    changes.set(name, [...(changes.get(name) ?? []), ...changeOf(item)])
  }
  const { values, toMs } = await lastValues(all.metric, nowMs, signal)
  const alarms: Alarm[] = [
    ...all.metric.map((alarm): Alarm => {
      const metric = metricOf(alarm)
      return {
        ...common(alarm, changes),
        kind: 'metric',
        metric: metric && {
          ...metric,
          last: {
            value: values.get(alarm.AlarmName ?? '') ?? null,
            atMs: toMs - metric.periodSeconds * 1000,
          },
        },
      }
    }),
    ...all.composite.map(
      (alarm): Alarm => ({ ...common(alarm, changes), kind: 'composite', rule: alarm.AlarmRule }),
    ),
    ...all.log.map((alarm): Alarm => ({ ...common(alarm, changes), kind: 'log' })),
  ]
  const urgency: AlarmState[] = ['ALARM', 'INSUFFICIENT_DATA', 'OK']
  alarms.sort((a, b) => urgency.indexOf(a.state) - urgency.indexOf(b.state))
  return { ok: true, alarms, asOfMs: nowMs }
}

/** All alarms of every type with their state changes since `fromMs`. Rejects only with the signal's reason. */
export async function readAlarms({
  nowMs,
  fromMs,
  signal,
}: {
  nowMs: number
  fromMs: number
  signal?: AbortSignal
}): Promise<AlarmsReading> {
  const { flights, now, env } = held()
  try {
    return await share(`alarms ${fromMs}`, (stop) => readAll(nowMs, fromMs, stop), {
      flights,
      now,
      keepMs: env.cloudwatch === 'aws' ? 30_000 : 3_000,
      signal,
    })
  } catch (error) {
    signal?.throwIfAborted()
    const failure =
      error instanceof Failed ? error.failure : failureOf(error, 'cloudwatch:DescribeAlarms')
    return { ok: false, failure }
  }
}

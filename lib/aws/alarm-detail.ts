import type { MetricAlarm } from '@aws-sdk/client-cloudwatch'
import type { Alarm, AlarmColumn, AlarmReading } from '@/lib/alarms/alarm'
import { columnsOf } from '@/lib/alarms/columns'
import type { TimeRange } from '@/lib/time'
import { minuteMs } from '@/lib/time'
import { alarmHistory, describeAlarms } from './alarm-calls'
import { eventOf, nameOfArn } from './alarm-events'
import { commonOf, type Measured, measuredBy, queriesOf } from './alarm-shape'
import { againIn } from './alarms'
import { Failed, failed, failureOf } from './failures'
import { share } from './flights'
import { metricData } from './metrics'
import { runtime } from './runtime'

// A page of history has 100 items.
const maxHistoryPages = 5

async function seriesOf(
  alarm: MetricAlarm,
  { periodSeconds }: Measured,
  { fromMs, toMs }: TimeRange,
  signal?: AbortSignal,
): Promise<{ columns: AlarmColumn[]; points: { atMs: number; value: number }[]; note?: string }> {
  const periodMs = periodSeconds * 1000
  const { queries, evaluated } = queriesOf(alarm, 'a')
  const startMs = Math.floor(fromMs / periodMs) * periodMs
  const series = (await metricData(queries, startMs, toMs, signal)).get(evaluated)
  const points = series?.points ?? []
  return {
    points,
    note: series?.note,
    columns: columnsOf(points, { fromMs: startMs, toMs, periodMs }),
  }
}

async function readOne(
  name: string,
  range: TimeRange,
  nowMs: number,
  signal?: AbortSignal,
): Promise<AlarmReading> {
  const [all, { items, whole }] = await Promise.all([
    describeAlarms(signal, [name]),
    alarmHistory({ fromMs: range.fromMs, name, most: maxHistoryPages }, signal),
  ])
  const [metric] = all.metric
  const [composite] = all.composite
  const described = metric ?? composite ?? all.log[0]
  if (!described) throw failed('no-such-alarm', name)
  const events = items.flatMap(eventOf)
  const changes = events.flatMap((event) => (event.kind === 'changed' ? [event] : []))
  const measured = metric && measuredBy(metric)
  const toMs = Math.min(range.toMs, Math.floor(nowMs / minuteMs) * minuteMs)
  const series =
    metric && measured ? await seriesOf(metric, measured, { ...range, toMs }, signal) : null
  const last = series?.points.at(-1)
  const lastMs = measured
    ? Math.floor(toMs / (measured.periodSeconds * 1000)) * measured.periodSeconds * 1000 -
      measured.periodSeconds * 1000
    : 0
  const common = commonOf(described, changes)
  const alarm: Alarm = metric
    ? {
        ...common,
        kind: 'metric',
        metric: measured && {
          ...measured,
          last: { atMs: lastMs, value: last?.atMs === lastMs ? last.value : null },
        },
      }
    : composite
      ? { ...common, kind: 'composite', rule: composite.AlarmRule }
      : { ...common, kind: 'log' }
  const recipientsOf = (arns: string[] = []) => arns.map(nameOfArn)
  return {
    ok: true,
    alarm,
    notifies: [
      { state: 'ALARM', recipients: recipientsOf(described.AlarmActions) },
      { state: 'OK', recipients: recipientsOf(described.OKActions) },
      { state: 'INSUFFICIENT_DATA', recipients: recipientsOf(insufficientOf(metric ?? composite)) },
    ],
    columns: series?.columns ?? [],
    events,
    asOfMs: nowMs,
    againInMs: againIn(nowMs),
    notes: [
      ...(series?.note ? [series.note] : []),
      ...(whole ? [] : ['This period has more history than is shown here: the newest items are.']),
    ],
  }
}

// A log alarm has none.
const insufficientOf = (alarm: { InsufficientDataActions?: string[] } | undefined) =>
  alarm?.InsufficientDataActions

/** One alarm with its datapoints, history and who was told. Rejects only with the signal's reason. */
export async function readAlarm(
  name: string,
  { range, nowMs, signal }: { range: TimeRange; nowMs: number; signal?: AbortSignal },
): Promise<AlarmReading> {
  const { flights, now, env } = runtime()
  try {
    return await share(
      JSON.stringify(['alarm', name, range.fromMs, range.toMs]),
      (stop) => readOne(name, range, nowMs, stop),
      { flights, now, keepMs: env.cloudwatch === 'aws' ? 30_000 : 500, signal },
    )
  } catch (error) {
    signal?.throwIfAborted()
    const failure =
      error instanceof Failed ? error.failure : failureOf(error, 'cloudwatch:DescribeAlarms')
    return { ok: false, failure }
  }
}

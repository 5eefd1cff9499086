import type { MetricAlarm } from '@aws-sdk/client-cloudwatch'
import type { AlarmColumn, AlarmReading } from '@/lib/alarms/alarm'
import { columnsOf } from '@/lib/alarms/columns'
import { minuteMs, type TimeRange } from '@/lib/time'
import { readAcknowledgements } from './acknowledgements'
import { describeAlarmHistory, describeAlarms, noHistory } from './alarm-calls'
import { eventOf, nameOfArn } from './alarm-events'
import { readMutes } from './alarm-mutes'
import {
  type AlarmMetric,
  alarmMetricOf,
  type Beside,
  compositeAlarmOf,
  type LastDatapoint,
  lastDatapoint,
  logAlarmOf,
  metricAlarmOf,
  queriesOf,
  withCounts,
} from './alarm-shape'
import { refreshInMs, sharedAlarms } from './alarms'
import { declaredIn } from './declared-alarms'
import { failed, orNote } from './failures'
import { readMetricData } from './metrics'

// A page of history has 100 items.
const maxHistoryPages = 5

interface Series {
  columns: AlarmColumn[]
  last: LastDatapoint
  note?: string
}

const noSeries = {
  action: 'cloudwatch:GetMetricData',
  what: 'What the alarm measures',
  otherwise: null as Series | null,
}

async function seriesOf(
  alarm: MetricAlarm,
  measured: AlarmMetric,
  { fromMs, toMs }: TimeRange,
  signal?: AbortSignal,
): Promise<Series> {
  const periodMs = measured.periodSeconds * 1000
  const { queries, evaluated = '' } = queriesOf(alarm, 'a')
  const startMs = Math.floor(fromMs / periodMs) * periodMs
  const asked = withCounts(queries, measured.share)
  const all = await readMetricData(asked, startMs, toMs, signal)
  const series = all.get(evaluated)
  return {
    last: lastDatapoint(all, evaluated, measured, toMs),
    note: series?.note,
    columns: columnsOf(series?.points ?? [], { fromMs: startMs, toMs, periodMs }),
  }
}

async function readOne(
  name: string,
  range: TimeRange,
  nowMs: number,
  signal?: AbortSignal,
): Promise<AlarmReading> {
  const [all, history, muted] = await Promise.all([
    describeAlarms(signal, [name]),
    orNote(
      noHistory,
      () =>
        describeAlarmHistory({ fromMs: range.fromMs, name, pageLimit: maxHistoryPages }, signal),
      signal,
    ),
    readMutes(signal),
  ])
  const [metric] = all.metric
  const [composite] = all.composite
  const described = metric ?? composite ?? all.log[0]
  if (!described) throw failed('no-such-alarm', name)
  const { items, complete } = history.found
  const events = items.flatMap(eventOf)
  const changes = events.flatMap((event) => (event.kind === 'changed' ? [event] : []))
  const measured = metric && alarmMetricOf(metric)
  const toMs = Math.min(range.toMs, Math.floor(nowMs / minuteMs) * minuteMs)
  const readSeries = async () =>
    metric && measured ? seriesOf(metric, measured, { ...range, toMs }, signal) : null
  const { found: series, note: seriesNote } = await orNote(noSeries, readSeries, signal)
  const last = series?.last ?? (measured && lastDatapoint(new Map(), '', measured, toMs))
  const acknowledged = await readAcknowledgements([described], signal)
  const beside: Beside = {
    changes,
    muted: muted.mutes.get(name),
    acknowledged: acknowledged.seen.get(name),
    declared: declaredIn(name),
  }
  const alarm = metric
    ? metricAlarmOf(metric, beside, last)
    : composite
      ? compositeAlarmOf(composite, beside)
      : logAlarmOf(described, beside)
  const recipientsOf = (arns: string[] = []) => arns.map(nameOfArn)
  return {
    ok: true,
    alarm,
    notifications: [
      { state: 'ALARM', recipients: recipientsOf(described.AlarmActions) },
      { state: 'OK', recipients: recipientsOf(described.OKActions) },
      { state: 'INSUFFICIENT_DATA', recipients: recipientsOf(insufficientOf(metric ?? composite)) },
    ],
    columns: series?.columns ?? [],
    events,
    asOfMs: nowMs,
    againInMs: refreshInMs(nowMs),
    notes: [
      ...[history.note, seriesNote, series?.note, muted.note, acknowledged.note].flatMap(
        (note) => note ?? [],
      ),
      ...(complete ? [] : ['Only the newest part of this period’s history is shown.']),
    ],
  }
}

// A log alarm has none.
const insufficientOf = (alarm: { InsufficientDataActions?: string[] } | undefined) =>
  alarm?.InsufficientDataActions

/** One alarm with its datapoints, history and notifications. Rejects only with the signal's reason. */
export const readAlarm = (
  name: string,
  { range, nowMs, signal }: { range: TimeRange; nowMs: number; signal?: AbortSignal },
): Promise<AlarmReading> =>
  sharedAlarms(
    JSON.stringify(['alarm', name, range.fromMs, range.toMs]),
    (stop) => readOne(name, range, nowMs, stop),
    signal,
  )

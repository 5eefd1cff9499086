import type { MetricAlarm } from '@aws-sdk/client-cloudwatch'
import type { Alarm, AlarmsReading, StateChange } from '@/lib/alarms/alarm'
import type { AlarmState } from '@/lib/alarms/state'
import { minuteMs } from '@/lib/time'
import { describeAlarmHistory, describeAlarms } from './alarm-calls'
import { type AlarmMetric, alarmMetricOf, changeOf, commonOf, queriesOf } from './alarm-shape'
import { failureOf } from './failures'
import { share } from './flights'
import { readMetricData } from './metrics'
import { runtime } from './runtime'

const lookBackPeriods = 5
const maxSingle = 500
const maxMath = 20

/** The value of one alarm's newest closed period; null where it has no datapoint. */
type Last = NonNullable<Alarm['metric']>['last']

const lastAt = (
  points: { atMs: number; value: number }[],
  { periodSeconds }: AlarmMetric,
  toMs: number,
): Last => {
  const periodMs = periodSeconds * 1000
  const atMs = Math.floor(toMs / periodMs) * periodMs - periodMs
  return { atMs, value: points.find((point) => point.atMs === atMs)?.value ?? null }
}

/** The newest values by the name of the alarm: single metrics in one request, metric math one by one. */
async function lastValues(
  alarms: MetricAlarm[],
  nowMs: number,
  signal?: AbortSignal,
): Promise<Map<string, Last>> {
  const toMs = Math.floor(nowMs / minuteMs) * minuteMs
  const evaluable = alarms.flatMap((alarm) => {
    const measured = alarmMetricOf(alarm)
    return measured ? [{ alarm, measured, name: alarm.AlarmName ?? '' }] : []
  })
  const fromMs = (list: typeof evaluable) =>
    toMs -
    lookBackPeriods * Math.max(60, ...list.map(({ measured }) => measured.periodSeconds)) * 1000
  const values = new Map<string, Last>()
  const single = evaluable.filter(({ measured }) => !measured.math).slice(0, maxSingle)
  const math = evaluable.filter(({ measured }) => measured.math).slice(0, maxMath)
  const readSingle = async () => {
    if (single.length === 0) return
    const queries = single.flatMap(({ alarm }, at) => queriesOf(alarm, `a${at}`).queries)
    const series = await readMetricData(queries, fromMs(single), toMs, signal)
    single.forEach(({ measured, name }, at) => {
      values.set(name, lastAt(series.get(`a${at}`)?.points ?? [], measured, toMs))
    })
  }
  const readMath = math.map(async (one) => {
    const { queries, evaluated } = queriesOf(one.alarm, 'a')
    const series = await readMetricData(queries, fromMs([one]), toMs, signal)
    values.set(one.name, lastAt(series.get(evaluated)?.points ?? [], one.measured, toMs))
  })
  await Promise.all([readSingle(), ...readMath])
  return values
}

// A minute is evaluated right after its close; until then the page asks again.
const soonMs = 400

/** After how long a page refreshes its alarms, where they are evaluated in this process. */
export function refreshInMs(nowMs: number): number | undefined {
  const { localEngine } = runtime()
  if (!localEngine) return undefined
  const sinceCloseMs = nowMs % minuteMs
  const evaluatedMs = localEngine.alarmClock().evaluatedToMs ?? 0
  return evaluatedMs < nowMs - sinceCloseMs ? soonMs : minuteMs - sinceCloseMs + soonMs
}

/** How long an answer about alarms is shared. */
export const alarmCacheMs = () => (runtime().env.cloudwatch === 'aws' ? 30_000 : 500)

async function readAll(
  nowMs: number,
  fromMs: number,
  signal?: AbortSignal,
): Promise<AlarmsReading> {
  const [all, { items }] = await Promise.all([
    describeAlarms(signal),
    describeAlarmHistory({ fromMs, type: 'StateUpdate' }, signal),
  ])
  const changes = new Map<string, StateChange[]>()
  for (const item of items) {
    const name = item.AlarmName ?? ''
    changes.set(name, [...(changes.get(name) ?? []), ...changeOf(item)])
  }
  const last = await lastValues(all.metric, nowMs, signal)
  const changesOf = (name = '') => changes.get(name) ?? []
  const alarms: Alarm[] = [
    ...all.metric.map((alarm): Alarm => {
      const measured = alarmMetricOf(alarm)
      const value = last.get(alarm.AlarmName ?? '')
      return {
        ...commonOf(alarm, changesOf(alarm.AlarmName)),
        kind: 'metric',
        metric: measured && value && { ...measured, last: value },
      }
    }),
    ...all.composite.map(
      (alarm): Alarm => ({
        ...commonOf(alarm, changesOf(alarm.AlarmName)),
        kind: 'composite',
        rule: alarm.AlarmRule,
      }),
    ),
    ...all.log.map(
      (alarm): Alarm => ({ ...commonOf(alarm, changesOf(alarm.AlarmName)), kind: 'log' }),
    ),
  ]
  const urgency: AlarmState[] = ['ALARM', 'INSUFFICIENT_DATA', 'OK']
  alarms.sort((a, b) => urgency.indexOf(a.state) - urgency.indexOf(b.state))
  return { ok: true, alarms, asOfMs: nowMs, againInMs: refreshInMs(nowMs) }
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
  const { flights, now } = runtime()
  try {
    return await share(`alarms ${fromMs}`, (stop) => readAll(nowMs, fromMs, stop), {
      flights,
      now,
      cacheMs: alarmCacheMs(),
      signal,
    })
  } catch (error) {
    signal?.throwIfAborted()
    return { ok: false, failure: failureOf(error, 'cloudwatch:DescribeAlarms') }
  }
}

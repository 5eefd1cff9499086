import type { MetricAlarm } from '@aws-sdk/client-cloudwatch'
import type { Alarm, AlarmsReading, StateChange } from '@/lib/alarms/alarm'
import type { AlarmState } from '@/lib/alarms/state'
import { askedFor } from '@/lib/asking'
import type { Failure } from '@/lib/failure'
import { minuteMs } from '@/lib/time'
import { readAcknowledgements } from './acknowledgements'
import { describeAlarmHistory, describeAlarms, noHistory } from './alarm-calls'
import { readMutes } from './alarm-mutes'
import {
  alarmMetricOf,
  type Beside,
  changeOf,
  compositeAlarmOf,
  type LastDatapoint,
  lastDatapoint,
  logAlarmOf,
  metricAlarmOf,
  queriesOf,
  withCounts,
} from './alarm-shape'
import { declaredIn } from './declared-alarms'
import { orNote, readingOf } from './failures'
import { share } from './flights'
import { readMetricData, type Series } from './metrics'
import { runtime } from './runtime'

const lookBackPeriods = 5
const maxSingle = 500
const maxMath = 20

interface LastValues {
  /** By the name of the alarm. */
  values: Map<string, LastDatapoint>
  /** Sentences about datapoints that did not come. */
  notes: string[]
}

/** The newest values: single metrics in one request, metric math one by one. */
async function lastValues(
  alarms: MetricAlarm[],
  nowMs: number,
  signal?: AbortSignal,
): Promise<LastValues> {
  const toMs = Math.floor(nowMs / minuteMs) * minuteMs
  const evaluable = alarms.flatMap((alarm) => {
    const measured = alarmMetricOf(alarm)
    return measured ? [{ alarm, measured, name: alarm.AlarmName ?? '' }] : []
  })
  const fromMs = (list: typeof evaluable) =>
    toMs -
    lookBackPeriods * Math.max(60, ...list.map(({ measured }) => measured.periodSeconds)) * 1000
  const values = new Map<string, LastDatapoint>()
  const notes = new Set<string>()
  const note = (series?: Series) => {
    if (series?.note) notes.add(`What the alarms measure now is incomplete: ${series.note}`)
  }
  const single = evaluable.filter(({ measured }) => !measured.math).slice(0, maxSingle)
  const math = evaluable.filter(({ measured }) => measured.math).slice(0, maxMath)
  const readSingle = async () => {
    if (single.length === 0) return
    const queries = single.flatMap(({ alarm }, at) => queriesOf(alarm, `a${at}`).queries)
    const series = await readMetricData(queries, fromMs(single), toMs, signal)
    single.forEach(({ measured, name }, at) => {
      note(series.get(`a${at}`))
      values.set(name, lastDatapoint(series, `a${at}`, measured, toMs))
    })
  }
  const readMath = math.map(async (one) => {
    const { queries, evaluated = '' } = queriesOf(one.alarm, 'a')
    const asked = withCounts(queries, one.measured.share)
    const series = await readMetricData(asked, fromMs([one]), toMs, signal)
    note(series.get(evaluated))
    values.set(one.name, lastDatapoint(series, evaluated, one.measured, toMs))
  })
  await Promise.all([readSingle(), ...readMath])
  return { values, notes: [...notes] }
}

// Each metric is billed each time, and on a small log this would be most of the bill.
const lastsMs = { local: -1, aws: 5 * minuteMs, recorded: -1 }

/** The same for all who look at alarms: on Amazon's CloudWatch for some minutes, or until an alarm changes. */
function sharedLastValues(
  alarms: MetricAlarm[],
  nowMs: number,
  signal?: AbortSignal,
): Promise<LastValues> {
  const { env, flights, now } = runtime()
  const key = JSON.stringify([
    'last values',
    ...(env.cloudwatch === 'aws' ? [] : [nowMs]),
    alarms.map(({ AlarmArn, AlarmName, AlarmConfigurationUpdatedTimestamp, StateValue }) => [
      AlarmArn ?? AlarmName,
      AlarmConfigurationUpdatedTimestamp,
      StateValue,
    ]),
  ])
  const cacheMs = ({ notes }: LastValues) => (notes.length > 0 ? -1 : lastsMs[env.cloudwatch])
  const read = (stop: AbortSignal) => lastValues(alarms, nowMs, stop)
  return share(key, read, { flights, now, cacheMs, signal })
}

/** Forgets what is known of alarms, after one was changed. */
export function forgetAlarms(): void {
  const { flights } = runtime()
  for (const key of flights.keys())
    if (key.startsWith('alarms ') || key.startsWith('["alarm"')) flights.delete(key)
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

/** A reading of alarms that callers with the same key share for a while. Rejects only with the signal's reason. */
export function sharedAlarms<Reading>(
  key: string,
  read: (signal: AbortSignal) => Promise<Reading>,
  signal?: AbortSignal,
): Promise<Reading | { ok: false; failure: Failure }> {
  const { env, flights, now } = runtime()
  const cacheMs = env.cloudwatch === 'aws' ? 30_000 : 500
  return readingOf(
    'cloudwatch:DescribeAlarms',
    () => askedFor('alarms', () => share(key, read, { flights, now, cacheMs, signal })),
    signal,
  )
}

const noValues = {
  action: 'cloudwatch:GetMetricData',
  what: 'What the alarms measure now',
  otherwise: { values: new Map(), notes: [] } as LastValues,
}

async function readAll(
  nowMs: number,
  fromMs: number,
  signal?: AbortSignal,
): Promise<AlarmsReading> {
  const [all, history, muted] = await Promise.all([
    describeAlarms(signal),
    orNote(noHistory, () => describeAlarmHistory({ fromMs, type: 'StateUpdate' }, signal), signal),
    readMutes(signal),
  ])
  const changes = new Map<string, StateChange[]>()
  for (const item of history.found.items) {
    const name = item.AlarmName ?? ''
    changes.set(name, [...(changes.get(name) ?? []), ...changeOf(item)])
  }
  const every = [...all.metric, ...all.composite, ...all.log]
  const [last, acknowledged] = await Promise.all([
    orNote(noValues, () => sharedLastValues(all.metric, nowMs, signal), signal),
    readAcknowledgements(every, signal),
  ])
  const besideOf = (name = ''): Beside => ({
    changes: changes.get(name) ?? [],
    muted: muted.mutes.get(name),
    acknowledged: acknowledged.seen.get(name),
    declared: declaredIn(name),
  })
  const alarms: Alarm[] = [
    ...all.metric.map((alarm) =>
      metricAlarmOf(alarm, besideOf(alarm.AlarmName), last.found.values.get(alarm.AlarmName ?? '')),
    ),
    ...all.composite.map((alarm) => compositeAlarmOf(alarm, besideOf(alarm.AlarmName))),
    ...all.log.map((alarm) => logAlarmOf(alarm, besideOf(alarm.AlarmName))),
  ]
  const urgency: AlarmState[] = ['ALARM', 'INSUFFICIENT_DATA', 'OK']
  alarms.sort((a, b) => urgency.indexOf(a.state) - urgency.indexOf(b.state))
  const found = [history.note, last.note, ...last.found.notes, muted.note, acknowledged.note]
  const notes = found.flatMap((note) => note ?? [])
  return { ok: true, alarms, asOfMs: nowMs, againInMs: refreshInMs(nowMs), notes }
}

/** All alarms of every type with their state changes since `fromMs`. Rejects only with the signal's reason. */
export const readAlarms = ({
  nowMs,
  fromMs,
  signal,
}: {
  nowMs: number
  fromMs: number
  signal?: AbortSignal
}): Promise<AlarmsReading> =>
  sharedAlarms(`alarms ${fromMs}`, (stop) => readAll(nowMs, fromMs, stop), signal)

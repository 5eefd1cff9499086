import { startAlarmClock } from '@/lib/local/alarms/clock'
import type { StateTransition } from '@/lib/local/state-transition'
import type { EvaluatedFrom } from '@/lib/local/alarms/alarm-store'
import { makeAlarmTables } from '@/lib/local/alarms/alarm-store'
import { newContext } from '@/lib/local/context'
import { putCompositeAlarm } from '@/lib/local/api/composite-alarms'
import { putMetricAlarm } from '@/lib/local/api/metric-alarms'
import { datapointTables } from '@/lib/local/metrics/datapoints'
import { putMetricData } from '@/lib/local/api/metrics'
import { setAlarmState } from '@/lib/local/api/alarms'
import { openStore, type Store } from '@/lib/local/store/store'

const day = '2026-11-24'
/** Epoch ms of a time of the day, or of `2026-11-25 12:00`. */
export const at = (time: string) => Date.parse(`${time.includes(' ') ? time : `${day} ${time}`}Z`)
/** A moment without its day, unless it is another. */
export const shown = (ms: number) =>
  new Date(ms).toISOString().replace(`${day}T`, '').replace('T', ' ').replace('.000Z', '')

const members = {
  Namespace: 'Cafe',
  Statistic: 'Sum',
  Period: 60,
  EvaluationPeriods: 1,
  Threshold: 5,
  ComparisonOperator: 'GreaterThanThreshold',
  TreatMissingData: 'notBreaching',
}

interface Options {
  now: string
  path?: string
  /** Wraps the store. */
  wrap?: (store: Store) => Store
  catchUp?: () => Promise<void>
  maxMs?: number
}

/** Alarms on a store, with a clock that is set by hand: `at` sets it and waits until what is due has been evaluated. */
export async function openStory({ now, path = ':memory:', wrap = (store) => store, ...more }: Options) {
  const store = await openStore({ path })
  await store.run(datapointTables)
  await makeAlarmTables(store)
  await store.run('CREATE TABLE IF NOT EXISTS notified (body VARCHAR)')
  let nowMs = at(now)
  const logged: string[] = []
  const context = newContext({
    store: wrap(store),
    clock: () => nowMs,
    log: (text) => logged.push(text),
    queueNotifications: async (session, change) => {
      // In the transaction of the change: what is rolled back is not notified.
      await session.run('INSERT INTO notified VALUES ($1)', [JSON.stringify(change)])
    },
  })
  let clock: Awaited<ReturnType<typeof startAlarmClock>> | null = null
  let rest: () => void = () => {}
  let wake: () => void = () => {}
  const nextRest = () =>
    new Promise<void>((resolve) => {
      rest = resolve
    })

  async function start() {
    const resting = nextRest()
    clock = await startAlarmClock(context, {
      maxMs: more.maxMs,
      catchUp: more.catchUp ?? (async () => {}),
      pause: (_, signal) => {
        rest()
        return new Promise((resolve) => {
          wake = () => {
            signal.removeEventListener('abort', wake)
            resolve()
          }
          signal.addEventListener('abort', wake, { once: true })
        })
      },
    })
    await resting
  }

  const put = (AlarmName: string, definition: object = {}, from: EvaluatedFrom = 'creation') =>
    putMetricAlarm(context, { AlarmName, MetricName: AlarmName, ...members, ...definition }, from)

  return {
    context,
    store,
    logged,
    start,
    put,
    putRule: (AlarmName: string, AlarmRule: string, from: EvaluatedFrom = 'creation') =>
      putCompositeAlarm(context, { AlarmName, AlarmRule }, from),
    set: (AlarmName: string, StateValue: string) =>
      setAlarmState(context, { AlarmName, StateValue, StateReason: 'by hand' }),
    /** Datapoints of a metric, each `[time, value]`. */
    async count(MetricName: string, ...points: [time: string, value: number][]) {
      const MetricData = points.map(([time, Value]) => ({
        MetricName,
        Value,
        Timestamp: at(time) / 1000,
      }))
      await putMetricData(context, { Namespace: 'Cafe', MetricData })
    },
    /** Sets the clock and lets it look. */
    async at(time: string) {
      nowMs = at(time)
      const resting = nextRest()
      wake()
      await resting
    },
    status: () => clock?.status(),
    async stop() {
      await clock?.close()
    },
    async close() {
      await clock?.close()
      await store.close()
    },
    /** Each change in the order of the history: `12:01:00 errors OK -> ALARM`. */
    async history() {
      const { rows } = await store.query(
        "SELECT ts, name, summary FROM alarm_history_items WHERE kind = 'StateUpdate' ORDER BY ts, id",
      )
      return rows.map(([ts, name, summary]) => {
        const [, from, to] = /from (\w+) to (\w+)/.exec(String(summary)) ?? []
        return `${shown(Number(ts))} ${name} ${from} -> ${to}`
      })
    },
    /** Queued notifications in order, in the form of the history. */
    async notified() {
      const { rows } = await store.query('SELECT body FROM notified ORDER BY rowid')
      return rows.map(([body]) => {
        const { atMs, definition, from, to } = JSON.parse(String(body)) as StateTransition
        return `${shown(atMs)} ${definition.AlarmName} ${from} -> ${to}`
      })
    },
    async changes(): Promise<StateTransition[]> {
      const { rows } = await store.query('SELECT body FROM notified ORDER BY rowid')
      return rows.map(([body]) => JSON.parse(String(body)))
    },
  }
}

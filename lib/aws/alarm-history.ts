import type { AlarmHistory } from '@/lib/alarms/alarm'
import type { AlarmState } from '@/lib/alarms/state'
import type { TimeRange } from '@/lib/time'
import { describeAlarmHistory, describeAlarms } from './alarm-calls'
import { eventOf } from './alarm-events'
import { shareOf } from './alarm-shape'
import { calling } from './failures'
import { share } from './flights'
import { runtime } from './runtime'

// A page of history has 100 items.
const maxPages = 10
const cacheMs = { aws: 30_000, local: 2_000, recorded: 3_600_000 }

async function read({ fromMs, toMs }: TimeRange, signal: AbortSignal): Promise<AlarmHistory> {
  const [described, { items, complete }] = await Promise.all([
    describeAlarms(signal),
    describeAlarmHistory({ fromMs, toMs, pageLimit: maxPages }, signal),
  ])
  const events = items
    .flatMap((item) => eventOf(item).map((event) => ({ ...event, alarm: item.AlarmName ?? '' })))
    .sort((a, b) => a.atMs - b.atMs)
  const changed = new Set(events.flatMap((one) => (one.kind === 'changed' ? one.alarm : [])))
  const unchanged = [...described.metric, ...described.composite, ...described.log].flatMap(
    ({ AlarmName: name = '', StateValue, StateTransitionedTimestamp, StateUpdatedTimestamp }) => {
      const sinceMs = (StateTransitionedTimestamp ?? StateUpdatedTimestamp)?.getTime()
      const isKnown = sinceMs !== undefined && sinceMs <= fromMs && !changed.has(name)
      return isKnown ? [{ name, state: (StateValue ?? 'INSUFFICIENT_DATA') as AlarmState }] : []
    },
  )
  unchanged.sort((a, b) => (a.name < b.name ? -1 : 1))
  const shares = Object.fromEntries(
    described.metric.flatMap((alarm) => {
      const share = shareOf(alarm)
      return share ? [[alarm.AlarmName ?? '', share]] : []
    }),
  )
  return { events, unchanged, shares, isComplete: complete }
}

/** What happened to the alarms over a time range. Throws {@link Failed}, or the signal's reason. */
export function readAlarmHistory(range: TimeRange, signal?: AbortSignal): Promise<AlarmHistory> {
  const { env, flights, now } = runtime()
  const key = JSON.stringify(['alarm history', range.fromMs, range.toMs])
  const options = { flights, now, cacheMs: cacheMs[env.cloudwatch], signal }
  return calling(
    'cloudwatch:DescribeAlarmHistory',
    () => share(key, (stop) => read(range, stop), options),
    signal,
  )
}

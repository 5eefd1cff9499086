import { formats } from '@/lib/access-log/formats'
import { isHardlyUnderstood } from '@/lib/log-state'
import { lastOf } from '@/lib/queries/base'
import { firstOther, newestHour } from '@/lib/queries/newest-hour'
import type { Query } from '@/lib/queries/query'
import type { NewestHour } from '@/lib/source'
import { hourMs, minuteMs, type TimeRange } from '@/lib/time'
import { Failed } from './failures'
import { share } from './flights'
import { run } from './run'
import { runtime } from './runtime'

const maxMessage = 1_000
// A look at a busy hour is not worth more of the time than this.
const maxShareOfTime = 0.01
const maxCacheMs = 30_000
// CloudWatch bills each look, and says late which event is the newest.
const paces = {
  aws: { stepMs: 5 * minuteMs, cacheMs: 5 * minuteMs, lateMs: 2 * hourMs },
  local: { stepMs: minuteMs, cacheMs: 2_000, lateMs: 0 },
  recorded: { stepMs: minuteMs, cacheMs: hourMs, lateMs: 0 },
}

async function rowOf<Row>(
  query: Query<Row>,
  range: TimeRange,
  signal: AbortSignal,
): Promise<Row | undefined> {
  const { site } = runtime().env
  const window = { ...range, binMs: hourMs }
  const reading = await run(query, { view: { range }, window, site }, signal)
  if (!reading.ok) throw new Failed(reading.failure)
  return reading.rows[0]
}

async function exampleOf(range: TimeRange, signal: AbortSignal): Promise<NewestHour['example']> {
  const line = await rowOf(firstOther, range, signal)
  return line?.message ? { message: line.message.slice(0, maxMessage), reason: line.reason } : null
}

const floorTo = (ms: number, stepMs: number) => Math.floor(ms / stepMs) * stepMs

/** The hour that ends with a moment, to the end of its step. */
const hourOf = (ms: number, stepMs: number): TimeRange => {
  const toMs = floorTo(ms, stepMs) + stepMs
  return { fromMs: toMs - hourMs, toMs }
}

/** The hour until now, or a little more, in the parts that pages ask for. */
function hourOfPages(nowMs: number): TimeRange {
  const toMs = floorTo(nowMs, minuteMs)
  return { fromMs: lastOf(hourMs, toMs), toMs }
}

async function read(range: TimeRange, signal: AbortSignal): Promise<NewestHour | null> {
  const counts = await rowOf(newestHour, range, signal)
  if (!counts || counts.lines === 0) return null
  const { lines, requests, newestRequest } = counts
  const hour = { ...range, lines, requests, newestRequestMs: newestRequest || null }
  const example = isHardlyUnderstood(hour) ? await exampleOf(range, signal) : null
  return { ...hour, example, knownFormats: formats.map(({ name }) => name) }
}

interface NewestTimes {
  nowMs: number
  /** Epoch ms of the newest event that the log group knows of, and of the newest request that was followed. */
  eventMs: number | null
  requestMs: number | null
  /** Aborts when whoever asks has left. */
  signal?: AbortSignal
}

/** What was understood of the hour that ends with the newest line; null when there is none. Throws {@link Failed}. */
export async function readNewestHour({ nowMs, eventMs, requestMs, signal }: NewestTimes) {
  const { env, flights, now } = runtime()
  const { stepMs, cacheMs, lateMs } = paces[env.cloudwatch]
  const newestMs = eventMs === null ? null : nowMs - eventMs < lateMs ? nowMs : eventMs
  // The hour up to now may be empty where a time lies in the future.
  const known = [newestMs, eventMs, requestMs].filter((ms) => ms !== null)
  const candidates = [...known.map((ms) => Math.min(ms, nowMs)), ...known]
  for (const ms of new Set(candidates)) {
    const isOfPages = env.cloudwatch === 'aws' && ms === nowMs
    const range = isOfPages ? hourOfPages(ms) : hourOf(ms, stepMs)
    const key = `newest hour ${env.logGroup} ${isOfPages} ${floorTo(ms, stepMs)}`
    const beganMs = performance.now()
    const lastsMs = () =>
      Math.max(cacheMs, Math.min(maxCacheMs, (performance.now() - beganMs) / maxShareOfTime))
    const hour = await share(key, (stop) => read(range, stop), {
      ...{ flights, now, cacheMs: lastsMs, signal },
    })
    if (hour) return hour
  }
  return null
}

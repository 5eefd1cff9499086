import { asking } from '@/lib/asking'
import { minuteMs } from '@/lib/time'
import { askedTooOften } from './failures'
import { runtime } from './runtime'

// Several pages opened one after another are asked at once.
const minutesAtOnce = 2
const maxViewers = 10_000

/**
 * Counts a query that is about to start for whoever asks for it; nothing is counted where nothing is paid
 * for. Throws {@link Failed} when one viewer starts too many.
 */
export function countForViewer(): void {
  const current = runtime()
  const { viewer } = asking()
  if (current.answer || viewer === null) return
  current.startedOfLate ??= new Map()
  const { startedOfLate, now, env } = current
  const perMinute = env.viewerQueriesPerMinute
  const nowMs = now()
  const { count, atMs } = startedOfLate.get(viewer) ?? { count: 0, atMs: nowMs }
  const left = Math.max(0, count - (Math.max(0, nowMs - atMs) / minuteMs) * perMinute)
  if (left + 1 > perMinute * minutesAtOnce) throw askedTooOften(perMinute)
  startedOfLate.delete(viewer)
  startedOfLate.set(viewer, { count: left + 1, atMs: nowMs })
  const [oldest] = startedOfLate.size > maxViewers ? startedOfLate.keys() : []
  if (oldest !== undefined) startedOfLate.delete(oldest)
}

import { dayMs, hourMs } from '@/lib/time'

const tooNewMs = 2 * hourMs
const tooOldMs = 14 * dayMs

/**
 * What PutLogEvents rejects of events in order of time (epoch ms): those over 2 hours ahead, over 14
 * days old, or beyond the group's retention. `from` (inclusive) and `to` (exclusive) bound the others.
 */
export function rejected(
  timesMs: readonly number[],
  { nowMs, retentionDays }: { nowMs: number; retentionDays: number | null },
) {
  const retentionMs = retentionDays === null ? Number.POSITIVE_INFINITY : retentionDays * dayMs
  const before = (limitMs: number) => timesMs.filter((ms) => ms < limitMs).length
  const old = before(nowMs - tooOldMs)
  const expired = before(nowMs - retentionMs)
  const to = before(nowMs + tooNewMs + 1)
  const info = {
    tooOldLogEventEndIndex: old || undefined,
    expiredLogEventEndIndex: expired || undefined,
    tooNewLogEventStartIndex: to < timesMs.length ? to : undefined,
  }
  const some = Object.values(info).some((index) => index !== undefined)
  return { from: Math.max(old, expired), to, rejectedLogEventsInfo: some ? info : undefined }
}

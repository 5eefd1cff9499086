/**
 * Decides which changes of one alarm go to a recipient in messages of their own, and which are folded
 * into one. A change after 15 minutes without any opens a window of 15 minutes. Its first three changes
 * get a message each; the others wait for its end and share one. When some were folded, a window in
 * which all changes are folded follows at once, and so on until one passes without a change. Changes
 * that are noticed late, after sleep or a stop, are folded together.
 */
export const windowMs = 15 * 60_000
const maxSingleMessages = 3

/** A change in a window, as scheduled before. */
export interface Scheduled {
  /** When its window began, epoch ms. */
  windowStartMs: number
  /** When the message that it shares is due; null when it has a message of its own. */
  foldedUntilMs: number | null
}

/** A late change belongs to no window. */
export type Schedule = Omit<Scheduled, 'windowStartMs'> & { windowStartMs: number | null }

/**
 * Schedules a change of `atMs`, noticed at `nowMs`. `recent` are the last three that were scheduled in
 * a window, newest first.
 */
export function schedule(recent: Scheduled[], atMs: number, nowMs: number): Schedule {
  if (nowMs - atMs > windowMs) return { windowStartMs: null, foldedUntilMs: nowMs }
  const [last] = recent
  // Further back than a whole window means that the clock was set back: nothing is known of that time.
  if (!last || atMs < last.windowStartMs - windowMs)
    return { windowStartMs: atMs, foldedUntilMs: null }
  const endMs = last.windowStartMs + windowMs
  if (atMs < endMs) {
    const single = recent.filter(
      (one) => one.windowStartMs === last.windowStartMs && one.foldedUntilMs === null,
    ).length
    const folded = last.foldedUntilMs !== null || single >= maxSingleMessages
    return { windowStartMs: last.windowStartMs, foldedUntilMs: folded ? endMs : null }
  }
  if (last.foldedUntilMs !== null && atMs < endMs + windowMs)
    return { windowStartMs: endMs, foldedUntilMs: endMs + windowMs }
  return { windowStartMs: atMs, foldedUntilMs: null }
}

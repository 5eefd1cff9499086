/**
 * Which changes of one alarm are told one by one to a recipient, and which are folded into one message.
 * A change after quiet opens 15 minutes. The first three changes in them are told one by one; the
 * others wait for their end and are told in one message. When some were folded, 15 more minutes
 * follow at once, in which all are folded, until such minutes pass with no change. A change that is
 * itself told late, after sleep or a stop, is folded with all others that are.
 */
export const windowMs = 15 * 60_000
const toldSingly = 3

/** A change that was placed before. */
export interface Placed {
  /** When its 15 minutes began, epoch ms. */
  windowMs: number
  /** Until when it waits to be told with others; null when it is told alone. */
  foldedUntilMs: number | null
}

/** A late change belongs to no 15 minutes. */
export type Place = Omit<Placed, 'windowMs'> & { windowMs: number | null }

/**
 * Places a change of `atMs`, heard of at `nowMs`. `recent` are the last three that were placed in
 * 15 minutes, newest first.
 */
export function placeChange(recent: Placed[], atMs: number, nowMs: number): Place {
  if (nowMs - atMs > windowMs) return { windowMs: null, foldedUntilMs: nowMs }
  const [last] = recent
  // Further back than a whole window is a clock that was set back: nothing is known of that time.
  if (!last || atMs < last.windowMs - windowMs) return { windowMs: atMs, foldedUntilMs: null }
  const endMs = last.windowMs + windowMs
  if (atMs < endMs) {
    const singly = recent.filter(
      (one) => one.windowMs === last.windowMs && one.foldedUntilMs === null,
    ).length
    const folded = last.foldedUntilMs !== null || singly >= toldSingly
    return { windowMs: last.windowMs, foldedUntilMs: folded ? endMs : null }
  }
  if (last.foldedUntilMs !== null && atMs < endMs + windowMs)
    return { windowMs: endMs, foldedUntilMs: endMs + windowMs }
  return { windowMs: atMs, foldedUntilMs: null }
}

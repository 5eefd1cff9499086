import type { ClockOf } from '@/lib/orders/expected/history'
import { dayMs, hourMs, minuteMs } from '@/lib/time'
import type { EveryPageSpell } from './every-page'

/** Every page fails, or sends people elsewhere, as on earlier weeks at the same hours. Times are epoch ms. */
export interface Closed {
  sinceMs: number
  /** The times of earlier weeks in which it was so, the newest first; none where the opening hours say it. */
  before: readonly { sinceMs: number; lastMs: number }[]
  statuses: readonly number[]
  /** It was so in each of the last weeks: more than once, it is how the shop is. */
  isUsual: boolean
}

interface Spell extends EveryPageSpell {
  /** When pages were answered well again; null while they are not. */
  afterMs: number | null
}

type Kind = 'failing' | 'sending'

const weekMs = 7 * dayMs
const maxWeeks = 5
const leastUsual = 2
// A shop closes and opens by its clock, give or take so much.
const clockMs = 10 * minuteMs
/** What lasts for less is a failure, however often it comes. */
const leastMs = 4 * hourMs
/** What comes again so soon is one time. */
const togetherMs = 2 * hourMs
// Without another such answer for so long, it may have ended.
const stillMs = hourMs

/** How far back a moment lies, as the shop's clock counts it: an hour more or less where that was changed. */
function weeksBack(clockOf: ClockOf, fromMs: number, weeks: number): number {
  const { hour } = clockOf(fromMs)
  const shifts = [0, hourMs, -hourMs].map((shift) => weeks * weekMs + shift)
  return shifts.find((shift) => clockOf(fromMs - shift).hour === hour) ?? weeks * weekMs
}

/** What a server answers that is closed on purpose, and not one that fails. */
const isOnPurpose = ({ statuses }: Spell) =>
  statuses.every((status) => status === 503 || (status >= 300 && status < 400))

/**
 * Tells a shop that closes on a weekday, by a page for all pages, from one that fails: it was closed on
 * the same weekday before, from and until the same hours, and opened again by itself; or its opening hours say so.
 */
export function newClosedDays(clockOf: ClockOf, isOpen: (ms: number) => boolean) {
  const all: Record<Kind, Spell[]> = { failing: [], sending: [] }

  function see(kind: Kind, now: EveryPageSpell | null, minute: number): Spell | null {
    const known = all[kind]
    const last = known.at(-1)
    if (!now) {
      if (last) last.afterMs ??= minute
      if (last && !last.isEvery) known.pop()
      return null
    }
    const { statuses, lastMs, isAlone } = now
    if (last && now.beforeMs - last.lastMs < togetherMs) {
      const isEvery = last.isEvery || now.isEvery
      return Object.assign(last, { statuses, lastMs, isEvery, isAlone, afterMs: null })
    }
    const spell = { ...now, afterMs: null }
    known.push(spell)
    while ((known[0]?.lastMs ?? minute) < minute - (maxWeeks + 1) * weekMs) known.shift()
    return spell
  }

  const isAlike = (a: Spell, b: Spell) => a.statuses.some((status) => b.statuses.includes(status))

  /** Whether one that was over so many weeks before began at the same time: between the last good answer and the first other one. */
  function isSame(now: Spell, past: Spell, backMs: number): boolean {
    if (past === now || past.afterMs === null || !past.isEvery || !isAlike(now, past)) return false
    if (past.lastMs - past.sinceMs < leastMs) return false
    return (
      past.beforeMs - clockMs <= now.sinceMs - backMs &&
      now.beforeMs - backMs <= past.sinceMs + clockMs
    )
  }

  /** Whether it went on at this time then, or until other answers came if it still does. */
  function isWithin(now: Spell, past: Spell, atMs: number, backMs: number): boolean {
    const lastMs = now.lastMs - backMs
    if (lastMs <= past.lastMs) return atMs <= past.lastMs + clockMs
    return atMs <= Math.min(past.afterMs ?? past.lastMs, lastMs + stillMs) + clockMs
  }

  function closedBy(kind: Kind, now: Spell, minute: number): Closed | null {
    if (all[kind].length < 2) return null
    const weeks = Array.from({ length: maxWeeks }, (_, at) => {
      const backMs = weeksBack(clockOf, now.sinceMs, at + 1)
      const past = all[kind].find((one) => isSame(now, one, backMs))
      return past && { past, isOpen: !isWithin(now, past, minute - backMs, backMs) }
    })
    const before = weeks.flatMap((one) => one ?? [])
    if (before.every(({ isOpen }) => isOpen)) return null
    const isUsual = weeks.slice(0, leastUsual).every((one) => one !== undefined)
    // Once only, the first visits may have met anything else.
    if (!isUsual && !now.isEvery && !now.isAlone) return null
    return {
      sinceMs: now.sinceMs,
      before: before.map(({ past }) => past),
      statuses: now.statuses,
      isUsual,
    }
  }

  /** It began when the opening hours say that the shop closes. */
  function closedByHours(now: Spell, minute: number): Closed | null {
    const { sinceMs, statuses, isEvery, isAlone } = now
    if (isOpen(minute) || isOpen(sinceMs + clockMs) || !isOnPurpose(now)) return null
    return isEvery || isAlone ? { sinceMs, before: [], statuses, isUsual: true } : null
  }

  return {
    /** To be called each minute. */
    look(
      { failing, sending }: Record<Kind, () => EveryPageSpell | null>,
      minute: number,
    ): Closed | null {
      const [failed, sent] = [see('failing', failing(), minute), see('sending', sending(), minute)]
      const closed = (kind: Kind, now: Spell) =>
        closedByHours(now, minute) ?? closedBy(kind, now, minute)
      return (failed && closed('failing', failed)) ?? (sent && closed('sending', sent))
    },
  }
}

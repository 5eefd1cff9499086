import { chanceOfAtMost } from '@/lib/orders/expected/distributions'
import type { Among, Trait } from '@/lib/orders/failing/among'
import { hourMs, minuteMs } from '@/lib/time'
import type { Visit } from '@/lib/visits/visits'

const keptMinutes = 2_048
const maxGroups = 200
const beforeMs = 3 * hourMs
/** A group of hardly any visits says nothing. */
const leastBefore = 5
// Hours of a shop vary by so much more than chance, and the share of a group by this.
const spread = 0.1
// That the refused have something in common is a sign of its own.
const unlikely = 0.05
/** People try again and give up: of them come no more than so many to each that is missing. */
const mostEach = 3
const someMore = 5
const someTimes = 1.5

/** Counts by minute, of the latest minutes. Unlike `MinuteCounts` it needs no clearing each minute: there may be hundreds. */
class RecentCounts {
  readonly #minutes = new Int32Array(keptMinutes)
  readonly #counts = new Int32Array(keptMinutes)

  add(ms: number): void {
    const minute = Math.floor(ms / minuteMs)
    const at = minute % keptMinutes
    if (this.#minutes[at] !== minute) {
      this.#minutes[at] = minute
      this.#counts[at] = 0
    }
    this.#counts[at] = (this.#counts[at] as number) + 1
  }

  sum(fromMs: number, toMs: number): number {
    const to = Math.ceil(toMs / minuteMs)
    let sum = 0
    for (
      let minute = Math.max(Math.floor(fromMs / minuteMs), to - keptMinutes);
      minute < to;
      minute += 1
    )
      if (this.#minutes[minute % keptMinutes] === minute)
        sum += this.#counts[minute % keptMinutes] as number
    return sum
  }
}

interface Fewer {
  /** Visits that were refused, that were served, and that were to be served. */
  met: number
  served: number
  expected: number
}

/** Whether visits are refused that would be served, and not bots beside them; `chance` is that of as few by chance. */
export const areFewer = ({ met, served, expected }: Fewer, chance: number): boolean =>
  met <= mostEach * expected + someMore && chanceOfAtMost(served, expected, spread) < chance

/** Whether about as many visits are refused as are missing among those that are served. */
export function areAsMany({ met, served, expected }: Fewer): boolean {
  const missing = expected - served
  return met <= someTimes * missing && missing <= someTimes * met
}

interface Refused {
  sinceMs: number
  nowMs: number
  met: number
}

/**
 * The visits whose first page is answered well, by what they have in common. Bots that are refused come
 * beside people who are served as ever; where people are refused, fewer are served. Times are epoch ms.
 */
export function newLetIn() {
  const all = new RecentCounts()
  const groups: Record<Trait, Map<string, RecentCounts>> = {
    country: new Map(),
    browser: new Map(),
    referrer: new Map(),
  }

  function add(by: Trait, value: string, ms: number) {
    if (value === '') return
    const known = groups[by].get(value)
    if (!known && groups[by].size >= maxGroups) return
    const counts = known ?? new RecentCounts()
    if (!known) groups[by].set(value, counts)
    counts.add(ms)
  }

  /** Of a group: what its share before makes of the others who were served since. */
  function expectedOf(counts: RecentCounts, sinceMs: number, nowMs: number): number | null {
    const before = counts.sum(sinceMs - beforeMs, sinceMs)
    const others = all.sum(sinceMs - beforeMs, sinceMs) - before
    if (before < leastBefore || others === 0) return null
    return ((all.sum(sinceMs, nowMs) - counts.sum(sinceMs, nowMs)) * before) / others
  }

  return {
    see({ country, browsers, referrer }: Visit, ms: number) {
      all.add(ms)
      add('country', country, ms)
      for (const browser of browsers) add('browser', browser, ms)
      add('referrer', referrer, ms)
    },
    /** Whether the group's visits that `met` refusals are missing among those that were served since. */
    areMissing(among: Among, { sinceMs, nowMs, met }: Refused): boolean {
      const counts = groups[among.by].get(among.value)
      const expected = counts ? expectedOf(counts, sinceMs, nowMs) : null
      if (!counts || expected === null) return false
      return areFewer({ met, served: counts.sum(sinceMs, nowMs), expected }, unlikely)
    },
  }
}

export type LetIn = ReturnType<typeof newLetIn>

import { dayMs, minuteMs } from '@/lib/time'

const slotMs = 30 * minuteMs
const slots = dayMs / slotMs
const keptDays = 7
const leastDays = 3
/** By so much slower than at other hours, at least. */
const leastLog = Math.log(2)

interface Slot {
  day: number
  sum: number
  count: number
  /** Of each earlier day with an answer. */
  means: number[]
}

const medianOf = (numbers: readonly number[]) =>
  numbers.toSorted((a, b) => a - b)[Math.floor((numbers.length - 1) / 2)] ?? 0

function usualIn({ means }: Slot): number {
  const isKnown = means.filter((mean) => mean >= leastLog).length >= leastDays
  const median = isKnown ? medianOf(means) : 0
  return median >= leastLog ? median : 0
}

/** By how much slower answers are than at other hours of the day, on most days: as while a backup runs. */
export class SlowHours {
  readonly #slots = new Map<number, Slot>()

  /** `log`: the logarithm of what it took, over that of what is usual. */
  add(log: number, atMs: number): void {
    const slot = this.#at(Math.floor(atMs / slotMs))
    slot.sum += log
    slot.count += 1
  }

  /** The same, as is usual on earlier days at about this time; 0 where nothing is. */
  usual(atMs: number): number {
    const now = Math.floor(atMs / slotMs)
    const most = Math.max(...[now - 1, now, now + 1].map((slot) => usualIn(this.#at(slot))))
    return most > 0 && this.#isRare() ? most : 0
  }

  /** What is slow all day long is broken. */
  #isRare(): boolean {
    const known = [...this.#slots.values()].filter(({ means }) => means.length >= leastDays)
    return known.filter((slot) => usualIn(slot) > 0).length <= known.length / 2
  }

  #at(slot: number): Slot {
    const day = Math.floor(slot / slots)
    const time = slot - day * slots
    const one = this.#slots.get(time) ?? { day, sum: 0, count: 0, means: [] }
    this.#slots.set(time, one)
    if (day === one.day) return one
    if (one.count > 0) one.means.push(one.sum / one.count)
    if (one.means.length > keptDays) one.means.shift()
    return Object.assign(one, { day, sum: 0, count: 0 })
  }
}

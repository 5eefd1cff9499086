import { dayMs, hourMs, minuteMs } from '@/lib/time'

const slotMs = 15 * minuteMs
const slotsADay = dayMs / slotMs
const slotsAnHour = hourMs / slotMs
const keptSlots = 16 * slotsADay
const leastFailures = 3
const weeks = [7, 14]
const days = [1, 2, 3, 4, 5, 6, 7]
const leastDays = 3
/** What fails nearly always is broken, for however long; but what refuses so at its hours is closed then. */
const mostShare = 0.9
const shareOfClosed = 0.95
/** So many in a row are no chance, where a part of them fails as usual. */
const unlikely = 0.05

interface Counts {
  bad: number
  all: number
}

const shareOf = ({ bad, all }: Counts) => (all === 0 ? 0 : bad / all)

/**
 * At which times of the day a request fails now and then: on a weekday in each of two weeks, or on most days.
 * `refuses`: by intention it may do so to all, as where a kitchen is closed.
 */
export class UsualTimes {
  readonly #bad = new Uint16Array(keptSlots)
  readonly #all = new Uint16Array(keptSlots)
  #slot = Number.NaN
  #known = { slot: Number.NaN, share: 0 }

  constructor(private readonly refuses = false) {}

  add(isFailure: boolean, atMs: number): void {
    const slot = Math.floor(atMs / slotMs)
    if (Number.isNaN(this.#slot)) this.#slot = slot
    const firstNew = Math.max(this.#slot + 1, slot - keptSlots + 1)
    for (let at = firstNew; at <= slot; at += 1)
      this.#bad[at % keptSlots] = this.#all[at % keptSlots] = 0
    this.#slot = Math.max(this.#slot, slot)
    this.#all[slot % keptSlots] = (this.#all[slot % keptSlots] as number) + 1
    if (isFailure) this.#bad[slot % keptSlots] = (this.#bad[slot % keptSlots] as number) + 1
  }

  /** The share that usually fails at this time, unless so many in a row are more; 0 where none does. */
  share(atMs: number, failedInRow: number): number {
    const slot = Math.floor(atMs / slotMs)
    if (slot !== this.#known.slot) this.#known = { slot, share: this.#find(slot) }
    const { share } = this.#known
    return share ** failedInRow < unlikely ? 0 : share
  }

  #find(slot: number): number {
    const onDays = (ago: readonly number[]) =>
      ago.map((day) => this.#hourAt(slot - day * slotsADay))
    const fails = ({ bad }: Counts) => bad >= leastFailures
    const weekly = onDays(weeks)
    const daily = onDays(days).filter(({ all }) => all > 0)
    const closed = daily.filter(({ bad, all }) => bad > all / 2)
    if (this.refuses && closed.length >= leastDays && closed.length > daily.length / 2)
      return shareOfClosed
    const dailyBad = daily.filter(fails)
    const isDaily = dailyBad.length >= leastDays && dailyBad.length > daily.length / 2
    const known = weekly.every(fails) ? weekly : isDaily ? dailyBad : []
    const share = shareOf({
      bad: known.reduce((sum, { bad }) => sum + bad, 0),
      all: known.reduce((sum, { all }) => sum + all, 0),
    })
    return share < mostShare ? share : 0
  }

  /** The hour around a time in which the largest share failed. */
  #hourAt(slot: number): Counts {
    let most: Counts = { bad: 0, all: 0 }
    for (let from = slot - slotsAnHour + 1; from <= slot; from += 1) {
      const hour: Counts = { bad: 0, all: 0 }
      for (let at = from; at < from + slotsAnHour; at += 1) {
        if (at <= this.#slot - keptSlots || at > this.#slot) continue
        hour.bad += this.#bad[at % keptSlots] as number
        hour.all += this.#all[at % keptSlots] as number
      }
      if (most.all === 0 || shareOf(hour) > shareOf(most)) most = hour
    }
    return most
  }
}

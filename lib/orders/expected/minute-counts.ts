import { minuteMs } from '@/lib/time'

export const quarterMs = 15 * minuteMs
const minutesAQuarter = 15

/** Counts by minute of the last `minutes` minutes, a multiple of 15; older ones make room. Times are epoch ms. */
export class MinuteCounts {
  readonly #counts: Float64Array
  readonly #quarters: Float64Array
  readonly #keptMs: number

  constructor(minutes: number) {
    this.#counts = new Float64Array(minutes)
    this.#quarters = new Float64Array(minutes / minutesAQuarter)
    this.#keptMs = (minutes - 1) * minuteMs
  }

  add(ms: number): void {
    this.#count(this.#slot(ms), 1)
  }

  /** Takes back one that was counted in a minute that is kept. */
  remove(ms: number): void {
    this.#count(this.#slot(ms), -1)
  }

  /** Makes room for a minute that begins. */
  clear(ms: number): void {
    const slot = this.#slot(ms)
    this.#count(slot, -(this.#counts[slot] as number))
  }

  /** Of the minute that holds a moment, which must be one that is kept. */
  at(ms: number): number {
    return this.#counts[this.#slot(ms)] as number
  }

  /** Of the quarter of an hour that begins at a moment, all of which must be kept. */
  inQuarter(ms: number): number {
    return this.#quarters[Math.floor(this.#slot(ms) / minutesAQuarter)] as number
  }

  /** Of the minutes that begin in [fromMs, toMs), as far back as counts are kept; `nowMs` is the newest minute. */
  sum(fromMs: number, toMs: number, nowMs: number): number {
    let sum = 0
    for (let at = Math.max(fromMs, nowMs - this.#keptMs); at < toMs; ) {
      const slot = this.#slot(at)
      const isWhole = slot % minutesAQuarter === 0 && at + quarterMs - minuteMs < toMs
      sum += (isWhole ? this.#quarters[slot / minutesAQuarter] : this.#counts[slot]) as number
      at += isWhole ? quarterMs : minuteMs
    }
    return sum
  }

  #count(slot: number, change: number): void {
    const quarter = Math.floor(slot / minutesAQuarter)
    this.#counts[slot] = (this.#counts[slot] as number) + change
    this.#quarters[quarter] = (this.#quarters[quarter] as number) + change
  }

  #slot(ms: number): number {
    // Of a whole number in 32 bits the remainder is found several times as fast.
    return ((ms / minuteMs) | 0) % this.#counts.length
  }
}

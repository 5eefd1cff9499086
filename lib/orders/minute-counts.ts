import { minuteMs } from '@/lib/time'

/** Counts by minute of the last `minutes` minutes; older ones make room. Times are epoch ms. */
export class MinuteCounts {
  readonly #counts: Float64Array
  readonly #keptMs: number

  constructor(minutes: number) {
    this.#counts = new Float64Array(minutes)
    this.#keptMs = (minutes - 1) * minuteMs
  }

  add(ms: number): void {
    const slot = this.#slot(ms)
    this.#counts[slot] = (this.#counts[slot] as number) + 1
  }

  /** Makes room for a minute that begins. */
  clear(ms: number): void {
    this.#counts[this.#slot(ms)] = 0
  }

  /** Of the minute that holds a moment, which must be one that is kept. */
  at(ms: number): number {
    return this.#counts[this.#slot(ms)] as number
  }

  /** Of the minutes that begin in [fromMs, toMs), as far back as counts are kept; `nowMs` is the newest minute. */
  sum(fromMs: number, toMs: number, nowMs: number): number {
    let sum = 0
    for (let at = Math.max(fromMs, nowMs - this.#keptMs); at < toMs; at += minuteMs)
      sum += this.at(at)
    return sum
  }

  #slot(ms: number): number {
    return Math.floor(ms / minuteMs) % this.#counts.length
  }
}

import { dayMs } from '@/lib/time'

const leastDays = 3
const leastADay = 20
/** What fails nearly always is broken, for however long. */
const mostShare = 0.9

/** How a request has done day by day, whether that was trouble or not: what fails on every day alike did not begin. */
export class UsualDays {
  readonly #kept: number
  #day = Number.NaN
  #bad = 0
  #all = 0
  #shares: number[] = []
  /** The least share of failures of the last days; 0 while fewer are known. */
  share = 0

  /** `kept`: for how many days one on which it went well shows that what fails since has begun. */
  constructor(kept: number) {
    this.#kept = kept
  }

  /** It never failed before it is followed. */
  wasWell(): void {
    this.#shares.push(0)
  }

  add(isFailure: boolean, atMs: number): void {
    const day = Math.floor(atMs / dayMs)
    if (day !== this.#day) this.#begin(day)
    this.#all += 1
    if (isFailure) this.#bad += 1
  }

  #begin(day: number): void {
    // The first day, and one with hardly a request, say nothing.
    if (this.#all >= leastADay) this.#shares.push(this.#bad / this.#all)
    if (this.#shares.length > this.#kept) this.#shares.shift()
    const least = this.#shares.length < leastDays ? 0 : Math.min(...this.#shares)
    this.share = least < mostShare ? least : 0
    this.#day = day
    this.#bad = 0
    this.#all = 0
  }
}

import type { Visit } from '@/lib/visits/visits'

const binMs = 1_000
const bins = 60
/** What is further back counts for less. */
const maxBuyers = 1_000
const maxRequests = 2_000
const leastBuyers = 30
/** Of those who order, so many are the soonest. */
const soonest = 0.01
/** What some who order ask for sooner than this says nothing of who asks for it. */
const leastSoonestMs = 12_000
const partOfSoonest = 1 / 3
const mostMs = 10_000
/** Nobody chooses, fills in and orders in this time, whatever the shop. */
const floorMs = 4_000
/** A visit that begins in the middle, with a full basket, may be soon at the end. */
const leastBefore = 2

class Times {
  readonly #counts = new Float64Array(bins)
  total = 0
  /** Null when it is to be found anew. */
  #soonestMs: number | null = null

  add(ms: number): void {
    this.#soonestMs = null
    const bin = Math.floor(ms / binMs)
    if (bin < bins) this.#counts[bin] = (this.#counts[bin] ?? 0) + 1
    this.total += 1
    if (this.total < maxBuyers) return
    for (const at of this.#counts.keys()) this.#counts[at] = (this.#counts[at] ?? 0) / 2
    this.total /= 2
  }

  /** The time before which only the soonest came. */
  get soonestMs(): number {
    this.#soonestMs ??= this.#findSoonest()
    return this.#soonestMs
  }

  #findSoonest(): number {
    let sum = 0
    for (const [bin, count] of this.#counts.entries()) {
      sum += count
      if (sum > soonest * this.total) return bin * binMs
    }
    return bins * binMs
  }
}

/**
 * How long those who order take from their first request to each that they make on the way. A program
 * that tries cards walks through the shop as they do, but in no time.
 */
export function newPace() {
  const requests = new Map<string, Times>()

  function timesOf(key: string): Times | null {
    const known = requests.get(key)
    if (known || requests.size >= maxRequests) return known ?? null
    const times = new Times()
    requests.set(key, times)
    return times
  }

  function limitMs(key: string, isLastStep: boolean): number {
    const times = requests.get(key)
    if (!times || times.total < leastBuyers) return isLastStep ? floorMs : 0
    const { soonestMs } = times
    return soonestMs < leastSoonestMs ? 0 : Math.min(mostMs, partOfSoonest * soonestMs)
  }

  return {
    /** A visit has ordered for the first time. */
    ordered({ met, startMs }: Visit) {
      let before = 0
      for (const { key, firstMs } of met.all()) {
        if (before >= leastBefore) timesOf(key)?.add(firstMs - startMs)
        before += 1
      }
    },
    /** Whether a visit makes a request for the first time, sooner than people can. */
    isHurried(
      { met, pages, startMs }: Visit,
      key: string,
      atMs: number,
      isLastStep: boolean,
    ): boolean {
      if (pages <= leastBefore || met.get(key) !== undefined) return false
      return atMs - startMs < limitMs(key, isLastStep)
    },
  }
}

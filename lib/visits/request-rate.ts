// Too many in a minute: 30 pages, 120 that say which page of the site they come from or that failed
// and are tried again, or 720 calls of scripts.
const weights = { page: 24, ownPage: 6, failedPage: 6, call: 1 }
export type RateKind = keyof typeof weights | 'asset'
const maxPagesPerMinute = 30
const maxPagesPerTenMinutes = 200
/** Without static files in the log, an address can be an office of which no assets are seen. */
const unseenAssetsFactor = 4
/** People's pages load at least one asset in four. */
const pagesPerAsset = 4

/** Counts in the running period and the one before, to know those of the last one at any time. */
class Sliding {
  #endSeconds = 0
  #weight = 0
  #weightBefore = 0
  #assets = 0
  #assetsBefore = 0
  readonly #seconds: number
  readonly #maxWeight: number

  constructor(seconds: number, maxPages: number) {
    this.#seconds = seconds
    this.#maxWeight = maxPages * weights.page
  }

  add(atSeconds: number, weight: number, assets: number): void {
    // Lines come a little late, but clocks also jump.
    const isFar = atSeconds >= this.#endSeconds || atSeconds < this.#endSeconds - 3 * this.#seconds
    if (isFar) this.#begin(atSeconds)
    this.#weight += weight
    this.#assets += assets
  }

  isInhuman(atSeconds: number, factor: number): boolean {
    const max = this.#maxWeight * factor
    if (this.#weight + this.#weightBefore <= max) return false
    const left = Math.max(0, Math.min(1, (this.#endSeconds - atSeconds) / this.#seconds))
    const weight = this.#weight + left * this.#weightBefore
    const assets = this.#assets + left * this.#assetsBefore
    return weight > max && assets * pagesPerAsset * weights.page < weight
  }

  #begin(atSeconds: number): void {
    const isNext = atSeconds >= this.#endSeconds && atSeconds < this.#endSeconds + this.#seconds
    this.#weightBefore = isNext ? this.#weight : 0
    this.#assetsBefore = isNext ? this.#assets : 0
    this.#weight = 0
    this.#assets = 0
    this.#endSeconds = (Math.floor(atSeconds / this.#seconds) + 1) * this.#seconds
  }
}

/** Whether a client asks faster than people do; assets show that people are behind many pages. */
export class RequestRate {
  readonly #minute = new Sliding(60, maxPagesPerMinute)
  readonly #tenMinutes = new Sliding(600, maxPagesPerTenMinutes)

  add(atSeconds: number, kind: RateKind, times = 1): void {
    const weight = kind === 'asset' ? 0 : weights[kind] * times
    const assets = kind === 'asset' ? times : 0
    this.#minute.add(atSeconds, weight, assets)
    this.#tenMinutes.add(atSeconds, weight, assets)
  }

  isInhuman(atSeconds: number, hasAssets: boolean): boolean {
    const factor = hasAssets ? 1 : unseenAssetsFactor
    return (
      this.#minute.isInhuman(atSeconds, factor) || this.#tenMinutes.isInhuman(atSeconds, factor)
    )
  }
}

// What requests weigh: 30 pages in a minute are too many, or 120 with a referer of the site, or 360 calls.
const weights = { page: 12, ownPage: 3, call: 1 }
const maxPagesPerMinute = 30
const maxPagesPerTenMinutes = 200
/** Without static files in the log, an address can be an office of which no assets are seen. */
const unseenAssetsFactor = 4
/** People's pages load at least one asset in four. */
const pagesPerAsset = 4

/** Counts in the running period and the one before, to know those of the last one at any time. */
class Sliding {
  #period = 0
  #weight = 0
  #weightBefore = 0
  #assets = 0
  #assetsBefore = 0
  readonly #seconds: number
  readonly #maxPages: number

  constructor(seconds: number, maxPages: number) {
    this.#seconds = seconds
    this.#maxPages = maxPages
  }

  add(atSeconds: number, weight: number, assets: number): void {
    const period = Math.floor(atSeconds / this.#seconds)
    if (period > this.#period) {
      const isNext = period === this.#period + 1
      this.#weightBefore = isNext ? this.#weight : 0
      this.#assetsBefore = isNext ? this.#assets : 0
      this.#weight = 0
      this.#assets = 0
      this.#period = period
    }
    this.#weight += weight
    this.#assets += assets
  }

  isInhuman(atSeconds: number, factor: number): boolean {
    const before = Math.max(0, 1 - (atSeconds / this.#seconds - this.#period))
    const weight = this.#weight + Math.min(1, before) * this.#weightBefore
    if (weight <= this.#maxPages * weights.page * factor) return false
    const assets = this.#assets + Math.min(1, before) * this.#assetsBefore
    return assets * pagesPerAsset * weights.page < weight
  }
}

/** Whether a client asks faster than people do; assets show that people are behind many pages. */
export class RequestRate {
  readonly #minute = new Sliding(60, maxPagesPerMinute)
  readonly #tenMinutes = new Sliding(600, maxPagesPerTenMinutes)

  add(atSeconds: number, kind: keyof typeof weights | 'asset'): void {
    const weight = kind === 'asset' ? 0 : weights[kind]
    const assets = kind === 'asset' ? 1 : 0
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

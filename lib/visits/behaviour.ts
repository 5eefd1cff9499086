import { isOwnReferer } from './own-referer'
import { hashOf, PathSet } from './path-set'
import { kindOfRequest, type RequestKind } from './request-kind'
import { type RateKind, RequestRate } from './request-rate'
import { SteadyBeat } from './steady-beat'

export interface SeenRequest {
  timeMs: number
  method: string
  path: string
  query: string
  status: number
  referer: string
}

// A crawler reads robots.txt again within a day (RFC 9309), and an address changes hands.
const daySeconds = 86_400
const minMissingPages = 10
const minPagesWithoutAssets = 8
const minOwnReferers = 2
const minRequestsForRate = 10
const pagesPerAsset = 4

const verdicts = {
  person: { kind: 'person', why: 'It says that it is a browser and behaves like a person.' },
  head: { kind: 'monitor', why: 'It sends HEAD requests only.' },
  robots: { kind: 'bot', why: 'It asked for robots.txt.' },
  rate: { kind: 'bot', why: 'It asked faster than people do, and for hardly any static files.' },
  missing: {
    kind: 'bot',
    why: 'It asked for many pages that do not exist: more than half of all it asked for.',
  },
  noAssets: {
    kind: 'bot',
    why: 'It asks for pages, but never for the images, styles and scripts in them.',
  },
} as const

function pageRateKind(isOwn: boolean, status: number): RateKind {
  if (isOwn) return 'ownPage'
  return status >= 500 ? 'failedPage' : 'page'
}

/** Follows the requests of a client whose agent is that of a browser. */
export class Behaviour {
  readonly #hasAssets: (() => boolean) | undefined
  #asked = new PathSet()
  // Most clients make few requests: what only many need is made when they come.
  #beat: SteadyBeat | null = null
  #rate: RequestRate | null = null
  #firstSeconds = 0
  #firstBeatSeconds = 0
  #firstBeat: number | null = null
  #lastSeconds = 0
  #requests = 0
  #heads = 0
  #pages = 0
  #servedPages = 0
  #assets = 0
  #servedAssets = 0
  #ownReferers = 0
  #hasOrdered = false
  #missing: number[] | null = null
  #missingPages = 0
  #robotsSeconds = 0
  #rateSeconds = 0
  #missingSeconds = 0

  constructor(hasAssets?: () => boolean) {
    this.#hasAssets = hasAssets
  }

  see({ timeMs, method, path, query, status, referer }: SeenRequest): void {
    const at = Math.floor(timeMs / 1_000)
    if (at - this.#lastSeconds > daySeconds) this.#startAfresh(at)
    this.#lastSeconds = Math.max(at, this.#lastSeconds)
    const kind = kindOfRequest(method, path, query, status)
    this.#requests++
    if (method === 'HEAD') this.#heads++
    if (method === 'POST' && status < 400) this.#hasOrdered = true
    const hash = hashOf(path)
    const isOwn = kind === 'page' && isOwnReferer(referer, this.#asked)
    this.#asked.add(hash)
    this.#count(kind, isOwn, status, hash)
    this.#follow(kind, isOwn, at, hash, status)
  }

  verdict(): { kind: 'person' | 'bot' | 'monitor'; why: string } {
    if (this.#heads > 0 && this.#heads === this.#requests) return verdicts.head
    const gap = this.#beat?.gapSeconds
    if (gap) return { kind: 'monitor', why: `It asks for the same every ${gap} seconds.` }
    if (this.#isRecent(this.#robotsSeconds)) return verdicts.robots
    if (this.#isRecent(this.#rateSeconds)) return verdicts.rate
    if (this.#isRecent(this.#missingSeconds)) return verdicts.missing
    return this.#neverAskedForAssets() ? verdicts.noAssets : verdicts.person
  }

  #count(kind: RequestKind, isOwn: boolean, status: number, hash: number): void {
    if (kind === 'asset') {
      this.#assets++
      if (status < 400) this.#servedAssets++
    } else if (kind === 'page') {
      this.#pages++
      if (status < 400) this.#servedPages++
      if (isOwn) this.#ownReferers++
      if (status === 404 || status === 410) this.#miss(hash)
    }
  }

  #miss(hash: number): void {
    this.#missingPages++
    this.#missing ??= []
    if (this.#missing.length < minMissingPages && !this.#missing.includes(hash))
      this.#missing.push(hash)
  }

  #follow(kind: RequestKind, isOwn: boolean, at: number, hash: number, status: number): void {
    if (kind === 'robots') this.#robotsSeconds = at
    if (kind === 'robots' || kind === 'machine') return
    if (isOwn) this.#beat?.interrupt()
    // An open page polls at a beat too, but says where from, or was itself asked for before.
    else if (kind === 'page' || this.#asked.isSingle) this.#addToBeat(at, hash)
    this.#addToRate(kind === 'page' ? pageRateKind(isOwn, status) : kind, at)
    if (kind === 'asset') return
    if (this.#rate?.isInhuman(at, this.#hasAssets?.() ?? true)) this.#rateSeconds = at
    if (this.#isScanner()) this.#missingSeconds = at
  }

  #addToBeat(at: number, hash: number): void {
    if (this.#firstBeat === null) {
      this.#firstBeat = hash
      this.#firstBeatSeconds = at
      return
    }
    if (this.#beat === null) {
      this.#beat = new SteadyBeat()
      this.#beat.add(this.#firstBeatSeconds, this.#firstBeat)
    }
    this.#beat.add(at, hash)
  }

  #addToRate(kind: RateKind, at: number): void {
    if (this.#rate !== null) this.#rate.add(at, kind)
    else if (this.#requests >= minRequestsForRate) {
      this.#rate = new RequestRate()
      const areRecent = at - this.#firstSeconds < 60
      if (areRecent) this.#rate.add(at, 'page', this.#pages - this.#ownReferers)
      if (areRecent) this.#rate.add(at, 'asset', this.#assets)
    }
  }

  #isScanner(): boolean {
    return (
      this.#missing?.length === minMissingPages &&
      this.#missingPages * 2 > this.#pages &&
      this.#servedAssets * pagesPerAsset < this.#pages
    )
  }

  #neverAskedForAssets(): boolean {
    return (
      this.#assets === 0 &&
      this.#servedPages >= minPagesWithoutAssets &&
      this.#ownReferers < minOwnReferers &&
      !this.#hasOrdered &&
      this.#hasAssets?.() === true
    )
  }

  #isRecent(seconds: number): boolean {
    return seconds > 0 && this.#lastSeconds - seconds <= daySeconds
  }

  #startAfresh(at: number): void {
    this.#asked = new PathSet()
    this.#beat = null
    this.#rate = null
    this.#firstBeat = null
    this.#firstSeconds = at
    this.#requests =
      this.#heads =
      this.#pages =
      this.#servedPages =
      this.#assets =
      this.#servedAssets =
        0
    this.#ownReferers = this.#missingPages = 0
    this.#hasOrdered = false
    this.#missing = null
  }
}

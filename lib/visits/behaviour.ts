import { isOwnReferer } from './own-referer'
import { hashOf, PathSet } from './path-set'
import { kindOfRequest } from './request-kind'
import { type RateKind, RequestRate } from './request-rate'
import { SteadyBeat } from './steady-beat'
import { type Counted, Tally } from './tally'

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
const minRequestsForRate = 10

const verdicts = {
  person: { kind: 'person', why: 'It says that it is a browser and behaves like a person.' },
  head: { kind: 'monitor', why: 'It sends HEAD requests only.' },
  robots: { kind: 'bot', why: 'It asked for robots.txt.' },
  rate: { kind: 'bot', why: 'It asked faster than people do, and for hardly any static files.' },
  scan: {
    kind: 'bot',
    why: 'It asked for many pages that do not exist: more than half of all it asked for.',
  },
  noAssets: {
    kind: 'bot',
    why: 'It asks for pages, but never for the images, styles and scripts in them.',
  },
} as const

function rateKind({ kind, isOwn, status }: Counted): RateKind | null {
  if (kind === 'asset' || kind === 'call') return kind
  if (kind !== 'page') return null
  if (isOwn) return 'ownPage'
  return status >= 500 ? 'failedPage' : 'page'
}

function startWith(first: Counted) {
  const tally = new Tally()
  const asked = new PathSet()
  tally.add(first)
  asked.add(first.path)
  return { tally, asked }
}

/** Follows the requests of a client whose agent is that of a browser. */
export class Behaviour {
  readonly #hasAssets: (() => boolean) | undefined
  // Most clients make one request or few: what only more need is made when they come.
  #first: Counted | null = null
  #seen: ReturnType<typeof startWith> | null = null
  #beat: SteadyBeat | null = null
  #rate: RequestRate | null = null
  #firstSeconds = 0
  #lastSeconds = 0
  #robotsSeconds = 0
  #rateSeconds = 0
  #scanSeconds = 0

  constructor(hasAssets?: () => boolean) {
    this.#hasAssets = hasAssets
  }

  see({ timeMs, method, path: text, query, status, referer }: SeenRequest): void {
    const at = Math.floor(timeMs / 1_000)
    if (Math.abs(at - this.#lastSeconds) > daySeconds) this.#startAfresh(at)
    this.#lastSeconds = at
    const kind = kindOfRequest(method, text, query, status)
    const path = hashOf(text)
    if (kind === 'robots') this.#robotsSeconds = at
    if (this.#first === null) {
      this.#first = { kind, method, status, isOwn: false, path }
      return
    }
    this.#seen ??= startWith(this.#first)
    const { tally, asked } = this.#seen
    const isOwn = kind === 'page' && isOwnReferer(referer, asked)
    const counted = { kind, method, status, isOwn, path }
    asked.add(path)
    tally.add(counted)
    if (isOwn) this.#beat?.interrupt()
    // An open page polls at a beat too, but says where from, or was itself asked for before.
    else if (kind === 'page' || asked.isSingle) this.#addToBeat(at, path, this.#first)
    const rate = rateKind(counted)
    if (rate !== null) this.#addToRate(at, rate, tally)
    if (rate === null || kind === 'asset') return
    if (this.#rate?.isInhuman(at, this.#hasAssets?.() ?? true)) this.#rateSeconds = at
    if (tally.isScan) this.#scanSeconds = at
  }

  verdict(): { kind: 'person' | 'bot' | 'monitor'; why: string } {
    const tally = this.#seen?.tally
    const isHeadOnly = tally ? tally.isHeadOnly : this.#first?.method === 'HEAD'
    if (isHeadOnly) return verdicts.head
    const gap = this.#beat?.gapSeconds
    if (gap) return { kind: 'monitor', why: `It asks for the same URL every ${gap} seconds.` }
    if (this.#isRecent(this.#robotsSeconds)) return verdicts.robots
    if (this.#isRecent(this.#rateSeconds)) return verdicts.rate
    if (this.#isRecent(this.#scanSeconds)) return verdicts.scan
    const isWithoutAssets = tally?.isWithoutAssets === true && this.#hasAssets?.() === true
    return isWithoutAssets ? verdicts.noAssets : verdicts.person
  }

  #addToBeat(at: number, path: number, first: Counted): void {
    if (this.#beat === null) {
      this.#beat = new SteadyBeat()
      this.#beat.add(this.#firstSeconds, first.path)
    }
    this.#beat.add(at, path)
  }

  #addToRate(at: number, kind: RateKind, tally: Tally): void {
    const { requests, pages, ownReferers, assets } = tally
    if (this.#rate !== null) this.#rate.add(at, kind)
    else if (requests >= minRequestsForRate) {
      this.#rate = new RequestRate()
      if (at - this.#firstSeconds >= 60) return
      this.#rate.add(at, 'page', pages - ownReferers)
      this.#rate.add(at, 'asset', assets)
    }
  }

  #isRecent(seconds: number): boolean {
    return seconds > 0 && Math.abs(this.#lastSeconds - seconds) <= daySeconds
  }

  #startAfresh(at: number): void {
    this.#first = null
    this.#seen = null
    this.#beat = null
    this.#rate = null
    this.#firstSeconds = at
  }
}

import { dayMs, hourMs } from '@/lib/time'
import type { Visit } from '@/lib/visits/visits'
import { AsUsual } from './as-usual'
import { FailureSums, type Spell } from './failure-sums'
import { type Affected, type Failure, seemsWell } from './trouble'
import { UsualDays } from './usual-days'
import { UsualTimes } from './usual-times'

const minUsual = 0.001
const priorRequests = 300
/** Three failures in succession, of a request that was answered alike 15 times. */
const limitWithVisits = 11
/** What fails now and then among so few requests may have done so ever since. */
const youngRequests = 300
const fadeAnHour = 0.998
/** So many good answers before the first failure, over a day, and it went well until then. */
const leastWell = 20
/** What is refused or moved by intention is usual sooner than a server's own errors are. */
const [daysOfErrors, daysOfOthers] = [14, 3]

/** A request that is watched. */
export interface Watched {
  key: string
  /** When it was first asked for, epoch ms. */
  firstMs: number
  method: string
  /** One of its paths, without the query. */
  path: string
  step: number
  isStatic: boolean
  isByPeople: boolean
  /** How often it was answered well, and when it last was; NaN for never. */
  total: number
  lastWellMs: number
  /** Of each way in which it has failed. */
  watches: Map<Failure, RequestWatch>
}

/** One way in which a request fails: how often it usually does, and what has happened since it began to. Times are epoch ms. */
export class RequestWatch {
  readonly days: UsualDays
  readonly sums: FailureSums
  readonly asUsual = new AsUsual()
  /** When it failed last, and how often it was answered well since then. */
  lastMs = Number.NaN
  answeredSince = 0
  failedInRow = 0
  /** When a trouble of it ended last. */
  endedMs = Number.NEGATIVE_INFINITY
  readonly statuses = new Map<number, number>()
  usualStatus: number | null = null
  affected: Affected[] = []
  readonly met = new Set<Visit>()
  /** At which times of the day it fails; null where too many others are known. */
  #times: UsualTimes | null = null
  /** Until when too little is known to tell what is usual. */
  readonly #youngUntilMs: number
  /** How many requests its usual share is worth before any is known. */
  readonly #prior: number
  /** What was usual: failures among requests. */
  #bad = 0
  #all: number
  /** Of the hour that is not over. */
  #newBad = 0
  #newAll = 0

  constructor(
    readonly request: Watched,
    readonly failure: Failure,
    atMs: number,
  ) {
    // Of a server's own errors none are usual, nor of a new file that is not there; of the others some may be.
    const isNeverUsual = failure === 'error' || (request.isStatic && request.total === 0)
    this.days = new UsualDays(failure === 'error' ? daysOfErrors : daysOfOthers)
    if (atMs - request.firstMs >= dayMs && request.total >= leastWell) this.days.wasWell()
    this.#prior = isNeverUsual ? priorRequests : priorRequests / 10
    this.#youngUntilMs = isNeverUsual ? 0 : request.firstMs + hourMs
    // Answers below 400 need the visits that met them and do not order, too.
    const isHalfEnough = !isNeverUsual && seemsWell(failure)
    this.sums = new FailureSums(isHalfEnough ? { limitOfHalf: limitWithVisits } : {})
    // What was answered before the first failure of this kind was answered well.
    this.#all = request.total
  }

  /** The trouble that it is; null for none. */
  get spell(): Spell | null {
    return this.sums.lead
  }

  get hasTimes(): boolean {
    return this.#times !== null
  }

  keepTimes(): void {
    this.#times = new UsualTimes(this.failure === 'refused')
  }

  isYoung(atMs: number): boolean {
    return this.#all < youngRequests || atMs < this.#youngUntilMs
  }

  /** The share of failures that is usual at a moment, after what came before. */
  usualShare(atMs: number, isFailure: boolean): number {
    const usual = (this.#bad + 0.5) / (this.#all + this.#prior)
    const isAtZero = !isFailure && this.sums.isNone
    const atTimes = isAtZero ? 0 : (this.#times?.share(atMs, this.failedInRow) ?? 0)
    return Math.max(minUsual, usual, this.days.share, atTimes)
  }

  /** Counts a request: at once while hardly any is known, else when its hour is over. */
  count(isFailure: boolean, atMs: number): void {
    const bad = isFailure ? 1 : 0
    this.days.add(isFailure, atMs)
    this.#times?.add(isFailure, atMs)
    if (this.isYoung(atMs) && !this.spell) {
      this.#bad += bad
      this.#all += 1
    } else {
      this.#newBad += bad
      this.#newAll += 1
    }
  }

  /** What it does now is how the site is. */
  becomeUsual(failed: number, all: number): void {
    this.#bad += failed
    this.#all += all
  }

  /** Takes its hour into what is usual, but where that may be a trouble. */
  endHour(): void {
    if (!this.spell && this.sums.isLow) {
      this.#bad = this.#bad * fadeAnHour + this.#newBad
      this.#all = this.#all * fadeAnHour + this.#newAll
    }
    this.forgetHour()
  }

  forgetHour(): void {
    this.#newBad = 0
    this.#newAll = 0
  }

  /** What it has met so far was chance, or is over. */
  clear(): void {
    this.sums.clear()
    this.asUsual.clear()
    this.lastMs = Number.NaN
    this.answeredSince = 0
    this.failedInRow = 0
    this.statuses.clear()
    this.affected = []
    this.met.clear()
  }
}

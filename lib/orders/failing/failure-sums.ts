import type { Visit } from '@/lib/visits/visits'
import { GroupOutcomes } from './group-outcomes'
import { PathOutcomes } from './path-outcomes'

// Cumulative sums of log likelihood ratios: each failure adds, each good answer takes away.
// A few strays within many good answers: a failure of a part; or hardly any good answer: of nearly all.
// That every request fails tells only since when: a stray failure some good answers before is no part of it.
const everyShare = 0.95
const kinds = [
  { share: 0.04, limit: 10 },
  { share: 0.2, limit: 12 },
  { share: 0.5, limit: 14 },
  { share: everyShare, limit: Number.POSITIVE_INFINITY },
] as const
/** Another beginning must be so much likelier, as a log likelihood ratio; less so where every request fails, as most often. */
const surelyLater = 3
const likelyEvery = -1
/** Hardly anything is known of a request: only the failure of half of it and more is told. */
const youngShare = 0.5

/** Of the limit, where a trouble comes back: two failures in succession are enough. */
const partOfBack = 0.5

const surely = ({ share }: { share: number }) => (share === everyShare ? likelyEvery : surelyLater)

/** What became of a request from one failure on. Times are epoch ms. */
export class Spell {
  failed = 0
  answered = 0
  /** The same request has failed in another way. */
  otherFailures = 0
  readonly groups = new GroupOutcomes()
  readonly paths = new PathOutcomes()

  /** `afterMs`: the last good answer before it; NaN for none. */
  constructor(
    readonly sinceMs: number,
    readonly afterMs: number,
  ) {}

  add({ visit, path, isFailure, isPerson }: Answered): void {
    if (isFailure) this.failed += 1
    else this.answered += 1
    this.groups.add(visit, isFailure, isPerson)
    this.paths.add(path, isFailure)
  }

  /** What was taken for a good answer was none. */
  takeBack(path: string): void {
    this.answered = Math.max(0, this.answered - 1)
    this.paths.takeBack(path)
  }
}

export interface Answered {
  visit: Visit
  path: string
  isFailure: boolean
  isPerson: boolean
  atMs: number
  /** When the request was answered well last; NaN for never. */
  lastWellMs: number
  /** The share of failures that is usual. */
  usual: number
  isYoung: boolean
  /** It has been a trouble not long ago: less is enough. */
  isBack?: boolean
}

/** Whether a request fails more than is usual and, when it does, since when: by the likeliest of several shares. */
export class FailureSums {
  readonly #sums
  /** The trouble, once there is one. */
  lead: Spell | null = null

  /** `limitOfHalf`: where half of the requests fail, what is enough beside other evidence. */
  constructor({ limitOfHalf }: { limitOfHalf?: number } = {}) {
    this.#sums = kinds.map(({ share, limit }) => ({
      share,
      limit: share === youngShare ? (limitOfHalf ?? limit) : limit,
      score: 0,
      spell: null as Spell | null,
    }))
  }

  /** What began earlier and is as likely as the lead: it is over when it is by each of them. */
  get earlier(): Spell[] {
    const { lead } = this
    const own = this.#sums.find(({ spell }) => spell !== null && spell === lead)
    if (lead === null || !own) return []
    return this.#sums.flatMap(({ spell, score }) =>
      spell && spell.sinceMs < lead.sinceMs && score > own.score - surelyLater ? [spell] : [],
    )
  }

  get isNone(): boolean {
    return this.#sums.every(({ score }) => score === 0)
  }

  /** Whether none is near to its limit. */
  get isLow(): boolean {
    return this.#sums.every(({ score, limit }) => score < limit / 2)
  }

  add(answered: Answered): void {
    const { isFailure, atMs, lastWellMs, usual, isYoung } = answered
    for (const sum of this.#sums) {
      if (isYoung && sum.share < youngShare) continue
      const failing = Math.min(0.95, Math.max(sum.share, 3 * usual + 0.03))
      const before = sum.score
      // By far the most frequent: a good answer where none failed lately.
      if (before === 0 && !isFailure && failing > usual) {
        if (sum.spell !== this.lead) sum.spell = null
        continue
      }
      const change = isFailure ? failing / usual : (1 - failing) / (1 - usual)
      sum.score = Math.max(0, before + Math.log(change))
      if (sum.score === 0) {
        if (sum.spell !== this.lead) sum.spell = null
        continue
      }
      // Where some are answered well after all, an earlier beginning may be the likelier one again.
      const isRefuted = sum.share === everyShare && sum.spell !== null && sum.spell === this.lead
      if (before === 0 && !isRefuted) sum.spell = new Spell(atMs, lastWellMs)
      if (sum.spell !== this.lead) sum.spell?.add(answered)
    }
    this.lead?.add(answered)
    if (isFailure) this.#choose(answered.isBack ? partOfBack : 1)
  }

  /** What was taken for a good answer was none. */
  takeBack(path: string): void {
    for (const spell of this.#spells()) spell.takeBack(path)
  }

  /** The same request has failed in another way. */
  addOther(): void {
    for (const spell of this.#spells()) spell.otherFailures += 1
  }

  clear(): void {
    for (const sum of this.#sums) Object.assign(sum, { score: 0, spell: null })
    this.lead = null
  }

  #spells(): Set<Spell> {
    const all = [this.lead, ...this.#sums.map(({ spell }) => spell)]
    return new Set(all.filter((spell) => spell !== null))
  }

  #choose(part: number): void {
    const { lead } = this
    const isOver = this.#sums.some(({ score, limit }) => score >= part * limit)
    if (lead === null && !isOver) return
    let best = this.#sums.find(({ spell }) => spell === lead) ?? null
    // What fails again after a pause without failures is no later beginning.
    if (lead !== null && best === null) return
    for (const sum of this.#sums)
      if (sum.spell && sum.score > (best?.spell ? best.score + surely(sum) : 0)) best = sum
    this.lead = best?.spell ?? null
  }
}

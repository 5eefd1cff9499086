import type { Visit } from '@/lib/visits/visits'
import { type Among, distinctGroup, type Trait, traits } from './among'

/** Failures and good answers, and the good ones since the last failure. */
export interface Outcomes {
  failed: number
  answered: number
  answeredSince: number
}

/** People's visits that asked for a request, those of them that met a failure, and how many had asked when it failed last. */
export interface Asking {
  visits: number
  met: number
  untilLast: number
}

interface Counts extends Outcomes {
  /** People's visits that asked, and those of them that met a failure. */
  visits: number
  met: number
}

const maxGroups = 200
const maxValueLength = 200
const maxVisits = 20_000
/** So many are hardly alike by chance, unless most are. */
const leastAlike = 3

const newCounts = (): Counts => ({ failed: 0, answered: 0, answeredSince: 0, visits: 0, met: 0 })

interface Answer {
  isFailure: boolean
  /** A people's visit that has not asked before, and one that meets its first failure. */
  isNew: boolean
  meets: boolean
}

function count(counts: Counts, { isFailure, isNew, meets }: Answer): void {
  if (isNew) counts.visits += 1
  if (meets) counts.met += 1
  if (isFailure) counts.failed += 1
  else counts.answered += 1
  counts.answeredSince = isFailure ? 0 : counts.answeredSince + 1
}

/** What became of a request since it first failed, by country, browser and referrer of the visits that made it. */
export class GroupOutcomes {
  readonly #all = newCounts()
  readonly #groups: Record<Trait, Map<string, Counts>> = {
    country: new Map(),
    browser: new Map(),
    referrer: new Map(),
  }
  readonly #hasMet = new Map<Visit, boolean>()
  /** Visits that had asked when it failed last. */
  #untilLast = 0
  /** Undefined when it is to be found anew: it is asked for each minute, and answers are fewer. */
  #distinct: Among | null | undefined

  add(visit: Visit, isFailure: boolean, isPerson: boolean): void {
    this.#distinct = undefined
    const before = this.#hasMet.get(visit)
    const isCounted = isPerson && (before !== undefined || this.#hasMet.size < maxVisits)
    const isNew = isCounted && before === undefined
    const meets = isCounted && isFailure && before !== true
    if (isNew || meets) this.#hasMet.set(visit, isFailure)
    const answer = { isFailure, isNew, meets }
    count(this.#all, answer)
    if (isFailure) this.#untilLast = this.#all.visits
    this.#count('country', visit.country, answer)
    this.#count('referrer', visit.referrer, answer)
    for (const browser of visit.browsers) this.#count('browser', browser, answer)
  }

  /** The one group that meets the failures, when the others can be told from it. */
  distinct(): Among | null {
    if (this.#distinct === undefined) this.#distinct = this.#findDistinct()
    return this.#distinct
  }

  /** The outcomes of the group that meets the failures; null when none can be told from the others. */
  ofDistinct(): Outcomes | null {
    const group = this.distinct()
    return group && (this.#groups[group.by].get(group.value) ?? null)
  }

  /** How many of the people's visits that asked met a failure; null for more than are counted. */
  ofVisits(): Asking | null {
    const { visits, met } = this.#all
    return visits === 0 || visits >= maxVisits ? null : { visits, met, untilLast: this.#untilLast }
  }

  /** Whether all who met the failures have something in common, and nobody of them has been answered well since. */
  isOneLeftOut(): boolean {
    const { met } = this.#all
    if (met < leastAlike) return false
    return traits.some((by) =>
      [...this.#groups[by].values()].some((one) => one.met === met && one.answeredSince === 0),
    )
  }

  clear(): void {
    this.#distinct = undefined
    Object.assign(this.#all, newCounts())
    for (const by of traits) this.#groups[by].clear()
    this.#hasMet.clear()
    this.#untilLast = 0
  }

  #count(by: Trait, value: string, answer: Answer): void {
    const counts = this.#countsOf(by, value)
    if (counts) count(counts, answer)
  }

  #findDistinct(): Among | null {
    const { visits, met } = this.#all
    const named = traits.flatMap((by) =>
      [...this.#groups[by]].map(([value, counts]) => ({ by, value, ...counts })),
    )
    return distinctGroup(named, { visits, met })
  }

  /** Null for a visit of which it is not known, and for more values than can be told apart. */
  #countsOf(by: Trait, value: string): Counts | null {
    if (value === '' || value.length > maxValueLength) return null
    const groups = this.#groups[by]
    const known = groups.get(value)
    if (known || groups.size >= maxGroups) return known ?? null
    const counts = newCounts()
    groups.set(value, counts)
    return counts
  }
}

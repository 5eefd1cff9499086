import { hourMs } from '@/lib/time'
import type { Visit } from '@/lib/visits/visits'
import type { Among } from './among'
import { GroupOutcomes, type Outcomes } from './group-outcomes'
import { patternOf } from './request-key'

/** In what way a request did not do what the visitor wanted. */
export type Failure = 'error' | 'refused' | 'gone' | 'slow' | 'loop'

/** A visit that met a failure, and when it first did, epoch ms. */
export interface Affected {
  visit: Visit
  atMs: number
}

/** A run of failures that is more than what is usual for a request. */
export interface Trouble {
  /** Identifies the request: its step or its path. */
  key: string
  failure: Failure
  method: string
  /** The path, or the pattern of several. */
  path: string
  /** -1 for none. */
  step: number
  isStatic: boolean
  /** The status it answers with most. */
  status: number
  sinceMs: number
  lastMs: number
  failures: number
  /** Requests that were answered well since it began, and since the last failure. */
  answered: number
  answeredSince: number
  /** The one country, browser or referrer that meets it; null when others do as well, or it cannot be told. */
  among: Among | null
  affected: readonly Affected[]
}

// Cumulative sums of log likelihood ratios: each failure adds, each good answer takes away.
const minUsual = 0.001
const priorRequests = 300
// A few strays within many good answers: a failure of a part; or hardly any good answer: of nearly all.
const kinds = [
  { share: 0.04, limit: 10 },
  { share: 0.5, limit: 14 },
] as const
// Of an incident, however many gaps between its failures, so many ends may be said that are none.
const falseEnds = 0.05
const leastQuietMs = 4 * 60_000
const leastAnswered = 3
const togetherMs = 2 * 60_000
const maxQuietMs = 3 * hourMs
const maxAffectedMs = 24 * hourMs
/** What goes on for so long beside the way to an order is how the site is. */
const usualAfterMs = 24 * hourMs
const leastBaseline = 20
/** What fails now and then among so few requests may have done so ever since. */
const youngRequests = 300
const fadeAnHour = 0.998
const failures: readonly Failure[] = ['error', 'refused', 'gone', 'slow', 'loop']

interface Sum {
  score: number
  sinceMs: number
}

interface Watch {
  /** Until when too little is known to tell what is usual, epoch ms. */
  youngUntilMs: number
  /** How many requests its usual share is worth before any is known. */
  prior: number
  /** What was usual: failures among requests. */
  bad: number
  all: number
  /** Of the hour that is not over. */
  newBad: number
  newAll: number
  sums: Sum[]
  isActive: boolean
  /** Since one of the sums left zero. */
  since: number
  lastMs: number
  failed: number
  answered: number
  answeredSince: number
  statuses: Map<number, number>
  paths: Map<string, number>
  affected: Affected[]
  met: Set<Visit>
  groups: GroupOutcomes
}

interface Watched {
  key: string
  /** When it was first asked for, epoch ms. */
  firstMs: number
  method: string
  step: number
  isStatic: boolean
  paths: Map<string, number>
  total: number
  byFailure: Partial<Record<Failure, Watch>>
}

const newWatch = (prior: number, youngUntilMs: number): Watch => ({
  prior,
  youngUntilMs,
  bad: 0,
  all: 0,
  newBad: 0,
  newAll: 0,
  sums: kinds.map(() => ({ score: 0, sinceMs: Number.NaN })),
  isActive: false,
  since: Number.NaN,
  lastMs: Number.NaN,
  failed: 0,
  answered: 0,
  answeredSince: 0,
  statuses: new Map(),
  paths: new Map(),
  affected: [],
  met: new Set(),
  groups: new GroupOutcomes(),
})

const mostOf = <Key>(counts: ReadonlyMap<Key, number>): Key | undefined => {
  let best: Key | undefined
  let most = 0
  for (const [key, count] of counts)
    if (count > most) {
      best = key
      most = count
    }
  return best
}

const add = <Key>(counts: Map<Key, number>, key: Key) => counts.set(key, (counts.get(key) ?? 0) + 1)

/** Whether so many good answers since the last failure are no gap between two. */
function isAnswered({ failed, answered, answeredSince }: Outcomes): boolean {
  const share = leastShare(failed, answered - answeredSince)
  return (
    answeredSince >= leastAnswered && (1 - share) ** answeredSince < falseEnds / Math.max(3, failed)
  )
}

/** A share of failures that is likely not exceeded by chance: the share found, less one standard error. */
function leastShare(failed: number, answered: number): number {
  const all = failed + Math.max(0, answered)
  const share = Math.min(0.97, failed / all)
  return Math.max(0.01, share - Math.sqrt((share * (1 - share)) / all))
}

const maxWatched = 5_000
const maxPaths = 50

export interface Outcome {
  key: string
  method: string
  path: string
  step: number
  isStatic: boolean
  status: number
  /** Null when it was answered as it should be. */
  failure: Failure | null
  visit: Visit
  atMs: number
  /** The same request seemed well answered before: one redirect is no loop yet. */
  takesBack: boolean
  /** Whether clients with mistakes of their own can be told apart: a bot's refused requests are no failure. */
  isPerson: boolean
}

/** Watches whether requests fail more than they used to. Times are epoch ms and come in order. */
export function newFailing() {
  const watched = new Map<string, Watched>()
  const active = new Set<Watch>()
  const owners = new Map<Watch, { request: Watched; failure: Failure }>()

  function watchedOf({ key, method, step, isStatic, atMs: firstMs }: Outcome): Watched | null {
    const known = watched.get(key)
    if (known) return known
    if (watched.size >= maxWatched) return null
    const asked = { key, firstMs, method, step, isStatic }
    const request = { ...asked, paths: new Map(), total: 0, byFailure: {} }
    watched.set(key, request)
    return request
  }

  function watchOf(request: Watched, failure: Failure): Watch {
    const known = request.byFailure[failure]
    if (known) return known
    // Of a server's own errors none are usual, nor of a new file that is not there; of the others some may be.
    const isNewFile = request.isStatic && request.total === 0
    const watch =
      failure === 'error' || isNewFile
        ? newWatch(priorRequests, 0)
        : newWatch(priorRequests / 10, request.firstMs + hourMs)
    // What was answered before the first failure of this kind was answered well.
    watch.all = request.total
    request.byFailure[failure] = watch
    owners.set(watch, { request, failure })
    return watch
  }

  const usualShare = ({ bad, all, prior }: Watch) => Math.max(minUsual, (bad + 0.5) / (all + prior))

  function forget(watch: Watch) {
    watch.isActive = false
    active.delete(watch)
    for (const sum of watch.sums) {
      sum.score = 0
      sum.sinceMs = Number.NaN
    }
    watch.failed = 0
    watch.answered = 0
    watch.answeredSince = 0
    watch.since = Number.NaN
    watch.statuses.clear()
    watch.paths.clear()
    watch.affected = []
    watch.met.clear()
    watch.groups.clear()
  }

  const isStillYoung = ({ all, youngUntilMs }: Watch, atMs: number) =>
    all < youngRequests || atMs < youngUntilMs

  function step(watch: Watch, isFailure: boolean, atMs: number) {
    const usual = usualShare(watch)
    const isYoung = isStillYoung(watch, atMs)
    for (const [at, { share, limit }] of kinds.entries()) {
      if (isYoung && share < 0.5) continue
      const sum = watch.sums[at] as Sum
      const failing = Math.min(0.95, Math.max(share, 3 * usual + 0.03))
      if (isFailure) {
        if (sum.score <= 0) sum.sinceMs = atMs
        sum.score += Math.log(failing / usual)
        if (sum.score >= limit && !watch.isActive) {
          watch.isActive = true
          watch.since = sum.sinceMs
          watch.affected = watch.affected.filter(({ atMs: metMs }) => metMs >= watch.since)
          active.add(watch)
        }
      } else sum.score = Math.max(0, sum.score + Math.log((1 - failing) / (1 - usual)))
    }
  }

  /** Counts a request: at once while hardly any is known, else when its hour is over. */
  function count(watch: Watch, isFailure: boolean, atMs: number) {
    const bad = isFailure ? 1 : 0
    if (isStillYoung(watch, atMs) && !watch.isActive) {
      watch.bad += bad
      watch.all += 1
    } else {
      watch.newBad += bad
      watch.newAll += 1
    }
  }

  function seeFailure(outcome: Outcome, request: Watched, failure: Failure) {
    const { visit, atMs, status, path, takesBack, isPerson } = outcome
    const watch = watchOf(request, failure)
    step(watch, true, atMs)
    count(watch, true, atMs)
    watch.lastMs = atMs
    if (takesBack && watch.failed > 0) watch.answered = Math.max(0, watch.answered - 1)
    watch.failed += 1
    watch.answeredSince = 0
    watch.groups.add(visit, true, isPerson)
    add(watch.statuses, status)
    if (watch.paths.size < maxPaths || watch.paths.has(path)) add(watch.paths, path)
    if (watch.met.has(visit)) return
    watch.met.add(visit)
    watch.affected.push({ visit, atMs })
  }

  function seeAnswer(request: Watched, { visit, atMs, isPerson }: Outcome) {
    for (const failure of failures) {
      const watch = request.byFailure[failure]
      if (!watch) continue
      step(watch, false, atMs)
      count(watch, false, atMs)
      if (watch.failed > 0) {
        watch.answered += 1
        watch.groups.add(visit, false, isPerson)
      }
      watch.answeredSince += 1
      if (!watch.isActive && watch.failed > 0 && watch.sums.every(({ score }) => score === 0))
        forget(watch)
    }
  }

  /** What broke with another request in the same way, and has not failed since, is mended with it. */
  function isPartOf(watch: Watch, other: Watch): boolean {
    return (
      owners.get(watch)?.failure === owners.get(other)?.failure &&
      watch.failed <= other.failed &&
      watch.since >= other.since - togetherMs &&
      watch.lastMs <= other.lastMs + togetherMs
    )
  }

  const needsBaseline = (failure: Failure) => failure !== 'error'

  return {
    see(outcome: Outcome) {
      const { failure, isPerson, path } = outcome
      // Of requests that never went well nothing is expected.
      const known = watched.get(outcome.key)
      if (failure !== null && needsBaseline(failure)) {
        // A file that is asked for under a new name, and is not there, may be what a page needs.
        const isNewFile = outcome.isStatic && failure === 'gone'
        if (!isPerson || (!isNewFile && (known?.total ?? 0) < leastBaseline)) return
      }
      const request = known ?? watchedOf(outcome)
      if (!request) return
      if (request.paths.size < maxPaths || request.paths.has(path)) add(request.paths, path)
      if (failure === null) {
        request.total += 1
        seeAnswer(request, outcome)
      } else seeFailure(outcome, request, failure)
    },
    /** Ends what is over; to be called each minute. */
    settle(nowMs: number) {
      const mended = [...active].filter(
        (watch) =>
          nowMs - watch.lastMs >= leastQuietMs &&
          [watch, watch.groups.ofDistinct()].some((one) => one !== null && isAnswered(one)),
      )
      const over = new Set(
        [...active].filter((watch) =>
          mended.some((other) => other === watch || isPartOf(watch, other)),
        ),
      )
      for (const watch of active) {
        const { failed, answered, lastMs } = watch
        if (over.has(watch) || nowMs - lastMs > maxQuietMs) forget(watch)
        else if (owners.get(watch)?.request.step === -1 && nowMs - watch.since > usualAfterMs) {
          watch.bad += failed
          watch.all += failed + answered
          forget(watch)
        }
        const [first] = watch.affected
        if (first && first.atMs <= nowMs - maxAffectedMs - hourMs)
          watch.affected = watch.affected.filter(({ atMs }) => atMs > nowMs - maxAffectedMs)
      }
    },
    /** Takes an hour into what is usual. */
    endHour() {
      for (const watch of owners.keys()) {
        if (
          !watch.isActive &&
          watch.sums.every(({ score }, at) => score < (kinds[at]?.limit ?? 0) / 2)
        ) {
          watch.bad = watch.bad * fadeAnHour + watch.newBad
          watch.all = watch.all * fadeAnHour + watch.newAll
        }
        watch.newBad = 0
        watch.newAll = 0
      }
    },
    troubles(): Trouble[] {
      return [...active].map((watch) => {
        const { request, failure } = owners.get(watch) as { request: Watched; failure: Failure }
        return {
          key: request.key,
          failure,
          method: request.method,
          path: patternOf(watch.paths) ?? mostOf(watch.paths) ?? '',
          step: request.step,
          isStatic: request.isStatic,
          status: mostOf(watch.statuses) ?? 0,
          sinceMs: watch.since,
          lastMs: watch.lastMs,
          failures: watch.failed,
          answered: watch.answered,
          answeredSince: watch.answeredSince,
          among: watch.groups.distinct(),
          affected: watch.affected,
        }
      })
    },
  }
}

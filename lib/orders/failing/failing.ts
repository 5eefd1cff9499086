import { countOne, mostFrequent, mostOf } from '@/lib/orders/expected/counts'
import { keysOf } from '@/lib/orders/expected/request-key'
import { dayMs, hourMs } from '@/lib/time'
import type { Visit } from '@/lib/visits/visits'
import { alikeTogether } from './alike-troubles'
import { isAnsweredAgain, seemsAnsweredAgain } from './answered-again'
import { FailureSums, type Spell } from './failure-sums'
import type { Outcomes } from './group-outcomes'
import { type Affected, everyPage, type Failure, seemsWell, type Trouble } from './trouble'
import { UsualDays } from './usual-days'
import { UsualTimes } from './usual-times'

/** A request that failed every time, and is answered well again. */
export interface Mended {
  key: string
  failure: Failure
  /** How often it was answered well since the last failure. */
  answered: number
}

const minUsual = 0.001
const priorRequests = 300
const leastQuietMs = 4 * 60_000
const togetherMs = 2 * 60_000
const maxQuietMs = 3 * hourMs
// Programs call when something happens, which may be once in some hours.
const maxQuietOfCallbackMs = 12 * hourMs
// So many failures in a row are no stray ones.
const leastInRow = 3
/** Whoever needs what fails so often does not get on. */
const nearlyAll = 0.9
const leastCalledMs = 3 * dayMs
const leastCalls = 50
const maxAffectedMs = 15 * dayMs
/** What has ended in the last hour comes back more easily than anything begins. */
const backMs = hourMs
/** What goes on for so long beside the way to an order is how the site is. */
const usualAfterMs = 24 * hourMs
const leastBaseline = 20
/** Three failures in succession, of a request that was answered alike 15 times. */
const limitWithVisits = 11
/** What fails now and then among so few requests may have done so ever since. */
const youngRequests = 300
const fadeAnHour = 0.998
/** A share that varies by so much is the same by chance. */
const asEver = 1.5

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
  days: UsualDays
  /** Since its first failure; null where too many others have some. */
  times: UsualTimes | null
  sums: FailureSums
  /** When it failed last, and how often it was answered well since then. */
  lastMs: number
  answeredSince: number
  failedInRow: number
  /** When a trouble of it ended last. */
  endedMs: number
  statuses: Map<number, number>
  usualStatus: number | null
  affected: Affected[]
  met: Set<Visit>
}

interface Watched {
  key: string
  /** When it was first asked for, epoch ms. */
  firstMs: number
  method: string
  /** One of its paths, without the query. */
  path: string
  step: number
  isStatic: boolean
  isByPeople: boolean
  /** How often it was answered well. */
  total: number
  /** Of each way in which it has failed. */
  watches: Map<Failure, Watch>
}

interface Owned {
  request: Watched
  failure: Failure
}

/** What tells whether people still need what nobody asks for. */
export interface Need {
  /** Whether a request is one of the way to an order. */
  isOfWay: (request: { key: string; step: number }) => boolean
  /** Whether orders come as they should since a moment, epoch ms. */
  areSold: (sinceMs: number) => boolean
}

/** Whether nobody got what they asked for. */
const isNoAnswer: Record<Failure, boolean> = {
  ...{ error: true, refused: true, gone: true, loop: true, otherwise: true, back: true },
  ...{ slow: false, short: false },
}

const newWatch = (prior: number, youngUntilMs: number, sums = new FailureSums()): Watch => ({
  prior,
  youngUntilMs,
  bad: 0,
  all: 0,
  newBad: 0,
  newAll: 0,
  days: new UsualDays(),
  times: null,
  sums,
  lastMs: Number.NaN,
  answeredSince: 0,
  failedInRow: 0,
  endedMs: Number.NEGATIVE_INFINITY,
  statuses: new Map(),
  usualStatus: null,
  affected: [],
  met: new Set(),
})

const leastOfStatuses = 0.1
/** A group that stays away for longer may not come again. */
const longestNightMs = 12 * hourMs
/** So many good answers of others without one of the page: people no longer ask for it. */
const leastOfOthers = 60

function severalOf({ statuses }: Watch): Pick<Trouble, 'statuses'> {
  const often = mostFrequent(statuses, leastOfStatuses)
  return often.length > 1 ? { statuses: often } : {}
}

const maxWatched = 5_000
const maxTimes = 500

export interface Outcome {
  key: string
  method: string
  /** With the part of the query that chooses the page. */
  path: string
  step: number
  isStatic: boolean
  status: number
  /** Null when it was answered as it should be. */
  failure: Failure | null
  /** The status that is usual, where another one is the failure. */
  usualStatus: number | null
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
  const active = new Map<Watch, Spell>()
  const owners = new Map<Watch, Owned>()
  let settledMs = 0
  /** Watches whose times of the day are kept. */
  let timed = 0
  /** The troubles of several requests that were told last. */
  let joined: readonly Trouble[] = []

  function watchedOf(outcome: Outcome): Watched | null {
    const { key, method, step, isStatic, atMs: firstMs } = outcome
    const known = watched.get(key)
    if (known) return known
    if (watched.size >= maxWatched) return null
    const [path = ''] = outcome.path.split('?', 1)
    const asked = { key, firstMs, method, path, step, isStatic }
    const request: Watched = { ...asked, isByPeople: false, total: 0, watches: new Map() }
    watched.set(key, request)
    return request
  }

  /** Answers below 400 need the visits that met them and do not order, too. */
  const newSumsOf = (failure: Failure) =>
    new FailureSums(seemsWell(failure) ? { limitOfHalf: limitWithVisits } : {})

  function watchOf(request: Watched, failure: Failure): Watch {
    const known = request.watches.get(failure)
    if (known) return known
    // Of a server's own errors none are usual, nor of a new file that is not there; of the others some may be.
    const isNewFile = request.isStatic && request.total === 0
    const watch =
      failure === 'error' || isNewFile
        ? newWatch(priorRequests, 0)
        : newWatch(priorRequests / 10, request.firstMs + hourMs, newSumsOf(failure))
    // What was answered before the first failure of this kind was answered well.
    watch.all = request.total
    request.watches.set(failure, watch)
    owners.set(watch, { request, failure })
    return watch
  }

  const usualShare = ({ bad, all, prior, days }: Watch) =>
    Math.max(minUsual, (bad + 0.5) / (all + prior), days.share)

  function forget(watch: Watch) {
    if (active.delete(watch)) watch.endedMs = settledMs
    watch.sums.clear()
    watch.lastMs = Number.NaN
    watch.answeredSince = 0
    watch.failedInRow = 0
    watch.statuses.clear()
    watch.affected = []
    watch.met.clear()
  }

  const isStillYoung = ({ all, youngUntilMs }: Watch, atMs: number) =>
    all < youngRequests || atMs < youngUntilMs

  function step(watch: Watch, { visit, path, isPerson, atMs }: Outcome, isFailure: boolean) {
    const isAtZero = !isFailure && watch.sums.isNone
    const atTimes = isAtZero ? 0 : (watch.times?.share(atMs, watch.failedInRow) ?? 0)
    const usual = Math.max(usualShare(watch), atTimes)
    const isYoung = isStillYoung(watch, atMs)
    const isBack = atMs - watch.endedMs < backMs
    watch.sums.add({ visit, path, isFailure, isPerson, atMs, usual, isYoung, isBack })
    const { lead } = watch.sums
    if (!lead || active.get(watch) === lead) return
    active.set(watch, lead)
    watch.affected = watch.affected.filter(({ atMs: metMs }) => metMs >= lead.sinceMs)
  }

  /** Counts a request: at once while hardly any is known, else when its hour is over. */
  function count(watch: Watch, isFailure: boolean, atMs: number) {
    const bad = isFailure ? 1 : 0
    watch.days.add(isFailure, atMs)
    if (isFailure && !watch.times && timed < maxTimes) {
      timed += 1
      watch.times = new UsualTimes()
    }
    watch.times?.add(isFailure, atMs)
    if (isStillYoung(watch, atMs) && !active.has(watch)) {
      watch.bad += bad
      watch.all += 1
    } else {
      watch.newBad += bad
      watch.newAll += 1
    }
  }

  function seeFailure(outcome: Outcome, request: Watched, failure: Failure) {
    const { visit, atMs, status, usualStatus, path, takesBack } = outcome
    const watch = watchOf(request, failure)
    step(watch, outcome, true)
    count(watch, true, atMs)
    // As often as ever.
    if (watch.sums.isNone && !active.has(watch)) return forget(watch)
    watch.lastMs = atMs
    if (takesBack) watch.sums.takeBack(path)
    watch.answeredSince = 0
    watch.failedInRow += 1
    countOne(watch.statuses, status)
    watch.usualStatus = usualStatus
    if (watch.met.has(visit)) return
    watch.met.add(visit)
    watch.affected.push({ visit, atMs })
  }

  function seeAnswer(request: Watched, outcome: Outcome) {
    for (const watch of request.watches.values()) {
      step(watch, outcome, false)
      count(watch, false, outcome.atMs)
      watch.answeredSince += 1
      watch.failedInRow = 0
      if (watch.met.size > 0 && watch.sums.isNone && !active.has(watch)) forget(watch)
    }
  }

  const isQuiet = ({ lastMs }: Watch) => settledMs - lastMs >= leastQuietMs

  /** Whether it is answered well again: that others are says little of the group that met it, unless one of the group is too. */
  function isMended(watch: Watch, spell: Spell): boolean {
    const group = spell.groups.ofDistinct()
    const { answeredSince } = watch
    const isAgain = isAnsweredAgain(outcomesOf(watch, spell))
    if (group === null) return isAgain
    const { failed, answered } = spell
    const isAnswered = isAnsweredAgain({ failed, answered, answeredSince })
    return isAnsweredAgain(group) || (isAnswered && group.answeredSince > 0)
  }

  /** Of one page among many those of its own path, until nobody seems to ask for it any more. */
  function outcomesOf(watch: Watch, { failed, answered, paths }: Spell): Outcomes {
    const { answeredSince } = watch
    const isOwn = owners.get(watch)?.failure === 'error' && answeredSince < leastOfOthers
    return (isOwn ? paths.ofOne() : null) ?? { failed, answered, answeredSince }
  }

  function isNearlyAll(watch: Watch, spell: Spell): boolean {
    const { failed, answered, answeredSince } = outcomesOf(watch, spell)
    return failed >= nearlyAll * (failed + answered - answeredSince)
  }

  /** Whether it may be over. That others are answered well says nothing of the group that met it. */
  const seemsOver = (watch: Watch, spell: Spell): boolean =>
    isQuiet(watch) && seemsAnsweredAgain(spell.groups.ofDistinct() ?? outcomesOf(watch, spell))

  /** Whether it fails as it has on each of the last days. */
  const isAsEver = ({ days }: Watch, { failed, answered }: Spell) =>
    failed <= asEver * days.share * (failed + answered)

  /** What broke with another request in the same way, and has not failed since, is mended with it. */
  function isPartOf(watch: Watch, spell: Spell, other: Watch, otherSpell: Spell): boolean {
    return (
      owners.get(watch)?.failure === owners.get(other)?.failure &&
      spell.failed <= otherSpell.failed &&
      spell.sinceMs >= otherSpell.sinceMs - togetherMs &&
      watch.lastMs <= other.lastMs + togetherMs
    )
  }

  const isCallback = ({ method, isByPeople, total, firstMs }: Watched, sinceMs: number) =>
    method === 'POST' && !isByPeople && total >= leastCalls && sinceMs - firstMs >= leastCalledMs

  const isLongQuiet = (watch: Watch, { sinceMs }: Spell, { request }: Owned) =>
    settledMs - watch.lastMs > (isCallback(request, sinceMs) ? maxQuietOfCallbackMs : maxQuietMs)

  /** Whether it failed each time until nobody asked for it any more, and what people need of it has not come otherwise. */
  function isUnproven(
    watch: Watch,
    { groups }: Spell,
    { request, failure }: Owned,
    { isOfWay, areSold }: Need,
  ): boolean {
    if (!isNoAnswer[failure] || !request.isByPeople || !isOfWay(request)) return false
    const group = groups.ofDistinct()
    if (!group) return watch.failedInRow >= leastInRow && !areSold(watch.lastMs)
    // The others' orders say nothing of the group.
    const isAsleep = settledMs - watch.lastMs <= longestNightMs
    const isEach = group.failed >= leastInRow && group.answeredSince === 0
    return isAsleep && isEach
  }

  const isOf = (watch: Watch, { key, failure }: Trouble) => {
    const { request, failure: own } = owners.get(watch) as Owned
    return own === failure && keysOf(key).includes(request.key)
  }

  /** What failed nearly always, and is answered well again: each request, and those that were one trouble until now. */
  function mendedOf(mended: readonly [Watch, Spell][], over: ReadonlySet<Watch>): Mended[] {
    const each = mended
      .filter(([watch, spell]) => isNearlyAll(watch, spell))
      .map(([watch]): Mended => {
        const { request, failure } = owners.get(watch) as Owned
        return { key: request.key, failure, answered: watch.answeredSince }
      })
    const areOver = joined.filter((trouble) =>
      [...active.keys()].every((watch) => over.has(watch) || !isOf(watch, trouble)),
    )
    const all = areOver.flatMap(({ key, failure }): Mended[] => {
      const its = each.filter((one) => one.failure === failure && keysOf(key).includes(one.key))
      const answered = its.reduce((sum, one) => sum + one.answered, 0)
      return answered === 0 ? [] : [{ key, failure, answered }]
    })
    return [...each, ...all]
  }

  const needsBaseline = (failure: Failure) => failure !== 'error'

  return {
    see(outcome: Outcome) {
      const { failure, isPerson } = outcome
      const known = watched.get(outcome.key)
      if (failure !== null && needsBaseline(failure)) {
        // A file that is asked for under a new name, and is not there, may be what a page needs.
        const isNewFile = outcome.isStatic && failure === 'gone'
        // Of requests that never went well nothing is expected.
        if (!isPerson || (!known && !isNewFile)) return
        // What is asked in vain before anything is known of it is how the site is.
        if (known && failure !== 'otherwise' && !isNewFile && known.total < leastBaseline)
          return count(watchOf(known, failure), true, outcome.atMs)
      }
      const request = known ?? watchedOf(outcome)
      if (!request) return
      request.isByPeople ||= isPerson
      if (failure === null) {
        request.total += 1
        seeAnswer(request, outcome)
      } else seeFailure(outcome, request, failure)
    },
    /** Ends what is over, and says what is mended; to be called each minute. What is missing is not over because nobody asks for it. */
    settle(nowMs: number, need: Need): Mended[] {
      settledMs = nowMs
      const all = [...active]
      const mended = all.filter(([watch, spell]) => isQuiet(watch) && isMended(watch, spell))
      const over = new Set(
        all
          .filter(([watch, spell]) =>
            mended.some(
              ([other, otherSpell]) => other === watch || isPartOf(watch, spell, other, otherSpell),
            ),
          )
          .map(([watch]) => watch),
      )
      const answered = mendedOf(mended, over)
      for (const [watch, spell] of all) {
        const { failed, answered, sinceMs } = spell
        const isOver = over.has(watch) || isAsEver(watch, spell)
        const owned = owners.get(watch) as Owned
        const { request } = owned
        const isLong = isLongQuiet(watch, spell, owned)
        if (isOver || (isLong && !isUnproven(watch, spell, owned, need))) forget(watch)
        else if (isLong) continue
        else if (request.step === -1 && nowMs - sinceMs > usualAfterMs) {
          watch.bad += failed
          watch.all += failed + answered
          forget(watch)
        }
        const [first] = watch.affected
        if (first && first.atMs <= nowMs - maxAffectedMs - hourMs)
          watch.affected = watch.affected.filter(({ atMs }) => atMs > nowMs - maxAffectedMs)
      }
      return answered
    },
    /** What fails since a moment is no failure after all, and says nothing of what is usual. */
    forgetSince(sinceMs: number) {
      for (const [watch, spell] of active) {
        if (spell.sinceMs < sinceMs - togetherMs) continue
        forget(watch)
        watch.newBad = 0
        watch.newAll = 0
      }
    },
    /** Takes an hour into what is usual. */
    endHour() {
      for (const watch of owners.keys()) {
        if (!active.has(watch) && watch.sums.isLow) {
          watch.bad = watch.bad * fadeAnHour + watch.newBad
          watch.all = watch.all * fadeAnHour + watch.newAll
        }
        watch.newBad = 0
        watch.newAll = 0
      }
    },
    /** Those of pages of one kind are one. */
    troubles(): readonly Trouble[] {
      const all = [...active].map(([watch, spell]): Trouble => {
        const { sinceMs, paths, groups } = spell
        const named = paths.named() ?? {
          path: '',
          route: '',
          failed: 0,
          answered: 0,
          isOneOfMany: false,
        }
        const { path, route, failed, answered, isOneOfMany } = named
        const owned = owners.get(watch) as Owned
        const { request, failure } = owned
        const isUnasked = isLongQuiet(watch, spell, owned)
        const among = groups.distinct()
        return {
          key: request.key,
          failure,
          method: request.method,
          path,
          route,
          isOneOfMany: isOneOfMany && request.key !== everyPage,
          isOnOthers: request.key === everyPage && failed < spell.failed,
          step: request.step,
          isStatic: request.isStatic,
          isCallback: isCallback(request, sinceMs),
          status: mostOf(watch.statuses) ?? 0,
          ...severalOf(watch),
          usualStatus: watch.usualStatus,
          sinceMs,
          lastMs: watch.lastMs,
          failures: failed,
          answered,
          outcomes: outcomesOf(watch, spell),
          failedInRow: watch.failedInRow,
          seemsOver: isUnasked || seemsOver(watch, spell),
          isUnasked,
          among,
          affected: watch.affected,
        }
      })
      const troubles = alikeTogether(all, () => watched.values())
      joined = troubles.filter(({ key }) => keysOf(key).length > 1)
      return troubles
    },
  }
}

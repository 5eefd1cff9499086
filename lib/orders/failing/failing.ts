import { countOne, mostFrequent, mostOf } from '@/lib/orders/expected/counts'
import { keysOf } from '@/lib/orders/expected/request-key'
import { dayMs, hourMs } from '@/lib/time'
import type { Visit } from '@/lib/visits/visits'
import { alikeTogether } from './alike-troubles'
import {
  atOnceMs,
  isAsEver,
  isCallback,
  isLeftAlone,
  isMended,
  isMendedWithAll,
  isNearlyAll,
  isPartOf,
  isUnasked,
  isUnproven,
  type Need,
  outcomesOf,
  seemsOver,
} from './ends'
import type { Spell } from './failure-sums'
import { RequestWatch, type Watched } from './request-watch'
import { inSeveralWays } from './several-ways'
import { togetherMs } from './together'
import { everyPage, type Failure, type Trouble } from './trouble'

/** A request that failed every time, and is answered well again. */
export interface Mended {
  key: string
  failure: Failure
  /** How often it was answered well since the last failure. */
  answered: number
}

const maxAffectedMs = 15 * dayMs
/** What has ended in the last hour comes back more easily than anything begins. */
const backMs = hourMs
/** What goes on for so long beside the way to an order is how the site is. */
const usualAfterMs = 24 * hourMs
const leastBaseline = 20
const leastOfStatuses = 0.1
const maxEnded = 50
const maxWatched = 5_000
const maxTimes = 500
const nowhere = {
  path: '',
  route: '',
  failed: 0,
  answered: 0,
  answeredSince: 0,
  isOneOfMany: false,
}

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

const needsBaseline = (failure: Failure) => failure !== 'error'

const waysOf = ({ failure, ways = [failure] }: Trouble) => ways

const isOf = ({ request, failure }: RequestWatch, trouble: Trouble) =>
  waysOf(trouble).includes(failure) && keysOf(trouble.key).includes(request.key)

function severalOf({ statuses }: RequestWatch): Pick<Trouble, 'statuses'> {
  const often = mostFrequent(statuses, leastOfStatuses)
  return often.length > 1 ? { statuses: often } : {}
}

/** Whether a file has been asked for in vain for more than a day, and that was no trouble: that is how the site is. */
const wasNeverThere = (known: Watched | undefined, atMs: number) =>
  known?.total === 0 && atMs - known.firstMs > dayMs && !known.watches.get('gone')?.spell

/** The first redirect of a circle is no circle yet. */
const isFirstOf = ({ failure }: RequestWatch, before: Failure) =>
  failure === 'loop' && before === 'otherwise'

/** Whether a request fails as another one did, or as it did itself in another way, and began to before that was over. */
const isBeside = (ended: Trouble, { failure, request, statuses }: RequestWatch, spell: Spell) =>
  (request.key === ended.key || (failure === ended.failure && mostOf(statuses) === ended.status)) &&
  spell.sinceMs <= ended.lastMs + togetherMs

function troubleOf(watch: RequestWatch, spell: Spell, nowMs: number): Trouble {
  const { request, failure, statuses, usualStatus, lastMs, failedInRow, affected } = watch
  const { sinceMs, afterMs, paths, groups } = spell
  // Of the page that fails most, where others of its kind are answered well.
  const { path, route, failed, answered, isOneOfMany, ...named } = paths.named() ?? nowhere
  const isForgotten = isUnasked(watch, spell, nowMs)
  const outcomes = outcomesOf(watch, spell)
  const asking = failed === spell.failed ? groups.ofVisits() : null
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
    status: mostOf(statuses) ?? 0,
    ...severalOf(watch),
    usualStatus,
    sinceMs,
    afterMs,
    lastMs,
    failures: failed,
    answered,
    answeredSince: Math.min(named.answeredSince, watch.answeredSince),
    otherFailures: spell.otherFailures,
    ...(asking && { asking }),
    outcomes,
    failedInRow,
    seemsOver: isForgotten || seemsOver(watch, spell, nowMs),
    isUnasked: isForgotten && (groups.ofDistinct() ?? outcomes).answeredSince === 0,
    among: groups.distinct(),
    affected,
  }
}

/** Watches whether requests fail more than they used to. Times are epoch ms and come in order. */
export function newFailing() {
  const watched = new Map<string, Watched>()
  const watches: RequestWatch[] = []
  const active = new Map<RequestWatch, Spell>()
  let settledMs = 0
  /** Watches whose times of the day are kept. */
  let timed = 0
  /** The troubles of several requests that were told last. */
  let joined: readonly Trouble[] = []
  /** Troubles that are over, while others that failed with them are not. */
  let endedBeside: readonly Trouble[] = []

  function watchedOf(outcome: Outcome): Watched | null {
    const { key, method, step, isStatic, atMs: firstMs } = outcome
    const known = watched.get(key)
    if (known) return known
    if (watched.size >= maxWatched) return null
    const [path = ''] = outcome.path.split('?', 1)
    const asked = { key, firstMs, method, path, step, isStatic }
    const request: Watched = {
      ...asked,
      ...{ isByPeople: false, total: 0, lastWellMs: Number.NaN },
      watches: new Map(),
    }
    watched.set(key, request)
    return request
  }

  function watchOf(request: Watched, failure: Failure, atMs: number): RequestWatch {
    const known = request.watches.get(failure)
    if (known) return known
    const watch = new RequestWatch(request, failure, atMs)
    request.watches.set(failure, watch)
    watches.push(watch)
    return watch
  }

  function forget(watch: RequestWatch) {
    if (active.delete(watch)) watch.endedMs = settledMs
    watch.clear()
  }

  function step(watch: RequestWatch, { visit, path, isPerson, atMs }: Outcome, isFailure: boolean) {
    const usual = watch.usualShare(atMs, isFailure)
    const isYoung = watch.isYoung(atMs)
    const isBack = atMs - watch.endedMs < backMs
    const { lastWellMs } = watch.request
    const answer = { visit, path, isFailure, isPerson, atMs, lastWellMs }
    watch.sums.add({ ...answer, usual, isYoung, isBack })
    const { spell } = watch
    if (spell) watch.asUsual.add(isFailure, usual, spell)
    if (!spell || active.get(watch) === spell) return
    active.set(watch, spell)
    watch.affected = watch.affected.filter(({ atMs: metMs }) => metMs >= spell.sinceMs)
  }

  function countFailure(watch: RequestWatch, atMs: number) {
    if (!watch.hasTimes && timed < maxTimes) {
      timed += 1
      watch.keepTimes()
    }
    watch.count(true, atMs)
  }

  function seeFailure(outcome: Outcome, request: Watched, failure: Failure) {
    const { visit, atMs, status, usualStatus, path, takesBack } = outcome
    const watch = watchOf(request, failure, atMs)
    step(watch, outcome, true)
    countFailure(watch, atMs)
    // As often as ever.
    if (watch.sums.isNone && !watch.spell) return forget(watch)
    watch.lastMs = atMs
    if (takesBack) watch.sums.takeBack(path)
    watch.answeredSince = 0
    watch.failedInRow += 1
    countOne(watch.statuses, status)
    watch.usualStatus = usualStatus
    for (const other of request.watches.values())
      if (other !== watch && !isFirstOf(other, failure)) other.sums.addOther()
    if (watch.met.has(visit)) return
    watch.met.add(visit)
    watch.affected.push({ visit, atMs })
  }

  function seeAnswer(request: Watched, outcome: Outcome) {
    for (const watch of request.watches.values()) {
      step(watch, outcome, false)
      watch.count(false, outcome.atMs)
      watch.answeredSince += 1
      watch.failedInRow = 0
      if (watch.met.size > 0 && watch.sums.isNone && !watch.spell) forget(watch)
    }
    request.lastWellMs = outcome.atMs
  }

  /** What failed nearly always, and is answered well again: each request, and those that were one trouble until now. */
  function mendedOf(
    mended: readonly [RequestWatch, Spell][],
    over: ReadonlySet<RequestWatch>,
  ): Mended[] {
    const each = mended
      .filter(([watch, spell]) => isNearlyAll(watch, spell))
      .map(
        ([{ request, failure, answeredSince }]): Mended => ({
          key: request.key,
          failure,
          answered: answeredSince,
        }),
      )
    const areOver = joined.filter((trouble) =>
      [...active.keys()].every((watch) => over.has(watch) || !isOf(watch, trouble)),
    )
    const all = areOver.flatMap((trouble): Mended[] => {
      const { key, failure } = trouble
      const ways = waysOf(trouble)
      const its = each.filter((one) => ways.includes(one.failure) && keysOf(key).includes(one.key))
      const answered = its.reduce((sum, one) => sum + one.answered, 0)
      return answered === 0 ? [] : [{ key, failure, answered }]
    })
    return [...each, ...all]
  }

  /** Ends a trouble that is over, or that nobody asks for any more. */
  function settleOne(watch: RequestWatch, spell: Spell, isOver: boolean, need: Need) {
    const { failed, answered, sinceMs } = spell
    const { failure, request } = watch
    const isNeeded = failure === 'error' && !request.isStatic && need.isOfWay(request)
    const isForgotten = isUnasked(watch, spell, settledMs)
    const isEnd = isOver || isAsEver(watch, spell) || isLeftAlone(watch, spell, settledMs, need)
    if (isEnd || (isForgotten && !isUnproven(watch, spell, settledMs, need))) forget(watch)
    else if (!isForgotten && !isNeeded && settledMs - sinceMs > usualAfterMs) {
      watch.becomeUsual(failed, failed + answered)
      forget(watch)
    }
    const [first] = watch.affected
    if (first && first.atMs <= settledMs - maxAffectedMs - hourMs)
      watch.affected = watch.affected.filter(({ atMs }) => atMs > settledMs - maxAffectedMs)
  }

  return {
    see(outcome: Outcome) {
      const { failure, isPerson, atMs } = outcome
      const known = watched.get(outcome.key)
      if (failure !== null && needsBaseline(failure)) {
        // A file that is asked for under a new name, and is not there, may be what a page needs.
        const isNewFile = outcome.isStatic && failure === 'gone' && !wasNeverThere(known, atMs)
        const mayBeWell = known !== undefined && !(outcome.isStatic && known.total === 0)
        // Of requests that never went well nothing is expected.
        if (!isPerson || !(mayBeWell || isNewFile)) return
        // What is asked in vain before anything is known of it is how the site is.
        if (known && failure !== 'otherwise' && !isNewFile && known.total < leastBaseline)
          return countFailure(watchOf(known, failure, atMs), atMs)
      }
      const request = known ?? watchedOf(outcome)
      if (!request) return
      request.isByPeople ||= isPerson
      if (failure === null) {
        request.total += 1
        seeAnswer(request, outcome)
      } else seeFailure(outcome, request, failure)
    },
    /** A visit meets again what it met a moment ago: that counts once. */
    seeAgain(key: string, failure: Failure, atMs: number) {
      const watch = watched.get(key)?.watches.get(failure)
      if (!watch || Number.isNaN(watch.lastMs)) return
      watch.lastMs = atMs
      watch.answeredSince = 0
    },
    /** Ends what is over, and says what is mended; to be called each minute. What is missing is not over because nobody asks for it. */
    settle(nowMs: number, need: Need): Mended[] {
      settledMs = nowMs
      const all = [...active]
      const mended = all.filter(
        ([watch, spell]) =>
          isMended(watch, spell, nowMs) || isMendedWithAll(watch, spell, nowMs, need),
      )
      const ended = all.filter(([watch, spell]) =>
        mended.some(
          ([other, otherSpell]) => other === watch || isPartOf(watch, spell, other, otherSpell),
        ),
      )
      const over = new Set(ended.map(([watch]) => watch))
      const said = mendedOf(mended, over)
      const ofWay = all.filter(([{ request }]) => need.isOfWay(request))
      // What nobody asks for any more cost what it did, as what is answered well again.
      const newlyEnded = ofWay
        .filter(([watch, spell]) => over.has(watch) || isUnasked(watch, spell, nowMs))
        .map(([watch, spell]) => [watch, troubleOf(watch, spell, nowMs)] as const)
      for (const [watch, spell] of all) settleOne(watch, spell, over.has(watch), need)
      const stillFail = ofWay.filter(([watch]) => active.has(watch))
      endedBeside = [
        ...endedBeside,
        ...newlyEnded.filter(([watch]) => !active.has(watch)).map(([, trouble]) => trouble),
      ]
        .filter((one) => stillFail.some(([watch, spell]) => isBeside(one, watch, spell)))
        .slice(-maxEnded)
      return said
    },
    /** What failed on the way with what still does, and is over: it cost what it cost. */
    endedBeside: () => endedBeside,
    /** What fails since a moment is no failure after all, and says nothing of what is usual. */
    forgetSince(sinceMs: number) {
      for (const [watch, spell] of active) {
        if (spell.sinceMs < sinceMs - atOnceMs) continue
        forget(watch)
        watch.forgetHour()
      }
    },
    /** Takes an hour into what is usual. */
    endHour() {
      for (const watch of watches) watch.endHour()
    },
    /** Those of pages of one kind are one. */
    troubles(): readonly Trouble[] {
      const all = [...active].map(([watch, spell]) => troubleOf(watch, spell, settledMs))
      const troubles = alikeTogether(inSeveralWays(all), () => watched.values())
      joined = troubles.filter((one) => waysOf(one).length > 1 || keysOf(one.key).length > 1)
      return troubles
    },
  }
}

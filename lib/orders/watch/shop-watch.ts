import type { ClockOf } from '@/lib/orders/expected/history'
import { newOrderWay } from '@/lib/orders/expected/order-way'
import { newPace } from '@/lib/orders/expected/pace'
import { newRequestKeys, newRouteOf } from '@/lib/orders/expected/request-key'
import { newShopRecord } from '@/lib/orders/expected/shop-record'
import { newStrangers } from '@/lib/orders/expected/strangers'
import { newAnswerTimes } from '@/lib/orders/failing/answer-times'
import { newClosedDays } from '@/lib/orders/failing/closed-days'
import { newFailing } from '@/lib/orders/failing/failing'
import { newPageAnswers } from '@/lib/orders/failing/page-answers'
import { isRefusal, newRequestFailure } from '@/lib/orders/failing/request-failure'
import { newSentBack } from '@/lib/orders/failing/sent-back'
import { newServerErrors } from '@/lib/orders/failing/server-errors'
import { everyPage, type Failure } from '@/lib/orders/failing/trouble'
import { newWrongLinks } from '@/lib/orders/failing/wrong-links'
import { newBeats } from '@/lib/orders/missing/beats'
import { newGaps } from '@/lib/orders/missing/gaps'
import { newLetIn } from '@/lib/orders/missing/let-in'
import { newLosses } from '@/lib/orders/missing/losses'
import { newOrdersApart } from '@/lib/orders/missing/orders-apart'
import { isRecovered } from '@/lib/orders/missing/recovery'
import { newRenamedOrder } from '@/lib/orders/missing/renamed-order'
import { newTornVisits } from '@/lib/orders/missing/torn-visits'
import { newWayStops } from '@/lib/orders/missing/way-stops'
import type { Step, StepReader } from '@/lib/shop/steps'
import { dayMs, hourMs, minuteMs } from '@/lib/time'
import { newVisits, type Seen, type Visit, type VisitRequest } from '@/lib/visits/visits'
import { type Finding, newFindings } from './findings'
import { newRelapses } from './relapses'
import type { ShopState } from './shop-state'
import { newStating } from './stating'

export type { Candidate, ShopState, SituationKind } from './shop-state'

export interface ShopWatchOptions {
  steps: readonly Step[]
  stepReader: StepReader
  /** Whether orders can come at a moment. */
  isOpen: (ms: number) => boolean
  clockOf: ClockOf
  /** Whether the operator says that an agent is a person's. */
  isPersons?: (agent: string) => boolean
  /** Sees the state of each minute in trouble, until it is proven to be over. */
  onTrouble?: (state: ShopState) => void
}

/** What lies further apart is not one shop's ordinary week. */
const longestPauseMs = 10 * dayMs
const restMs = 5 * dayMs
const sameOutcomeMs = 5 * minuteMs
// A program calls for many people, and tries again.
const sameCallMs = minuteMs
const maxMet = 50
/** Fewer visits than a quarter of so many, or more, are no chance. */
const leastUsual = 8
const leastSeen = 0.25
/** Holidays halve the visits, and pauses are as much longer. */
const timesOnHolidays = 2
/** What is found and is no trouble. */
const isCalm = new Set<Finding['kind']>(['none', 'renamed', 'closed'])
/** Shorter pauses come on all weekdays. */
const leastPauseMs = 3 * minuteMs

/** Follows a shop's requests, which must come in the order of their times, and says at any minute how it is doing. */
export function newShopWatch(options: ShopWatchOptions) {
  const { steps, stepReader, isOpen, clockOf, isPersons, onTrouble } = options
  const pageAnswers = newPageAnswers()
  const { isOfEvery } = pageAnswers
  const visits = newVisits(stepReader, steps.length, { isPersons, arePagesSeen, isOfEvery })
  const record = newShopRecord({ steps: steps.length, isOpen, clockOf })
  const strangers = newStrangers<Visit>({
    usual: () => record.history.conversionsBefore(0, record.minute),
    ordersIn: record.ordersIn,
  })
  const apart = newOrdersApart()
  const way = newOrderWay()
  const pace = newPace()
  const wayStops = newWayStops({ steps: steps.length, isOpen, clockOf })
  const failing = newFailing()
  const gaps = newGaps(clockOf)
  const peoplesGaps = newGaps(clockOf)
  const beats = newBeats(clockOf)
  const requestFailure = newRequestFailure()
  const answerTimes = newAnswerTimes()
  const serverErrors = newServerErrors()
  const routeOf = newRouteOf(steps)
  const keyOf = newRequestKeys(routeOf)
  const costOf = newLosses(record, way)
  const renamed = newRenamedOrder()
  const letIn = newLetIn()
  const tornVisits = newTornVisits({
    linesIn: record.requestsIn,
    usualLines: record.history.usualLines,
  })
  const closedDays = newClosedDays(clockOf, isOpen)
  const sentBack = newSentBack({
    way,
    failing,
    takeBack(visit, orderMs, isFirst) {
      visit.orders -= 1
      if (visit.lastOrderMs === orderMs) visit.lastOrderMs = Number.NaN
      record.takeBack(visit, orderMs, isFirst)
    },
  })
  const wrongLinks = newWrongLinks()
  const findings = newFindings({
    steps: steps.length,
    record,
    way,
    wayStops,
    renamed,
    gaps,
    beats,
    isLongPause: () => peoplesPause() > timesOnHolidays,
    letIn,
    pageAnswers,
    costOf,
  })
  const relapses = newRelapses()
  const stateOf = newStating({ steps: steps.length, record, costOf, answerTimes })
  const noneCounted: readonly number[] = new Array(steps.length + 1).fill(Number.NaN)
  let hasBegun = false
  /** The minute has begun, and has not been looked at. */
  let isDue = false
  let isTroubledHour = false
  let lastLineMs: number | null = null
  let lastAskedMs: number | null = null
  let isSilent = false
  let isTroubled = false
  let wasUnproven = false
  let wasBack = false
  let state: (() => ShopState) | null = null
  let pagesSeen = { atMs: Number.NaN, are: true }

  /** Once a cache answers the pages, people are seen first when they order. */
  function arePagesSeen(): boolean {
    if (pagesSeen.atMs === record.minute) return pagesSeen.are
    const { minute } = record
    const fromMs = [1, 3, 6]
      .map((hours) => minute - hours * hourMs)
      .find((ms) => (record.history.usualVisits(ms, minute) ?? 0) >= leastUsual)
    const are =
      fromMs === undefined ||
      record.visitsIn(fromMs, minute) >=
        leastSeen * (record.history.usualVisits(fromMs, minute) ?? 0)
    pagesSeen = { atMs: minute, are }
    return are
  }

  /** Only who has come as far as to the last step before the order can order, unless that has a new name. */
  function seeOrdering(request: VisitRequest, { visit, step, isOrder, reachesOrder }: Seen) {
    const isThere = steps.length < 2 || !Number.isNaN(visit.askedMs[steps.length - 2])
    const { method, status, timeMs: atMs } = request
    const text = keyOf(request, -1, -1)
    const posted = { text, method, status, visit, atMs, isStep: step !== -1, isThere }
    if (isOrder && reachesOrder && isThere) renamed.ordered(posted)
    else renamed.see(posted)
  }

  /** A visit is let in by its first page, or refused by it. */
  function seeLetIn(request: VisitRequest, { visit }: Seen, failure: Failure | null) {
    const { method, path, status, timeMs: atMs } = request
    const isRefused =
      failure === 'refused' && !visit.isServed && visit.met.get(everyPage) === undefined
    const isLetIn = failure === null && visit.pages === 1 && visit.repeats === 0
    if (method !== 'GET' || (!isRefused && !isLetIn)) return
    if (isLetIn) letIn.see(visit, atMs)
    else visit.met.set(everyPage, 'refused', atMs)
    failing.see({
      key: everyPage,
      method,
      path,
      step: -1,
      isStatic: false,
      status,
      failure,
      usualStatus: null,
      visit,
      atMs,
      takesBack: false,
      isPerson: true,
    })
  }

  /** Whether a form is refused to who has loaded no file, where those who order with it do. */
  const isBare = ({ method, status }: VisitRequest, { hasFiles }: Visit, key: string) =>
    method === 'POST' && isRefusal(status) && !hasFiles && way.isWithFiles(key)

  /** Who asks for something sooner than people can, or otherwise than they do, is none, and what was counted of the visit until then is taken back. */
  function seePace(request: VisitRequest, { visit, step }: Seen, key: string) {
    const isLast = step !== -1 && step === steps.length - 1
    if (visit.isHurried || visit.orders > 0 || record.sharedBy !== null) return
    const bare = isBare(request, visit, key)
    if (!bare && !pace.isHurried(visit, key, request.timeMs, isLast)) return
    if (isPersons?.(request.agent)) return
    const wasPerson = visit.verdict().kind === 'person'
    visit.isHurried = true
    visit.isBare = bare
    leave(visit)
    if (wasPerson && visit.isServed) for (const asked of visit.met.keys()) way.leave(asked)
  }

  function see(request: VisitRequest, seen: Seen, key: string, isPerson: boolean) {
    const { visit, step, isStatic } = seen
    const { method, status, timeMs: atMs } = request
    // What only programs meet that walk through the shop in no time costs nothing, and says nothing of people.
    if (visit.isHurried && visit.orders === 0) return
    if (isPerson && !isStatic && !seen.isOfEvery) {
      seeOrdering(request, seen)
      const path = request.path + routeOf(request.query)
      sentBack.see({ key, method, path, step, status, visit, atMs, isOrder: seen.isOrder })
    }
    const { failure, usualStatus } = requestFailure.of(request, seen, key)
    const outcome = failure ?? ''
    const { durationMs } = request
    const isTimed = isPerson && !isStatic && durationMs !== null && durationMs >= 0
    if (isTimed && (failure === null || failure === 'slow'))
      answerTimes.see(key, atMs, durationMs, failure === 'slow')
    if (isPerson && !isStatic) {
      pageAnswers.seeJudged({ key, status, visit, atMs, failure, usualStatus })
      seeLetIn(request, seen, failure)
    }
    // It looks well answered, and is not.
    if (seen.isOfEvery && failure === null) return
    // Whoever is refused at once may be a bot: that is told of all pages together.
    if (failure === 'refused' && !visit.isServed) return
    const before = visit.met.get(key)
    const sameMs = !isPerson && method === 'POST' ? sameCallMs : sameOutcomeMs
    if (before?.outcome === outcome && atMs - before.atMs < sameMs) return
    if (!before && isPerson) way.asked(key)
    if (failure !== null || before !== undefined || visit.met.size < maxMet)
      visit.met.set(key, outcome, atMs)
    const takesBack = failure === 'loop' && before?.outcome === ''
    failing.see({
      key,
      method,
      path: request.path + routeOf(request.query),
      step,
      isStatic,
      status,
      failure,
      usualStatus,
      visit,
      atMs,
      takesBack,
      isPerson,
    })
  }

  function withApart(said: ShopState): ShopState {
    const fromMs = said.sinceMs ?? said.atMs - hourMs
    const ordersApart = apart.of(fromMs, said.atMs)
    return ordersApart ? { ...said, apart: ordersApart } : said
  }

  function tick() {
    const mended = failing.settle(record.minute, {
      isOfWay: ({ key, step }) => step !== -1 || way.isOnWay(key),
      // Whoever needs nothing of what fails may order all the same.
      areSold: (sinceMs) => isRecovered(record, sinceMs),
      ofAllPages: isTroubled ? pageAnswers.over() : [],
    })
    const closed = closedDays.look(pageAnswers.spells, record.minute)
    if (closed) failing.forgetSince(closed.sinceMs)
    const troubles = failing.troubles()
    const torn = tornVisits.look(record.minute)
    const finding = findings.look(troubles, lastLineMs, { mended, closed, torn })
    const wasTroubled = isTroubled
    isTroubled = !isCalm.has(finding.kind)
    isSilent = finding.kind === 'no-traffic'
    isTroubledHour ||= finding.kind !== 'none'
    const { minute } = record
    const comesBack = relapses.see(finding, minute)
    const lastMs = lastLineMs
    const unvisitedMs = peoplesPause() > 1 ? lastAskedMs : null
    const everyPage = pageAnswers.everyPage()
    const everySent = pageAnswers.everySent()
    const manyPages = isTroubled ? pageAnswers.manyPages() : null
    const wide = { everyPage, everySent, manyPages }
    if (isTroubled) serverErrors.forget()
    const errors = serverErrors.at(minute)
    const ended = failing.endedBeside()
    let stated: ShopState | null = null
    state = () => {
      const now = {
        troubles,
        minute,
        lastLineMs: lastMs,
        unvisitedMs,
        comesBack,
        torn,
        wide,
        errors,
        ended,
      }
      stated ??= withApart(stateOf(finding, now))
      return stated
    }
    // Until it is proven that the shop sells again, the trouble may not be over.
    if (isTroubled || wasTroubled || wasUnproven || wasBack) onTrouble?.(state())
    wasBack = comesBack !== null
    wasUnproven = record.lastTrouble.unprovenMs !== null && !record.lastTrouble.hasResumed
  }

  function endHour() {
    failing.endHour()
    way.endHour(isTroubledHour)
    requestFailure.endHour(record.minute, isTroubledHour)
    sentBack.endHour(record.minute, isTroubledHour)
    isTroubledHour = false
  }

  function begin(ms: number) {
    record.begin(ms)
    wayStops.begin(ms)
  }

  function leave(visit: Visit) {
    for (const [source, ms] of visit.countedMs.entries())
      if (record.isKept(ms)) record.leave(source, ms)
    visit.countedMs = []
  }

  function came(visit: Visit, source: number, ms: number) {
    if (source === 0)
      for (const one of strangers.came(visit, ms)) {
        const [cameMs = Number.NaN] = one.countedMs
        leave(one)
        if (record.isKept(cameMs)) record.visited(cameMs)
      }
    if (strangers.has(visit)) {
      if (source === 0) record.visited(ms)
      return
    }
    record.came(source, ms)
    wayStops.came(source, ms)
    const counted = visit.countedMs.length > 0 ? visit.countedMs : noneCounted
    visit.countedMs = counted.with(source, ms)
  }

  /** Of a stranger that orders after all it was to be expected. */
  function seeBuyer(visit: Visit) {
    if (strangers.has(visit))
      for (const [source, ms] of [visit.startMs, ...visit.askedMs].entries())
        if (record.isKept(ms)) record.came(source, ms)
    strangers.ordered(visit)
  }

  const usualPause = (fromMs: number, toMs: number) =>
    toMs - fromMs < leastPauseMs ? toMs - fromMs : record.history.pause(fromMs, toMs)

  function asked(ms: number) {
    record.asked(ms)
    wayStops.asked(ms)
    const pauseMs = lastAskedMs === null ? 0 : ms - lastAskedMs
    if (lastAskedMs !== null && pauseMs > 0 && pauseMs < longestPauseMs && !isTroubled)
      peoplesGaps.add(lastAskedMs, ms)
    lastAskedMs = Math.max(lastAskedMs ?? 0, ms)
  }

  /** How often as long as usual pauses people have asked for nothing; 0 where it is not known. */
  function peoplesPause(): number {
    if (lastAskedMs === null) return 0
    const limit = peoplesGaps.limit(lastAskedMs, record.minute)
    return limit === null ? 0 : (record.minute - lastAskedMs) / limit
  }

  function lookIfDue() {
    if (!isDue) return
    isDue = false
    tick()
  }

  /** Goes on to a moment; each full minute that passes is looked at once all of its lines have been seen, those of its very moment too. */
  function advance(ms: number) {
    if (!hasBegun) {
      hasBegun = true
      begin(Math.floor(ms / minuteMs) * minuteMs)
    }
    // Nobody walks through years of silence: the minutes that are kept are cleared by the last of them.
    if (ms - record.minute > longestPauseMs) begin(Math.floor((ms - restMs) / minuteMs) * minuteMs)
    while (record.minute + minuteMs <= ms) {
      lookIfDue()
      begin(record.minute + minuteMs)
      if (record.minute % hourMs === 0) endHour()
      isDue = true
    }
    if (ms > record.minute) lookIfDue()
  }

  return {
    see(request: VisitRequest) {
      const { timeMs } = request
      advance(timeMs)
      const pauseMs = lastLineMs === null ? 0 : timeMs - lastLineMs
      const isAgain = isSilent || pauseMs >= longestPauseMs
      if (lastLineMs !== null && pauseMs > 0 && pauseMs < longestPauseMs && !isSilent)
        gaps.add(lastLineMs, lastLineMs + usualPause(lastLineMs, timeMs))
      lastLineMs = Math.max(lastLineMs ?? 0, timeMs)
      if (!record.isKept(timeMs)) return
      record.line(timeMs)
      serverErrors.see(request.status, timeMs)
      wayStops.line(timeMs)
      const seen = visits.see(request)
      const { visit, step, match, isStatic, isFirstAsk, isOrder, becameEngaged } = seen
      tornVisits.see(request, visit, isStatic)
      const key = keyOf(request, step, match)
      const { isWrong, isMisled, isFound } = wrongLinks.see(request, seen)
      // A monitor's HEAD is the page that it is of.
      if (!isStatic && request.method !== 'HEAD' && !isWrong)
        pageAnswers.see({ key, status: request.status, visit, atMs: timeMs })
      if (!isStatic && !isOrder) seePace(request, seen, key)
      const isPerson = visit.verdict().kind === 'person'
      beats.see(isPerson ? null : request.agent, timeMs, usualPause, isAgain)
      // Whoever has only been refused may be a bot, and is no visit that might order.
      const isLetIn = !isMisled && (visit.isServed || !isRefusal(request.status))
      const isVisitor = isPerson && isLetIn
      if (isVisitor) asked(timeMs)
      if ((becameEngaged || isFound) && isVisitor)
        came(visit, 0, Math.max(visit.startMs, timeMs - hourMs))
      if ((isFirstAsk || (isFound && step !== -1)) && isVisitor) {
        came(visit, step + 1, timeMs)
        wayStops.reached(visit, step, timeMs)
      }
      // Its request was no person's, until this file came.
      if (isOrder && !seen.reachesOrder) came(visit, steps.length, timeMs)
      if (!isWrong) see(request, seen, key, isPerson)
      if (seen.isApart) apart.add(visit, request.agent, timeMs)
      if (!isOrder) return
      if (visit.orders === 1) seeBuyer(visit)
      record.order(visit, timeMs)
      if (visit.orders !== 1) return
      way.ordered(visit.met.keys(), visit.hasFiles)
      pace.ordered(visit)
    },
    /** A line that is no request. */
    seeOther(timeMs: number) {
      if (!hasBegun || !record.isKept(timeMs)) return
      advance(timeMs)
      record.otherLine(timeMs)
    },
    /** How the shop is doing at a moment not before the last request; moments are rounded down to a minute. */
    at(ms: number): ShopState | null {
      advance(ms)
      lookIfDue()
      return state?.() ?? null
    },
    isOpen,
    expected: record.expected,
    over: record.over,
    usualOrders: record.usualOrders,
  }
}

export type ShopWatch = ReturnType<typeof newShopWatch>

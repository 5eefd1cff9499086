import type { ClockOf } from '@/lib/orders/expected/history'
import { newOrderWay } from '@/lib/orders/expected/order-way'
import { newRequestKeys, newRouteOf } from '@/lib/orders/expected/request-key'
import { newShopRecord } from '@/lib/orders/expected/shop-record'
import { newAnswerTimes } from '@/lib/orders/failing/answer-times'
import { newClosedDays } from '@/lib/orders/failing/closed-days'
import { newFailing } from '@/lib/orders/failing/failing'
import { newPageAnswers } from '@/lib/orders/failing/page-answers'
import { isRefusal } from '@/lib/orders/failing/request-failure'
import { newServerErrors } from '@/lib/orders/failing/server-errors'
import { newWrongLinks } from '@/lib/orders/failing/wrong-links'
import { newBeats } from '@/lib/orders/missing/beats'
import { newLetIn } from '@/lib/orders/missing/let-in'
import { newLosses } from '@/lib/orders/missing/losses'
import { newOrdersApart } from '@/lib/orders/missing/orders-apart'
import { isRecovered } from '@/lib/orders/missing/recovery'
import { newRenamedOrder } from '@/lib/orders/missing/renamed-order'
import { newTornVisits } from '@/lib/orders/missing/torn-visits'
import { newWayStops } from '@/lib/orders/missing/way-stops'
import type { Step, StepReader } from '@/lib/shop/steps'
import { dayMs, hourMs, minuteMs } from '@/lib/time'
import { newVisits, type VisitRequest } from '@/lib/visits/visits'
import { newComing } from './coming'
import { type Finding, newFindings } from './findings'
import { newMeetings } from './meetings'
import { longestPauseMs, newPauses } from './pauses'
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

const restMs = 5 * dayMs
/** Fewer visits than a quarter of so many, or more, are no chance. */
const leastUsual = 8
const leastSeen = 0.25
/** Holidays halve the visits, and pauses are as much longer. */
const timesOnHolidays = 2
/** So many would ask for a request, were it still needed: that none does is hardly chance. */
const leastDue = 10
/** What is found and is no trouble. */
const isCalm = new Set<Finding['kind']>(['none', 'renamed', 'closed'])

/** Follows a shop's requests, which must come in the order of their times, and says at any minute how it is doing. */
export function newShopWatch(options: ShopWatchOptions) {
  const { steps, stepReader, isOpen, clockOf, isPersons, onTrouble } = options
  const pageAnswers = newPageAnswers()
  const { isOfEvery } = pageAnswers
  const visits = newVisits(stepReader, steps.length, { isPersons, arePagesSeen, isOfEvery })
  const record = newShopRecord({ steps: steps.length, isOpen, clockOf })
  const apart = newOrdersApart()
  const way = newOrderWay()
  const wayStops = newWayStops({ steps: steps.length, isOpen, clockOf })
  const failing = newFailing()
  const pauses = newPauses({ clockOf, usual: record.history.pause })
  const beats = newBeats(clockOf)
  const answerTimes = newAnswerTimes()
  const serverErrors = newServerErrors()
  const routeOf = newRouteOf(steps)
  const keyOf = newRequestKeys(routeOf)
  const costOf = newLosses(record, way)
  const renamed = newRenamedOrder()
  const areDue = ({ key }: { key: string }, sinceMs: number) =>
    way.shareAsking(key) * record.visitsIn(sinceMs, record.minute) >= leastDue
  const isOfWay = ({ key, step }: { key: string; step: number }) => step !== -1 || way.isOfWay(key)
  const letIn = newLetIn()
  const tornVisits = newTornVisits({
    linesIn: record.requestsIn,
    usualLines: record.history.usualLines,
  })
  const closedDays = newClosedDays(clockOf, isOpen)
  const coming = newComing({ steps: steps.length, record, wayStops })
  const meetings = newMeetings({
    steps: steps.length,
    record,
    way,
    failing,
    pageAnswers,
    answerTimes,
    renamed,
    letIn,
    routeOf,
    keyOf,
    isPersons,
    leave: coming.leave,
  })
  const wrongLinks = newWrongLinks()
  const findings = newFindings({
    steps: steps.length,
    record,
    way,
    wayStops,
    renamed,
    gaps: pauses.gaps,
    beats,
    isLongPause: () => pauses.ofPeople(record.minute) > timesOnHolidays,
    letIn,
    pageAnswers,
    costOf,
    areDue,
  })
  const relapses = newRelapses()
  const stateOf = newStating({
    steps: steps.length,
    record,
    costOf,
    isOfWay,
    answerTimes,
  })
  let hasBegun = false
  /** The minute has begun, and has not been looked at. */
  let isDue = false
  let isTroubledHour = false
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

  function withApart(said: ShopState): ShopState {
    const fromMs = said.sinceMs ?? said.atMs - hourMs
    const ordersApart = apart.of(fromMs, said.atMs)
    return ordersApart ? { ...said, apart: ordersApart } : said
  }

  function tick() {
    meetings.settle()
    const mended = failing.settle(record.minute, {
      isOfWay,
      areDue,
      // Whoever needs nothing of what fails may order all the same.
      areSold: (sinceMs) => isRecovered(record, sinceMs),
      ofAllPages: isTroubled ? pageAnswers.over() : [],
    })
    const closed = closedDays.look(pageAnswers.spells, record.minute)
    if (closed) failing.forgetSince(closed.sinceMs)
    const troubles = failing.troubles()
    const lastLineMs = pauses.lastLineMs()
    const torn = tornVisits.look(record.minute)
    const finding = findings.look(troubles, lastLineMs, { mended, closed, torn })
    const wasTroubled = isTroubled
    isTroubled = !isCalm.has(finding.kind)
    isSilent = finding.kind === 'no-traffic'
    isTroubledHour ||= finding.kind !== 'none'
    const { minute } = record
    const comesBack = relapses.see(finding, minute)
    const unvisitedMs = pauses.ofPeople(minute) > 1 ? pauses.lastAskedMs() : null
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
        lastLineMs,
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
    meetings.endHour(isTroubledHour)
    isTroubledHour = false
  }

  function begin(ms: number) {
    record.begin(ms)
    wayStops.begin(ms)
  }

  function asked(ms: number) {
    record.asked(ms)
    wayStops.asked(ms)
    pauses.asked(ms, isTroubled)
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
      const isAgain = pauses.line(timeMs, isSilent)
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
      if (!isStatic && !isOrder) meetings.seePace(request, seen, key)
      const isPerson = visit.verdict().kind === 'person'
      beats.see(isPerson ? null : request.agent, timeMs, pauses.usualPause, isAgain)
      // Whoever has only been refused may be a bot, and is no visit that might order.
      const isLetIn = !isMisled && (visit.isServed || !isRefusal(request.status))
      const isVisitor = isPerson && isLetIn
      if (isVisitor) asked(timeMs)
      if ((becameEngaged || isFound) && isVisitor)
        coming.came(visit, 0, Math.max(visit.startMs, timeMs - hourMs))
      if ((isFirstAsk || (isFound && step !== -1)) && isVisitor) {
        coming.came(visit, step + 1, timeMs)
        wayStops.reached(visit, step, timeMs)
      }
      // Its request was no person's, until this file came.
      if (isOrder && !seen.reachesOrder) coming.came(visit, steps.length, timeMs)
      if (!isWrong) meetings.see({ request, seen, key, isPerson })
      if (seen.isApart) apart.add(visit, request.agent, timeMs)
      if (!isOrder) return
      if (visit.orders === 1) coming.ordered(visit)
      record.order(visit, timeMs)
      if (visit.orders === 1) meetings.ordered(visit)
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

import type { OrderWay } from '@/lib/orders/expected/order-way'
import { newPace } from '@/lib/orders/expected/pace'
import type { newRequestKeys, newRouteOf } from '@/lib/orders/expected/request-key'
import type { ShopRecord } from '@/lib/orders/expected/shop-record'
import type { newAnswerTimes } from '@/lib/orders/failing/answer-times'
import type { newFailing } from '@/lib/orders/failing/failing'
import type { PageAnswers } from '@/lib/orders/failing/page-answers'
import {
  type Met as Found,
  isRefusal,
  newRequestFailure,
} from '@/lib/orders/failing/request-failure'
import { newSentBack } from '@/lib/orders/failing/sent-back'
import { everyPage, type Failure } from '@/lib/orders/failing/trouble'
import type { LetIn } from '@/lib/orders/missing/let-in'
import type { Renamed } from '@/lib/orders/missing/renamed-order'
import { minuteMs } from '@/lib/time'
import type { Seen, Visit, VisitRequest } from '@/lib/visits/visits'
import { newHeldRefusals } from './held-refusals'

interface Parts {
  /** How many steps lead to an order, with the order itself. */
  steps: number
  record: ShopRecord
  way: OrderWay
  failing: ReturnType<typeof newFailing>
  pageAnswers: PageAnswers
  answerTimes: ReturnType<typeof newAnswerTimes>
  renamed: Renamed
  letIn: LetIn
  routeOf: ReturnType<typeof newRouteOf>
  keyOf: ReturnType<typeof newRequestKeys>
  /** Whether the operator says that an agent is a person's. */
  isPersons?: (agent: string) => boolean
  /** What was counted of a visit counts no more. */
  leave: (visit: Visit) => void
}

/** A request, with what is known of it. */
export interface Met {
  request: VisitRequest
  seen: Seen
  /** Names the request among all, in whatever way its path and query differ. */
  key: string
  isPerson: boolean
}

const sameOutcomeMs = 5 * minuteMs
// A program calls for many people, and tries again.
const sameCallMs = minuteMs
const maxMet = 50

/** Follows how visits are answered: each failure goes to the rooms that judge it. */
export function newMeetings(parts: Parts) {
  const { steps, record, way, failing, pageAnswers, answerTimes, renamed, letIn } = parts
  const { routeOf, keyOf, isPersons, leave } = parts
  const pace = newPace()
  const requestFailure = newRequestFailure()
  const heldRefusals = newHeldRefusals()
  const sentBack = newSentBack({
    way,
    failing,
    takeBack(visit, orderMs, isFirst) {
      visit.orders -= 1
      if (visit.lastOrderMs === orderMs) visit.lastOrderMs = Number.NaN
      record.takeBack(visit, orderMs, isFirst)
    },
  })

  /** Only who has come as far as to the last step before the order can order, unless that has a new name. */
  function seeOrdering(request: VisitRequest, { visit, step, isOrder, reachesOrder }: Seen) {
    const isThere = steps < 2 || !Number.isNaN(visit.askedMs[steps - 2])
    const { method, status, timeMs: atMs } = request
    const text = keyOf(request, -1, -1)
    const posted = { text, method, status, visit, atMs, isStep: step !== -1, isThere }
    if (isOrder && reachesOrder && isThere) renamed.ordered(posted)
    else renamed.see(posted)
  }

  /** A visit is let in by its first page, at the first or second go, or refused by it. */
  function seeLetIn({ request, seen: { visit } }: Met, failure: Failure | null, isSecond: boolean) {
    const { method, path, status, timeMs: atMs } = request
    const isRefused =
      failure === 'refused' && !visit.isServed && visit.met.get(everyPage) === undefined
    const isFirst = visit.pages === 1 && visit.repeats === 0
    const isLetIn = failure === null && (isFirst || isSecond)
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
    const isLast = step !== -1 && step === steps - 1
    if (visit.isHurried || visit.orders > 0 || record.sharedBy !== null) return
    const bare = isBare(request, visit, key)
    if (!bare && !pace.isHurried(visit, key, request.timeMs, isLast)) return
    if (isPersons?.(request.agent)) return
    const wasPerson = visit.verdict().kind === 'person'
    visit.isHurried = true
    visit.isBare = bare
    leave(visit)
    if (!wasPerson || !visit.isServed || visit.met.size === 0) return
    way.left()
    for (const asked of visit.met.keys()) way.leave(asked)
  }

  function see({ request, seen, key, isPerson }: Met) {
    const { visit, step, isStatic } = seen
    const { method, status, timeMs: atMs } = request
    // What only programs meet that walk through the shop in no time costs nothing, and says nothing of people.
    if (visit.isHurried && visit.orders === 0) return
    if (isPerson && !isStatic && !seen.isOfEvery) {
      seeOrdering(request, seen)
      const path = request.path + routeOf(request.query)
      sentBack.see({ key, method, path, step, status, visit, atMs, isOrder: seen.isOrder })
    }
    const found = requestFailure.of(request, seen, key)
    const isSecond = status < 400 && heldRefusals.passes({ key, visit })
    const judge = () => judged({ request, seen, key, isPerson }, found, isSecond)
    if (found.failure === 'refused' && isPerson && !isStatic)
      heldRefusals.hold({ key, visit, atMs, judge })
    else judge()
  }

  function judged(met: Met, { failure, usualStatus }: Found, isSecond: boolean) {
    const { request, seen, key, isPerson } = met
    const { visit, step, isStatic } = seen
    const { method, status, timeMs: atMs } = request
    const outcome = failure ?? ''
    const { durationMs } = request
    const isTimed = isPerson && !isStatic && durationMs !== null && durationMs >= 0
    if (isTimed && (failure === null || failure === 'slow'))
      answerTimes.see(key, atMs, durationMs, failure === 'slow')
    if (isPerson && !isStatic) {
      pageAnswers.seeJudged({ key, status, visit, atMs, failure, usualStatus })
      seeLetIn(met, failure, isSecond)
    }
    // It looks well answered, and is not.
    if (seen.isOfEvery && failure === null) return
    // Whoever is refused at once may be a bot: that is told of all pages together.
    if (failure === 'refused' && !visit.isServed) return
    const before = visit.met.get(key)
    const sameMs = !isPerson && method === 'POST' ? sameCallMs : sameOutcomeMs
    if (before?.outcome === outcome && atMs - before.atMs < sameMs) {
      if (failure !== null) failing.seeAgain(key, failure, atMs)
      return
    }
    if (!before && isPerson) {
      if (visit.met.size === 0) way.visited()
      way.asked(key)
    }
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

  return {
    seePace,
    see,
    ordered(visit: Visit) {
      way.ordered(visit.met.keys(), visit.hasFiles)
      pace.ordered(visit)
    },
    /** To be called each minute. */
    settle: () => heldRefusals.settle(record.minute),
    endHour(isTroubled: boolean) {
      way.endHour(isTroubled)
      requestFailure.endHour(record.minute, isTroubled)
      sentBack.endHour(record.minute, isTroubled)
    },
  }
}

import { type Estimate, missing } from '@/lib/orders/expected/distributions'
import type { ShopRecord } from '@/lib/orders/expected/shop-record'
import type { newAnswerTimes } from '@/lib/orders/failing/answer-times'
import type { ServerErrors } from '@/lib/orders/failing/server-errors'
import { mayBeginWith, togetherMs } from '@/lib/orders/failing/together'
import type { Trouble } from '@/lib/orders/failing/trouble'
import type { Cost } from '@/lib/orders/missing/losses'
import type { Torn } from '@/lib/orders/missing/torn-visits'
import { dayMs, hourMs } from '@/lib/time'
import { agreeing } from './agreeing'
import type { Finding } from './findings'
import type { Candidate, ComesBack, ShopState } from './shop-state'
import { type SiteWide, siteWide } from './site-wide'
import { missingSince, partBeside } from './unexplained'

interface Parts {
  steps: number
  record: ShopRecord
  costOf: (troubles: readonly Trouble[]) => Cost
  /** Whether a request is one of the way to an order. */
  isOfWay: (request: Pick<Trouble, 'key' | 'step'>) => boolean
  answerTimes: Pick<ReturnType<typeof newAnswerTimes>, 'slowness'>
}

interface Now {
  troubles: readonly Trouble[]
  minute: number
  lastLineMs: number | null
  unvisitedMs: number | null
  comesBack: ComesBack | null
  torn: Torn | null
  wide: SiteWide
  errors: ServerErrors | null
  /** What failed with what still does, and is over. */
  ended: readonly Trouble[]
}

const surelyStopped = 3
const maxSilenceMs = 7 * dayMs
// A larger share of lines that are not understood may be the ones that fail.
const maxOthers = 0.05
/** Of so many that are usual, such a part is as many by chance. */
const leastUsual = 6
const leastOfUsual = 0.6
const sellingHours = [1, 3, 6]
/** With fewer orders before it, a loss cannot be backed. */
const leastOrdersForLoss = 5

/** Whether surely more is missing than the requests that fail explain: other addresses fail as well. */
const isUnexplained = (missing: Estimate | null, ofRequests: Estimate | null) =>
  missing !== null &&
  ofRequests !== null &&
  missing.estimate > ofRequests.high &&
  missing.low > ofRequests.estimate

const withAgreeing = (state: ShopState): ShopState =>
  state.expected
    ? { ...state, expected: agreeing(state.expected, state.orders, state.lost) }
    : state

/** Says how the shop is doing from what was found at a minute; to be asked before the next one is looked at. */
export function newStating({ steps, record, costOf, isOfWay, answerTimes }: Parts) {
  return (finding: Finding, now: Now): ShopState => {
    const { troubles, minute, lastLineMs, unvisitedMs, comesBack, torn, wide, errors, ended } = now
    const { candidates } = finding
    const others = record.othersIn(minute - hourMs, minute)
    const backed = (lost: Estimate | null) =>
      record.orders.total >= leastOrdersForLoss ? lost : null
    const since = (fromMs: number) => {
      const orders = record.ordersIn(fromMs, minute)
      const { expected, lost } = record.due(fromMs, minute, orders)
      return {
        visits: record.visitsIn(fromMs, minute),
        orders,
        expected: backed(expected),
        lost: record.sharedBy === null ? backed(lost) : byHours(fromMs),
      }
    }
    /** Where visits say nothing: what is usual at these hours, whoever comes, but for the orders that were `seen`. */
    const byHours = (fromMs: number, seen = record.ordersIn(fromMs, minute)) => {
      const usual = record.ordersByLevel(fromMs, minute)
      return usual && backed(missing(usual.rate, seen, usual.spread))
    }
    const base = {
      atMs: minute,
      sinceMs: 'sinceMs' in finding ? finding.sinceMs : null,
      candidates,
      culprit: null,
      seemsOver:
        finding.kind === 'culprit' &&
        finding.seemsOver &&
        !isMissedSince(finding.culprit) &&
        !finding.isMore &&
        finding.stoppedMs === undefined,
      lastLineMs,
      lastOrderMs: record.orders.lastMs,
      unprovenMs: record.lastTrouble.hasResumed ? null : record.lastTrouble.unprovenMs,
      lateMs: null,
      resumedMs: record.lastTrouble.hasResumed ? record.lastTrouble.unprovenMs : null,
      ...(record.lastTrouble.silentUntilMs !== null && { wasSilent: true as const }),
      passed: record.lastTrouble.passed,
      answered: record.lastTrouble.answered,
      usualRequests: null,
      usualVisits: null,
      sharedBy: record.sharedBy,
      isOpen: record.isOpen(minute),
      lines: others + record.requestsIn(minute - hourMs, minute),
      others,
    }
    switch (finding.kind) {
      case 'no-traffic': {
        const { sinceMs } = finding
        // Of a silence of weeks nobody can say what would have come.
        const isKnown = minute - sinceMs <= maxSilenceMs
        const usual = isKnown ? record.ordersByLevel(sinceMs, minute) : null
        const lost = usual && backed(missing(usual.rate, 0, usual.spread))
        const usualRequests = isKnown ? record.history.usualLines(sinceMs, minute) : null
        const none = { lost, expected: lost, visits: 0, orders: 0 }
        return { ...base, kind: 'no-traffic', usualRequests, ...none }
      }
      case 'culprit':
        return withAgreeing(ofCulprit(finding))
      case 'suspect':
        return withAgreeing(ofSuspect(finding))
      case 'orders-stopped':
      case 'orders-low':
        return finding.isByVisits
          ? { ...base, kind: finding.kind, ...stayedAway(finding.sinceMs) }
          : ofMissing(finding.kind, finding.sinceMs, finding.lowSinceMs)
      case 'closed': {
        const counts = { ...since(minute - hourMs), expected: null, lost: null }
        return { ...base, ...counts, kind: 'quiet', closed: finding.closed }
      }
      case 'renamed': {
        const { renamed, sinceMs: fromMs } = finding
        const counts = { ...since(fromMs), expected: null, lost: null }
        const none = { ...base, sinceMs: null, kind: 'not-configured' as const }
        return { ...none, ...counts, renamed: { ...renamed, fromMs } }
      }
      case 'none':
        if (torn) {
          const now = calm()
          if (now.kind === 'ok' && comeAsUsual(torn.sinceMs))
            return { ...base, ...now, expected: null, torn: { ...torn, isSelling: true } }
          return { ...base, ...now, ...since(torn.sinceMs), expected: null, lost: null, torn }
        }
        return mayComeBack({ ...base, ...(late(finding.lateMs ?? null) ?? calm()) })
    }

    /** The culprit, with what it shares with the rest of the site: that all fails, or is slow. */
    function named(culprit: Candidate) {
      const isSlow = culprit.failure === 'slow'
      const everyPage = base.seemsOver ? null : siteWide(culprit, candidates, wide, minute)
      const slowness = isSlow ? answerTimes.slowness(culprit.key, minute) : null
      return { culprit, ...(everyPage && { everyPage }), ...(slowness && { slowness }) }
    }

    function ofCulprit(found: Extract<Finding, { kind: 'culprit' }>): ShopState {
      const { culprit } = found
      const said = { ...base, ...named(culprit) }
      // What is said of all pages is counted from when they began to fail, whichever is blamed.
      const isAlike = (one: Trouble) =>
        isOfWay(culprit) && isOfWay(one) && one.failure === culprit.failure
      const isSame = (one: Trouble) => one.key === culprit.key
      const before = ended.filter((one) => isAlike(one) || isSame(one))
      // The forms of several languages are one step: it fails since the first of them does.
      const ofStep = troubles.filter(
        (one) =>
          isAlike(one) &&
          one.step === culprit.step &&
          one.status === culprit.status &&
          mayBeginWith(culprit, one),
      )
      const fromMs = Math.min(
        ...[found, said.everyPage, ...before, ...ofStep].map(
          (one) => one?.sinceMs ?? found.sinceMs,
        ),
      )
      // What has failed for longer cost more than since then.
      const isOfIt = (one: Trouble) =>
        (one.failure === culprit.failure || isSame(one)) && one.sinceMs >= fromMs - togetherMs
      const cost = costOf([...troubles, ...before].filter(isOfIt))
      // Whoever is turned away by the first page is no visit otherwise.
      const sinceThen = (ms: number) => {
        const counts = since(ms)
        return { ...counts, visits: Math.max(counts.visits, cost.visits) }
      }
      const counts = sinceThen(fromMs)
      const most = byHours(fromMs, 0)
      // Bots that pass for people meet it as well, and many visits may be one: what is usual is the most,
      // or what came in a rush. They ask for pages, and do not get as far as sending a form.
      const mostLost = Math.max(most?.high ?? Infinity, counts.expected?.estimate ?? 0)
      const isForm = culprit.step === steps - 1 || culprit.method === 'POST'
      const isTooMuch = cost.lost.estimate > mostLost && !isForm
      const areMany = record.sharedBy !== null || isTooMuch
      const byVisits = areMany ? byHours(fromMs) : backed(cost.lost)
      // Nobody who visits meets what programs send.
      const ofRequests = culprit.isCallback ? counts.lost : byVisits
      // What never came cannot have stopped, and a request beside the steps says nothing about it.
      const hasSold = record.orders.total > 0
      const { stoppedMs } = found
      const isStopped = stoppedMs !== undefined || (hasSold && haveStopped(culprit, counts.orders))
      const isUnknown = !hasSold && culprit.step === -1
      const kind = isUnknown ? 'not-configured' : isStopped ? 'orders-stopped' : 'failing'
      if (kind !== 'orders-stopped' || counts.orders > 0) {
        // Even where some still come, surely more may be missing.
        const isMore = (counts.lost?.low ?? 0) > Math.max(0, ofRequests?.low ?? 0)
        const lost = isMore && isUnexplained(counts.lost, ofRequests) ? counts.lost : ofRequests
        return { ...said, kind, ...counts, lost, sinceMs: fromMs }
      }
      const sinceMs = Math.min(fromMs, stoppedMs ?? beganMs(culprit))
      const stopped = sinceThen(sinceMs)
      // Who pays by a program, as that of a provider, is seen to meet nothing.
      const isMoreMissing = (stopped.lost?.estimate ?? 0) > (ofRequests?.high ?? 0)
      const isOfStop = stoppedMs !== undefined || isMoreMissing
      const lost = isOfStop ? stopped.lost : ofRequests
      const more = found.isMore && { isMore: true as const }
      return { ...said, kind, ...stopped, lost, sinceMs, ...more }
    }

    function ofMissing(
      kind: 'orders-stopped' | 'orders-low',
      sinceMs: number,
      lowSinceMs: number | undefined,
    ): ShopState {
      if (lowSinceMs === undefined) return { ...base, kind, ...since(sinceMs) }
      const wasLow = { sinceMs: lowSinceMs, stoppedMs: sinceMs }
      return { ...base, kind, ...since(lowSinceMs), ...wasLow }
    }

    function ofSuspect({ culprit, sinceMs }: Extract<Finding, { kind: 'suspect' }>): ShopState {
      const counts = since(sinceMs)
      const kind = counts.orders === 0 ? 'orders-stopped' : 'orders-low'
      // Those who met it may tell more surely what is missing than all who came.
      const isSurer = culprit.lost.low > (counts.lost?.low ?? 0)
      const lost = isSurer ? backed(culprit.lost) : counts.lost
      return { ...base, ...named(culprit), kind, ...counts, lost }
    }

    /** What has come back before is not over as soon as nothing fails. */
    function mayComeBack(state: ShopState): ShopState {
      const isJudged = state.kind === 'ok' || state.kind === 'quiet'
      return comesBack && isJudged ? { ...state, kind: 'quiet', comesBack } : state
    }

    /** When the first of the requests began to fail that fail in the same way as the culprit, and began to with it. */
    function beganMs({ sinceMs, failure, step, isStatic }: Candidate): number {
      const others = candidates.filter(
        (one) => one.failure === failure && one.sinceMs >= sinceMs - togetherMs,
      )
      const began = Math.min(sinceMs, ...others.map((one) => one.sinceMs))
      return step === -1 && !isStatic && record.ordersIn(began, minute) === 0 ? began : sinceMs
    }

    /** Nobody asks for what failed, and so many orders should have come since that something else is broken too. */
    function isMissedSince({ isUnasked, lastMs }: Candidate): boolean {
      return isUnasked && record.orders.total > 0 && missingSince(record, lastMs).isSilent
    }

    /** Whether none comes any more, or none came when several should have. */
    function haveStopped(culprit: Candidate, orders: number): boolean {
      const part = partBeside(record, culprit, orders)
      const { isSilent, mean } = missingSince(record, culprit.sinceMs, part)
      return isSilent || (orders === 0 && Math.max(mean, culprit.lost.estimate) >= surelyStopped)
    }

    /** Whoever stays away asks for nothing: what was to be expected is what is usual at these hours. */
    function stayedAway(sinceMs: number) {
      const orders = record.ordersIn(sinceMs, minute)
      const { rate, spread } = record.ordersByLevel(sinceMs, minute) ?? { rate: 0, spread: 0 }
      return {
        visits: record.visitsIn(sinceMs, minute),
        usualVisits: record.history.usualVisits(sinceMs, minute),
        orders,
        expected: backed({ ...missing(rate, 0, spread), estimate: rate }),
        lost: backed(missing(rate, orders, spread)),
      }
    }

    /** Whether about as many orders have come lately as are usual at these hours, whoever is seen to come. */
    function comeAsUsual(sinceMs: number): boolean {
      return sellingHours.some((hours) => {
        const fromMs = Math.max(sinceMs, minute - hours * hourMs)
        const rate = record.ordersByLevel(fromMs, minute)?.rate ?? 0
        return rate >= leastUsual && record.ordersIn(fromMs, minute) >= leastOfUsual * rate
      })
    }

    /** Orders are missing, and it is too early to say that they stopped. */
    function late(lateMs: number | null) {
      if (lateMs === null || others > maxOthers * base.lines) return null
      return { ...since(lateMs), lost: null, kind: 'quiet' as const, lateMs }
    }

    function calm() {
      const hour = since(minute - hourMs)
      // While something was wrong, what is usual was not to be expected.
      const isExplained = record.lastTrouble.untilMs > minute - hourMs
      const counts = { ...hour, ...(isExplained && { expected: null }), lost: null }
      if (lastLineMs === null) return { ...counts, kind: 'unknown' as const, expected: null }
      if (others > maxOthers * base.lines)
        return { ...counts, kind: 'not-understood' as const, expected: null }
      if (record.orders.total === 0)
        return { ...counts, kind: 'not-configured' as const, expected: null }
      const isQuiet =
        (counts.orders === 0 && record.ordersIn(minute - 3 * hourMs, minute) === 0) ||
        record.lastTrouble.unprovenMs !== null ||
        // However usual that is, nobody knows then whether visitors could order.
        base.lines === 0 ||
        unvisitedMs !== null
      const told = { ...counts, ...(errors && { serverErrors: errors }) }
      const said = { ...told, kind: isQuiet ? ('quiet' as const) : ('ok' as const) }
      return unvisitedMs === null ? said : { ...said, unvisitedMs }
    }
  }
}

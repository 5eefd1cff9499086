import type { OrderWay } from '@/lib/orders/expected/order-way'
import type { ShopRecord } from '@/lib/orders/expected/shop-record'
import type { Closed } from '@/lib/orders/failing/closed-days'
import type { Mended } from '@/lib/orders/failing/failing'
import type { PageAnswers } from '@/lib/orders/failing/page-answers'
import { togetherMs } from '@/lib/orders/failing/together'
import type { Trouble } from '@/lib/orders/failing/trouble'
import type { Beats } from '@/lib/orders/missing/beats'
import { newDwindling } from '@/lib/orders/missing/dwindling'
import type { newGaps } from '@/lib/orders/missing/gaps'
import type { LetIn } from '@/lib/orders/missing/let-in'
import type { Cost } from '@/lib/orders/missing/losses'
import type { Renamed, RenamedOrder } from '@/lib/orders/missing/renamed-order'
import { newStayingAway } from '@/lib/orders/missing/staying-away'
import type { Torn } from '@/lib/orders/missing/torn-visits'
import type { WayStops } from '@/lib/orders/missing/way-stops'
import { hourMs } from '@/lib/time'
import { newBlame } from './blame'
import type { Candidate } from './shop-state'
import { isSent } from './site-wide'
import { explainsPart, isMoreWrong, wereMissing } from './unexplained'

/**
 * What is found at a minute. `candidates` are the requests that fail, the most expensive first;
 * `lateMs` is since when orders are missing, though it is too early to say that they stopped.
 */
export type Finding = { candidates: readonly Candidate[] } & (
  | { kind: 'none'; lateMs?: number | null }
  | { kind: 'no-traffic'; sinceMs: number }
  /**
   * Visits meet a request that fails, or did some minutes ago. `isMore`: it does not explain that none orders;
   * `stoppedMs`: since when none does, where that was long before.
   */
  | {
      kind: 'culprit'
      sinceMs: number
      culprit: Candidate
      seemsOver: boolean
      isMore: boolean
      stoppedMs?: number
    }
  /** Orders fail to come since a request beside the way fails. */
  | { kind: 'suspect'; sinceMs: number; culprit: Candidate }
  /** `isByVisits`: people stay away; `lowSinceMs`: since when orders had been low before they stopped. */
  | {
      kind: 'orders-stopped' | 'orders-low'
      sinceMs: number
      isByVisits?: true
      lowSinceMs?: number
    }
  /** Every page is as it was on the same weekday before. */
  | { kind: 'closed'; closed: Closed }
  /** No order comes, but another request does in its place. */
  | { kind: 'renamed'; sinceMs: number; renamed: RenamedOrder }
)

const longestMs = 24 * hourMs

interface Parts {
  steps: number
  record: ShopRecord
  way: OrderWay
  wayStops: WayStops
  renamed: Renamed
  gaps: ReturnType<typeof newGaps>
  beats: Beats
  /** Whether people have asked for nothing for longer than is usual. */
  isLongPause: () => boolean
  letIn: LetIn
  pageAnswers: PageAnswers
  costOf: (troubles: readonly Trouble[]) => Cost
  /** Whether so many have come since a moment that some would have asked for a request. */
  areDue: (request: { key: string }, sinceMs: number) => boolean
}

/** Looks each minute at what comes, in the order of what explains most: silence, failures, orders. */
export function newFindings(parts: Parts) {
  const { steps, record, way, wayStops, renamed, gaps, beats, letIn, pageAnswers, costOf } = parts
  const { areDue, isLongPause } = parts
  const blame = newBlame({ record, way, letIn, costOf, areDue, isShut: pageAnswers.isShut })
  const dwindling = newDwindling(record, wayStops)
  const stayingAway = newStayingAway(record, isLongPause)
  /** What was blamed at the minute before. */
  let blamed: Candidate | null = null

  function isSilent(lastLineMs: number): boolean {
    const limit = gaps.limit(lastLineMs, record.minute)
    if (limit === null) return false
    const isLong = record.minute - lastLineMs > limit
    if (isLong && record.history.pause(lastLineMs, record.minute) > limit) return true
    return beats.areMissed(lastLineMs, record.minute, record.history.pause)
  }

  function renamedSince(sinceMs: number) {
    const fromMs = Math.max(sinceMs, record.minute - longestMs)
    const seen = record.ordersIn(fromMs, record.minute)
    const { mean, spread } = record.evidence(fromMs, record.minute, seen)
    const areApart = record.sharedBy === null
    const missing = { sinceMs, fromMs, mean: mean - seen, spread, areApart }
    const askedSince = (ms: number) =>
      Array.from({ length: steps - 1 }, (_, step) => record.cameIn(step + 1, ms, record.minute))
    const instead = renamed.instead(missing, askedSince)
    if (!instead) return null
    record.trouble(sinceMs)
    wayStops.trouble(sinceMs)
    return { kind: 'renamed', sinceMs, renamed: instead } as const
  }

  /** Pages that were open when the path changed ask for the old one, which is gone; or the order is answered otherwise. */
  const movedSince = ({ failure, step, sinceMs }: Candidate) =>
    (failure === 'gone' || failure === 'otherwise') && step === steps - 1
      ? renamedSince(Math.min(sinceMs, record.orders.lastMs ?? sinceMs))
      : null

  /** The order is answered otherwise, and goes on as ever. */
  const isOrderAllTheSame = ({ failure, step, status }: Candidate) =>
    failure === 'otherwise' &&
    step === steps - 1 &&
    record.sharedBy === null &&
    renamed.isFollowed(status)

  /** What sends people elsewhere with every other page began to with the first of them. */
  function beganMs(candidate: Candidate, sinceMs: number): number {
    const every = isSent(candidate) ? pageAnswers.everySent() : null
    const isOfAll = every?.untilMs === null && sinceMs - every.sinceMs <= togetherMs
    return isOfAll ? Math.min(sinceMs, every.sinceMs) : sinceMs
  }

  function found(
    candidates: readonly Candidate[],
    lastLineMs: number,
  ): Exclude<Finding, { kind: 'closed' }> {
    if (isSilent(lastLineMs)) return { kind: 'no-traffic', sinceMs: lastLineMs, candidates }
    const blamed = blame.culpritAmong(candidates)
    if (blamed) {
      const sinceMs = beganMs(blamed.culprit, blamed.sinceMs)
      const isMore = isMoreWrong(record, blamed.culprit)
      const { stoppedMs } = dwindling
      const isLater = stoppedMs !== null && wereMissing(record, stoppedMs, sinceMs)
      return {
        kind: 'culprit',
        ...blamed,
        sinceMs,
        isMore,
        candidates,
        ...(isLater && { stoppedMs }),
      }
    }
    const suspect = blame.suspectAmong(candidates)
    if (suspect) {
      const sinceMs = beganMs(suspect, suspect.sinceMs)
      return { kind: 'suspect', sinceMs, culprit: suspect, candidates }
    }
    return { kind: 'none', candidates }
  }

  /** What the culprit does not explain goes on to be missed. */
  function reopen({ culprit, sinceMs, stoppedMs }: Extract<Finding, { kind: 'culprit' }>) {
    if (stoppedMs === undefined) dwindling.end()
    else record.lastTrouble.reopen(stoppedMs)
    if (explainsPart(record, culprit)) record.lastTrouble.reopen(sinceMs)
  }

  /** What comes while it is closed says nothing of other days, and is no trouble. */
  function closedNow(closed: Closed): Finding {
    blamed = null
    for (const one of [record, wayStops]) {
      one.trouble(closed.sinceMs)
      one.explain()
    }
    dwindling.end()
    return { kind: 'closed', closed, candidates: [] }
  }

  return {
    /** `mended`: what failed until now, and is answered well again. */
    look(
      troubles: readonly Trouble[],
      lastLineMs: number | null,
      {
        mended,
        closed,
        torn,
      }: { mended: readonly Mended[]; closed: Closed | null; torn: Torn | null },
    ): Finding {
      if (lastLineMs === null) return { kind: 'none', candidates: [] }
      if (closed && !isSilent(lastLineMs)) return closedNow(closed)
      const candidates = blame.candidatesOf(troubles).filter((one) => !isOrderAllTheSame(one))
      const finding = found(candidates, lastLineMs)
      const moved = finding.kind === 'culprit' ? movedSince(finding.culprit) : null
      if (moved) return { ...moved, candidates }
      const before = blamed
      blamed = finding.kind === 'culprit' ? finding.culprit : null
      if (finding.kind !== 'none') {
        const isSilence = finding.kind === 'no-traffic'
        for (const one of [record, wayStops])
          if (isSilence) one.silence(finding.sinceMs)
          else one.trouble(finding.sinceMs)
        record.explain(finding.sinceMs, {
          isSilence,
          ...(finding.kind === 'culprit' && { step: finding.culprit.step }),
          ...('culprit' in finding && { lastMs: finding.culprit.lastMs }),
        })
        wayStops.explain()
        if (finding.kind === 'culprit') reopen(finding)
        else dwindling.end()
        return finding
      }
      const isOfBefore = (one: Mended) => one.key === before?.key && one.failure === before.failure
      const again = mended.find(isOfBefore)
      if (again) record.lastTrouble.mend(again.answered)
      if (torn) {
        for (const one of [record, wayStops]) one.doubt(torn.sinceMs)
        dwindling.end()
        return finding
      }
      const fewer = dwindling.look()
      const instead = fewer && renamedSince(fewer.sinceMs)
      if (instead) return { ...instead, candidates }
      const dwindled = fewer ?? stayingAway.look()
      if (!dwindled) return { ...finding, lateMs: dwindling.lateMs }
      record.doubt(dwindled.sinceMs)
      wayStops.doubt(dwindled.sinceMs)
      return { ...dwindled, candidates }
    },
  }
}

import { togetherMs } from '@/lib/orders/failing/together'
import type { Candidate, ShopState } from '@/lib/orders/watch/shop-watch'
import { isSameAnswer } from '@/lib/orders/words/request-name'
import { blamedOf, isNamedBy } from './blamed'
import type { Incident } from './incident'
import type { Memory, Told } from './told'

/** An incident, and what is known of it beside what is told. */
export interface Known {
  incident: Incident
  memory: Memory
}

export const isSilence = ({ memory }: Pick<Known, 'memory'>) => memory.parts.has('no-traffic')

/** Whether a request is one of those that failed in an incident. */
function isOf({ incident, memory }: Known, one: Candidate): boolean {
  if (memory.seen.has(one.key)) return true
  const named = blamedOf(one)
  const { culprit } = incident.report
  if (culprit && isSameAnswer(culprit, named)) return true
  return incident.blamed.some((other) => isNamedBy(other, named) || isNamedBy(named, other))
}

/** Those of what fails that began when nothing of the incident failed any more: it is not known yet whether they are of it. */
export const newcomersAmong = (known: Known, failing: readonly Candidate[]): Candidate[] =>
  failing.filter((one) => one.sinceMs >= known.memory.lastSeenMs && !isOf(known, one))

/** Whether it may go on: what failed in it has not been answered well for long enough. */
function mayGoOn(known: Known, { candidates }: ShopState, now: Told): boolean {
  const isLater = now.beganMs - known.memory.lastSeenMs > togetherMs
  return candidates.some(
    (one) => isOf(known, one) && !(isLater && (one.seemsOver || one.isUnasked)),
  )
}

/** Whether what is wrong now is of an incident, whatever came between. */
export const shares = (known: Known, { culprit }: ShopState, now: Told): boolean =>
  now.beganMs < known.memory.lastSeenMs || (culprit !== null && isOf(known, culprit))

/** Whether what is wrong now is another trouble than an incident that lasts, or has ended a few minutes ago. */
export function isAnother(known: Known, state: ShopState, now: Told): boolean {
  const { incident, memory } = known
  const { culprit } = state
  if (isSilence(known) && culprit) return true
  if (shares(known, state, now)) return false
  const wasFailing = incident.report.kind === 'failing' || incident.report.kind === 'not-configured'
  // Orders that are missing are the same ones until some have come.
  if (!culprit) return wasFailing || isSilence(known)
  const isOfOrders = memory.overMs === null && !memory.last?.culprit
  return !isOfOrders && !mayGoOn(known, state, now)
}

/** When what is wrong was last seen, of what is known now. */
export function lastSeenIn(known: Known, state: ShopState, failing: readonly Candidate[]): number {
  const { atMs, kind, culprit, lastOrderMs } = state
  if (!culprit) return atMs
  const its = [culprit, ...failing].filter((one) => isOf(known, one))
  const lastMs = Math.min(atMs, Math.max(0, ...its.map((one) => one.lastMs)))
  // So long after the last failure, it is the orders that are still missing.
  const areMissing = kind === 'orders-stopped' || kind === 'orders-low'
  const isOfOrders = areMissing && (lastOrderMs ?? 0) < lastMs && atMs - lastMs > togetherMs
  return isOfOrders ? atMs : lastMs
}

import type { Incident } from '@/lib/orders/incidents/incidents'
import { minuteMs } from '@/lib/time'

type Known = Pick<Incident, 'fromMs' | 'untilMs' | 'clearMs' | 'report'>

// An alarm looks back some minutes before it changes.
const nearMs = 30 * minuteMs

/** Whether an incident is such as an alarm is raised by: that nothing is logged has an alarm of its own. */
function fits(alarm: string, { report: { kind, culprit } }: Known): boolean {
  if (alarm === 'No-Requests') return kind === 'no-traffic'
  if (alarm === 'Server-Errors') return (culprit?.status ?? 0) >= 500
  return kind !== 'no-traffic'
}

/** When an incident was known to be over; null while it goes on. */
const overMs = ({ untilMs, clearMs }: Known) => clearMs ?? untilMs

/** The incident, of those from the newest on, that an alarm was raised by at a moment (epoch ms); null where none is known. */
export const raisedBy = <One extends Known>(
  alarm: string,
  incidents: readonly One[],
  raisedMs: number,
): One | null =>
  incidents.find(
    (one) =>
      fits(alarm, one) &&
      one.fromMs <= raisedMs &&
      (overMs(one) ?? Number.POSITIVE_INFINITY) >= raisedMs - nearMs,
  ) ?? null

/** The incident that is over with an alarm which is OK since a moment; null where it goes on, or none is known. */
export function endedWith<One extends Known>(
  alarm: string,
  incidents: readonly One[],
  { atMs, raisedMs }: { atMs: number; raisedMs?: number | undefined },
): One | null {
  if (raisedMs !== undefined) {
    const its = raisedBy(alarm, incidents, raisedMs)
    if (its) return its.untilMs === null ? null : its
  }
  const newest = incidents.find((one) => fits(alarm, one))
  const endMs = newest ? overMs(newest) : null
  return newest && endMs !== null && Math.abs(atMs - endMs) <= nearMs ? newest : null
}

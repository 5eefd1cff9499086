import { minuteMs } from '@/lib/time'
import type { NoIncident } from './incident-evidence'
import type { Incident } from './incidents'

// What is usual is learned anew from the log after a restart, so that it may be said some minutes sooner or later.
const toleranceMs = 30 * minuteMs

/** When an incident was first said, by its id, epoch ms; null where it is no id. */
export function timeOfId(id: string): number | null {
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\dZ$/.test(id)) return null
  const ms = Date.parse(id)
  return Number.isNaN(ms) ? null : ms
}

/** The incident of an id, also where it has another one since the log was read again. */
export function findIncident(incidents: readonly Incident[], id: string): Incident | null {
  const exact = incidents.find((one) => one.id === id)
  if (exact) return exact
  const atMs = timeOfId(id)
  if (atMs === null) return null
  const distance = ({ saidMs }: Incident) => Math.abs(saidMs - atMs)
  const near = incidents.filter(
    ({ fromMs, saidMs, untilMs }) =>
      Math.abs(saidMs - atMs) <= toleranceMs ||
      (atMs >= fromMs && atMs <= (untilMs ?? Number.POSITIVE_INFINITY)),
  )
  return near.toSorted((a, b) => distance(a) - distance(b))[0] ?? null
}

/** Why there is none. `readFromMs`: from when on the log has been read. */
export function whyNone(id: string, readFromMs: number | null): NoIncident {
  const atMs = timeOfId(id)
  if (atMs === null) return 'unknown'
  if (readFromMs === null) return 'learning'
  return atMs < readFromMs ? 'too old' : 'none then'
}

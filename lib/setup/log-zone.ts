import { minuteMs } from '@/lib/time'
import { offsetOf } from '@/lib/zone'
import type { LogOffset } from './log-offset'
import type { Proposal } from './proposal'

/** Whether the clocks of a zone are those that wrote the log. */
const fits = (zone: string, offsets: readonly LogOffset[]) =>
  offsets.length > 0 &&
  offsets.every(({ atMs, minutes }) => offsetOf(atMs, zone) === minutes * minuteMs)

// Names of offsets have the sign of the way to Greenwich, and not every Node knows `+05:30`.
function fixedZone(offset: LogOffset): string | null {
  const hours = offset.minutes / 60
  if (hours === 0) return 'UTC'
  if (Number.isInteger(hours) && hours >= -12 && hours <= 14)
    return `Etc/GMT${hours < 0 ? '+' : '-'}${Math.abs(hours)}`
  return Intl.supportedValuesOf('timeZone').find((zone) => fits(zone, [offset])) ?? null
}

/** The zone of a log: the server's, where its clocks wrote it, else one with the offset of its newest lines. */
export function logZone(offsets: readonly LogOffset[], server: string): string {
  const [newest] = offsets.toSorted((a, b) => b.atMs - a.atMs)
  return newest === undefined || fits(server, offsets) ? server : (fixedZone(newest) ?? server)
}

/** A proposal with the zone of the browser, where the log is written with the clocks of that zone. */
export function inBrowserZone(proposal: Proposal, browser: string | null): Proposal {
  if (browser === null || !fits(browser, proposal.logOffsets)) return proposal
  const candidates = proposal.candidates.map((one) => ({
    ...one,
    openingHours: one.openingHours && { ...one.openingHours, zone: browser },
  }))
  return { ...proposal, zone: browser, candidates }
}

import { minuteMs } from '@/lib/time'
import { offsetOf } from '@/lib/zone'
import type { LogOffset } from './log-offset'
import type { Proposal } from './proposal'

/** Whether the clocks of a zone are those that wrote the log. */
const fits = (zone: string, offsets: readonly LogOffset[]) =>
  offsets.length > 0 &&
  offsets.every(({ atMs, minutes }) => offsetOf(atMs, zone) === minutes * minuteMs)

function fixedZone(minutes: number): string {
  if (minutes === 0) return 'UTC'
  const two = (value: number) => String(value).padStart(2, '0')
  const ahead = Math.abs(minutes)
  return `${minutes < 0 ? '-' : '+'}${two(Math.floor(ahead / 60))}:${two(ahead % 60)}`
}

/** The zone of a log: the server's, where its clocks wrote it, else the offset of its newest lines. */
export function logZone(offsets: readonly LogOffset[], server: string): string {
  const [newest] = offsets.toSorted((a, b) => b.atMs - a.atMs)
  return newest === undefined || fits(server, offsets) ? server : fixedZone(newest.minutes)
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

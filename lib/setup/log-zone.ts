import { minuteMs } from '@/lib/time'
import { offsetOf } from '@/lib/zone'
import type { Proposal } from './proposal'

/** The offset that most lines of a part of the log are written with, in minutes ahead of UTC. */
export interface LogOffset {
  atMs: number
  minutes: number
}

const stamped = /\d\d:\d\d:\d\d(?:[.,]\d+)? ?(Z|[+-]\d\d:?\d\d)/

/** The offset that a line's own time is written with, in minutes; null when it says none. */
export function offsetIn(line: string): number | null {
  const found = stamped.exec(line)?.[1]
  if (found === undefined) return null
  if (found === 'Z') return 0
  const minutes = Number(found.slice(1, 3)) * 60 + Number(found.slice(-2))
  return found.startsWith('-') ? 0 - minutes : minutes
}

/** The value that comes most often; null of none. */
export function mostOften(values: ReadonlyMap<number, number>): number | null {
  const [first] = [...values].sort(([, a], [, b]) => b - a)
  return first?.[0] ?? null
}

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

import type { Estimate } from '@/lib/orders/expected/distributions'
import type { Report } from '@/lib/orders/report/report'
import { minuteMs } from '@/lib/time'
import type { Blamed, SeenFailing } from './blamed'

/** What was said at a minute. Times are epoch ms. */
export interface Told {
  report: Report
  lastOrderMs: number | null
  blamed: readonly Blamed[]
  sinceMs: number
  /** Since when any of what is wrong in the way of the culprit has been. */
  beganMs: number
  /** Whether it is known how many orders to expect. */
  isExpecting: boolean
  /** Visits that met what fails in the same way as the culprit. */
  met: number
}

/** A kind that was said in an incident: for how long it was so, and what was said of most of it. */
interface Part {
  ms: number
  told: Told
}

/** What is known of an incident beside what is told of it. */
export interface Memory {
  parts: Map<string, Part>
  /** What was said of most of the trouble that there is. */
  fullest: Told | null
  /** What was said at the minute before. */
  last: Report | null
  /** By what they are known by: the requests that fail in it. */
  seen: Map<string, SeenFailing>
  /** Of troubles that were over before: what was lost, and what failed. */
  lostBefore: Estimate | null
  blamedBefore: readonly Blamed[]
  /** When what is wrong was last seen: the last failure, or the last minute at which orders were missing or lines did not come. */
  lastSeenMs: number
  /** When lines did not come for the last time; null where they always did. */
  silentToMs: number | null
  /** At which minute it was not wrong any more for the first time; null while it is. */
  overMs: number | null
}

export const newMemory = (): Memory => ({
  parts: new Map(),
  fullest: null,
  last: null,
  seen: new Map(),
  lostBefore: null,
  blamedBefore: [],
  lastSeenMs: 0,
  silentToMs: null,
  overMs: null,
})

export const copyOf = (memory: Memory): Memory => ({
  ...memory,
  parts: new Map(memory.parts),
  seen: new Map(memory.seen),
})

const costOf = ({ report }: Pick<Told, 'report'>) => report.lostOrders?.estimate ?? 0

/** Whether what is said now is of as much as what was said before, or of something dearer. */
export const isFuller = (now: Told, before: Told) =>
  (now.met >= before.met && now.sinceMs <= before.sinceMs) || costOf(now) > costOf(before)

/** For how long what is said has been so: a stop and a silence since they began, all else while it is said. */
function lengthOf({ report }: Told, before: Part | undefined, silentMs: number): number {
  const { kind, atMs, sinceMs } = report
  const said = (before?.ms ?? 0) + minuteMs
  if (sinceMs === null || (kind !== 'no-traffic' && kind !== 'orders-stopped')) return said
  // While nothing is logged no order can come: that is the silence's.
  const since = atMs - sinceMs - (kind === 'orders-stopped' ? silentMs : 0)
  return Math.max(before?.ms ?? 0, since)
}

/** Takes what is said now into what was said of its kind. */
export function addPart({ parts }: Memory, now: Told) {
  const { kind } = now.report
  const before = parts.get(kind)
  const ms = lengthOf(now, before, parts.get('no-traffic')?.ms ?? 0)
  const isTold = !before || isFuller(now, before.told)
  parts.set(kind, { ms, told: isTold ? now : before.told })
}

/** The kind that an incident was for most of its time. */
export function mainOf({ parts }: Memory, first: Told): Told {
  let main = { ms: 0, told: first }
  for (const part of parts.values()) if (part.ms > main.ms) main = part
  return main.told
}

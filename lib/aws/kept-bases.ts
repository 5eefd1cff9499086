import { hourMs, minuteMs, type TimeRange } from '@/lib/time'
import type { KeptPart, PartsKept } from './plan-parts'

/** What is kept of one base. */
export interface KeptBase {
  parts: PartsKept
  /** What is being asked for; each settles when it is there, or is given up. */
  coming: Set<TimeRange & { ended: Promise<unknown> }>
  /** Settles when what an earlier process has filed is there. */
  restored?: Promise<void>
  /** By how much its looks at what is kept come later than those of others. */
  lagMs: number
  /** Until when (epoch ms) it is not asked for windows as long as one that had too many rows, or longer. */
  refused: { untilMs: number; fromLengthMs: number }
}

/** By log group, prelude and text without its parts. */
export type KeptBases = Map<string, KeptBase>

// At the edge itself, windows of the past go on to their next half hour.
const firstLag = 3
const refusedMs = hourMs
const lagsOf = 10
const maxBases = 50
/** Of all bases together. */
const maxRows = 500_000

export function keptBase(bases: KeptBases, key: string): KeptBase {
  const lagMs = (firstLag + (bases.size % lagsOf)) * minuteMs
  const found = bases.get(key) ?? {
    parts: new Map(),
    coming: new Set(),
    lagMs,
    refused: { untilMs: 0, fromLengthMs: 0 },
  }
  // What was asked for last comes last.
  bases.delete(key)
  bases.set(key, found)
  const [oldest] = bases.size > maxBases ? bases.keys() : []
  if (oldest !== undefined) bases.delete(oldest)
  return found
}

const weightOf = ({ rows }: KeptPart) => rows.length + 1

/** Forgets what was not part of an answer for longest, until there is room for all else. */
export function makeRoom(bases: KeptBases): void {
  const all = [...bases.values()].flatMap(({ parts }) =>
    [...parts].map(([name, part]) => ({ parts, name, part })),
  )
  let rows = all.reduce((sum, { part }) => sum + weightOf(part), 0)
  if (rows <= maxRows) return
  for (const { parts, name, part } of all.sort((a, b) => a.part.usedMs - b.part.usedMs)) {
    if (rows <= maxRows) return
    parts.delete(name)
    rows -= weightOf(part)
  }
}

// Windows of the same range differ in length by less than a bin.
const alike = 0.9

const lengthOf = ({ fromMs, toMs }: TimeRange) => toMs - fromMs

/** Whether a window is as long as one that had too many rows. */
export const refuses = ({ refused }: KeptBase, window: TimeRange, nowMs: number): boolean =>
  refused.untilMs > nowMs && lengthOf(window) >= refused.fromLengthMs

/** Windows of this length and more are not asked for a while. */
export function refuse(kept: KeptBase, window: TimeRange, nowMs: number): void {
  const { fromLengthMs: before } = kept.refused
  const fromLengthMs = refuses(kept, window, nowMs) ? before : lengthOf(window) * alike
  kept.refused = { untilMs: nowMs + refusedMs, fromLengthMs }
}

import { type Base, type PartRow, type Parts, partOf } from '@/lib/queries/base'
import { insights } from '@/lib/queries/insights'
import type { QueryContext } from '@/lib/queries/query-context'
import { hourMs } from '@/lib/time'
import { type Window, windowOf } from '@/lib/window'
import { keptBase, makeRoom } from './kept-bases'
import { readPrelude } from './log-format'
import { isCuttable, type KeptPart, keep, type PartsKept, planOf, rulerOf } from './plan-parts'
import { parseRows } from './rows'
import { runtime } from './runtime'
import { sharedQuery } from './shared-query'

/** What the parts of a window say, and what it took to ask for those that were not kept. */
export interface PartsReading {
  rows: PartRow[]
  bytesScanned: number
  recordsScanned: number
  recordsMatched: number
  /** When the newest of them were asked for, epoch ms. */
  asOfMs: number
}

const deadlineMs = 120_000
const refusedMs = hourMs
/** More rows are not put together for each answer. */
const maxTogether = 200_000

class TooMany extends Error {}

/** The rows of parts that were asked for in one query. */
function partsOf(rows: readonly PartRow[], ranges: readonly Parts[], askedMs: number): KeptPart[] {
  const byBegin = new Map<number, PartRow[]>()
  for (const row of rows) {
    const same = byBegin.get(row.part)
    if (same) same.push(row)
    else byBegin.set(row.part, [row])
  }
  return ranges.flatMap(({ fromMs, toMs, partMs }) =>
    Array.from({ length: (toMs - fromMs) / partMs }, (_, at) => {
      const beginMs = fromMs + at * partMs
      const part = { fromMs: beginMs, toMs: beginMs + partMs }
      return { ...part, rows: byBegin.get(beginMs) ?? [], askedMs, usedMs: askedMs }
    }),
  )
}

async function ask(
  base: Base<PartRow>,
  context: QueryContext,
  ranges: readonly Parts[],
  signal?: AbortSignal,
) {
  const [first, last] = [ranges[0], ranges.at(-1)]
  if (!first || !last) return null
  const askedMs = runtime().now()
  const range = { fromMs: first.fromMs, toMs: last.toMs }
  const text = base.text(context, partOf(ranges))
  const results = await sharedQuery(text, range, { signal, deadlineMs })
  if (results.rows.length >= base.maxRows) throw new TooMany()
  const rows = parseRows(base.row, results.rows)
  return { ...results, parts: partsOf(rows, ranges, Math.min(askedMs, results.asOfMs)) }
}

/** The window of the view that a closer look belongs to: both are answered from the same parts. */
function wholeWindow({ view, window }: QueryContext): Window {
  const whole = windowOf(view.range, window.toMs)
  return whole.toMs === window.toMs && whole.fromMs <= window.fromMs ? whole : window
}

interface Counts {
  bytesScanned: number
  recordsScanned: number
  recordsMatched: number
}

interface Filling {
  parts: PartsKept
  window: Window
  context: QueryContext
  lagMs?: number
}

/** Asks for the parts of a window that are not kept. */
async function fill(
  base: Base<PartRow>,
  { parts, window, context, lagMs }: Filling,
  signal?: AbortSignal,
): Promise<Counts[]> {
  const nowMs = runtime().now()
  const { asks } = planOf(parts, rulerOf(window, nowMs), nowMs, lagMs)
  const answers = await Promise.all(asks.map((ranges) => ask(base, context, ranges, signal)))
  return answers.flatMap((answer) => {
    if (!answer) return []
    keep(parts, answer.parts)
    return answer
  })
}

async function keyOf(base: Base<PartRow>, context: QueryContext): Promise<string> {
  const prelude = await readPrelude()
  const text = base.text(context, insights`part`).fragment
  return JSON.stringify([runtime().env.logGroup, prelude?.fragment ?? '', text])
}

const sumOf = (counts: readonly Counts[], of: (one: Counts) => number) =>
  counts.reduce((sum, one) => sum + of(one), 0)

/**
 * The rows of a base for a window, put together of its parts: what is kept of them, and the rest asked for.
 * Null where they are too many, or the window cannot be cut. Throws {@link Failed}.
 */
export async function readParts(
  base: Base<PartRow>,
  context: QueryContext,
  signal?: AbortSignal,
): Promise<PartsReading | null> {
  const current = runtime()
  const nowMs = current.now()
  current.kept ??= new Map()
  const kept = keptBase(current.kept, await keyOf(base, context))
  if (!isCuttable(context.window) || kept.refusedUntilMs > nowMs) return null
  try {
    const { parts: known, lagMs } = kept
    const whole = wholeWindow(context)
    const counts = [
      ...(await fill(base, { parts: known, window: whole, context, lagMs }, signal)),
      ...(await fill(base, { parts: known, window: context.window, context }, signal)),
    ]
    const ruler = rulerOf(context.window, nowMs)
    const { parts, asks } = planOf(kept.parts, ruler, Number.NEGATIVE_INFINITY)
    // Room was made while others were asked for.
    if (asks.length > 0) return null
    for (const part of parts) part.usedMs = nowMs
    makeRoom(current.kept)
    if (parts.reduce((sum, { rows }) => sum + rows.length, 0) > maxTogether) throw new TooMany()
    return {
      rows: parts.flatMap(({ rows }) => rows),
      bytesScanned: sumOf(counts, ({ bytesScanned }) => bytesScanned),
      recordsScanned: sumOf(counts, ({ recordsScanned }) => recordsScanned),
      recordsMatched: sumOf(counts, ({ recordsMatched }) => recordsMatched),
      asOfMs: Math.max(...parts.map(({ askedMs }) => askedMs)),
    }
  } catch (error) {
    if (!(error instanceof TooMany)) throw error
    kept.refusedUntilMs = nowMs + refusedMs
    return null
  }
}

import { createHash } from 'node:crypto'
import { setTimeout as wait } from 'node:timers/promises'
import { type Base, lastOf, type PartRow, type Parts, partOf } from '@/lib/queries/base'
import { insights } from '@/lib/queries/insights'
import type { QueryContext } from '@/lib/queries/query-context'
import { minuteMs } from '@/lib/time'
import { type Window, windowOf } from '@/lib/window'
import { clients } from './cloudwatch'
import { file, filedAs, restored } from './filed-parts'
import { share } from './flights'
import { type KeptBase, keptBase, makeRoom, refuse, refuses } from './kept-bases'
import { readPrelude } from './log-format'
import { isCuttable, type KeptPart, keep, planOf, rulerOf } from './plan-parts'
import { parseRows } from './rows'
import { runtime } from './runtime'
import { sharedQuery } from './shared-query'

/** What the parts of a window say, and what it took to ask for those that were not kept. */
export interface PartsReading {
  rows: PartRow[]
  bytesScanned: number
  /** What a query for all of the window scans, about. */
  wholeBytes: number
  recordsScanned: number
  recordsMatched: number
  /** When the newest of them were asked for, epoch ms. */
  asOfMs: number
}

const deadlineMs = 120_000
/** In so long a page has asked for what it needs. */
const passingMs = 100
/** More rows are not put together for each answer. */
const maxTogether = 100_000

class TooMany extends Error {}

/** The rows of parts that were asked for in one query; to each its share of the time of what that scanned. */
function partsOf(
  rows: readonly PartRow[],
  ranges: readonly Parts[],
  { askedMs, bytesScanned }: Pick<KeptPart, 'askedMs' | 'bytesScanned'>,
): KeptPart[] {
  const ms = ranges.reduce((sum, { fromMs, toMs }) => sum + toMs - fromMs, 0)
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
      return {
        ...part,
        rows: byBegin.get(beginMs) ?? [],
        askedMs,
        bytesScanned: bytesScanned * (partMs / ms),
        usedMs: askedMs,
      }
    }),
  )
}

/** Asks for parts in one query; those who ask for the same at once share it. */
async function ask(
  base: Base<PartRow>,
  context: QueryContext,
  ranges: readonly Parts[],
  signal?: AbortSignal,
) {
  const { flights, now, env } = runtime()
  const [first, last] = [ranges[0], ranges.at(-1)]
  if (!first || !last) return null
  const askedMs = now()
  const range = { fromMs: first.fromMs, toMs: last.toMs }
  const text = base.text(context, partOf(ranges))
  const answer = async (stop: AbortSignal) => {
    const results = await sharedQuery(text, range, { signal: stop, deadlineMs })
    const { bytesScanned, recordsScanned, recordsMatched, asOfMs } = results
    if (results.rows.length >= base.maxRows) throw new TooMany()
    const parts = partsOf(parseRows(base.row, results.rows), ranges, {
      askedMs: Math.min(askedMs, asOfMs),
      bytesScanned,
    })
    return { bytesScanned, recordsScanned, recordsMatched, parts }
  }
  const key = JSON.stringify(['parts', env.logGroup, text.fragment, range])
  return share(key, answer, { flights, now, cacheMs: 0, signal })
}

/** The window of the view that a closer look belongs to, and all that is wanted before now: these are answered from the same parts. */
function wholeWindow({ leastMs = 0 }: Base<PartRow>, { view, window }: QueryContext): Window {
  const { toMs } = window
  const ofView = windowOf(view.range, toMs)
  const whole = ofView.toMs === toMs && ofView.fromMs < window.fromMs ? ofView : { ...window }
  const isNow = runtime().now() - toMs < minuteMs
  return isNow ? { ...whole, fromMs: Math.min(whole.fromMs, lastOf(leastMs, toMs)) } : whole
}

interface Counts {
  bytesScanned: number
  recordsScanned: number
  recordsMatched: number
}

interface Filling {
  key: string
  kept: KeptBase
  window: Window
  context: QueryContext
  lagMs?: number
}

/** Asks for the parts of a window that are not kept. */
async function fill(
  base: Base<PartRow>,
  { key, kept, window, context, lagMs }: Filling,
  signal?: AbortSignal,
): Promise<Counts[]> {
  const nowMs = runtime().now()
  const { asks } = planOf(kept.parts, rulerOf(window, nowMs), nowMs, lagMs)
  const asked = Promise.all(asks.map((ranges) => ask(base, context, ranges, signal)))
  const filled = asked.then((answers) =>
    answers.flatMap((answer) => {
      if (!answer) return []
      keep(kept.parts, answer.parts)
      file(key, answer.parts)
      return answer
    }),
  )
  const coming = { ...window, ended: filled.catch(() => {}) }
  kept.coming.add(coming)
  return filled.finally(() => kept.coming.delete(coming))
}

/** Waits for what is being asked for of a window by a wider question, if there is one. */
async function waitForWider({ coming }: KeptBase, { fromMs, toMs }: Window): Promise<void> {
  await wait(passingMs)
  const wider = [...coming].find((one) => one.fromMs <= fromMs && toMs <= one.toMs)
  await wider?.ended
}

/** A question, wherever it is asked: without its parts. */
async function keyOf(base: Base<PartRow>, context: QueryContext): Promise<string> {
  const prelude = await readPrelude()
  const { region, endpoint } = clients().logs.config
  const where = [await region(), (await endpoint?.())?.hostname, runtime().env.logGroup]
  const text = base.text(context, insights`part`).fragment
  return createHash('sha256')
    .update(JSON.stringify([filedAs, ...where, prelude?.fragment, text]))
    .digest('hex')
}

const sumOf = (counts: readonly Counts[], of: (one: Counts) => number) =>
  counts.reduce((sum, one) => sum + of(one), 0)

/**
 * The rows of a base for a window, put together of its parts: what is kept of them, and the rest asked for.
 * Null where they are too many, or the window cannot be cut. Throws {@link Failed}. `inPassing` lets others
 * ask first.
 */
export async function readParts(
  base: Base<PartRow>,
  context: QueryContext,
  { signal, inPassing = false }: { signal?: AbortSignal; inPassing?: boolean } = {},
): Promise<PartsReading | null> {
  const current = runtime()
  const nowMs = current.now()
  current.kept ??= new Map()
  const key = await keyOf(base, context)
  const kept = keptBase(current.kept, key)
  await restored(key, kept)
  if (!isCuttable(context.window)) return null
  if (inPassing) await waitForWider(kept, context.window)
  const counts: Counts[] = []
  for (const window of [wholeWindow(base, context), context.window]) {
    const isOwn = window === context.window
    const isRefused = refuses(kept, window, nowMs)
    try {
      if (isRefused && isOwn) return null
      if (isRefused) continue
      const lagMs = isOwn ? undefined : kept.lagMs
      counts.push(...(await fill(base, { key, kept, window, context, lagMs }, signal)))
    } catch (error) {
      if (!(error instanceof TooMany)) throw error
      refuse(kept, window, nowMs)
      if (isOwn) return null
    }
  }
  const ruler = rulerOf(context.window, nowMs)
  const { parts, asks } = planOf(kept.parts, ruler, Number.NEGATIVE_INFINITY)
  // Room was made while others were asked for.
  if (asks.length > 0) return null
  for (const part of parts) part.usedMs = nowMs
  makeRoom(current.kept)
  const rows = parts.flatMap((part) => part.rows)
  if (rows.length > maxTogether) {
    refuse(kept, context.window, nowMs)
    return null
  }
  return {
    rows,
    bytesScanned: sumOf(counts, ({ bytesScanned }) => bytesScanned),
    wholeBytes: Math.round(parts.reduce((sum, part) => sum + part.bytesScanned, 0)),
    recordsScanned: sumOf(counts, ({ recordsScanned }) => recordsScanned),
    recordsMatched: sumOf(counts, ({ recordsMatched }) => recordsMatched),
    asOfMs: Math.max(...parts.map(({ askedMs }) => askedMs)),
  }
}

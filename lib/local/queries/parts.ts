import type { Parts } from '@/lib/local/insights/parts'
import { grownGroups, grownVisits } from './grow'
import {
  forgetParts,
  type Known,
  makeRoom,
  numbersIn,
  refuse,
  type Span,
  tablesOf,
  timesOf,
} from './known'
import type { Reading } from './reading'
import { newWorkshop, type Workshop } from './workshop'

interface Times {
  startMs: number
  endMs: number
}

const maxGroups = 200_000
const maxHeld = 4_000_000
/** What is read as a whole more often, as while a log is loaded, is not worth being known. */
const minPauseMs = 30_000

/** Stretches of numbers without a gap. */
function runsOf(numbers: readonly number[]): Span[] {
  const runs: Span[] = []
  for (const number of numbers) {
    const last = runs.at(-1)
    if (last?.end === number) last.end += 1
    else runs.push({ first: number, end: number + 1 })
  }
  return runs
}

/** What is known of a span, with those of its parts that are new or have changed. */
async function grown(
  parts: Parts,
  { before, stale, all }: { before: Known | null; stale: number[]; all: Span },
  { store }: Reading,
  workshop: Workshop,
): Promise<Known | null> {
  const version = store.version()
  const runs = runsOf(stale)
  if (before && parts.joined) {
    const isCut = Math.min(...before.versions.keys()) < all.first
    if (runs.length === 0 && !isCut) return before
    const run = runs.length > 1 ? all : (runs[0] ?? { first: all.end, end: all.end })
    return grownVisits(parts, before, { run, all, version }, workshop)
  }
  let known = before
  for (const run of runs) known = await grownGroups(parts, known, { run, all, version }, workshop)
  return known
}

/** All that is to be known of a span; null when it is too much, or changes too often. */
async function knownOf(
  parts: Parts,
  all: Span,
  reading: Reading,
  workshop: Workshop,
): Promise<Known | null> {
  const { store, known: states } = reading
  const { key, partMs, joined, distinct } = parts
  const isStale = (versions: Known['versions']) => (part: number) => {
    const since = versions.get(part)
    const times = timesOf({ first: part, end: part + 1 }, partMs)
    return since === undefined || store.changedSince(since, times)
  }
  const numbers = numbersIn(all)
  const list = states.byKey.get(key) ?? []
  // What is distinct, or a visit, is known up to an end: not of a period that ends before it.
  const before = list.find(({ versions }) => {
    const isOpen = distinct.length === 0 && !joined
    const isUntil = isOpen || Math.max(...versions.keys()) < all.end
    return isUntil && !numbers.every(isStale(versions))
  })
  const nowMs = performance.now()
  if (!before) {
    if (nowMs - (states.readMs.get(key) ?? Number.NEGATIVE_INFINITY) < minPauseMs) return null
    for (const [one, ms] of states.readMs) if (nowMs - ms >= minPauseMs) states.readMs.delete(one)
    states.readMs.set(key, nowMs)
  }
  const stale = before ? numbers.filter(isStale(before.versions)) : numbers
  const known = await grown(parts, { before: before ?? null, stale, all }, reading, workshop)
  if (!known) return null
  // The period, and the one before it with which it is compared.
  const kept = [known, ...list.filter((one) => one !== before && one !== known)].slice(0, 2)
  workshop.discard([...list, known].filter((one) => !kept.includes(one)).flatMap(tablesOf))
  states.byKey.delete(key)
  states.byKey.set(key, kept)
  const groups = await workshop.size(known.groups)
  const isTooMuch = groups > (joined ? maxHeld : maxGroups) || known.rows > maxHeld
  if (isTooMuch) {
    workshop.discard(refuse(states, key))
    return null
  }
  workshop.discard(makeRoom(states))
  return known
}

/** SQL of how much is distinct in each group, in what is known and in the rest of the period. */
const countOf = (known: string, rest: string, { first }: Span) =>
  `(SELECT g, sum(n)::BIGINT AS n FROM (SELECT d.g, count(*) - count(f.v) AS n FROM ${known} d LEFT JOIN ${rest} f ON d.g = f.g AND d.v = f.v WHERE d.part >= ${first} GROUP BY d.g UNION ALL SELECT g, count(*) FROM ${rest} GROUP BY g) GROUP BY g)`

/** SQL of the groups of a period. */
async function groupsOf(
  parts: Parts,
  { startMs, endMs }: Times,
  reading: Reading,
  workshop: Workshop,
): Promise<string | null> {
  const { partMs, joined } = parts
  const all = { first: startMs / partMs, end: Math.floor((endMs + 1) / partMs) }
  const known = await knownOf(parts, all, reading, workshop)
  if (!known) return null
  // Whatever lies behind the last whole part is read each time.
  const edgeMs = all.end * partMs
  const rest = { startMs: edgeMs, endMs }
  const groups = await workshop.make(parts.groups(rest))
  const counts: string[] = []
  for (const [at, of] of parts.distinct.entries())
    counts.push(countOf(known.distinct[at] ?? '', await workshop.make(of(rest)), all))
  const isAsked = `part BETWEEN ${all.first} AND ${all.end - 1}`
  const table =
    joined?.(known.groups, groups, edgeMs) ??
    `(FROM ${known.groups} WHERE ${isAsked} UNION ALL FROM ${groups})`
  return `(${parts.whole(table, counts)})`
}

async function work<T>(
  parts: Parts,
  times: Times,
  reading: Reading,
  over: (groups: string) => Promise<T>,
): Promise<T | null> {
  const { known, options } = reading
  const workshop = newWorkshop(reading)
  try {
    const groups = known.refused.has(parts.key)
      ? null
      : await groupsOf(parts, times, reading, workshop)
    return groups === null ? null : await over(groups)
  } catch {
    options.signal.throwIfAborted()
    // Memory does not suffice, or the store was opened again.
    workshop.discard(forgetParts(known, parts.key))
    return null
  } finally {
    await workshop.clear((known.byKey.get(parts.key) ?? []).flatMap(tablesOf))
  }
}

/**
 * Gives SQL of the groups of a period to `over`: what was read of its parts is not read again while their
 * events stay the same. Null when they are not put together, and are to be read as a whole.
 */
export async function withGroups<T>(
  parts: Parts,
  times: Times,
  reading: Reading,
  over: (groups: string) => Promise<T>,
): Promise<T | null> {
  const { last } = reading.known
  const before = last.get(parts.key) ?? Promise.resolve()
  // One after another: the next one replaces what this one reads.
  const done = before.then(() => work(parts, times, reading, over))
  const settled = done.then(
    () => {},
    () => {},
  )
  last.set(parts.key, settled)
  try {
    return await done
  } finally {
    if (last.get(parts.key) === settled) last.delete(parts.key)
  }
}

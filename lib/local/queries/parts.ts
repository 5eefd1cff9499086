import type { Parts } from '@/lib/local/insights/parts'
import type { Statement } from '@/lib/local/insights/sql'
import { numberOf } from '@/lib/local/store/duckdb'
import type { Reading } from './reading'
import { create, drop } from './tables'

/** What is known of the parts of a period, in tables in memory: of how many groups there are, and of what is distinct. */
interface Known {
  groups: string
  distinct: string[]
  rows: number
  /** The version of the store that each part is of, by its number. */
  versions: Map<number, number>
}

/** By what is grouped and counted. */
export interface PartsKnown {
  byKey: Map<string, Known[]>
  /** Whose tables became too large. */
  refused: Set<string>
  /** One after another changes them. */
  last: Map<string, Promise<unknown>>
}

export const newPartsKnown = (): PartsKnown => ({
  byKey: new Map(),
  refused: new Set(),
  last: new Map(),
})

interface Span {
  /** Numbers of parts; the last one is not among them. */
  first: number
  end: number
}

const maxGroups = 200_000
const maxDistinct = 4_000_000
/** Of all tables together. */
const maxRows = 10_000_000

const timesOf = ({ first, end }: Span, partMs: number) => ({
  startMs: first * partMs,
  endMs: end * partMs - 1,
})

const tablesOf = ({ groups, distinct }: Known) => [groups, ...distinct]

const numbersIn = ({ first, end }: Span) =>
  Array.from({ length: Math.max(0, end - first) }, (_, at) => first + at)

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

const size = async (table: string, { reader, options }: Reading) =>
  numberOf(await reader.query(`SELECT count(*) FROM ${table}`, [], options))

/** Makes tables anew of which all or none are there afterwards. */
async function allOrNone(
  reading: Reading,
  makes: ((made: string[]) => Promise<string>)[],
): Promise<string[]> {
  const made: string[] = []
  try {
    for (const make of makes) made.push(await make(made))
    return made
  } catch (problem) {
    for (const table of made) await drop(reading.reader, table)
    throw problem
  }
}

const within = ({ sql }: Statement) => `(${sql})`

/** What is known, with a run of parts that is read anew. */
async function withRun(
  parts: Parts,
  known: Known | null,
  { run, all, version }: { run: Span; all: Span; version: number },
  reading: Reading,
): Promise<Known> {
  const times = timesOf(run, parts.partMs)
  const groups = async () => {
    const fresh = parts.groups(times)
    const kept = known
      ? `FROM ${known.groups} WHERE part >= ${all.first} AND part NOT BETWEEN ${run.first} AND ${run.end - 1} UNION ALL `
      : ''
    return create(reading, { ...fresh, sql: `${kept}FROM ${within(fresh)}` })
  }
  const distinct = parts.distinct.map((of, at) => async () => {
    const before = known?.distinct[at]
    const fresh = await create(reading, of(times))
    if (!before) return fresh
    const same = 'd.g = f.g AND d.v = f.v'
    try {
      return await create(reading, {
        sql: `SELECT d.* FROM ${before} d ANTI JOIN ${fresh} f ON ${same} WHERE d.part >= ${all.first}
          UNION ALL SELECT g, v, max(part) AS part FROM (SELECT d.* FROM ${before} d SEMI JOIN ${fresh} f ON ${same} UNION ALL FROM ${fresh}) GROUP BY g, v`,
        parameters: [],
      })
    } finally {
      await drop(reading.reader, fresh)
    }
  })
  const [table = '', ...others] = await allOrNone(reading, [groups, ...distinct])
  const versions = new Map([...(known?.versions ?? [])].filter(([part]) => part >= all.first))
  for (const part of numbersIn(run)) versions.set(part, version)
  const made = { groups: table, distinct: others, rows: 0, versions }
  for (const one of tablesOf(made)) made.rows += await size(one, reading)
  return made
}

/** Visits of a span: those that are known, cut where the span begins, and what came behind them. */
async function visitsOf(
  parts: Parts,
  known: Known | null,
  { runs, all, version }: { runs: Span[]; all: Span; version: number },
  reading: Reading,
): Promise<Known | null> {
  const { joined, partMs } = parts
  if (!joined) return known
  const fromMs = all.first * partMs
  const knownParts = [...(known?.versions.keys() ?? [])]
  const [first, end] = [Math.min(...knownParts), Math.max(...knownParts) + 1]
  const [run = { first: all.end, end: all.end }] = runs
  // Only what came last of all can be put to visits that are known.
  const isBehind = runs.length < 2 && run.end === all.end && run.first === end
  if (!known || first > all.first || !isBehind) {
    const groups = await create(reading, parts.groups(timesOf(all, partMs)))
    const versions = new Map(numbersIn(all).map((part) => [part, version]))
    return { groups, distinct: [], rows: await size(groups, reading), versions }
  }
  const temporary: string[] = []
  const make = async (statement: Statement) => {
    const table = await create(reading, statement)
    temporary.push(table)
    return table
  }
  try {
    let table = known.groups
    const cut = `first < ${fromMs} AND last >= ${fromMs}`
    const lastMs = numberOf(
      await reading.reader.query(
        `SELECT max(last) FROM ${table} WHERE ${cut}`,
        [],
        reading.options,
      ),
    )
    if (first < all.first) {
      const rest =
        lastMs === 0 ? null : await make(parts.groups({ startMs: fromMs, endMs: lastMs }))
      const of = rest
        ? ` UNION ALL SELECT f.* FROM ${rest} f SEMI JOIN (FROM ${table} WHERE ${cut}) s ON s.visitor = f.visitor AND f.first <= s.last`
        : ''
      table = await make({ sql: `FROM ${table} WHERE first >= ${fromMs}${of}`, parameters: [] })
    }
    if (runs.length > 0) {
      const fresh = await make(parts.groups(timesOf(run, partMs)))
      table = await make({
        sql: `FROM ${joined(table, fresh, run.first * partMs)}`,
        parameters: [],
      })
    }
    if (table === known.groups) return known
    temporary.splice(temporary.indexOf(table), 1)
    const versions = new Map([...known.versions].filter(([part]) => part >= all.first))
    for (const part of numbersIn(run)) versions.set(part, version)
    return { groups: table, distinct: [], rows: await size(table, reading), versions }
  } finally {
    for (const table of temporary) await drop(reading.reader, table)
  }
}

/** Forgets what was not asked for longest, until there is room for all else. */
async function makeRoom({ byKey }: PartsKnown, { reader }: Reading): Promise<void> {
  let rows = 0
  for (const [key, list] of [...byKey].reverse()) {
    for (const known of list) rows += known.rows
    if (rows <= maxRows) continue
    byKey.delete(key)
    for (const table of list.flatMap(tablesOf)) await drop(reader, table)
  }
}

/** What is known of all parts of a span, after those that are new or have changed were read; null when it is too much. */
async function knownOf(parts: Parts, all: Span, reading: Reading): Promise<Known | null> {
  const { store, known: states } = reading
  const { key, partMs } = parts
  const version = store.version()
  const isStale =
    ({ versions }: Known) =>
    (part: number) => {
      const since = versions.get(part)
      return (
        since === undefined ||
        store.changedSince(since, timesOf({ first: part, end: part + 1 }, partMs))
      )
    }
  const numbers = numbersIn(all)
  const list = states.byKey.get(key) ?? []
  // What came last of all is known of another period when it ends later.
  const isOf = ({ versions }: Known) =>
    (parts.distinct.length === 0 && !parts.joined) || Math.max(...versions.keys()) < all.end
  const before = list.find((one) => isOf(one) && numbers.some((part) => !isStale(one)(part)))
  const runs = runsOf(before ? numbers.filter(isStale(before)) : numbers)
  let now = before ?? null
  if (parts.joined) now = await visitsOf(parts, now, { runs, all, version }, reading)
  else
    for (const run of runs) {
      const next = await withRun(parts, now, { run, all, version }, reading)
      for (const table of now && now !== before ? tablesOf(now) : [])
        await drop(reading.reader, table)
      now = next
    }
  if (!now) return null
  states.byKey.delete(key)
  const others = list.filter((one) => one !== before && one !== now)
  if (now !== before)
    for (const table of before ? tablesOf(before) : []) await drop(reading.reader, table)
  // Two: the period and the one before it, with which it is compared.
  const kept = [now, ...others].slice(0, 2)
  for (const table of others.slice(1).flatMap(tablesOf)) await drop(reading.reader, table)
  states.byKey.set(key, kept)
  const groups = await size(now.groups, reading)
  if (
    groups > (parts.joined ? maxDistinct : maxGroups) ||
    now.rows - groups > maxDistinct * parts.distinct.length
  ) {
    states.refused.add(key)
    states.byKey.delete(key)
    for (const table of kept.flatMap(tablesOf)) await drop(reading.reader, table)
    return null
  }
  await makeRoom(states, reading)
  return now
}

/** SQL of how much is distinct in each group, in what is known and in the rest of the period. */
const countOf = (known: string, rest: string, { first }: Span) =>
  `(SELECT g, sum(n)::BIGINT AS n FROM (SELECT d.g, count(*) - count(f.v) AS n FROM ${known} d LEFT JOIN ${rest} f ON d.g = f.g AND d.v = f.v WHERE d.part >= ${first} GROUP BY d.g UNION ALL SELECT g, count(*) FROM ${rest} GROUP BY g) GROUP BY g)`

async function useParts<T>(
  parts: Parts,
  { startMs, endMs }: { startMs: number; endMs: number },
  reading: Reading,
  use: (groups: string) => Promise<T>,
): Promise<T | null> {
  const { partMs } = parts
  const all = { first: startMs / partMs, end: Math.floor((endMs + 1) / partMs) }
  const known = await knownOf(parts, all, reading)
  if (!known) return null
  // Whatever lies behind the last whole part is read each time.
  const edgeMs = all.end * partMs
  const made = await allOrNone(
    reading,
    [parts.groups, ...parts.distinct].map(
      (of) => () => create(reading, of({ startMs: edgeMs, endMs })),
    ),
  )
  try {
    const [groups = '', ...distinct] = made
    const counts = distinct.map((table, at) => countOf(known.distinct[at] ?? '', table, all))
    const of =
      parts.joined?.(known.groups, groups, edgeMs) ??
      `(FROM ${known.groups} WHERE part BETWEEN ${all.first} AND ${all.end - 1} UNION ALL FROM ${groups})`
    return await use(`(${parts.whole(of, counts)})`)
  } finally {
    for (const table of made) await drop(reading.reader, table)
  }
}

/**
 * Gives SQL of the groups of a period to `use`: what was read before of its parts is not read again while
 * their events stay the same. Null when it takes too much memory to know them.
 */
export async function useGroups<T>(
  parts: Parts,
  times: { startMs: number; endMs: number },
  reading: Reading,
  use: (groups: string) => Promise<T>,
): Promise<T | null> {
  const { known } = reading
  const before = known.last.get(parts.key) ?? Promise.resolve()
  const work = async () =>
    known.refused.has(parts.key) ? null : useParts(parts, times, reading, use)
  const used = before.then(work)
  // One after another: what one reads another may replace.
  const settled = used.then(
    () => {},
    () => {},
  )
  known.last.set(parts.key, settled)
  try {
    return await used
  } finally {
    if (known.last.get(parts.key) === settled) known.last.delete(parts.key)
  }
}

import type { Parts } from '@/lib/local/insights/parts'
import type { Statement } from '@/lib/local/insights/sql'
import { type Known, numbersIn, type Span, timesOf } from './known'
import type { Workshop } from './workshop'

/** A stretch of parts that is read anew, of those that are asked for. */
interface Run {
  run: Span
  all: Span
  /** Of the store, before it is read. */
  version: number
}

const plain = (sql: string): Statement => ({ sql, parameters: [] })
const within = ({ sql }: Statement) => `(${sql})`

function versionsOf(known: Known | null, { run, all, version }: Run): Map<number, number> {
  const versions = new Map([...(known?.versions ?? [])].filter(([part]) => part >= all.first))
  for (const part of numbersIn(run)) versions.set(part, version)
  return versions
}

async function sizesOf(groups: string, distinct: string[], { size }: Workshop) {
  let rows = 0
  for (const table of [groups, ...distinct]) rows += await size(table)
  return rows
}

/** What is known of groups, with a run of parts that is read anew. */
export async function grownGroups(
  parts: Parts,
  known: Known | null,
  run: Run,
  workshop: Workshop,
): Promise<Known> {
  const { make } = workshop
  const times = timesOf(run.run, parts.partMs)
  const fresh = parts.groups(times)
  const kept = known
    ? `FROM ${known.groups} WHERE part >= ${run.all.first} AND part NOT BETWEEN ${run.run.first} AND ${run.run.end - 1} UNION ALL `
    : ''
  const groups = await make({ ...fresh, sql: `${kept}FROM ${within(fresh)}` })
  const distinct: string[] = []
  for (const [at, of] of parts.distinct.entries()) {
    const before = known?.distinct[at]
    const table = await make(of(times))
    const same = 'd.g = f.g AND d.v = f.v'
    const both = `SELECT d.* FROM ${before} d SEMI JOIN ${table} f ON ${same} UNION ALL FROM ${table}`
    const all = `SELECT d.* FROM ${before} d ANTI JOIN ${table} f ON ${same} WHERE d.part >= ${run.all.first}
      UNION ALL SELECT g, v, max(part) AS part FROM (${both}) GROUP BY g, v`
    distinct.push(before ? await make(plain(all)) : table)
  }
  const rows = await sizesOf(groups, distinct, workshop)
  return { groups, distinct, rows, versions: versionsOf(known, run) }
}

/** Visits, cut where the period begins: who was on one then has the rest of it. */
async function cut(parts: Parts, table: string, fromMs: number, { make, one }: Workshop) {
  const across = `first < ${fromMs} AND last >= ${fromMs}`
  const endMs = await one(`SELECT max(last) FROM ${table} WHERE ${across}`)
  const whole = `FROM ${table} WHERE first >= ${fromMs}`
  if (endMs === 0) return make(plain(whole))
  const rest = await make(parts.groups({ startMs: fromMs, endMs }))
  return make(
    plain(
      `${whole} UNION ALL SELECT f.* FROM ${rest} f SEMI JOIN (FROM ${table} WHERE ${across}) s ON s.visitor = f.visitor AND f.first <= s.last`,
    ),
  )
}

/** Visits of a period: those that are known and what came behind them; all anew when anything else is to be read. */
export async function grownVisits(
  parts: Parts,
  known: Known,
  run: Run,
  workshop: Workshop,
): Promise<Known> {
  const { partMs, joined } = parts
  const numbers = [...known.versions.keys()]
  const [first, end] = [Math.min(...numbers), Math.max(...numbers) + 1]
  const isBehind = run.run.first === end && run.run.end === run.all.end
  if (!joined || first > run.all.first || !isBehind) {
    const anew = { ...run, run: run.all }
    return grownGroups(parts, null, anew, workshop)
  }
  let groups = known.groups
  if (first < run.all.first) groups = await cut(parts, groups, run.all.first * partMs, workshop)
  if (run.run.first < run.run.end) {
    const fresh = await workshop.make(parts.groups(timesOf(run.run, partMs)))
    groups = await workshop.make(plain(`FROM ${joined(groups, fresh, run.run.first * partMs)}`))
  }
  const rows = await sizesOf(groups, [], workshop)
  return { groups, distinct: [], rows, versions: versionsOf(known, run) }
}

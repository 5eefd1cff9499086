import { type Merge, ofPeriods, type Parts } from './parts'
import { as, list, type Relation, raw, render, type Sql, sql } from './sql'

/** How rows were put into visits. */
export interface Visits {
  /** A number for each visitor. */
  visitor: Sql
  /** A visit ends when nothing comes for longer. */
  spanMs: number
  /** The number of a visit, and the name that it is shown by. */
  number: (visitor: Sql, begin: Sql) => Sql
  shown: (number: Sql) => Sql
}

interface Grouped {
  from: Relation
  time: Sql
  partMs: number
  visits: Visits
  /** The number by which the rows are grouped. */
  number: Sql
  /** The columns that have the name of the visit, and those of its aggregates. */
  names: readonly Sql[]
  aggregates: readonly { column: Sql; merge: Merge }[]
  matched: { column: Sql; all: boolean } | null
}

const [visitor, first, last, events] = ['visitor', 'first', 'last', 'n'].map(raw) as [
  Sql,
  Sql,
  Sql,
  Sql,
]

/**
 * Visits, to be put together from stretches of the period: who came again within the pause goes on with the
 * visit that was open. Aggregates are those of which a merged one is one again.
 */
export function visitParts(grouped: Grouped): Parts {
  const { from, time, partMs, visits, number, names, aggregates, matched } = grouped
  const { spanMs } = visits
  const held = aggregates.map((one, at) => ({ ...one, name: raw(`a${at}`) }))
  const each = [
    sql`any_value(${visits.visitor}) AS ${visitor}`,
    sql`min(${time}) AS ${first}`,
    sql`max(${time}) AS ${last}`,
    ...held.map(({ merge, name }) => as(merge.parts[0] ?? name, name)),
    sql`count(*) AS ${events}`,
  ]
  const groups = sql`SELECT ${each} FROM ${from} GROUP BY ${number}`
  const columns = list([visitor, first, last, ...held.map(({ name }) => name), events])
  const merged = [
    visitor,
    sql`min(${first}) AS ${first}`,
    sql`max(${last}) AS ${last}`,
    ...held.map(({ merge, name }) => sql`${merge.whole([name])} AS ${name}`),
    sql`sum(${events})::BIGINT AS ${events}`,
  ]
  const joined = (known: string, fresh: string, edgeMs: number) => {
    const openSinceMs = sql`${edgeMs - spanMs}`
    const open = sql`SELECT ${columns} FROM ${raw(known)} WHERE ${last} >= ${openSinceMs}`
    const all = sql`SELECT ${columns}, ${first} AS begun FROM (${open}) UNION ALL SELECT f.*, coalesce(o.first, f.first) FROM ${raw(fresh)} f LEFT JOIN (${open}) o ON o.visitor = f.visitor AND f.first <= o.last + ${spanMs}`
    return render(
      sql`(SELECT ${columns} FROM ${raw(known)} WHERE ${last} < ${openSinceMs} UNION ALL SELECT ${merged} FROM (${all}) GROUP BY ${visitor}, begun)`,
    ).sql
  }
  const shown = visits.shown(visits.number(visitor, first))
  const output = [
    ...names.map((name) => sql`${shown} AS ${name}`),
    ...held.map(({ column, name }) => sql`${name} AS ${column}`),
  ]
  if (matched)
    output.push(sql`${matched.all ? sql`sum(${events}) OVER ()` : events} AS ${matched.column}`)
  const { key, of } = ofPeriods([groups])
  const [groupsOf = (times) => render(groups, new Map(), times)] = of
  return {
    partMs,
    key,
    groups: groupsOf,
    distinct: [],
    whole: (table) => render(sql`SELECT ${output} FROM ${raw(table)}`).sql,
    joined,
  }
}

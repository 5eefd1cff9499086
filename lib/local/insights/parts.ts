import { dayMs, hourMs, minuteMs } from '@/lib/time'
import { as, list, type Relation, raw, render, type Sql, type Statement, sql } from './sql'

interface Times {
  startMs: number
  endMs: number
}

/** How an aggregate of all events is made of what is known of each part of them. */
export interface Merge {
  parts: readonly Sql[]
  /** Of the columns that hold these. */
  whole: (columns: readonly Sql[]) => Sql
}

const lengthsMs = [
  ...[5, 10, 15, 30].map((minutes) => minutes * minuteMs),
  ...[1, 3, 6, 12].map((hours) => hours * hourMs),
  dayMs,
]
const maxParts = 60
const minSpanMs = 6 * hourMs

/** How long the parts of a period are, ms; null when it is short or does not begin on the edge of one. */
export function partMsOf({ startMs, endMs }: Times): number | null {
  const spanMs = endMs + 1 - startMs
  const partMs = lengthsMs.find((ms) => spanMs / ms <= maxParts)
  const isParted = partMs !== undefined && spanMs >= minSpanMs && startMs % partMs === 0
  return isParted ? partMs : null
}

/** The groups of a first `stats`, to be put together from parts of the period. */
export interface Parts {
  partMs: number
  /** The same for the same groups, whatever the period. */
  key: string
  /** By `part` (its number since 1970) and group what is known of it. */
  groups: (times: Times) => Statement
  /** What is counted once although other parts have it too: `g` (group), `v` (value) and its last `part`. */
  distinct: ((times: Times) => Statement)[]
  /** SQL of the groups of all parts, over what gives those of each and, by `g`, how much is distinct (`n`). */
  whole: (groups: string, counts: readonly string[]) => string
  /** SQL of the visits of a time and of what came behind its end (epoch ms), put together; null of other groups. */
  joined: ((known: string, fresh: string, edgeMs: number) => string) | null
}

/** A column of the groups. */
export type Column = { column: Sql } & (
  | { key: Sql; isText: boolean }
  | { merge: Merge }
  | { distinct: Sql }
)

interface Grouped {
  from: Relation
  time: Sql
  partMs: number
  columns: readonly Column[]
  /** The column that counts events, of each group or (`all`) of all. */
  matched: { column: Sql; all: boolean } | null
  /** No group lies in two parts. */
  isApart: boolean
}

/** The statements of a table of groups, and what tells these groups from others. */
export function ofPeriods(statements: readonly Sql[]) {
  const all = statements.map((statement) => render(statement, new Map(), { startMs: 0, endMs: 0 }))
  return {
    key: JSON.stringify(all.map(({ sql: text, parameters }) => [text, parameters])),
    of: statements.map((statement) => (times: Times) => render(statement, new Map(), times)),
  }
}

const numbered = (letter: string, length: number) =>
  Array.from({ length }, (_, at) => raw(`${letter}${at}`))

const summed = (column: Sql) => sql`sum(${column})::BIGINT`

/** Where no group has two parts, what is distinct in a part is distinct in all. */
const mergeOf = (value: Sql): Merge => ({
  parts: [sql`count(DISTINCT ${value})`],
  whole: ([column = value]) => summed(column),
})

export function partsOf({ from, time, partMs, columns, matched, isApart }: Grouped): Parts {
  const part = sql`${time} // ${partMs}`
  const keys = columns.flatMap((one) => ('key' in one ? [one] : []))
  const names = numbered('k', keys.length)
  const distinct = columns.flatMap((one) => ('distinct' in one ? [one] : []))
  const counted = isApart ? [] : distinct
  const merges = columns.flatMap((one) => {
    if ('merge' in one) return [{ column: one.column, merge: one.merge }]
    return 'distinct' in one && isApart
      ? [{ column: one.column, merge: mergeOf(one.distinct) }]
      : []
  })
  let known = 0
  const aggregates = merges.map(({ column, merge }) => {
    const held = merge.parts.map(() => raw(`a${known++}`))
    return { column, merge, held }
  })

  // Values are held with their group, and there a number takes less time than texts.
  const isHashed = isApart && distinct.length > 0 && keys.some(({ isText }) => isText)
  const shown = keys.map(({ key, isText }, at) =>
    as(isHashed && isText ? sql`any_value(${key})` : key, names[at] ?? key),
  )
  const texts = keys.filter(({ isText }) => isText).map(({ key }) => key)
  const others = keys.filter(({ isText }) => !isText).map(({ key }) => key)
  const by = isHashed
    ? [part, ...others, sql`hash(${texts})`]
    : [part, ...keys.map(({ key }) => key)]
  const ofParts = [
    sql`${part} AS part`,
    ...shown,
    ...aggregates.flatMap(({ merge, held }) =>
      merge.parts.map((one, at) => as(one, held[at] ?? one)),
    ),
    sql`count(*) AS n`,
  ]
  const groups = sql`SELECT ${ofParts} FROM ${from} GROUP BY ${by}`
  const group = sql`hash(${keys.map(({ key }) => key)})`
  const values = counted.map(
    ({ distinct }) =>
      sql`SELECT ${group} AS g, ${distinct} AS v, max(${part})::INTEGER AS part FROM ${from} WHERE ${distinct} IS NOT NULL GROUP BY 1, 2`,
  )

  const merged = [
    ...names,
    ...aggregates.map(({ merge, held }, at) => sql`${merge.whole(held)} AS ${raw(`m${at}`)}`),
    sql`${summed(raw('n'))} AS n`,
    ...(counted.length > 0 ? [sql`hash(${names}) AS g`] : []),
  ]
  const output = columns.map((one) => {
    const { column } = one
    if ('key' in one) return as(names[keys.indexOf(one)] ?? column, column)
    const at = counted.findIndex((other) => other.column === column)
    if (at >= 0) return sql`coalesce(${raw(`c${at}`)}.n, 0) AS ${column}`
    return sql`${raw(`m${aggregates.findIndex((other) => other.column === column)}`)} AS ${column}`
  })
  if (matched)
    output.push(sql`${matched.all ? sql`sum(m.n) OVER ()` : sql`m.n`} AS ${matched.column}`)
  const whole = (table: string, counts: readonly string[]) => {
    const joins = counts.map((count, at) => {
      const name = raw(`c${at}`)
      return sql` LEFT JOIN ${raw(count)} ${name} ON ${name}.g = m.g`
    })
    const by = names.length > 0 ? sql` GROUP BY ${names}` : sql``
    return render(
      sql`SELECT ${output} FROM (SELECT ${merged} FROM ${raw(table)}${by}) m${list(joins, '')}`,
    ).sql
  }
  const { key, of } = ofPeriods([groups, ...values])
  const [groupsOf = (times: Times) => render(groups, new Map(), times), ...distinctOf] = of
  return { partMs, key, groups: groupsOf, distinct: distinctOf, whole, joined: null }
}

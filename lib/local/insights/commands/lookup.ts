import { cidrBounds, v4Number, v6Hex } from '../addresses'
import type { Named } from '../ast'
import { MalformedQuery } from '../malformed'
import type { Pipeline } from '../pipeline'
import type { Reader } from '../reader'
import { didYouMean } from '../suggest'
import { asText, type Value } from '../value'
import { type Command, columnOf, show } from './command'

interface Output {
  column: Named
  as: string
}

const outputs = (reader: Reader): Output[] =>
  reader.list(() => {
    const column = reader.name('a column')
    return { column, as: reader.takeWord('as') ? reader.name('a name').name : column.name }
  })

interface Table {
  from: string
  column(named: Named): string
  names: string[]
}

function tableOf(rows: Pipeline, { name, span }: Named): Table {
  const table = rows.shared.library.lookupTable(name)
  if (!table) throw new MalformedQuery(`there is no lookup table ${name}`, span)
  const names = [...table.columns.keys()]
  return {
    from: table.from,
    names,
    column(named) {
      const found = table.columns.get(named.name)
      if (found !== undefined) return found
      const near = didYouMean(named.name, names)
      throw new MalformedQuery(`the table ${name} has no column ${named.name}${near}`, named.span)
    },
  }
}

/** The columns of the table beside the rows: what was there stays where the table says nothing, or (`fresh`) where it was there at all. */
function enrich(
  rows: Pipeline,
  wanted: Output[],
  found: string[],
  { fresh }: { fresh: boolean },
): void {
  const columns = wanted.map(({ column, as }, at) => {
    const before = asText(rows.field(as, [as], column.span))
    const now = found[at] ?? 'NULL'
    const sql = fresh ? `coalesce(${before}, ${now})` : `coalesce(${now}, ${before})`
    return { name: as, value: { sql, kind: 'text' } satisfies Value }
  })
  rows.add(columns)
  show(
    rows,
    wanted.map(({ as }) => as),
  )
}

/** `lookup table key [as field], … OUTPUT column, …`: columns of the first row of the table with the same key. */
export const lookup: Command = (reader) => {
  const name = reader.name('the name of a lookup table')
  const keys = reader.list(() => {
    const column = reader.name('a column of the table')
    return { column, field: reader.takeWord('as') ? reader.name('a field') : column }
  })
  reader.expectWord('output')
  const wanted = outputs(reader)
  return (rows) => {
    const table = tableOf(rows, name)
    const [left, right] = [rows.newColumn(), rows.newColumn()]
    const places = keys.map(() => rows.newColumn())
    const found = wanted.map(() => rows.newColumn())
    const keyColumns = keys.map(({ column }) => table.column(column))
    const first = `SELECT DISTINCT ON (${keyColumns.join(', ')}) ${[
      ...keyColumns.map((column, at) => `${column} AS ${places[at]}`),
      ...wanted.map(({ column }, at) => `${table.column(column)} AS ${found[at]}`),
    ].join(', ')} FROM ${table.from}`
    const equal = keys.map(
      ({ field }, at) => `${asText(columnOf(rows, field, 'lookup'))} = ${right}.${places[at]}`,
    )
    rows.sql = `SELECT ${left}.*, ${found.map((column) => `${right}.${column}`).join(', ')} FROM (${rows.sql}) ${left} LEFT JOIN (${first}) ${right} ON ${equal.join(' AND ')}`
    enrich(rows, wanted, found, { fresh: false })
  }
}

// Where the table's ranges stand when the query does not say.
const rangeNames = ['cidr', 'network', 'range', 'subnet']

/** `cidrlookup table address [as rangeColumn] OUTPUT column [as name], …`: the narrowest range that holds the address. */
export const cidrlookup: Command = (reader) => {
  const name = reader.name('the name of a lookup table')
  const address = reader.name('a field with addresses')
  const given = reader.takeWord('as') ? reader.name('a column of the table') : null
  const fresh = reader.takeWord('outputnew')
  if (!fresh) reader.expectWord('output')
  const wanted = outputs(reader)
  return (rows) => {
    const table = tableOf(rows, name)
    const ranged = [address.name, ...rangeNames].find((one) => table.names.includes(one))
    const range = table.column(given ?? { ...address, name: ranged ?? table.names[0] ?? '' })
    const text = asText(columnOf(rows, address, 'cidrlookup'))
    const [ip, left, right] = [rows.newColumn(), rows.newColumn(), rows.newColumn()]
    const found = wanted.map(() => rows.newColumn())
    const { v4Low, v4High, v6Low, v6High, bits } = cidrBounds('range_text')
    const bounds = `SELECT *, ${v4Low} AS v4_low, ${v4High} AS v4_high, ${v6Low} AS v6_low, ${v6High} AS v6_high, ${bits} AS bits FROM (SELECT ${[
      `trim(${range}) AS range_text`,
      ...wanted.map(({ column }, at) => `${table.column(column)} AS ${found[at]}`),
    ].join(', ')} FROM ${table.from})`
    // Each address is looked for once, however many rows have it.
    const addresses = `SELECT DISTINCT ${text} AS ${ip}, ${v4Number(text)} AS v4, ${v6Hex(text)} AS v6 FROM (${rows.sql})`
    const narrowest = found.map((column) => `arg_max(t.${column}, t.bits) AS ${column}`)
    const hit = (version: string) =>
      `SELECT a.${ip}, ${narrowest.join(', ')} FROM addresses a JOIN ranges t ON a.${version} >= t.${version}_low AND a.${version} <= t.${version}_high GROUP BY a.${ip}`
    const hits = `WITH ranges AS (${bounds}), addresses AS (${addresses}) ${hit('v4')} UNION ALL ${hit('v6')}`
    rows.sql = `SELECT ${left}.*, ${found.map((column) => `${right}.${column}`).join(', ')} FROM (SELECT *, ${text} AS key_${ip} FROM (${rows.sql})) ${left} LEFT JOIN (${hits}) ${right} ON ${left}.key_${ip} = ${right}.${ip}`
    enrich(rows, wanted, found, { fresh })
  }
}

import { subnetBits, v4High, v4Low, v4Number, v6Hex, v6High, v6Low } from '../addresses'
import { MalformedQuery } from '../malformed'
import { addressOf } from '../masking'
import type { Named } from '../names'
import type { Reader } from '../reader'
import type { Rows } from '../rows'
import { as, list, raw, type Sql, sql, step } from '../sql'
import { didYouMean } from '../suggest'
import { absent, asText } from '../value'
import { type Command, columnOf, show } from './command'

interface Output {
  column: Named
  name: string
}

const outputs = (reader: Reader): Output[] =>
  reader.list(() => {
    const column = reader.name('a column')
    return { column, name: reader.alias() ?? column.name }
  })

type Table = ReturnType<typeof tableOf>

function tableOf(rows: Rows, table: Named) {
  const found = rows.shared.library.lookupTable(table.name)
  if (!found) throw new MalformedQuery(`there is no lookup table ${table.name}`, table)
  const names = [...found.columns.keys()]
  const column = (named: Named): Sql => {
    const known = found.columns.get(named.name)
    if (known !== undefined) return raw(known)
    const wrong = `${named.name}${didYouMean(named.name, names)}`
    throw new MalformedQuery(`the table ${table.name} has no column ${wrong}`, named)
  }
  return { from: raw(found.from), names, column }
}

/** What the query wants of a table: its column there, and the one that it becomes beside the rows. */
interface Found extends Output {
  inTable: Sql
  beside: Sql
}

const foundIn = (rows: Rows, table: Table, wanted: Output[]): Found[] =>
  wanted.map((output) => ({
    ...output,
    inTable: table.column(output.column),
    beside: rows.names.take(output.name),
  }))

/** Puts what was found beside the rows. What was there stays where the table says nothing, or (`fresh`) where it was there at all. */
function enrich(rows: Rows, found: Found[], matches: Sql, on: Sql, fresh = false): void {
  const beside = found.map((one) => one.beside)
  rows.step`SELECT l.*, ${beside} FROM ${rows.relation} l LEFT JOIN (${matches}) ON ${on}`
  for (const { column, name, beside } of found) {
    const before = rows.field({ ...column, name, path: [name] })
    const either = fresh ? [asText(before), beside] : [beside, asText(before)]
    if (before === absent) rows.columns.set(name, { sql: beside, kind: 'text' })
    else rows.define(name, { sql: sql`coalesce(${either})`, kind: 'text' })
  }
  rows.flush()
  show(rows, found)
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
    const joined = keys.map(({ column, field }) => ({
      inTable: table.column(column),
      key: rows.names.take(column.name),
      value: asText(columnOf(rows, field, 'lookup')),
    }))
    const found = foundIn(rows, table, wanted)
    const selected = [
      ...joined.map(({ inTable, key }) => as(inTable, key)),
      ...found.map(({ inTable, beside }) => as(inTable, beside)),
    ]
    const first = sql`SELECT DISTINCT ON (${joined.map(({ inTable }) => inTable)}) ${selected} FROM ${table.from}`
    const equal = joined.map(({ key, value }) => sql`${value} = ${key}`)
    enrich(rows, found, first, list(equal, ' AND '))
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
    const named = given ?? { ...address, name: ranged ?? table.names[0] ?? '' }
    const range = sql`trim(t.${table.column(named)})`
    const text = asText(columnOf(rows, address, 'cidrlookup'))
    const key = rows.names.take(address.name)
    const found = foundIn(rows, table, wanted)
    // Each address is looked for once, however many rows have it.
    const addresses = step(
      'addresses',
      sql`SELECT DISTINCT ${text} AS ${key} FROM ${rows.relation}`,
    )
    const bits = subnetBits(range)
    const narrowest = found.map(
      ({ inTable, beside }) => sql`arg_max(t.${inTable}, ${bits}) AS ${beside}`,
    )
    const ip = sql`a.${key}`
    const hit = (number: Sql, low: Sql, high: Sql) =>
      sql`SELECT ${ip}, ${narrowest} FROM ${addresses} a JOIN ${table.from} t ON ${number} >= ${low} AND ${number} <= ${high} GROUP BY ${ip}`
    const first = rows.shared.options.masking ? addressOf(ip) : ip
    const v4 = hit(v4Number(first), v4Low(range), v4High(range))
    const v6 = hit(v6Hex(first), v6Low(range), v6High(range))
    enrich(rows, found, sql`${v4} UNION ALL ${v6}`, sql`${text} = ${key}`, fresh)
  }
}

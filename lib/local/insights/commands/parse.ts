import type { Expression, Write } from '../ast'
import { readPrimary } from '../expressions'
import { MalformedQuery } from '../malformed'
import type { Reader } from '../reader'
import { type Group, type Regex, readRegex } from '../regex'
import type { Rows } from '../rows'
import { bind, type Sql, sql } from '../sql'
import { absent, asText } from '../value'
import { sqlOf } from '../write'
import type { Command } from './command'
import { globToRegex, groupsFor, namesOf } from './regex-groups'

type Source = Expression | null

const textOf = (rows: Rows, source: Source) => asText(source ? sqlOf(rows, source) : rows.message)

const readAliases = (reader: Reader): string[] => reader.list(() => reader.name('a name').name)

/** Whether a row matches: where more than one column asks, a column of its own. */
function matchesOf(rows: Rows, test: Sql, uses: number): Sql {
  if (uses === 1) return test
  const column = rows.names.take('matches')
  rows.compute([sql`${test} AS ${column}`])
  return column
}

/** The value of a group, which has none where it took no part: DuckDB gives the empty text there, too. */
function takenPart({ number, canBeEmpty, proof }: Group, captured: (only: number) => Sql): Sql {
  const found = captured(number)
  if (!canBeEmpty) return sql`nullif(${found}, '')`
  return proof === null ? found : sql`CASE WHEN ${captured(proof)} <> '' THEN ${found} END`
}

/** Takes the groups of a pattern as columns; rows that do not match stay without them. */
function extract(regex: Regex, names: string[], source: Source): Write {
  return (rows) => {
    const text = textOf(rows, source)
    const groups = groupsFor(regex, names)
    const [first, ...others] = groups
    const only = others.length === 0 ? first : undefined
    // No match gives the empty text, too. Of several groups none is looked for where the pattern does not match.
    const isAlone = only !== undefined && (!only.canBeEmpty || only.proof !== null)
    const test = sql`regexp_matches(${text}, ${bind(regex.write(only?.number ?? 0))})`
    const matches = isAlone ? null : matchesOf(rows, test, groups.length)
    const columns = groups.map((group) => {
      // The pattern without the other groups, for DuckDB extracts none beyond the ninth.
      const value = takenPart(
        group,
        (one) => sql`regexp_extract(${text}, ${bind(regex.write(one))}, 1)`,
      )
      const made = matches ? sql`CASE WHEN ${matches} THEN ${value} END` : value
      return { name: group.name, sql: made, kind: 'text' as const }
    })
    rows.add(columns)
    rows.extracted.push(...names)
  }
}

/** A row for each match; rows that do not match stay once, without the columns. */
function extractAll(regex: Regex, names: string[], source: Source): Write {
  return (rows) => {
    rows.matchedHere()
    rows.mixing()
    const text = textOf(rows, source)
    const groups = groupsFor(regex, names)
    const valuesOf = (one: number) => {
      const all = sql`regexp_extract_all(${text}, ${bind(regex.write(one))}, 1)`
      return sql`CASE WHEN len(${all}) > 0 THEN ${all} ELSE [NULL] END`
    }
    const columns = groups.map((group) => ({
      name: group.name,
      column: rows.names.take(group.name),
    }))
    const nth = rows.names.take('nth')
    const added = groups.map((group, at) => {
      const value = takenPart(group, (one) => sql`unnest(${valuesOf(one)})`)
      return sql`${value} AS ${columns[at]?.column ?? nth}`
    })
    const [first] = groups
    if (first) added.push(sql`generate_subscripts(${valuesOf(first.number)}, 1) AS ${nth}`)
    rows.step`SELECT *, ${added} FROM ${rows.relation}`
    rows.orderLast(nth)
    for (const { name, column } of columns) rows.columns.set(name, { sql: column, kind: 'text' })
    rows.extracted.push(...names)
  }
}

const nothing =
  (names: string[]): Write =>
  (rows) => {
    rows.add(names.map((name) => ({ name, ...absent })))
    rows.extracted.push(...names)
  }

function glob(reader: Reader, source: Source): Write {
  const { start } = reader.token
  const pattern = reader.string('a pattern')
  const hasNone = !pattern.includes('*')
  const isNamed = !hasNone || reader.isWord('as')
  if (isNamed) reader.expectWord('as')
  const names = isNamed ? readAliases(reader) : []
  const stars = pattern.split('*').length - 1
  // It takes nothing out of a text, and so leaves every name without a value.
  if (hasNone) return nothing(names)
  if (stars !== names.length) {
    throw reader.malformed(`the pattern has ${stars} wildcards and ${names.length} names`, start)
  }
  return extract(readRegex(`(?s)${globToRegex(pattern)}`, reader.spanFrom(start)), names, source)
}

function regex(reader: Reader, source: Source): Write {
  const { start } = reader.token
  const read = readRegex(reader.regex(), reader.spanFrom(start))
  const names = reader.takeWord('as') ? readAliases(reader) : namesOf(read)
  const multi = reader.takeWord('multi')
  if (names.length === 0 || names.length > read.groups.length) {
    throw reader.malformed('the regular expression needs a named group, (?<name>…)', start)
  }
  return multi ? extractAll(read, names, source) : extract(read, names, source)
}

// key=value, the value bare or in quotes.
const pair = '([^\\s=",]+)=("(?:[^"\\\\]|\\\\.)*"|[^\\s,]*)'

function logfmt(reader: Reader, source: Source): Write {
  reader.expectWord('as')
  const { name } = reader.name('a name')
  return (rows) => {
    const text = textOf(rows, source)
    const part = (group: number) => sql`regexp_extract_all(${text}, ${bind(pair)}, ${group})`
    const bare = sql`CASE WHEN starts_with(v, '"') THEN replace(replace(v[2:-2], '\\"', '"'), '\\\\', '\\') ELSE v END`
    const [keys, values] = [rows.names.take('keys'), rows.names.take('values')]
    const unquoted = sql`list_transform(${part(2)}, lambda v: ${bare})`
    rows.compute([sql`${part(1)} AS ${keys}`, sql`${unquoted} AS ${values}`])
    const first = (of: Sql, key: Sql) =>
      sql`list_filter(${of}, lambda one, i: list_position(${keys}, ${key}) = i)`
    const map = sql`map(${first(keys, sql`one`)}, ${first(values, sql`${keys}[i]`)})`
    const made = sql`CASE WHEN len(${keys}) > 0 THEN to_json(${map}) END`
    rows.add([{ name, sql: made, kind: 'map' }])
  }
}

// With a comma before it each value of a record begins with one.
const csvValue = ',(?:"(?:[^"]|"")*"|[^,]*)'

function csv(reader: Reader, source: Source): Write {
  reader.expectWord('as')
  const names = readAliases(reader)
  return (rows) => {
    const text = textOf(rows, source)
    const values = rows.names.take('values')
    const bare = sql`CASE WHEN v LIKE ',"%"' THEN replace(v[3:-2], '""', '"') ELSE v[2:] END`
    const all = sql`regexp_extract_all(',' || ${text}, ${bind(csvValue)})`
    rows.compute([sql`list_transform(${all}, lambda v: ${bare}) AS ${values}`])
    rows.add(names.map((name, at) => ({ name, sql: sql`${values}[${at + 1}]`, kind: 'text' })))
    rows.extracted.push(...names)
  }
}

const noXml = 'parse XML is not supported by this engine: use a regular expression'

/** `parse [field] "a * b *" as x, y`, `parse [field] /(?<x>…)/ [multi]`, `parse [field] logfmt as map`, `parse [field] csv as x, y`. */
export const parse: Command = (reader) => {
  const isMode = () =>
    reader.token.kind === 'text' || reader.is('/') || reader.isWord('logfmt', 'csv', 'xml')
  const source = isMode() ? null : readPrimary(reader)
  if (reader.token.kind === 'text') return glob(reader, source)
  if (reader.takeWord('logfmt')) return logfmt(reader, source)
  if (reader.takeWord('csv')) return csv(reader, source)
  if (reader.isWord('xml')) throw new MalformedQuery(noXml, reader.token)
  return regex(reader, source)
}

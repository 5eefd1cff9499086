import type { Expression, Place, Write } from '../ast'
import { readPrimary } from '../expressions'
import { MalformedQuery } from '../malformed'
import type { Pipeline } from '../pipeline'
import type { Reader } from '../reader'
import { asText, bindRegex } from '../value'
import { sqlOf } from '../write'
import type { Command } from './command'
import { countGroups, globToRegex, groupNumbers, namedGroups, withOnly } from './regex-groups'

type Source = Expression | null

const textOf = (rows: Pipeline, source: Source, { span }: Place) =>
  asText(source ? sqlOf(rows, source) : rows.field('@message', ['@message'], span))

const readAliases = (reader: Reader): string[] => reader.list(() => reader.name('a name').name)

/** Takes the groups of a pattern as columns; rows that do not match stay without them. */
function extract(pattern: string, names: string[], source: Source): Write {
  return (rows, place) => {
    const { binder } = rows.shared
    const text = textOf(rows, source, place)
    rows.computing()
    const matches = rows.newColumn()
    const bound = bindRegex(pattern, binder, place.span)
    rows.sql = `SELECT *, regexp_matches(${text}, ${bound}) AS ${matches} FROM (${rows.sql})`
    const numbers = groupNumbers(pattern, names)
    const columns = names.map((name, at) => {
      const one = bindRegex(withOnly(pattern, numbers[at] ?? 1), binder, place.span)
      const sql = `CASE WHEN ${matches} THEN regexp_extract(${text}, ${one}, 1) END`
      return { name, value: { sql, kind: 'text' as const } }
    })
    rows.add(columns)
    rows.extracted.push(...names)
  }
}

/** A row for each match; rows that do not match stay once, without the columns. */
function extractAll(pattern: string, names: string[], source: Source): Write {
  return (rows, place) => {
    rows.matchedHere()
    rows.computing()
    rows.mixing()
    const text = textOf(rows, source, place)
    const numbers = groupNumbers(pattern, names)
    const lists = names.map((_, at) => {
      const one = bindRegex(withOnly(pattern, numbers[at] ?? 1), rows.shared.binder, place.span)
      const all = `regexp_extract_all(${text}, ${one}, 1)`
      return `CASE WHEN len(${all}) > 0 THEN ${all} ELSE [NULL] END`
    })
    const columns = names.map(() => rows.newColumn())
    const nth = rows.newColumn()
    const added = lists.map((list, at) => `unnest(${list}) AS ${columns[at]}`)
    rows.sql = `SELECT *, ${added.join(', ')}, generate_subscripts(${lists[0]}, 1) AS ${nth} FROM (${rows.sql})`
    rows.order = [...rows.order, nth]
    rows.ties = [...rows.ties, nth]
    names.forEach((name, at) => {
      rows.columns.set(name, { sql: columns[at] ?? '', kind: 'text' })
    })
    rows.extracted.push(...names)
  }
}

function glob(reader: Reader, source: Source): Write {
  const { start } = reader.token
  const pattern = reader.string('a pattern')
  reader.expectWord('as')
  const names = readAliases(reader)
  const stars = pattern.split('*').length - 1
  if (stars !== names.length) {
    throw new MalformedQuery(
      `the pattern has ${stars} wildcards and ${names.length} names`,
      reader.spanFrom(start),
    )
  }
  return extract(`(?s)${globToRegex(pattern)}`, names, source)
}

function regex(reader: Reader, source: Source): Write {
  const { start } = reader.token
  const pattern = reader.regex()
  const names = reader.takeWord('as') ? readAliases(reader) : namedGroups(pattern)
  const multi = reader.takeWord('multi')
  if (names.length === 0 || names.length > countGroups(pattern)) {
    throw new MalformedQuery(
      'the regular expression needs a named group, (?<name>…)',
      reader.spanFrom(start),
    )
  }
  return multi ? extractAll(pattern, names, source) : extract(pattern, names, source)
}

// key=value, the value bare or in quotes.
const pair = '([^\\s=",]+)=("(?:[^"\\\\]|\\\\.)*"|[^\\s,]*)'

function logfmt(reader: Reader, source: Source): Write {
  reader.expectWord('as')
  const { name } = reader.name('a name')
  return (rows, place) => {
    const { bind } = rows.shared.binder
    const text = textOf(rows, source, place)
    const part = (group: number) => `regexp_extract_all(${text}, ${bind(pair)}, ${group})`
    const bare = `CASE WHEN starts_with(v, '"') THEN replace(replace(v[2:-2], '\\"', '"'), '\\\\', '\\') ELSE v END`
    const first = 'list_filter(k, lambda one, i: list_position(k, one) = i)'
    const values = `list_filter(v, lambda one, i: list_position(k, k[i]) = i)`
    rows.computing()
    const [keys, all] = [rows.newColumn(), rows.newColumn()]
    rows.sql = `SELECT *, ${part(1)} AS ${keys}, list_transform(${part(2)}, lambda v: ${bare}) AS ${all} FROM (${rows.sql})`
    const named = (sql: string) => sql.replace(/\bk\b/g, keys).replace(/\bv\b/g, all)
    const map = `CASE WHEN len(${keys}) > 0 THEN to_json(map(${named(first)}, ${named(values)})) END`
    rows.add([{ name, value: { sql: map, kind: 'map' } }])
  }
}

// With a comma before it each value of a record begins with one.
const csvValue = ',(?:"(?:[^"]|"")*"|[^,]*)'

function csv(reader: Reader, source: Source): Write {
  reader.expectWord('as')
  const names = readAliases(reader)
  return (rows, place) => {
    const text = textOf(rows, source, place)
    rows.computing()
    const values = rows.newColumn()
    const bare = `CASE WHEN v LIKE ',"%"' THEN replace(v[3:-2], '""', '"') ELSE v[2:] END`
    const all = `regexp_extract_all(',' || ${text}, ${rows.shared.binder.bind(csvValue)})`
    rows.sql = `SELECT *, list_transform(${all}, lambda v: ${bare}) AS ${values} FROM (${rows.sql})`
    rows.add(
      names.map((name, at) => ({ name, value: { sql: `${values}[${at + 1}]`, kind: 'text' } })),
    )
    rows.extracted.push(...names)
  }
}

/** `parse [field] "a * b *" as x, y`, `parse [field] /(?<x>…)/ [multi]`, `parse [field] logfmt as map`, `parse [field] csv as x, y`. */
export const parse: Command = (reader) => {
  const isMode = () =>
    reader.token.kind === 'text' || reader.is('/') || reader.isWord('logfmt', 'csv', 'xml')
  const source = isMode() ? null : readPrimary(reader)
  if (reader.token.kind === 'text') return glob(reader, source)
  if (reader.takeWord('logfmt')) return logfmt(reader, source)
  if (reader.takeWord('csv')) return csv(reader, source)
  if (reader.isWord('xml')) {
    throw new MalformedQuery(
      'parse XML is not supported by this engine: use a regular expression',
      reader.token,
    )
  }
  return regex(reader, source)
}

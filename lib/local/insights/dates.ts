import type { Span } from '@/lib/text/problem'
import { javaFormats, offsetText, strftimePieces, zoneNames, zoneOf } from './date-pattern'
import { bind, list, quoted, type Sql, sql } from './sql'
import { zoneAsOffset } from './zone-names'

/** A pattern and a zone as they are written in a query, and where. */
interface Written {
  pattern: string
  zone: string
  span: Span
}

/** Moves a UTC moment into a zone, and back. */
function movesOf(zone: number | string) {
  if (typeof zone === 'number') {
    const shift = sql`to_minutes(${zone})`
    return {
      from: (utc: Sql) => (zone === 0 ? utc : sql`(${utc} + ${shift})`),
      to: (local: Sql) => (zone === 0 ? local : sql`(${local} - ${shift})`),
    }
  }
  const name = bind(zone)
  return {
    from: (utc: Sql) => sql`timezone(${name}, timezone('UTC', ${utc}))`,
    to: (local: Sql) => sql`timezone('UTC', timezone(${name}, ${local}))`,
  }
}

/** `+0200` and the short name of a zone at a moment. */
function zoneAt(zone: number | string, utc: Sql, local: Sql) {
  const names = zoneNames(zone)
  const minutes = sql`date_diff('minute', ${utc}, ${local})`
  if (typeof zone === 'number')
    return { offset: quoted(offsetText(zone)), name: quoted(names[0]?.name ?? zone.toString()) }
  const sign = sql`CASE WHEN ${minutes} < 0 THEN '-' ELSE '+' END`
  const digits = sql`lpad((abs(${minutes}) // 60 * 100 + abs(${minutes}) % 60)::VARCHAR, 4, '0')`
  const named = names.map(({ name, minutes: east }) => sql`WHEN ${east} THEN ${quoted(name)}`)
  const offset = sql`(${sign} || ${digits})`
  return { offset, name: sql`CASE ${minutes} ${list(named, ' ')} ELSE ${offset} END` }
}

/** A moment (epoch ms) as text by a pattern of strftime. */
export function dateText(moment: Sql, { pattern, zone: named, span }: Written): Sql {
  const zone = zoneOf(named, span)
  const utc = sql`make_timestamp(${moment} * 1000)`
  const local = movesOf(zone).from(utc)
  const { offset, name } = zoneAt(zone, utc, local)
  const pieces = strftimePieces(pattern, span)
  // What stands together is written by one call.
  const texts: Sql[] = []
  let format = ''
  const flush = () => {
    if (format !== '') texts.push(sql`strftime(${local}, ${bind(format)})`)
    format = ''
  }
  for (const piece of pieces) {
    if ('format' in piece) format += piece.format
    else {
      flush()
      if (piece.of === 'seconds') texts.push(sql`floor((${moment}) / 1000)::BIGINT::VARCHAR`)
      // Of no moment nothing is said.
      else
        texts.push(
          sql`CASE WHEN ${utc} IS NOT NULL THEN ${piece.of === 'zone' ? name : offset} END`,
        )
    }
  }
  flush()
  return texts.length > 0 ? sql`(${list(texts, ' || ')})` : sql`strftime(${local}, '')`
}

/** Text as epoch ms by a pattern of Java's DateTimeFormatter; null when it does not fit. */
export function parsedDate(text: Sql, { pattern, zone: named, span }: Written): Sql {
  const { to } = movesOf(zoneOf(named, span))
  const read = javaFormats(pattern, span).map(({ format, zone, isNamed }) => {
    const parsed = sql`try_strptime(${isNamed ? zoneAsOffset(text) : text}, ${bind(format)})`
    return sql`epoch_ms(${zone === 'open' ? to(parsed) : parsed})`
  })
  return read.length === 1 ? (read[0] ?? sql`NULL`) : sql`coalesce(${read})`
}

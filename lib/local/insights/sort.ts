import { sqlMadeOf } from './bound'
import { isLong, numberKey, writtenOut } from './exact'
import { macro, raw, type Sql, sql } from './sql'
import { scalar, textToNumber, type Value } from './value'

/** One key of an order. What is missing comes first, and last where the order descends. */
export interface OrderKey {
  sql: Sql
  descending: boolean
  /** It is never null. */
  present?: boolean
}

/** `ORDER BY …` after `before`; '' when there is no order. Of a key that comes twice the second decides nothing. */
export function orderBy(order: readonly OrderKey[], before = ''): Sql {
  const first = order.filter((key, at) => order.findIndex((one) => one.sql === key.sql) === at)
  if (first.length === 0) return sql``
  const keys = first.map(({ sql: key, descending, present }) => {
    if (descending) return sql`${key} DESC`
    return present ? key : sql`${key} NULLS FIRST`
  })
  return sql`${raw(before)}ORDER BY ${keys}`
}

/** Of a text a list of pieces that sorts naturally: runs of digits by length and value, all else by code point. */
const pieces = (text: Sql) =>
  sql`list_transform(regexp_extract_all(${text}, '[0-9]+|[^0-9]+'), lambda piece: CASE WHEN regexp_full_match(piece, '[0-9]+') THEN '0' || lpad(length(piece)::VARCHAR, 7, '0') || piece ELSE piece END)`

// A long number may differ in digits that a float has not: it stands behind the float below it.
const sortKey = macro('sort_key', (text) => {
  const number = textToNumber(text)
  const [own, floats] = [numberKey(text), numberKey(sql`${number}::VARCHAR`)]
  const below = sql`CASE WHEN ${own} < ${floats} THEN nextafter(${number}, -1.7e308::DOUBLE) ELSE ${number} END`
  const place = sql`CASE WHEN ${isLong(text)} THEN ${below} ELSE ${number} END`
  const digits = sql`CASE WHEN ${own} <> ${floats} THEN [${own}] END`
  const rest = sql`CASE WHEN ${number} IS NULL THEN ${pieces(text)} WHEN ${isLong(text)} THEN ${digits} END`
  return sql`create_sort_key(${place}, 'ASC NULLS FIRST', ${rest}, 'ASC NULLS FIRST')`
})

/** What is missing comes first, then text in natural order, then numbers. */
export function orderKey(value: Value, descending: boolean): OrderKey {
  const { sql: key, kind, digits } = scalar(value)
  if (kind !== 'text' && !digits) return { sql: key, descending }
  const keyOf = (one: Value) => sortKey(one.digits ? writtenOut(one) : scalar(one).sql)
  return { sql: sqlMadeOf(value, keyOf), descending, present: true }
}

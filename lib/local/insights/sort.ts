import { list, macro, type Sql, sql } from './sql'
import { scalar, textToNumber, type Value } from './value'

/** One key of an order. What is missing comes first, and last where the order descends. */
export interface OrderKey {
  sql: Sql
  descending: boolean
}

/** `ORDER BY …`; '' when there is no order. Of a key that comes twice the second decides nothing. */
export function orderBy(order: readonly OrderKey[]): Sql {
  const first = order.filter((key, at) => order.findIndex((one) => one.sql === key.sql) === at)
  if (first.length === 0) return sql``
  const keys = first.map((key) =>
    key.descending ? sql`${key.sql} DESC` : sql`${key.sql} NULLS FIRST`,
  )
  return sql`ORDER BY ${list(keys)}`
}

/** Of text that is no number a list of pieces that sorts so: runs of digits by length and value, all else by code point. */
const naturalOrder = macro(
  'natural_order',
  ['text'],
  (text) =>
    sql`CASE WHEN ${textToNumber(text)} IS NULL THEN list_transform(regexp_extract_all(${text}, '[0-9]+|[^0-9]+'), lambda piece: CASE WHEN regexp_full_match(piece, '[0-9]+') THEN '0' || lpad(length(piece)::VARCHAR, 7, '0') || piece ELSE piece END) END`,
)

export const sortMacros = [naturalOrder]

/** The keys of one sort key: what is missing first, then text in natural order, then numbers. */
export function sortKeys(value: Value, descending: boolean): OrderKey[] {
  const { sql, kind } = scalar(value)
  if (kind !== 'text') return [{ sql, descending }]
  return [textToNumber(sql), naturalOrder(sql)].map((key) => ({ sql: key, descending }))
}

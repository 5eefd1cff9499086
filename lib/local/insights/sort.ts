import { scalar, textToNumber, type Value } from './value'

/** Runs of digits compare by length and value, all else by code point: a list of pieces that sorts so. */
const naturalKey = (text: string) =>
  `list_transform(regexp_extract_all(${text}, '[0-9]+|[^0-9]+'), lambda piece: CASE WHEN regexp_full_match(piece, '[0-9]+') THEN '0' || lpad(length(piece)::VARCHAR, 7, '0') || piece ELSE piece END)`

/** ORDER BY keys of one sort key: what is missing first, then text in natural order, then numbers. */
export function sortKeys(value: Value, descending: boolean): string[] {
  const { sql, kind } = scalar(value)
  const direction = descending ? 'DESC NULLS LAST' : 'ASC NULLS FIRST'
  if (kind !== 'text') return [`${sql} ${direction}`]
  const number = `(${textToNumber(sql)})`
  return [
    `(${sql} IS NOT NULL) ${direction}`,
    `(${number} IS NOT NULL) ${direction}`,
    `${number} ${direction}`,
    `CASE WHEN ${number} IS NULL THEN ${naturalKey(sql)} END ${direction}`,
  ]
}

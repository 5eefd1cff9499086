import type { Expression, Random } from './expressions'
import { byLetters, byNumber, type Held, isNumeric, numberOf, type Row, toNumber, toText } from './values'

interface Aggregate {
  text: string
  kind: Expression['kind']
  of: (rows: readonly Row[]) => Held
}

const sum = (numbers: readonly number[]) => numbers.reduce((all, one) => all + one, 0)

/** The lowest or highest: text lies below numbers, and a text of the log is shown as it stands. */
function extreme(values: readonly Held[], which: 'min' | 'max'): Held {
  const texts = values.flatMap((value) => toText(value) ?? [])
  const words = texts.filter((text) => !isNumeric(text)).sort(byLetters)
  const numbers = texts.filter(isNumeric).sort((a, b) => byNumber(a, b) || byLetters(a, b))
  const number = numbers.at(which === 'min' ? 0 : -1)
  const word = words.at(which === 'min' ? 0 : -1)
  const isOfLog = values.some((value) => typeof value === 'string')
  const shown = number === undefined || isOfLog ? (number ?? null) : toText(numberOf(number))
  return which === 'min' ? (word ?? shown) : (shown ?? word ?? null)
}

/** An aggregate of a field, at random; sums are of small numbers, whose order does not change them. */
export function aggregates(
  below: Random,
  { text, kind, value }: Expression,
  small: Expression,
): Aggregate {
  const valuesOf = (rows: readonly Row[]) =>
    rows.map(value).filter((one): one is Exclude<Held, null> => one !== null)
  const numbersOf = (rows: readonly Row[]) => rows.flatMap((row) => toNumber(small.value(row)) ?? [])
  const asText = kind === 'open' ? 'open' : 'number'
  switch (below(7)) {
    case 0:
      return { text: 'count(*)', kind: 'number', of: (rows) => rows.length }
    case 1:
      return { text: `count(${text})`, kind: 'number', of: (rows) => valuesOf(rows).length }
    case 2:
      return {
        text: `count_distinct(${text})`,
        kind: 'number',
        of: (rows) => new Set(valuesOf(rows).map(toText)).size,
      }
    case 3:
      return { text: `min(${text})`, kind: asText, of: (rows) => extreme(rows.map(value), 'min') }
    case 4:
      return { text: `max(${text})`, kind: asText, of: (rows) => extreme(rows.map(value), 'max') }
    case 5:
      return {
        text: `sum(${small.text})`,
        kind: 'number',
        of: (rows) => (numbersOf(rows).length > 0 ? sum(numbersOf(rows)) : null),
      }
    default:
      return {
        text: `avg(${small.text})`,
        kind: 'number',
        of: (rows) => {
          const numbers = numbersOf(rows)
          return numbers.length > 0 ? sum(numbers) / numbers.length : null
        },
      }
  }
}

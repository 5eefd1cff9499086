import { byNumber, Digits, type Held, isNumeric, type Kind, numberOf, order, type Row, toNumber, toText, written } from './values'

/** A number from 0 on, below the one given. */
export type Random = (most: number) => number

/** An expression as it is written in a query, and what it is of a row. */
export interface Expression {
  text: string
  kind: Kind
  value: (row: Row) => Held
}

const operators = ['=', '!=', '<', '<=', '>', '>='] as const
const holds: Record<(typeof operators)[number], (found: number) => boolean> = {
  '=': (found) => found === 0,
  '!=': (found) => found !== 0,
  '<': (found) => found < 0,
  '<=': (found) => found <= 0,
  '>': (found) => found > 0,
  '>=': (found) => found >= 0,
}

const texts = ['a', 'b', 'ab', '', '1.1', '1.10', '007', '7', '10', '1234567890123456789', 'é']
const numbers = ['0', '1', '2.5', '7', '10', '1.1', '1234567890123456789', '1234567890123456788',
  '0.1234567890123456789', '9007199254740993.0', '1.00000000000000000001']

/** The highest or lowest of those that are numbers. */
function chosen(which: 'greatest' | 'least', values: readonly Held[]): Held {
  const numbers = values.filter((value) => value !== null && isNumeric(written(value)))
  const sorted = numbers.toSorted((one, other) => byNumber(written(one), written(other)))
  const found = sorted.at(which === 'least' ? 0 : -1) ?? null
  return typeof found === 'string' ? numberOf(found) : found
}

/** abs, ceil and floor, told by the letters of a number. */
function changed(name: 'abs' | 'ceil' | 'floor', value: Held): Held {
  if (value === null || !isNumeric(written(value))) return null
  if (typeof value === 'number') return Math[name](value)
  const text = written(value)
  if (name === 'abs') return numberOf(text.replace(/^[-+]/, ''))
  if (text.length <= 15) return Math[name](Number(text))
  const [, sign = '', whole = '', part = ''] = /^(-?)(\d+)\.?(\d*)$/.exec(text) ?? []
  const cut = BigInt(sign + whole)
  if (!/[1-9]/.test(part)) return cut
  return name === 'ceil' ? cut + (sign ? 0n : 1n) : cut - (sign ? 1n : 0n)
}

function toLong(value: Held): bigint | null {
  if (value instanceof Digits) return toLong(value.text)
  if (typeof value === 'bigint') return value
  const [, whole] = /^([-+]?\d+)(?:\.\d*)?$/.exec(String(value)) ?? []
  if (typeof value === 'string' && whole) return BigInt(whole)
  const number = toNumber(value)
  return number === null ? null : BigInt(Math.trunc(number))
}

/** Expressions over these fields, at random. */
export function expressions(below: Random, fields: ReadonlyMap<string, Kind>) {
  const pick = <T>(list: readonly T[]): T => list[below(list.length)] as T

  function field(): Expression {
    const [name, kind] = pick([...fields])
    return { text: name, kind, value: (row) => row[name] ?? null }
  }
  function literal(): Expression {
    const text = pick(below(2) ? texts : numbers)
    if (texts.includes(text) && (below(2) || !isNumeric(text) || /^0\d/.test(text)))
      return { text: JSON.stringify(text), kind: 'quoted', value: () => text }
    return { text, kind: 'number', value: () => numberOf(text) }
  }
  /** What may be computed with and stays a number of few digits. */
  function small(): Expression {
    const name = pick(['n', 'd'])
    const kind = fields.get(name)
    if (kind && below(3)) return { text: name, kind, value: (row) => row[name] ?? null }
    const text = pick(['0', '1', '2.5', '10'])
    return { text, kind: 'number', value: () => Number(text) }
  }
  function value(depth: number): Expression {
    if (depth <= 0) return below(3) ? field() : literal()
    const one = value(depth - 1)
    const [a, b] = [small(), small()]
    const numbersOf = (row: Row, of: (left: number, right: number) => number) => {
      const [left, right] = [toNumber(a.value(row)), toNumber(b.value(row))]
      return left === null || right === null ? null : of(left, right)
    }
    switch (below(10)) {
      case 6: {
        const name = pick(['greatest', 'least'] as const)
        const other = below(2) ? field() : small()
        return {
          text: `${name}(${one.text}, ${other.text})`,
          kind: 'number',
          value: (row) => chosen(name, [one.value(row), other.value(row)]),
        }
      }
      case 7: {
        const name = pick(['abs', 'ceil', 'floor'] as const)
        const operand = field()
        return {
          text: `${name}(${operand.text})`,
          kind: 'number',
          value: (row) => changed(name, operand.value(row)),
        }
      }
      case 0:
        return { text: `strlen(${one.text})`, kind: 'number', value: (row) => lengthOf(one.value(row)) }
      case 1:
        return { text: `toLong(${one.text})`, kind: 'number', value: (row) => toLong(one.value(row)) }
      case 2:
        return {
          text: `concat(${a.text}, ${b.text})`,
          kind: 'open',
          value: (row) => `${toText(a.value(row)) ?? ''}${toText(b.value(row)) ?? ''}`,
        }
      case 3:
        return {
          text: `(${a.text} + ${b.text})`,
          kind: 'number',
          value: (row) => numbersOf(row, (left, right) => left + right),
        }
      case 4:
        return {
          text: `(${a.text} - ${b.text})`,
          kind: 'number',
          value: (row) => numbersOf(row, (left, right) => left - right),
        }
      case 5:
        return {
          text: `ispresent(${one.text})`,
          kind: 'condition',
          value: (row) => one.value(row) !== null,
        }
      default:
        return field()
    }
  }
  function comparison(depth: number): Expression {
    const [left, right] = [value(depth), value(depth)]
    const operator = pick(operators)
    const equal = operator === '=' || operator === '!='
    return {
      text: `${left.text} ${operator} ${right.text}`,
      kind: 'condition',
      value: (row) => {
        const kinds = [left.kind, right.kind] as const
        const found = order(left.value(row), right.value(row), kinds, equal)
        return found === null ? null : holds[operator](found)
      },
    }
  }
  function membership(): Expression {
    const operand = field()
    const list = Array.from({ length: 1 + below(3) }, literal)
    return {
      text: `${operand.text} in [${list.map(({ text }) => text).join(', ')}]`,
      kind: 'condition',
      value: (row) =>
        list.some(
          (item) =>
            order(operand.value(row), item.value(row), [operand.kind, item.kind], true) === 0,
        ),
    }
  }
  function condition(depth: number): Expression {
    if (depth <= 0) return comparison(0)
    const [a, b] = [condition(depth - 1), condition(depth - 1)]
    switch (below(6)) {
      case 0:
        return {
          text: `(${a.text} and ${b.text})`,
          kind: 'condition',
          value: (row) => a.value(row) === true && b.value(row) === true,
        }
      case 1:
        return {
          text: `(${a.text} or ${b.text})`,
          kind: 'condition',
          value: (row) => a.value(row) === true || b.value(row) === true,
        }
      case 2:
        return {
          text: `not (${a.text})`,
          kind: 'condition',
          value: (row) => a.value(row) !== true,
        }
      case 3:
        return membership()
      default:
        return comparison(1)
    }
  }
  return { field, small, value, condition }
}

const lengthOf = (value: Held) => {
  const text = toText(value)
  return text === null ? null : [...text].length
}

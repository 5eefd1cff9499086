import type { Expression, Item } from './ast'
import { MalformedQuery } from './malformed'
import type { Named } from './names'
import { periodOf } from './period'
import type { Reader } from './reader'

/** The same, or the member of it that is named behind it. */
function withMembers(reader: Reader, of: Expression): Expression {
  const steps: (string | number)[] = []
  for (;;) {
    if (reader.take('[')) {
      steps.push(reader.wholeNumber('the number of an element'))
      reader.expect(']')
    } else if (steps.length > 0 && reader.take('.')) {
      steps.push(...reader.name('the name of a member').path)
    } else break
  }
  return steps.length === 0 ? of : { kind: 'member', of, steps, ...reader.spanFrom(of.start) }
}

function literal(reader: Reader): Expression | null {
  const { token } = reader
  if (token.kind !== 'text' && token.kind !== 'number' && token.kind !== 'period') return null
  reader.advance()
  return token.kind === 'period' ? { ...token, ...periodOf(token.count, token.unit, token) } : token
}

/** A literal, a field, a call or an expression in brackets. */
export function readPrimary(reader: Reader): Expression {
  const written = literal(reader)
  if (written) return written
  if (reader.take('(')) {
    const inner = readExpression(reader)
    reader.expect(')')
    return inner
  }
  const { token } = reader
  if (token.kind !== 'name') throw reader.unexpected('a field, a value or a function')
  const { name, path, plain, start, end } = token
  reader.advance()
  if (!plain || !reader.is('('))
    return withMembers(reader, { kind: 'field', name, path, start, end })
  reader.advance()
  if (reader.take('*')) {
    reader.expect(')')
    return { kind: 'call', name, args: [], star: true, ...reader.spanFrom(start) }
  }
  const args = reader.listTo(')', () => readExpression(reader))
  const [time] = args
  // The time of the event is what bin means anyway.
  const isOwn = name.toLowerCase() === 'bin' && args.length === 2 && time?.kind === 'field'
  if (isOwn && time.name === '@timestamp') args.shift()
  return withMembers(reader, { kind: 'call', name, args, ...reader.spanFrom(start) })
}

function unary(reader: Reader): Expression {
  const { start } = reader.token
  if (reader.take('-')) {
    const operand = reader.nested(() => unary(reader))
    return { kind: 'negate', operand, ...reader.spanFrom(start) }
  }
  return readPrimary(reader)
}

function power(reader: Reader): Expression {
  const left = unary(reader)
  if (!reader.take('^')) return left
  const right = reader.nested(() => power(reader))
  return { kind: 'arithmetic', operator: '^', left, right, ...reader.spanFrom(left.start) }
}

function arithmetic(
  reader: Reader,
  operators: readonly ('+' | '-' | '*' | '/' | '%')[],
  next: (reader: Reader) => Expression,
): Expression {
  let left = next(reader)
  for (;;) {
    const operator = operators.find((mark) => reader.is(mark))
    if (!operator) return left
    reader.advance()
    const right = next(reader)
    left = { kind: 'arithmetic', operator, left, right, ...reader.spanFrom(left.start) }
  }
}
const product = (reader: Reader) => arithmetic(reader, ['*', '/', '%'], power)
const sum = (reader: Reader) => arithmetic(reader, ['+', '-'], product)

function like(reader: Reader, value: Expression): Expression {
  const regex = reader.is('/')
  const pattern = regex ? reader.regex() : reader.string('a string or a regular expression')
  return { kind: 'like', value, pattern, regex, ...reader.spanFrom(value.start) }
}

function within(reader: Reader, value: Expression): Expression {
  if (reader.is('(')) {
    const query = reader.bracketed()
    return { kind: 'inQuery', value, query, ...reader.spanFrom(value.start) }
  }
  if (!reader.take('[')) throw reader.unexpected("'[' or '('")
  const list = reader.listTo(']', () => sum(reader))
  return { kind: 'in', value, list, ...reader.spanFrom(value.start) }
}

const comparisons = ['=', '==', '!=', '<', '<=', '>', '>='] as const

function comparison(reader: Reader): Expression {
  let left = sum(reader)
  for (;;) {
    const { start } = left
    const operator = comparisons.find((mark) => reader.is(mark))
    if (operator) {
      reader.advance()
      const right = sum(reader)
      const plain = operator === '==' ? '=' : operator
      left = { kind: 'compare', operator: plain, left, right, ...reader.spanFrom(start) }
    } else if (reader.take('=~')) {
      const pattern = reader.regex()
      left = { kind: 'like', value: left, pattern, regex: true, ...reader.spanFrom(start) }
    } else if (reader.takeWord('like')) left = like(reader, left)
    else if (reader.takeWord('in')) left = within(reader, left)
    else if (reader.takeWord('not')) {
      if (!reader.isWord('like', 'in')) throw reader.unexpected("'like' or 'in'")
      const read = reader.isWord('like') ? like : within
      reader.advance()
      const operand = read(reader, left)
      left = { kind: 'not', operand, ...reader.spanFrom(start) }
    } else return left
  }
}

function negation(reader: Reader): Expression {
  const { start } = reader.token
  if (!reader.takeWord('not') && !reader.take('!')) return comparison(reader)
  const operand = reader.nested(() => negation(reader))
  return { kind: 'not', operand, ...reader.spanFrom(start) }
}

function logic(
  reader: Reader,
  operator: 'and' | 'or',
  next: (reader: Reader) => Expression,
): Expression {
  let left = next(reader)
  while (reader.takeWord(operator)) {
    const right = next(reader)
    left = { kind: 'logic', operator, left, right, ...reader.spanFrom(left.start) }
  }
  return left
}
const conjunction = (reader: Reader) => logic(reader, 'and', negation)

export function readExpression(reader: Reader): Expression {
  const read = reader.nested(() => logic(reader, 'or', conjunction))
  reader.expressions.push(read)
  return read
}

/** `expression [as name]`. */
export function readItem(reader: Reader): Item {
  const { start } = reader.token
  const expression = readExpression(reader)
  const typed = expression.kind === 'field' ? expression.name : reader.typed(start)
  const alias = reader.alias()
  const aliased = alias !== undefined
  return { expression, name: alias ?? typed, aliased, ...reader.spanFrom(start) }
}

export const readNames = (reader: Reader): Named[] => reader.list(() => reader.name('a field'))

/** Names with or without commas between them, up to the end of the stage. */
export function readNamesLoosely(reader: Reader): Named[] {
  const names: Named[] = []
  while (reader.token.kind === 'name') {
    names.push(reader.name('a field'))
    reader.take(',')
  }
  return names
}

export function readPeriod(reader: Reader, what: string): Extract<Expression, { kind: 'period' }> {
  const period = readPrimary(reader)
  if (period.kind !== 'period')
    throw new MalformedQuery(`${what} needs a period such as 30m`, period)
  return period
}

/** A period that is always as long, in ms. */
export function readLength(reader: Reader, what: string): number {
  const period = readPeriod(reader, what)
  if (period.calendar)
    throw new MalformedQuery(`${what} needs a period that is always as long`, period)
  return period.lengthMs
}

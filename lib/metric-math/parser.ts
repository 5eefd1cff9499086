import { Cursor, readAll } from '@/lib/text/cursor'
import type { Node } from './ast'
import { type Token, tokenAt } from './lexer'
import { type Operator, operators } from './operators'
import { ExpressionProblem } from './problem'

const maxDepth = 100
const operatorNames = Object.keys(operators) as Operator[]
const spellings = new Map<string, Operator>([
  ...operatorNames.map((operator): [string, Operator] => [operator, operator]),
  ['&&', 'AND'],
  ['||', 'OR'],
])
// Between * and ^: -m1^2 is -(m1^2).
const minusBinding = 7

const tooDeep = (token: Token) =>
  new ExpressionProblem(
    `the expression is nested more than ${maxDepth} deep: split it into several queries`,
    token,
  )

/** Reads an expression. Throws {@link ExpressionProblem} with the position at which it breaks off. */
export function parse(text: string): Node {
  const tokens = new Cursor(
    readAll((from) => tokenAt(text, from)),
    0,
    { maxDepth, problem: tooDeep },
  )
  const missing = (what: string, { kind, start, end }: Token) => {
    const shown = kind === 'end' ? 'the end' : JSON.stringify(text.slice(start, end))
    return new ExpressionProblem(`${what} is missing before ${shown}`, { start, end })
  }

  /** Takes a mark and gives where it ends. */
  function expect(mark: string): number {
    const { end } = tokens.token
    if (tokens.take(mark)) return end
    throw missing(JSON.stringify(mark), tokens.token)
  }

  function list(close: string): { items: Node[]; end: number } {
    const items: Node[] = []
    while (!tokens.is(close)) {
      if (items.length > 0) expect(',')
      items.push(expression(0))
      if (!tokens.is(',') && !tokens.is(close)) break
    }
    return { items, end: expect(close) }
  }

  function named(name: string, start: number, end: number): Node {
    if (tokens.take('(')) {
      const { items, end: close } = list(')')
      return { kind: 'call', name, args: items, start, end: close }
    }
    if (/^[a-z]/.test(name)) return { kind: 'reference', id: name, start, end }
    return { kind: 'word', name, start, end }
  }

  function operand(): Node {
    const token = tokens.advance()
    const { kind, start, end } = token
    if (kind === 'number') return { kind, value: token.value, start, end }
    if (kind === 'text') return { kind, value: token.text, start, end }
    if (kind === 'name' && !spellings.has(token.text)) return named(token.text, start, end)
    if (kind === 'mark' && token.text === '-') {
      const inner = expression(minusBinding)
      return { kind: 'minus', operand: inner, start, end: inner.end }
    }
    if (kind === 'mark' && token.text === '(') {
      const inner = expression(0)
      expect(')')
      return inner
    }
    if (kind === 'mark' && token.text === '[') {
      const { items, end: close } = list(']')
      return { kind: 'array', items, start, end: close }
    }
    throw missing('a value', token)
  }

  function operatorAhead(): Operator | undefined {
    const { token } = tokens
    return token.kind === 'mark' || token.kind === 'name' ? spellings.get(token.text) : undefined
  }

  const expression = (minBinding: number): Node =>
    tokens.nested(() => {
      let left = operand()
      for (let operator = operatorAhead(); operator; operator = operatorAhead()) {
        const { binding } = operators[operator]
        if (binding < minBinding) break
        tokens.advance()
        // ^ takes from the right, all others from the left.
        const right = expression(operator === '^' ? binding : binding + 1)
        left = { kind: 'binary', operator, left, right, start: left.start, end: right.end }
      }
      return left
    })

  const node = expression(0)
  if (tokens.token.kind !== 'end') throw missing('an operator', tokens.token)
  return node
}

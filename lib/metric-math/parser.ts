import { type Node, type Operator, operators } from './ast'
import { type Token, tokensOf } from './lexer'
import { ExpressionProblem } from './problem'

const deepest = 100
const spellings: Record<string, Operator> = {
  ...Object.fromEntries(operators.map((operator) => [operator, operator])),
  '&&': 'AND',
  '||': 'OR',
}
const binding: Record<Operator, number> = {
  OR: 1,
  AND: 2,
  '==': 3,
  '!=': 3,
  '<': 4,
  '<=': 4,
  '>': 4,
  '>=': 4,
  '+': 5,
  '-': 5,
  '*': 6,
  '/': 6,
  '^': 8,
}
// Between * and ^: -m1^2 is -(m1^2).
const minusBinding = 7

/** Reads an expression. Throws {@link ExpressionProblem} with the place where it breaks off. */
export function parse(text: string): Node {
  const tokens = tokensOf(text)
  let place = 0
  let depth = 0
  const peek = (): Token => tokens[place] ?? { kind: 'end', start: text.length, end: text.length }
  const next = () => {
    const token = peek()
    place += 1
    return token
  }
  const shown = (token: Token) =>
    token.kind === 'end' ? 'the end' : JSON.stringify(text.slice(token.start, token.end))
  const isMark = (mark: string) => {
    const token = peek()
    return token.kind === 'mark' && token.mark === mark
  }

  function expect(mark: string) {
    const token = next()
    if (token.kind === 'mark' && token.mark === mark) return token
    throw new ExpressionProblem(`${JSON.stringify(mark)} is missing before ${shown(token)}`, token)
  }

  function list(close: string): { items: Node[]; end: number } {
    const items: Node[] = []
    while (!isMark(close)) {
      if (items.length > 0) expect(',')
      items.push(expression(0))
      if (!isMark(',') && !isMark(close)) break
    }
    return { items, end: expect(close).end }
  }

  function named(token: Token & { kind: 'name' }): Node {
    const { name, start, end } = token
    if (isMark('(')) {
      next()
      const { items, end: close } = list(')')
      return { kind: 'call', name, args: items, start, end: close }
    }
    if (/^[a-z]/.test(name)) return { kind: 'reference', id: name, start, end }
    return { kind: 'word', name, start, end }
  }

  function operand(): Node {
    const token = next()
    const { start, end } = token
    switch (token.kind) {
      case 'number':
        return { kind: 'number', value: token.value, start, end }
      case 'text':
        return { kind: 'text', value: token.value, start, end }
      case 'name':
        if (!Object.hasOwn(spellings, token.name)) return named(token)
        break
      case 'mark': {
        if (token.mark === '-') {
          const inner = expression(minusBinding)
          return { kind: 'minus', operand: inner, start, end: inner.end }
        }
        if (token.mark === '(') {
          const inner = expression(0)
          expect(')')
          return inner
        }
        if (token.mark === '[') {
          const { items, end: close } = list(']')
          return { kind: 'array', items, start, end: close }
        }
      }
    }
    throw new ExpressionProblem(`a value is missing before ${shown(token)}`, token)
  }

  function operatorAhead(): Operator | undefined {
    const token = peek()
    const spelt = token.kind === 'mark' ? token.mark : token.kind === 'name' ? token.name : ''
    return Object.hasOwn(spellings, spelt) ? spellings[spelt] : undefined
  }

  function expression(least: number): Node {
    depth += 1
    if (depth > deepest) {
      throw new ExpressionProblem(
        `the expression is nested more than ${deepest} deep: split it into several queries`,
        peek(),
      )
    }
    let left = operand()
    for (let operator = operatorAhead(); operator; operator = operatorAhead()) {
      const strength = binding[operator]
      if (strength < least) break
      next()
      // ^ takes from the right, all others from the left.
      const right = expression(operator === '^' ? strength : strength + 1)
      left = { kind: 'binary', operator, left, right, start: left.start, end: right.end }
    }
    depth -= 1
    return left
  }

  const node = expression(0)
  const rest = peek()
  if (rest.kind !== 'end') {
    throw new ExpressionProblem(`an operator is missing before ${shown(rest)}`, rest)
  }
  return node
}

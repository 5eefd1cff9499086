import type { Cursor } from '@/lib/text/cursor'
import type { Comparison, Condition, Operand, Operator, Pattern } from './ast'
import { type Token, takeToken } from './lexer'
import { isNumber } from './number'
import { PatternProblem } from './problem'
import { readRegex } from './regex'

/** Reads `a && (b || c)`; `leaf` reads what is between the operators. */
export function readCondition<Leaf>(
  tokens: Cursor<Token>,
  leaf: (tokens: Cursor<Token>) => Leaf,
): Condition<Leaf> {
  const one = (): Condition<Leaf> => {
    const open = tokens.token
    if (!tokens.take('(')) return { kind: 'leaf', leaf: leaf(tokens) }
    const inner = any()
    if (!tokens.take(')')) throw new PatternProblem('a parenthesis is not closed', open)
    return inner
  }
  const several = (kind: 'all' | 'any', mark: string, next: () => Condition<Leaf>) => {
    const of = [next()]
    while (tokens.take(mark)) of.push(next())
    return of.length === 1 && of[0] ? of[0] : { kind, of }
  }
  const all = () => several('all', '&&', one)
  const any = () => several('any', '||', all)
  return any()
}

const operators: readonly string[] = ['=', '!=', '<', '<=', '>', '>=']
const isOperator = (text: string): text is Operator => operators.includes(text)

function operandOf(token: Token): Operand {
  const { kind, text } = token
  if (kind === 'mark') throw new PatternProblem(`a value is needed, not ${text}`, token)
  if (kind === 'regex') return { kind: 'regex', source: readRegex(token) }
  return { kind: kind === 'word' && isNumber(text) ? 'number' : 'text', text }
}

/** Reads `= "404"`, `!= 4*`, `>= 400` or `= %^4%`. */
export function readComparison(tokens: Cursor<Token>): Comparison {
  const sign = takeToken(tokens, 'an operator such as =')
  if (sign.kind !== 'mark' || !isOperator(sign.text))
    throw new PatternProblem(`an operator such as = is needed, not ${sign.text}`, sign)
  const token = takeToken(tokens, 'a value')
  const operand = operandOf(token)
  const equality = sign.text === '=' || sign.text === '!='
  if (!equality && operand.kind === 'regex')
    throw new PatternProblem(`${sign.text} does not go with a regular expression`, token)
  if (!equality && !isNumber(token.text))
    throw new PatternProblem(`${sign.text} needs a number, not ${token.text}`, token)
  return { operator: sign.text, operand, start: sign.start, end: token.end }
}

/** Every leaf of a condition. */
export const leavesOf = <Leaf>(condition: Condition<Leaf>): Leaf[] =>
  condition.kind === 'leaf' ? [condition.leaf] : condition.of.flatMap(leavesOf)

/** Every comparison of a pattern. */
export function comparisonsOf(pattern: Pattern): Comparison[] {
  if (pattern.kind === 'json')
    return leavesOf(pattern.condition).flatMap((leaf) =>
      leaf.kind === 'compare' ? [leaf.comparison] : [],
    )
  if (pattern.kind !== 'space') return []
  return pattern.columns.flatMap((column) =>
    column === 'gap' || !column.condition ? [] : leavesOf(column.condition),
  )
}

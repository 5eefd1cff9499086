import { ruleTokens, type Token } from './rule-tokens'
import type { State } from './state'

const mostChildren = 100
const deepest = 100

/** A rule of a composite alarm that cannot be read; the message names the place. */
export class RuleProblem extends Error {
  constructor(problem: string, at: number) {
    super(`Error in AlarmRule: ${problem} (at character ${at + 1})`)
  }
}

/** What a rule says: of an alarm by its name, or of other rules. */
export type RuleNode =
  | { kind: 'constant'; value: boolean }
  | { kind: 'state'; state: State; alarm: string }
  | { kind: 'not'; operand: RuleNode }
  | { kind: 'and' | 'or'; operands: RuleNode[] }

export interface CompositeRule {
  node: RuleNode
  /** The names of the alarms that it reads, each once. */
  children: string[]
}

const states = ['ALARM', 'OK', 'INSUFFICIENT_DATA'] as const
const words: readonly string[] = [...states, 'TRUE', 'FALSE', 'AND', 'OR', 'NOT']

/** The name of an alarm, from its name or ARN. */
const nameOfAlarm = (text: string) => text.replace(/^arn:[^:]*:cloudwatch:[^:]*:[^:]*:alarm:/, '')

/**
 * Reads the rule of a composite alarm: `ALARM(x)`, `OK(x)`, `INSUFFICIENT_DATA(x)`, `TRUE`, `FALSE`,
 * `AND`, `OR`, `NOT` and parentheses; NOT binds before AND, AND before OR. A name stands bare, quoted, or
 * as an ARN. Throws {@link RuleProblem}.
 */
export function readRule(text: string): CompositeRule {
  const tokens = ruleTokens(text, (problem, at) => new RuleProblem(problem, at))
  const children = new Set<string>()
  let place = 0
  let depth = 0
  const peek = (): Token => tokens[place] ?? { kind: 'end', text: '', start: text.length }
  const shown = (token: Token) => (token.kind === 'end' ? 'the end' : JSON.stringify(token.text))
  const fail = (problem: string, { start }: Token): never => {
    throw new RuleProblem(problem, start)
  }
  const isWord = (word: string) => peek().kind === 'word' && peek().text === word
  const next = () => {
    const token = peek()
    place += 1
    return token
  }

  function close(what: string) {
    const token = next()
    if (token.kind !== ')') fail(`")" is missing ${what} before ${shown(token)}`, token)
  }

  function stateOf(state: State): RuleNode {
    const open = next()
    if (open.kind !== '(') fail(`"(" is missing after ${state}`, open)
    const token = next()
    if (token.kind !== 'word' && token.kind !== 'quoted')
      fail(`the name of an alarm is missing before ${shown(token)}`, token)
    const alarm = nameOfAlarm(token.text)
    if (alarm === '') fail('the name of an alarm is empty', token)
    if (peek().kind === 'word') fail('a name with blanks must stand in quotes', token)
    close(`after the alarm ${JSON.stringify(alarm)}`)
    children.add(alarm)
    if (children.size > mostChildren) fail(`a rule may name ${mostChildren} alarms at most`, token)
    return { kind: 'state', state, alarm }
  }

  function operand(): RuleNode {
    const token = next()
    if (token.kind === '(') {
      depth += 1
      if (depth > deepest) fail(`parentheses may stand ${deepest} deep at most`, token)
      const inner = either()
      close('of an opened parenthesis')
      depth -= 1
      return inner
    }
    if (token.kind === 'word') {
      if (token.text === 'TRUE' || token.text === 'FALSE')
        return { kind: 'constant', value: token.text === 'TRUE' }
      const state = states.find((known) => known === token.text)
      if (state) return stateOf(state)
      if (words.includes(token.text.toUpperCase()) && !words.includes(token.text))
        fail(`${token.text} must be written in capitals: ${token.text.toUpperCase()}`, token)
    }
    return fail(
      `ALARM(…), OK(…), INSUFFICIENT_DATA(…), TRUE, FALSE, NOT or "(" is missing before ${shown(token)}`,
      token,
    )
  }

  function negated(): RuleNode {
    let times = 0
    for (; isWord('NOT'); times += 1) next()
    const inner = operand()
    return times % 2 === 1 ? { kind: 'not', operand: inner } : inner
  }

  function chain(kind: 'and' | 'or', word: string, part: () => RuleNode): RuleNode {
    const operands = [part()]
    while (isWord(word)) {
      next()
      operands.push(part())
    }
    return operands.length === 1 && operands[0] ? operands[0] : { kind, operands }
  }
  const both = () => chain('and', 'AND', negated)
  const either = (): RuleNode => chain('or', 'OR', both)

  const node = either()
  const rest = peek()
  if (rest.kind !== 'end') fail(`AND or OR is missing before ${shown(rest)}`, rest)
  return { node, children: [...children] }
}

/** Whether a rule holds; an alarm that is not there is in no state. */
export function holds(node: RuleNode, stateOf: (alarm: string) => State | undefined): boolean {
  switch (node.kind) {
    case 'constant':
      return node.value
    case 'state':
      return stateOf(node.alarm) === node.state
    case 'not':
      return !holds(node.operand, stateOf)
    case 'and':
      return node.operands.every((operand) => holds(operand, stateOf))
    case 'or':
      return node.operands.some((operand) => holds(operand, stateOf))
  }
}

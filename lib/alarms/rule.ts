import { Cursor, readAll } from '@/lib/text/cursor'
import { atLeast, newLexer, RuleProblem, type Token } from './rule-tokens'
import type { AlarmState } from './state'

const maxChildren = 100
const maxDepth = 100

/** A rule: the state of an alarm by its name, or a combination of rules. */
export type RuleNode =
  | { kind: 'constant'; value: boolean }
  | { kind: 'state'; state: AlarmState; alarm: string }
  /** So many of these alarms, or so many percent of them, are in a state, or are not. */
  | { kind: 'at least'; count: number; state: AlarmState; isNegated: boolean; alarms: string[] }
  | { kind: 'not'; operand: RuleNode }
  | { kind: 'and' | 'or'; operands: RuleNode[] }

export interface CompositeRule {
  node: RuleNode
  /** The names of the alarms that it reads, each once. */
  children: string[]
}

const states = ['ALARM', 'OK', 'INSUFFICIENT_DATA'] as const
const words: readonly string[] = [...states, atLeast, 'TRUE', 'FALSE', 'AND', 'OR', 'NOT']

/** The name of an alarm, from its name or ARN. */
export const nameOfAlarm = (text: string) =>
  text.replace(/^arn:[^:]*:cloudwatch:[^:]*:[^:]*:alarm:/, '')

const shown = (token: Token) => (token.kind === 'end' ? 'the end' : JSON.stringify(token.text))

/**
 * Reads the rule of a composite alarm: `ALARM(x)`, `OK(x)`, `INSUFFICIENT_DATA(x)`, `AT_LEAST(…)`,
 * `TRUE`, `FALSE`, `AND`, `OR`, `NOT` and parentheses; NOT binds before AND, AND before OR. A name is bare, quoted, or an
 * ARN. Throws {@link RuleProblem}.
 */
export function readRule(text: string): CompositeRule {
  const tokens = new Cursor(readAll(newLexer(text)), 0, {
    maxDepth,
    problem: (token) => new RuleProblem(`parentheses may stand ${maxDepth} deep at most`, token),
  })
  const children = new Set<string>()

  function takeWord(word: string): boolean {
    const { kind, text } = tokens.token
    if (kind !== 'word' || text !== word) return false
    tokens.advance()
    return true
  }

  function close(what: string) {
    if (tokens.take(')')) return
    throw new RuleProblem(`")" is missing ${what} before ${shown(tokens.token)}`, tokens.token)
  }

  function nameOf(): string {
    const token = tokens.advance()
    if (token.kind !== 'word' && token.kind !== 'quoted')
      throw new RuleProblem(`the name of an alarm is missing before ${shown(token)}`, token)
    const alarm = nameOfAlarm(token.text)
    if (alarm === '') throw new RuleProblem('the name of an alarm is empty', token)
    if (tokens.token.kind === 'word')
      throw new RuleProblem('a name with blanks must stand in quotes', token)
    children.add(alarm)
    if (children.size > maxChildren)
      throw new RuleProblem(`a rule may name ${maxChildren} alarms at most`, token)
    return alarm
  }

  function open(what: string) {
    if (tokens.take('(')) return
    throw new RuleProblem(`"(" is missing after ${what}`, tokens.token)
  }

  function stateOf(state: AlarmState): RuleNode {
    open(state)
    const alarm = nameOf()
    close(`after the alarm ${JSON.stringify(alarm)}`)
    return { kind: 'state', state, alarm }
  }

  function comma(what: string) {
    if (tokens.take(',')) return
    throw new RuleProblem(`"," is missing after ${what}`, tokens.token)
  }

  /** `AT_LEAST(2, ALARM, (a, b, c))`, `AT_LEAST(60%, NOT OK, (a, b, c))`. */
  function several(): RuleNode {
    open(atLeast)
    const needed = tokens.advance()
    const [, digits = '', percent] = /^(\d{1,3})(%?)$/.exec(needed.text) ?? []
    const number = Number(digits)
    if (needed.kind !== 'word' || number < 1 || (percent && number > 100))
      throw new RuleProblem(`${atLeast} needs a number such as 2, or 1% to 100%, first`, needed)
    comma(needed.text)
    const isNegated = takeWord('NOT')
    const given = tokens.advance()
    const state = states.find((known) => given.kind === 'word' && known === given.text)
    if (!state)
      throw new RuleProblem(`${states.join(', ')} is missing before ${shown(given)}`, given)
    comma(state)
    open(`the state of ${atLeast}`)
    const alarms = [nameOf()]
    while (tokens.take(',')) alarms.push(nameOf())
    close('after the alarms')
    close(`of ${atLeast}`)
    const count = percent ? Math.ceil((number * alarms.length) / 100) : number
    if (count > alarms.length)
      throw new RuleProblem(`${atLeast} needs ${count} alarms and names ${alarms.length}`, needed)
    return { kind: 'at least', count, state, isNegated, alarms }
  }

  function parenthesis(): RuleNode {
    tokens.advance()
    const inner = either()
    close('of an opened parenthesis')
    return inner
  }

  function operand(): RuleNode {
    if (tokens.is('(')) return tokens.nested(parenthesis)
    const token = tokens.advance()
    const { kind, text } = token
    if (kind === 'word') {
      if (text === 'TRUE' || text === 'FALSE') return { kind: 'constant', value: text === 'TRUE' }
      const state = states.find((known) => known === text)
      if (state) return stateOf(state)
      if (text === atLeast) return several()
      const upper = text.toUpperCase()
      if (words.includes(upper) && !words.includes(text))
        throw new RuleProblem(`${text} must be written in capitals: ${upper}`, token)
    }
    throw new RuleProblem(
      `ALARM(…), OK(…), INSUFFICIENT_DATA(…), TRUE, FALSE, NOT or "(" is missing before ${shown(token)}`,
      token,
    )
  }

  function negated(): RuleNode {
    let isNegated = false
    while (takeWord('NOT')) isNegated = !isNegated
    const inner = operand()
    return isNegated ? { kind: 'not', operand: inner } : inner
  }

  function chain(kind: 'and' | 'or', word: string, part: () => RuleNode): RuleNode {
    const operands = [part()]
    while (takeWord(word)) operands.push(part())
    return operands.length === 1 && operands[0] ? operands[0] : { kind, operands }
  }
  const both = () => chain('and', 'AND', negated)
  const either = (): RuleNode => chain('or', 'OR', both)

  const node = either()
  const rest = tokens.token
  if (rest.kind !== 'end') throw new RuleProblem(`AND or OR is missing before ${shown(rest)}`, rest)
  return { node, children: [...children] }
}

/** Whether a rule is true; a missing alarm has no state. */
export function holds(node: RuleNode, stateOf: (alarm: string) => AlarmState | undefined): boolean {
  switch (node.kind) {
    case 'constant':
      return node.value
    case 'state':
      return stateOf(node.alarm) === node.state
    case 'at least':
      return (
        node.alarms.filter((alarm) => (stateOf(alarm) === node.state) !== node.isNegated).length >=
        node.count
      )
    case 'not':
      return !holds(node.operand, stateOf)
    case 'and':
      return node.operands.every((operand) => holds(operand, stateOf))
    case 'or':
      return node.operands.some((operand) => holds(operand, stateOf))
  }
}

import { Cursor, matchAt, readAll } from '@/lib/text/cursor'
import { type Span, TextProblem } from '@/lib/text/problem'
import type { AlarmState } from './state'

const maxChildren = 100
const maxDepth = 100

/** A rule of a composite alarm that cannot be read; the message names the position. */
export class RuleProblem extends TextProblem {
  constructor(problem: string, span: Span) {
    super(`Error in AlarmRule: ${problem} (at character ${span.start + 1})`, span)
  }
}

/** A rule: the state of an alarm by its name, or a combination of rules. */
export type RuleNode =
  | { kind: 'constant'; value: boolean }
  | { kind: 'state'; state: AlarmState; alarm: string }
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

type Token = Span & { kind: 'word' | 'quoted' | 'mark' | 'end'; text: string }

const token =
  /\s*(?:(?<mark>[()])|(?<quoted>"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')|(?<word>[^\s()"']+)|(?<open>["'])|$)/sy

function tokenAt(text: string, from: number): Token {
  const found = matchAt(token, text, from)
  const { mark, quoted, word, open } = found?.groups ?? {}
  const end = from + (found?.[0].length ?? 0)
  const written = mark ?? quoted ?? word ?? open ?? ''
  const span = { start: end - written.length, end }
  if (open !== undefined) throw new RuleProblem('a name in quotes does not end', span)
  if (mark !== undefined) return { kind: 'mark', text: mark, ...span }
  if (word !== undefined) return { kind: 'word', text: word, ...span }
  if (quoted === undefined) return { kind: 'end', text: '', ...span }
  return { kind: 'quoted', text: quoted.slice(1, -1).replace(/\\(.)/gs, '$1'), ...span }
}

const shown = (token: Token) => (token.kind === 'end' ? 'the end' : JSON.stringify(token.text))

/**
 * Reads the rule of a composite alarm: `ALARM(x)`, `OK(x)`, `INSUFFICIENT_DATA(x)`, `TRUE`, `FALSE`,
 * `AND`, `OR`, `NOT` and parentheses; NOT binds before AND, AND before OR. A name is bare, quoted, or an
 * ARN. Throws {@link RuleProblem}.
 */
export function readRule(text: string): CompositeRule {
  const tokens = new Cursor(
    readAll((from) => tokenAt(text, from)),
    0,
    {
      maxDepth,
      problem: (token) => new RuleProblem(`parentheses may stand ${maxDepth} deep at most`, token),
    },
  )
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

  function stateOf(state: AlarmState): RuleNode {
    if (!tokens.take('(')) throw new RuleProblem(`"(" is missing after ${state}`, tokens.token)
    const token = tokens.advance()
    if (token.kind !== 'word' && token.kind !== 'quoted')
      throw new RuleProblem(`the name of an alarm is missing before ${shown(token)}`, token)
    const alarm = nameOfAlarm(token.text)
    if (alarm === '') throw new RuleProblem('the name of an alarm is empty', token)
    if (tokens.token.kind === 'word')
      throw new RuleProblem('a name with blanks must stand in quotes', token)
    close(`after the alarm ${JSON.stringify(alarm)}`)
    children.add(alarm)
    if (children.size > maxChildren)
      throw new RuleProblem(`a rule may name ${maxChildren} alarms at most`, token)
    return { kind: 'state', state, alarm }
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
    case 'not':
      return !holds(node.operand, stateOf)
    case 'and':
      return node.operands.every((operand) => holds(operand, stateOf))
    case 'or':
      return node.operands.some((operand) => holds(operand, stateOf))
  }
}

/** An alarm that depends on itself by way of others. */
export class AlarmCycle extends Error {
  constructor(readonly path: string[]) {
    super(`The alarm ${path[0]} would depend on itself by way of ${path.join(', ')}.`)
  }
}

/** Orders alarms so that each comes after those that it reads. Throws {@link AlarmCycle}. */
export function childrenFirst<Item>(
  items: readonly Item[],
  nameOf: (item: Item) => string,
  childrenOf: (item: Item) => readonly string[],
): Item[] {
  const byName = new Map(items.map((item) => [nameOf(item), item]))
  const ordered = new Set<Item>()
  function visit(item: Item, path: readonly string[]) {
    if (ordered.has(item)) return
    const name = nameOf(item)
    const from = path.indexOf(name)
    if (from >= 0) throw new AlarmCycle([...path.slice(from), name])
    for (const child of childrenOf(item)) {
      const found = byName.get(child)
      if (found !== undefined) visit(found, [...path, name])
    }
    ordered.add(item)
  }
  for (const item of items) visit(item, [])
  return [...ordered]
}

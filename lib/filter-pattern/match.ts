import type { Column, Condition, JsonLeaf, Pattern, Term } from './ast'
import { columnIndexes, valuesInColumns } from './columns'
import { regexMatcher, valueMatcher } from './compare'
import { membersAt } from './members'
import { type Candidate, valueSeen, valuesSeen } from './seen'
import { fieldOf } from './selector'

export type Matches = (event: Candidate) => boolean

function holds<Leaf, On>(
  condition: Condition<Leaf>,
  leaf: (leaf: Leaf) => (on: On) => boolean,
): (on: On) => boolean {
  if (condition.kind === 'leaf') return leaf(condition.leaf)
  const parts = condition.of.map((part) => holds(part, leaf))
  return condition.kind === 'all'
    ? (on) => parts.every((part) => part(on))
    : (on) => parts.some((part) => part(on))
}

type Discovered = Candidate & { fields: Record<string, string> }

/** Whether a value is one that a condition wants; null where the condition asks for no value. */
export function wantedBy(leaf: JsonLeaf): ((value: string) => boolean) | null {
  if (leaf.kind === 'compare') return valueMatcher(leaf.comparison)
  if (leaf.kind === 'absent' || leaf.state === 'NULL') return null
  const wanted = leaf.state === 'TRUE' ? 'true' : 'false'
  return (value) => value === wanted
}

function jsonLeaf(leaf: JsonLeaf): (event: Discovered) => boolean {
  const { selector } = leaf
  if (leaf.kind === 'compare') {
    const wants = valueMatcher(leaf.comparison)
    const values = valuesSeen(selector)
    if (fieldOf(selector) === null) return (event) => values(event).some(wants)
    const valueIn = valueSeen(selector)
    return (event) => {
      const value = valueIn(event)
      return value !== undefined && wants(value)
    }
  }
  // In the message only, a list, an object and null are there.
  const values = valuesSeen(selector)
  const members = membersAt(selector)
  if (leaf.kind === 'absent')
    return (event) => values(event).length === 0 && members(event.message).length === 0
  const wanted = { NULL: null, TRUE: true, FALSE: false }[leaf.state]
  return ({ message }) => message.includes(String(wanted)) && members(message).includes(wanted)
}

function spacePattern(columns: (Column | 'gap')[]): Matches {
  const valuesIn = valuesInColumns(columns)
  const indexOf = columnIndexes(columns)
  const conditions = columns.flatMap((column, at) =>
    column === 'gap' || !column.condition
      ? []
      : [{ at, matches: holds(column.condition, valueMatcher) }],
  )
  return ({ message }) => {
    const values = valuesIn(message)
    return (
      values !== null &&
      conditions.every(({ at, matches }) => matches(values[indexOf(at, values.length)] ?? ''))
    )
  }
}

function termPattern(terms: Term[]): Matches {
  const of = (sign: Term['sign']) =>
    terms.flatMap(({ text, ...term }) => {
      if (term.sign !== sign) return []
      if (text.kind === 'regex') return [regexMatcher(text.source, term)]
      return [(message: string) => message.includes(text.text)]
    })
  const [needed, optional, excluded] = [of(''), of('?'), of('-')]
  // Beside other terms the optional ones are ignored.
  const counting = needed.length + excluded.length === 0 ? optional : []
  return ({ message }) =>
    excluded.every((has) => !has(message)) &&
    needed.every((has) => has(message)) &&
    (counting.length === 0 || counting.some((has) => has(message)))
}

/** What a pattern matches. Throws {@link PatternProblem} for a regular expression that is none. */
export function matcher(pattern: Pattern): Matches {
  switch (pattern.kind) {
    case 'everything':
      return () => true
    case 'json': {
      const matches = holds(pattern.condition, jsonLeaf)
      return (event) => event.fields !== null && matches(event as Discovered)
    }
    case 'space':
      return spacePattern(pattern.columns)
    case 'terms':
      return termPattern(pattern.terms)
  }
}

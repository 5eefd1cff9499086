import type { Column, Condition, JsonLeaf, Pattern, Selector, Term } from './ast'
import { columnIndexes, valuesInColumns } from './columns'
import { regexMatcher, valueMatcher } from './compare'
import { fieldOf } from './selector'

/** A log event as a filter pattern sees it. */
export interface Candidate {
  message: string
  /** Flattened fields, null when none were discovered. */
  fields: Record<string, string> | null
}

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

/** What the names of flattened fields look like that a selector with `*` selects. */
export function namePattern({ steps }: Selector): RegExp {
  const parts = steps.map((step) =>
    step === '*'
      ? '[^.]+'
      : String('key' in step ? step.key : step.at).replace(/[.*+?^${}()|[\]\\]/g, '\\$&'),
  )
  return new RegExp(`^${parts.join('\\.')}$`)
}

function valuesOf(selector: Selector): (fields: Record<string, string>) => string[] {
  const field = fieldOf(selector)
  if (field !== null) {
    return (fields) => {
      const value = Object.hasOwn(fields, field) ? fields[field] : undefined
      return value === undefined ? [] : [value]
    }
  }
  const names = namePattern(selector)
  return (fields) =>
    Object.keys(fields).flatMap((key) => (names.test(key) ? [fields[key] ?? ''] : []))
}

function isNull(selector: Selector): (message: string) => boolean {
  const names = namePattern(selector)
  const found = (value: unknown, path: string): boolean => {
    if (value === null) return names.test(path)
    if (typeof value !== 'object') return false
    return Object.entries(value).some(([key, member]) =>
      found(member, path ? `${path}.${key}` : key),
    )
  }
  return (message) => {
    try {
      return found(JSON.parse(message), '')
    } catch {
      return false
    }
  }
}

type Discovered = Candidate & { fields: Record<string, string> }

function jsonLeaf(leaf: JsonLeaf): (event: Discovered) => boolean {
  const values = valuesOf(leaf.selector)
  if (leaf.kind === 'compare') {
    const matches = valueMatcher(leaf.comparison)
    const field = fieldOf(leaf.selector)
    if (field === null) return ({ fields }) => values(fields).some(matches)
    return ({ fields }) => {
      const value = Object.hasOwn(fields, field) ? fields[field] : undefined
      return value !== undefined && matches(value)
    }
  }
  if (leaf.kind === 'is' && leaf.state !== 'NULL') {
    const wanted = leaf.state === 'TRUE' ? '1' : '0'
    return ({ fields }) => values(fields).includes(wanted)
  }
  const nothing = isNull(leaf.selector)
  return leaf.kind === 'is'
    ? ({ message }) => nothing(message)
    : ({ fields, message }) => values(fields).length === 0 && !nothing(message)
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
  return ({ message }) =>
    excluded.every((has) => !has(message)) &&
    needed.every((has) => has(message)) &&
    // Beside plain terms the optional ones are ignored.
    (needed.length > 0 || optional.length === 0 || optional.some((has) => has(message)))
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

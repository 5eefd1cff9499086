import type { Column, JsonLeaf, Pattern, Selector } from './ast'
import { columnNames, valuesInColumns } from './columns'
import { leavesOf } from './condition'
import { fieldNamed } from './fields'
import { wantedBy } from './match'
import { PatternProblem } from './problem'
import { type Candidate, valueSeen, valuesSeen } from './seen'
import { fieldOf, readSelector } from './selector'

export type Extract = (event: Candidate) => Record<string, string>

type ValueIn = (event: Candidate) => string | undefined

/** The value at a selector: with `*` the first that all conditions on it want, else that one of them wants. */
function valueAmong(leaves: JsonLeaf[], { selector }: JsonLeaf): ValueIn {
  if (fieldOf(selector) !== null) return valueSeen(selector)
  const values = valuesSeen(selector)
  const wanted = leaves.flatMap((leaf) => wantedBy(leaf) ?? [])
  return (event) => {
    const found = values(event).filter((value) => wanted.some((wants) => wants(value)))
    return found.find((value) => wanted.every((wants) => wants(value))) ?? found[0]
  }
}

function fromJson(leaves: JsonLeaf[]): Extract {
  const first = new Map(leaves.map((leaf) => [leaf.selector.text, leaf]))
  const named = [...first].map(([name, one]) => {
    const same = leaves.filter(({ selector }) => selector.text === name)
    return [name, valueAmong(same, one)] as const
  })
  return (event) =>
    Object.fromEntries(
      named.flatMap(([name, valueIn]) => {
        const value = valueIn(event)
        return value === undefined ? [] : [[name, value]]
      }),
    )
}

function fromColumns(columns: (Column | 'gap')[]): Extract {
  const valuesIn = valuesInColumns(columns)
  const namesOf = columnNames(columns)
  return ({ message }) => {
    const values = valuesIn(message) ?? []
    const names = namesOf(values.length)
    return Object.fromEntries(values.map((value, at) => [names[at] ?? '', value]))
  }
}

/** The values that a filter pattern finds, by their names: `$.status`, or `$ip` and `$2` of `[ip, ...]`. */
export function extractor(pattern: Pattern): Extract {
  if (pattern.kind === 'json') return fromJson(leavesOf(pattern.condition))
  if (pattern.kind === 'space') return fromColumns(pattern.columns)
  return () => ({})
}

function selectorOf(text: string): Selector | null {
  try {
    return text.startsWith('$.') ? readSelector(text) : null
  } catch (problem) {
    if (problem instanceof PatternProblem) return null
    throw problem
  }
}

/**
 * What a selector means in an event: `$.size` a field, `$size` a column of the pattern or else a field. With
 * `*` it is the value that the pattern chose, or the first where the pattern has no condition on it.
 */
export function valueReader(
  selector: string,
  extract: Extract,
): (event: Candidate) => string | undefined {
  const read = selectorOf(selector)
  const field = read ? fieldOf(read) : selector.replace(/^\$\.?/, '')
  if (read && field !== null) return valueSeen(read)
  if (read) {
    const values = valuesSeen(read)
    return (event) => extract(event)[selector] ?? values(event)[0]
  }
  const valueIn = fieldNamed(field ?? '')
  return (event) => extract(event)[selector] ?? valueIn(event.fields ?? {})
}

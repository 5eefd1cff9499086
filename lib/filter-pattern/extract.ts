import type { Column, JsonLeaf, Pattern, Selector } from './ast'
import { columnNames, valuesInColumns } from './columns'
import { leavesOf } from './condition'
import { type Candidate, namePattern } from './match'

export type Extract = (event: Candidate) => Record<string, string>

function fromJson(leaves: JsonLeaf[]): Extract {
  const wanted = new Map<string, Selector>(leaves.map(({ selector }) => [selector.text, selector]))
  const named = [...wanted].map(([name, selector]) => [name, namePattern(selector)] as const)
  return ({ fields }) => {
    const entries = Object.entries(fields ?? {})
    return Object.fromEntries(
      named.flatMap(([name, path]) => {
        const found = entries.find(([key]) => path.test(key))
        return found ? [[name, found[1]]] : []
      }),
    )
  }
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

/** What a selector means in an event: `$.size` a field, `$size` a column of the pattern or else a field. */
export function valueAt(event: Candidate, selector: string, extract: Extract): string | undefined {
  const { fields } = event
  const name = selector.replace(/^\$\.?/, '')
  const field = fields && Object.hasOwn(fields, name) ? fields[name] : undefined
  if (selector.startsWith('$.')) return field ?? extract(event)[selector]
  return extract(event)[selector] ?? field
}

import type { Column, JsonLeaf, Pattern, Selector } from './ast'
import { leavesOf } from './condition'
import { type Candidate, columnIndexes, columnsIn, namePattern } from './match'

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
  const indexOf = columnIndexes(columns)
  return ({ message }) => {
    const values = columnsIn(message)
    return Object.fromEntries(
      columns.flatMap((column, at) => {
        const value = column === 'gap' ? undefined : values[indexOf(at, values.length)]
        return column === 'gap' || value === undefined ? [] : [[`$${column.name || at + 1}`, value]]
      }),
    )
  }
}

/** The values that a filter pattern names, by their names: `$.status`, or `$ip` of `[ip, ...]`. */
export function extractor(pattern: Pattern): Extract {
  if (pattern.kind === 'json') return fromJson(leavesOf(pattern.condition))
  if (pattern.kind === 'space') return fromColumns(pattern.columns)
  return () => ({})
}

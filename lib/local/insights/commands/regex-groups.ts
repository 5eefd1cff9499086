const opening = /\\.|\[(?:\\.|[^\]])*\]|\((?:\?P?<([@A-Za-z_][\w@.]*)>|(?!\?))/g

const groupsOf = (pattern: string) =>
  [...pattern.matchAll(opening)].filter(([open]) => open.startsWith('('))

/** How many groups capture something. */
export const countGroups = (pattern: string): number => groupsOf(pattern).length

/** The names of the named groups. */
export const namedGroups = (pattern: string): string[] =>
  groupsOf(pattern).flatMap(([, name]) => (name === undefined ? [] : [name]))

interface Group {
  name: string
  /** The pattern without the other groups, for DuckDB extracts none beyond the ninth. */
  only: string
}

/** What the names stand for: the groups that are named, or all in their order. */
export function onlyGroups(pattern: string, names: readonly string[]): Group[] {
  const groups = groupsOf(pattern)
  const isNamed = groups.some(([, name]) => name !== undefined)
  const numbers = groups.flatMap(([, name], at) => (!isNamed || name !== undefined ? [at + 1] : []))
  return names.map((name, at) => ({ name, only: withOnly(pattern, numbers[at] ?? at + 1) }))
}

function withOnly(pattern: string, wanted: number): string {
  let group = 0
  return pattern.replace(opening, (open) => {
    if (!open.startsWith('(')) return open
    group += 1
    return group === wanted ? '(' : '(?:'
  })
}

/** Each `*` of a glob captures up to the next letter that is written; a last one takes the rest. */
export function globToRegex(glob: string): string {
  const parts = glob.split('*').map((part) => part.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&'))
  return parts.reduce((made, part, at) => {
    const last = at === parts.length - 1 && part === ''
    return `${made}${last ? '(.*)' : '(.*?)'}${part}`
  })
}

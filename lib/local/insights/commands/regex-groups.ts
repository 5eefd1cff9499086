import type { Group, Regex } from '../regex'

/** The groups that names stand for: those that are named, or all in their order. */
export function groupsFor(regex: Regex, names: readonly string[]): (Group & { name: string })[] {
  const named = regex.groups.filter((group) => group.name !== null)
  const meant = named.length > 0 ? named : regex.groups
  return names.flatMap((name, at) => {
    const group = meant[at] ?? regex.groups[at]
    return group ? [{ ...group, name }] : []
  })
}

/** The names of the named groups. */
export const namesOf = ({ groups }: Regex): string[] => groups.flatMap(({ name }) => name ?? [])

/** Each `*` of a glob captures up to the next letter that is written; a last one takes the rest. */
export function globToRegex(glob: string): string {
  const parts = glob.split('*').map((part) => part.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&'))
  return parts.reduce((made, part, at) => {
    const last = at === parts.length - 1 && part === ''
    return `${made}${last ? '(.*)' : '(.*?)'}${part}`
  })
}

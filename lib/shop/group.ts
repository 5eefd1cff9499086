import { type StatusRange, statusRanges } from './status'
import type { Match } from './steps'

/** Matches that differ in their path alone. */
export interface MatchGroup {
  method: string | undefined
  /** Any path when undefined. */
  paths: readonly string[] | undefined
  query: readonly (readonly [name: string, value: string])[]
  statuses: readonly StatusRange[]
}

/** Puts matches together that differ in their path alone, so that what is made from them stays short. */
export function groupsOf(matches: readonly Match[]): MatchGroup[] {
  const groups = new Map<string, MatchGroup>()
  for (const { method, path, query = {}, status } of matches) {
    const group = { method, query: Object.entries(query).sort(), statuses: statusRanges(status) }
    const key = JSON.stringify(group)
    const before = groups.get(key)
    const anyPath = path === undefined || (before && before.paths === undefined)
    groups.set(key, { ...group, paths: anyPath ? undefined : [...(before?.paths ?? []), path] })
  }
  return [...groups.values()]
}

import { newPathPattern } from './path-pattern'
import { pathsSource } from './path-source'
import { parameterSource } from './query-condition'
import { type StatusRange, statusRanges } from './status'
import type { Match, Step } from './steps'

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

// Names of fields, operators and parentheses around each condition.
const aroundLength = 25

function writtenLength({ paths = [], query, statuses }: MatchGroup): number {
  const patterns = paths.map(newPathPattern)
  const literals = patterns.flatMap(({ literals }) => literals ?? [])
  const starred = patterns.filter(({ literals }) => literals === null)
  const texts = [
    ...literals.map((path) => `${path}1234`),
    ...(starred.length > 0 ? [pathsSource(starred).replaceAll('/', '12')] : []),
    ...query.map(([name, value]) => parameterSource(name, value)),
    ...statuses.map(() => ''),
  ]
  return texts.reduce((sum, text) => sum + aroundLength + text.length, aroundLength)
}

// Of the 10,000 characters of a query, as many as a prelude and the rest of it leave.
const maxLength = 7_500

/** Whether queries can hold the conditions of all steps: the longest one says the order four times, the others twice. */
export function fitsIntoQueries(steps: readonly Step[]): boolean {
  const lengthOf = (some: readonly Step[]) =>
    groupsOf(some.flatMap(({ match }) => match)).reduce((sum, one) => sum + writtenLength(one), 0)
  return 2 * lengthOf(steps) + 2 * lengthOf(steps.slice(-1)) <= maxLength
}

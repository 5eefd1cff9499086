import { groupsOf, type MatchGroup } from '@/lib/shop/group'
import { mayOverlap } from '@/lib/shop/overlap'
import { newPathPattern } from '@/lib/shop/path-pattern'
import { pathsSource } from '@/lib/shop/path-source'
import { parameterSource } from '@/lib/shop/query-condition'
import type { StatusRange } from '@/lib/shop/status'
import type { Match } from '@/lib/shop/steps'
import type { Site } from '@/lib/site'
import { either, type Fragment, insights, list, regex } from './insights'

type Way = Pick<Site, 'steps'>

const never = insights`1 = 0`

/** Conditions of which one must hold, as one that stands beside others. */
const anyOf = (conditions: readonly Fragment[]): Fragment =>
  conditions.length > 1 ? insights`(${either(conditions)})` : (conditions[0] ?? never)

export function pathCondition(paths: readonly string[]): Fragment {
  const patterns = paths.map(newPathPattern)
  const literals = [...new Set(patterns.flatMap((pattern) => pattern.literals ?? []))]
  const starred = patterns.filter((pattern) => pattern.literals === null)
  const conditions: Fragment[] = []
  if (literals.length > 0) conditions.push(insights`request in ${literals}`)
  if (starred.length > 0) conditions.push(insights`request like ${regex(pathsSource(starred))}`)
  return anyOf(conditions)
}

function statusCondition({ from, to }: StatusRange): Fragment {
  if (to === from + 1) return insights`status = ${from}`
  return from === 0 ? insights`status < ${to}` : insights`status >= ${from} and status < ${to}`
}

/** Conditions that must hold all, as one; it holds always when there is none. */
const allOf = (conditions: readonly Fragment[]): Fragment => {
  const [first = insights`1 = 1`, ...more] = conditions
  return more.reduce((all, one) => insights`${all} and ${one}`, first)
}

function groupCondition({ method, paths, query, statuses }: MatchGroup, answered: boolean) {
  const conditions: Fragment[] = []
  if (method !== undefined) conditions.push(insights`method = ${method}`)
  if (paths !== undefined) conditions.push(pathCondition(paths))
  for (const [name, value] of query)
    conditions.push(insights`query like ${regex(parameterSource(name, value))}`)
  if (answered) conditions.push(anyOf(statuses.map(statusCondition)))
  return allOf(conditions)
}

/** Any of the matches, with its answer or whatever it was. */
function fits(matches: readonly Match[], answered: boolean): Fragment {
  const given = answered ? matches : matches.map((match) => ({ ...match, status: undefined }))
  return anyOf(groupsOf(given).map((group) => groupCondition(group, answered)))
}

/** A request counts for the latest step that it fits. */
function isStep({ steps }: Way, index: number, answered: boolean): Fragment {
  const step = steps[index]
  if (!step) return never
  const later = steps.slice(index + 1).flatMap(({ match }) => match)
  const others = later.filter((other) => step.match.some((match) => mayOverlap(match, other)))
  const own = fits(step.match, answered)
  return others.length > 0 ? insights`${own} and not (${fits(others, answered)})` : own
}

/** Whether a request asks for a step of the way, whatever it was answered; as `asks` of a step reader. */
export const isAsked = (site: Way, index: number): Fragment => isStep(site, index, false)

/** Whether a request reaches a step of the way; as `reaches` of a step reader. */
export const isReached = (site: Way, index: number): Fragment => isStep(site, index, true)

function stepNumber({ steps }: Way, answered: boolean): Fragment {
  const branches = steps.map(
    ({ match }, at) => insights`${fits(match, answered)}, ${String(at + 1)}`,
  )
  return branches.length > 0
    ? insights`case(${list(branches.reverse())})`
    : insights`case(${never}, "0")`
}

/** The number of the step that a request reaches, from 1, as a text; absent when it reaches none. */
export const stepReached = (site: Way): Fragment => stepNumber(site, true)

/** The same for the step that it asks for, whatever it was answered. */
export const stepAsked = (site: Way): Fragment => stepNumber(site, false)

/** Whether a request asks for any step of the way. */
export const isOnTheWay = ({ steps }: Way): Fragment =>
  fits(
    steps.flatMap(({ match }) => match),
    false,
  )

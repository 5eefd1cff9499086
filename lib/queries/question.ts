import type { Period } from '@/lib/window'
import type { QueryName } from './catalog'

/** What a page may ask beside the queries of the catalog. */
export const routeNames = [
  'alarms',
  'recipients',
  'archive',
  'situation',
  'incidents',
  'expected',
] as const
export type RouteName = (typeof routeNames)[number]

/** A query of the catalog, over the period of the page or another one, or a route of the API. */
export type Question = { query: QueryName; period?: Period } | { api: RouteName; period?: Period }

/** A question in one word, as addresses have it: `totals`, `totals.day-ago`, `alarms`. */
export function wordOf(question: Question): string {
  const name = 'api' in question ? question.api : question.query
  return question.period ? `${name}.${question.period}` : name
}

import { type Period, periods } from '@/lib/window'
import { isQueryName, type QueryName } from './catalog'

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

/** The question that a word stands for; null when it stands for none. */
export function questionOf(word: string): Question | null {
  const [name = '', asked, ...more] = word.split('.')
  const period = periods.find((one) => one === asked)
  if (more.length > 0 || (asked !== undefined && period === undefined)) return null
  if (isQueryName(name)) return { query: name, period }
  const api = routeNames.find((one) => one === name)
  return api === undefined ? null : { api, period }
}

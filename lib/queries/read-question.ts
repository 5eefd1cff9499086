import { periods } from '@/lib/window'
import { isQueryName } from './catalog'
import { type Question, routeNames } from './question'

/** The question that a word stands for; null when it stands for none. */
export function questionOf(word: string): Question | null {
  const [name = '', asked, ...more] = word.split('.')
  const period = periods.find((one) => one === asked)
  if (more.length > 0 || (asked !== undefined && period === undefined)) return null
  if (isQueryName(name)) return { query: name, period }
  const api = routeNames.find((one) => one === name)
  return api === undefined ? null : { api, period }
}

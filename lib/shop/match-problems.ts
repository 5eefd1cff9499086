import { hasControl } from './escaped'
import { segmentsOf } from './path-pattern'
import type { StatusCondition } from './status'

// Each doubles what a filter pattern has to say.
const maxRuns = 4

/** Why a text cannot be the pattern of a path; null when it can. */
export function pathProblem(text: string): string | null {
  if (!text.startsWith('/')) return 'must be a path that starts with /'
  if (hasControl(text)) return 'must not hold control characters'
  if (/[?#]/.test(text)) return 'must be a path without ? and #: parameters belong into "query"'
  if (segmentsOf(text).some((segment) => segment !== '**' && segment.includes('**')))
    return '** stands for whole segments: it must stand between slashes'
  if (segmentsOf(text).filter((segment) => segment === '**').length > maxRuns)
    return `must not hold ** more than ${maxRuns} times`
  return null
}

/** Why a condition on a query parameter cannot hold; null when it can. */
export function queryProblem(name: string, value: string): string | null {
  if (name === '') return 'a parameter needs a name'
  if (/[=&?#*]/.test(name) || hasControl(name)) return `"${name}" is no name of one parameter`
  if (value !== '*' && (/[&#*]/.test(value) || hasControl(value)))
    return `"${value}" is no value of one parameter; "*" alone stands for any`
  return null
}

/** Why a text is no condition on a status; null when it is one. */
export const statusProblem = (status: StatusCondition): string | null =>
  /^[1-9](?:\d\d|xx)$/.test(String(status)) ? null : 'must be a status such as 302, or 2xx'

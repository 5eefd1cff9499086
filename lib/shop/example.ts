import { segmentsOf } from './path-pattern'
import { statusRanges } from './status'
import type { Asked, Match } from './steps'

/** A request that fits a match. */
export function exampleOf({
  path = '/',
  method,
  query,
  status,
}: Match): Asked & { status: number } {
  const segments = segmentsOf(path).filter((segment) => segment !== '**')
  const pairs = Object.entries(query ?? {}).map(
    ([name, value]) => `${name}=${value === '*' ? '1' : value}`,
  )
  const [range] = statusRanges(status)
  return {
    method: method ?? 'GET',
    path: `/${segments.map((segment) => segment.replaceAll('*', '1')).join('/')}`,
    query: pairs.length > 0 ? `?${pairs.join('&')}` : '',
    status: Math.max(200, range?.from ?? 200),
  }
}

import type { FailureKind } from './failure'
import { checkView, type View, type Wrong } from './view'
import { type Period, periods } from './window'

/** The HTTP status of a failure, for scripts. */
export const statusOf: Record<FailureKind, number> = {
  throttled: 429,
  'too-many-queries': 429,
  'asked-too-often': 429,
  'budget-spent': 429,
  'no-permission': 502,
  'no-credentials': 502,
  'expired-credentials': 502,
  'wrong-clock': 502,
  'no-such-log-group': 404,
  'no-such-alarm': 404,
  'malformed-query': 400,
  'lost-query': 502,
  'timed-out': 504,
  cancelled: 499,
  unreachable: 502,
  'unusable-answer': 502,
  'unusable-file': 503,
  'store-failed': 503,
  failed: 502,
}

const parameters = new Set([
  'range',
  'from',
  'to',
  'country',
  'region',
  'city',
  'client',
  'request',
  'status',
  'period',
])

/** Reads the parameters of a JSON request; anything unknown or wrong is an error that names the field. */
export function readParams(url: string): { view: View; period?: Period; wrong?: Wrong } {
  const { searchParams } = new URL(url)
  const { view, wrong } = checkView(Object.fromEntries(searchParams))
  const unknown = [...searchParams.keys()].find((name) => !parameters.has(name))
  const asked = searchParams.get('period')
  const period = periods.find((name) => name === asked)
  const problems = [...wrong]
  if (unknown !== undefined) problems.push({ field: unknown, problem: 'is not a parameter here' })
  if (asked !== null && period === undefined) {
    const problem = `must be ${periods.join(' or ')}, or left out`
    problems.push({ field: 'period', problem })
  }
  return { view, period, wrong: problems[0] }
}

/** Why a request failed: a closed list, so that every page has words for each. */
export const failureKinds = [
  'throttled',
  'too-many-queries',
  'asked-too-often',
  'budget-spent',
  'no-permission',
  'no-credentials',
  'expired-credentials',
  'wrong-clock',
  'no-such-log-group',
  'no-such-alarm',
  'malformed-query',
  'lost-query',
  'timed-out',
  'cancelled',
  'unreachable',
  'unusable-answer',
  'unusable-file',
  'store-failed',
  'failed',
] as const
export type FailureKind = (typeof failureKinds)[number]

export interface Failure {
  kind: FailureKind
  /** One sentence: what happened. */
  message: string
  /** One sentence: what to do next. */
  remedy: string
  /** Where in the query text a malformed query is wrong, in characters. */
  span?: { start: number; end: number }
}

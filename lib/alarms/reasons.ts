import type { Evaluation } from './replay'
import type { AlarmState, Point } from './state'

/** An alarm that a composite alarm reads; the moment, epoch ms, is when its state began. */
export interface Child {
  arn: string
  state: AlarmState
  atMs: number
}

/** Why a composite alarm changed: its children did, or something else. */
export type Cause = 'created' | 'updated' | 'evaluated again' | 'children'

/** The reason of a composite alarm in CloudWatch's words. */
export function compositeReason(
  arn: string,
  state: AlarmState,
  cause: Cause,
  children: readonly Child[],
): string {
  if (cause !== 'children') return `${arn} was ${cause} and its alarm rule evaluates to ${state}`
  return children
    .map((child) => `${child.arn} transitioned to ${child.state} at ${longDate(child.atMs)}`)
    .join(' and ')
}

/** What CloudWatch writes beside it, as an object. */
export const compositeReasonData = (children: readonly Child[]) => ({
  triggeringAlarms: children.map(({ arn, state, atMs }) => ({
    arn,
    state: { value: state, timestamp: awsDate(atMs) },
  })),
})

/**
 * What CloudWatch writes beside the reason of a metric alarm, as an object. `periods` are those that
 * were read, oldest first; `evaluated` the datapoints that decided, newest first; `statistic` null of math.
 */
export function metricReasonData(
  { rule, periodSeconds }: Evaluation,
  {
    atMs,
    statistic,
    periods,
    evaluated,
  }: { atMs: number; statistic: string | null; periods: Point[]; evaluated: Point[] },
) {
  const fillers = Math.max(0, rule.evaluationPeriods - evaluated.length)
  const missing = fillers === 0 ? [] : periods.filter(({ value }) => value === null).slice(-fillers)
  const oldest = evaluated.at(-1)
  return {
    version: '1.0',
    queryDate: awsDate(atMs),
    ...(oldest && { startDate: awsDate(oldest.startMs) }),
    ...(statistic !== null && { statistic }),
    period: periodSeconds,
    recentDatapoints: evaluated.map(({ value }) => value).reverse(),
    threshold: rule.threshold,
    evaluatedDatapoints: [...evaluated, ...missing]
      .sort((a, b) => b.startMs - a.startMs)
      .map(({ startMs, value }) => ({
        timestamp: awsDate(startMs),
        ...(value !== null && { value }),
      })),
  }
}

/** A moment as CloudWatch writes it in reason data and messages: 2022-07-22T15:57:45.394+0000. */
const awsDate = (ms: number): string => new Date(ms).toISOString().replace('Z', '+0000')

const days = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday']
const months = [
  ...['January', 'February', 'March', 'April', 'May', 'June', 'July'],
  ...['August', 'September', 'October', 'November', 'December'],
]

/** A moment as the reason of a composite alarm has it: Friday 22 July, 2022 15:57:45 UTC. */
function longDate(ms: number): string {
  const date = new Date(ms)
  const day = `${days[date.getUTCDay()]} ${date.getUTCDate()} ${months[date.getUTCMonth()]}`
  return `${day}, ${date.getUTCFullYear()} ${date.toISOString().slice(11, 19)} UTC`
}

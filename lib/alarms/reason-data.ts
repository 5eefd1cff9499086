import { awsDate } from './moment'
import type { Evaluation } from './replay'
import type { Point } from './state'

/**
 * What CloudWatch writes beside the reason of a metric alarm, as an object. `periods` are those that were
 * looked at, oldest first; `evaluated` the datapoints that decided, newest first; `statistic` null of math.
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

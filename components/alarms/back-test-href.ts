import { withBase } from '@/lib/base-path'
import type { Proposal } from '@/lib/blind-spots/result'
import { newTrial, type Trial, writeTrial } from '@/lib/trial'
import { type View, writeView } from '@/lib/view'

type Range = View['range']

const hrefOf = (range: Range, trial: Trial) =>
  `${withBase('/back-test')}?${new URLSearchParams([
    ...new URLSearchParams(writeView({ range })),
    ...Object.entries(writeTrial(trial)),
  ])}`

/** The page that runs an alarm over a period. */
export const backTestHref = (alarm: string, range: Range): string =>
  hrefOf(range, { ...newTrial, alarm })

/** The page that runs a proposed alarm over a period; null for one that its form cannot say. */
export function proposedBackTestHref(
  { filters, alarm }: Pick<Proposal, 'filters' | 'alarm'>,
  range: Range,
): string | null {
  const [filter, ...more] = filters
  if (!filter || more.length > 0 || !('metric' in alarm)) return null
  return hrefOf(range, {
    ...newTrial,
    pattern: filter.pattern,
    value: filter.value,
    statistic: alarm.statistic,
    comparison: alarm.comparison,
    threshold: String(alarm.threshold),
    period: String(alarm.periodSeconds),
    datapoints: String(alarm.datapointsToAlarm ?? alarm.evaluationPeriods),
    of: String(alarm.evaluationPeriods),
    missing: alarm.missing,
  })
}

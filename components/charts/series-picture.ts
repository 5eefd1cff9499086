import type { Alarm, AlarmColumn } from '@/lib/alarms/alarm'

export interface SeriesProps {
  columns: AlarmColumn[]
  metric: Pick<NonNullable<Alarm['metric']>, 'comparison' | 'threshold'>
  zone: string
  nowMs: number
}

/** An alarm that fires below its threshold is judged by the lowest datapoint of a column. */
export const shownOf = ({ low, high }: AlarmColumn, { comparison }: SeriesProps['metric']) =>
  /[<≤]/.test(comparison) ? low : high

/** How high the picture reaches: the threshold must be in it. */
export function topOf({ columns, metric }: SeriesProps): number {
  const highest = Math.max(...columns.map((column) => shownOf(column, metric) ?? 0))
  return Math.max(highest, metric.threshold, 1) * 1.08
}

export const breaches = (value: number, { comparison, threshold }: SeriesProps['metric']) =>
  (comparison === '>' && value > threshold) ||
  (comparison === '≥' && value >= threshold) ||
  (comparison === '<' && value < threshold) ||
  (comparison === '≤' && value <= threshold)

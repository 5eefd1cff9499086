import { type Fragment, insights, period } from './insights'
import { time } from './query'

/** What a metric filter takes from the events that its pattern matches. */
export interface Measure {
  /** Holds for the events that the pattern matches. */
  condition: Fragment
  /** The field whose number is taken; null when each match counts the same. */
  field: Fragment | null
}

/** A query ends at as many rows, and has at most so many letters. */
export const mostMinutes = 100_000
export const longestText = 10_000

function columnsOf({ condition, field }: Measure, at: number): string[] {
  const column = (expression: Fragment, name: string) => `${expression.fragment} as ${name}${at}`
  if (field === null) return [column(insights`sum(${condition})`, 'n')]
  const value = insights`case(${condition}, toNumber(${field}))`
  return [
    column(insights`sum((${condition}) and isNumeric(${field}))`, 'n'),
    column(insights`sum(${value})`, 's'),
    column(insights`min(${value})`, 'l'),
    column(insights`max(${value})`, 'h'),
  ]
}

/** Asks for several measures at once: all events and each measure, by minute. */
export function measuresByMinute(measures: readonly Measure[]): Fragment {
  const columns = ['count(*) as events', ...measures.flatMap(columnsOf)].join(', ')
  return { fragment: `stats ${columns} by bin(1m) as minute | limit ${mostMinutes}` }
}

/** A period as `bin` takes it; null where it takes none of that length. */
function binOf(minutes: number): Fragment | null {
  if (minutes <= 60) return period(`${minutes}m`)
  if (minutes % 60 !== 0 || minutes > 1440) return null
  return period(`${minutes / 60}h`)
}

/** A percentile of a field by a period of so many minutes; null for a period that `bin` does not take. */
export function percentileByPeriod(
  condition: Fragment,
  field: Fragment,
  { percent, minutes }: { percent: number; minutes: number },
): Fragment | null {
  const width = binOf(minutes)
  if (!width) return null
  return insights`
    filter ${condition}
    | stats pct(${field}, ${percent}) as p by bin(${width}) as minute | limit ${mostMinutes}`
}

/** When the bin of a row begins, epoch ms. */
export const minuteOf = (row: Record<string, string>): number => time.parse(row.minute ?? '')

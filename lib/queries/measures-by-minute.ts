import { type Fragment, fieldName, insights, list, period } from './insights'
import { time } from './query'

/** What a metric filter takes from the events that its pattern matches. */
export interface Measure {
  /** Holds for the events that the pattern matches. */
  condition: Fragment
  /** The field whose number is taken; null when each match counts the same. */
  field: Fragment | null
}

/** The limits of a query: its rows, and the characters of its text. */
export const maxMinutes = 100_000
export const maxTextLength = 10_000

function columnsOf({ condition, field }: Measure, at: number): Fragment[] {
  const column = (expression: Fragment, name: string) =>
    insights`${expression} as ${fieldName(`${name}${at}`)}`
  if (field === null) return [column(insights`sum(${condition})`, 'n')]
  const value = insights`case(${condition}, toNumber(${field}))`
  return [
    column(insights`sum((${condition}) and isNumeric(${field}))`, 'n'),
    column(insights`sum(${value})`, 's'),
    column(insights`min(${value})`, 'l'),
    column(insights`max(${value})`, 'h'),
  ]
}

/** Several measures in one query: all events and each measure, by minute. */
export function measuresByMinute(measures: readonly Measure[]): Fragment {
  const columns = [insights`count(*) as events`, ...measures.flatMap(columnsOf)]
  return insights`stats ${list(columns)} by bin(1m) as minute`
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
    | stats pct(${field}, ${percent}) as p by bin(${width}) as minute`
}

/** The columns of {@link measuresByMinute} besides its minute. */
export const measureColumns = (measures: readonly Measure[]): string[] => [
  'events',
  ...measures.flatMap(({ field }, at) =>
    (field === null ? ['n'] : ['n', 's', 'l', 'h']).map((letter) => `${letter}${at}`),
  ),
]

/**
 * The same rows, many of them in one: a month of minutes in some hundred rows. What a row costs on its
 * way is more than what it costs to count. `values` gives all that it collects in the engine here; of
 * Amazon's that is not known.
 */
export function packed(text: Fragment, columns: readonly string[]): Fragment {
  const parts = columns.flatMap((column) => [
    insights`"/"`,
    insights`coalesce(${fieldName(column)}, "")`,
  ])
  const together = list([insights`toMillis(minute)`, ...parts])
  return insights`${text} | fields concat(${together}) as one, datefloor(minute, 6h) as part | stats values(one) as many by part | limit ${maxMinutes}`
}

/** The rows one by one, all of them. */
export const oneByOne = (text: Fragment): Fragment => insights`${text} | limit ${maxMinutes}`

/** A row by its minute, epoch ms, with the texts of its columns in their order; undefined where it has none. */
export interface MinuteRow {
  minuteMs: number
  values: (string | undefined)[]
}

/** Rows as they come, or as they come {@link packed}. */
export function minuteRows(
  rows: readonly Record<string, string>[],
  columns: readonly string[],
): MinuteRow[] {
  const made: MinuteRow[] = []
  for (const row of rows) {
    if (row.many === undefined) {
      const values = columns.map((column) => row[column])
      made.push({ minuteMs: time.parse(row.minute ?? ''), values })
      continue
    }
    for (const one of row.many.split(',')) {
      const [minute, ...texts] = one.split('/')
      made.push({ minuteMs: Number(minute), values: texts.map((text) => text || undefined) })
    }
  }
  return made
}

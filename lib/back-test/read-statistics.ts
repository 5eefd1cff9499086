import { readFilteredEvents } from '@/lib/aws/filtered-events'
import { type ExecutedQuery, queryByMinute } from '@/lib/aws/shared-query'
import {
  type Measure,
  type MinuteRow,
  maxMinutes,
  maxTextLength,
  measureColumns,
  measuresByMinute,
} from '@/lib/queries/measures-by-minute'
import { minuteMs, type TimeRange } from '@/lib/time'
import { type FilterMetric, keyOf, measureOf } from './filter-metric'
import { emptyStatistics, type MinuteStatistics } from './minute-statistics'

/** What the log gives some metric filters. */
export interface LogStatistics {
  byKey: Map<string, MinuteStatistics>
  queries: ExecutedQuery[]
  /** Sentences on what is not known. */
  notKnown: string[]
}

interface Counted {
  key: string
  filter: FilterMetric['filter']
  measure: Measure
  statistics: MinuteStatistics
}

/** As many measures in one query as its text has room for. */
function batches(counted: Counted[]): Counted[][] {
  const made: Counted[][] = []
  let current: Counted[] = []
  for (const one of counted) {
    const measures = [...current, one].map(({ measure }) => measure)
    if (current.length > 0 && measuresByMinute(measures).fragment.length > maxTextLength - 100) {
      made.push(current)
      current = []
    }
    current.push(one)
  }
  return [...made, current]
}

/** Ranges in which no query has more minutes than rows. */
function split({ fromMs, toMs }: TimeRange): TimeRange[] {
  const maxMs = maxMinutes * minuteMs
  const ranges: TimeRange[] = []
  for (let startMs = fromMs; startMs < toMs; startMs += maxMs)
    ranges.push({ fromMs: startMs, toMs: Math.min(toMs, startMs + maxMs) })
  return ranges
}

/** Adds a row's measures to the statistics; its columns are those of `measureColumns`. */
function fill(
  values: MinuteRow['values'],
  counted: Counted[],
  received: Uint8Array,
  index: number,
) {
  received[index] = 1
  // The first column counts all events.
  let column = 1
  const next = () => {
    const text = values[column]
    column += 1
    return Number(text ?? 0)
  }
  for (const { filter, measure, statistics } of counted) {
    const n = next()
    const constant = measure.field ? 0 : Number(filter.value)
    const [sum, min, max] = measure.field
      ? [next(), next(), next()]
      : [n * constant, constant, constant]
    if (n === 0) continue
    statistics.count[index] = n
    statistics.sum[index] = sum
    statistics.min[index] = min
    statistics.max[index] = max
  }
}

/** Reads the events one by one, for a pattern that no query can express. */
async function fillByEvents(
  { filter, dimensions }: FilterMetric,
  statistics: MinuteStatistics,
  range: TimeRange,
  signal?: AbortSignal,
): Promise<string[]> {
  const wanted = Object.entries(dimensions)
  const { complete } = await readFilteredEvents(
    filter.pattern,
    range,
    ({ timestampMs, valueAt }) => {
      const text = filter.value.startsWith('$') ? valueAt(filter.value) : filter.value
      const value = text === undefined || text.trim() === '' ? Number.NaN : Number(text)
      const index = Math.floor((timestampMs - statistics.fromMs) / minuteMs)
      if (!Number.isFinite(value) || index < 0 || index >= statistics.count.length) return
      if (wanted.some(([selector, value]) => valueAt(selector) !== value)) return
      statistics.count[index] = (statistics.count[index] ?? 0) + 1
      statistics.sum[index] = (statistics.sum[index] ?? 0) + value
      statistics.min[index] = Math.min(statistics.min[index] ?? value, value)
      statistics.max[index] = Math.max(statistics.max[index] ?? value, value)
    },
    signal,
  )
  return complete
    ? []
    : [
        `No query can express the pattern of ${filter.name}, and it has too many events to read one by one: choose a shorter range.`,
      ]
}

/**
 * Counts what metric filters would have made of the log, by minute: all in one query where queries can
 * express it. `fromMs` and `toMs` (epoch ms) are full minutes. Throws {@link Failed}.
 */
export async function readStatistics(
  metrics: readonly FilterMetric[],
  range: TimeRange,
  signal?: AbortSignal,
): Promise<LogStatistics> {
  const minutes = Math.ceil((range.toMs - range.fromMs) / minuteMs)
  const distinct = new Map(metrics.map((one) => [keyOf(one), one]))
  const byKey = new Map<string, MinuteStatistics>()
  const counted: Counted[] = []
  const oneByOne: { one: FilterMetric; statistics: MinuteStatistics }[] = []
  const received = new Uint8Array(minutes)
  for (const [key, one] of distinct) {
    const statistics = {
      ...emptyStatistics(range.fromMs, minutes, one.filter.defaultValue ?? null),
      received,
    }
    byKey.set(key, statistics)
    const measure = measureOf(one)
    if (measure) counted.push({ key, filter: one.filter, measure, statistics })
    else oneByOne.push({ one, statistics })
  }
  if (byKey.size === 0) return { byKey, queries: [], notKnown: [] }
  const requests = split(range).flatMap((part) =>
    batches(counted).map(async (batch): Promise<ExecutedQuery> => {
      const measures = batch.map(({ measure }) => measure)
      const { rows, query } = await queryByMinute(
        measuresByMinute(measures),
        measureColumns(measures),
        part,
        signal,
      )
      for (const { minuteMs: startMs, values } of rows) {
        const index = Math.floor((startMs - range.fromMs) / minuteMs)
        if (index >= 0 && index < minutes) fill(values, batch, received, index)
      }
      return query
    }),
  )
  const queries = await Promise.all(requests)
  const notKnown = await Promise.all(
    oneByOne.map(({ one, statistics }) => fillByEvents(one, statistics, range, signal)),
  )
  return { byKey, queries, notKnown: notKnown.flat() }
}

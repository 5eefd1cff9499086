import { filteredEvents } from '@/lib/aws/filtered-events'
import { type Asked, askMinutes } from '@/lib/aws/shared-question'
import {
  type Measure,
  type MinuteRow,
  maxMinutes,
  maxTextLength,
  measureColumns,
  measuresByMinute,
} from '@/lib/queries/measures-by-minute'
import type { TimeRange } from '@/lib/time'
import { minuteMs } from '@/lib/time'
import { keyOf, type Measured, measureOf } from './measured'
import { emptyTally, type Tally } from './tally'

/** What one reading of the log has found out. */
export interface Tallies {
  byKey: Map<string, Tally>
  asked: Asked[]
  /** Sentences on what is not known. */
  notKnown: string[]
}

interface Counted {
  key: string
  filter: Measured['filter']
  measure: Measure
  tally: Tally
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

/** Stretches in which no query has more minutes than rows. */
function pieces({ fromMs, toMs }: TimeRange): TimeRange[] {
  const pieceMs = maxMinutes * minuteMs
  const made: TimeRange[] = []
  for (let startMs = fromMs; startMs < toMs; startMs += pieceMs)
    made.push({ fromMs: startMs, toMs: Math.min(toMs, startMs + pieceMs) })
  return made
}

/** Takes a row's measures into the tallies; its columns are those of `measureColumns`. */
function fill(values: MinuteRow['values'], counted: Counted[], heard: Uint8Array, place: number) {
  heard[place] = 1
  // The first column counts all events.
  let column = 1
  const next = () => {
    const text = values[column]
    column += 1
    return Number(text ?? 0)
  }
  for (const { filter, measure, tally } of counted) {
    const n = next()
    const constant = measure.field ? 0 : Number(filter.value)
    const [sum, min, max] = measure.field
      ? [next(), next(), next()]
      : [n * constant, constant, constant]
    if (n === 0) continue
    tally.count[place] = n
    tally.sum[place] = sum
    tally.min[place] = min
    tally.max[place] = max
  }
}

/** Reads the events one by one, for a pattern that no query can say. */
async function fillByEvents(
  { filter, dimensions }: Measured,
  tally: Tally,
  stretch: TimeRange,
  signal?: AbortSignal,
): Promise<string[]> {
  const wanted = Object.entries(dimensions)
  const { all } = await filteredEvents(
    filter.pattern,
    stretch,
    ({ timestampMs, valueAt }) => {
      const text = filter.value.startsWith('$') ? valueAt(filter.value) : filter.value
      const value = text === undefined || text.trim() === '' ? Number.NaN : Number(text)
      const place = Math.floor((timestampMs - tally.fromMs) / minuteMs)
      if (!Number.isFinite(value) || place < 0 || place >= tally.count.length) return
      if (wanted.some(([selector, worth]) => valueAt(selector) !== worth)) return
      tally.count[place] = (tally.count[place] ?? 0) + 1
      tally.sum[place] = (tally.sum[place] ?? 0) + value
      tally.min[place] = Math.min(tally.min[place] ?? value, value)
      tally.max[place] = Math.max(tally.max[place] ?? value, value)
    },
    signal,
  )
  return all
    ? []
    : [
        `No query can say the pattern of ${filter.name}, and not all of its events could be read one by one: ask for a shorter range.`,
      ]
}

/**
 * Counts what metric filters would have made of the log, by minute: all in one query where queries can
 * say it. `fromMs` and `toMs` (epoch ms) are full minutes. Throws {@link Failed}.
 */
export async function logTallies(
  measured: readonly Measured[],
  stretch: TimeRange,
  signal?: AbortSignal,
): Promise<Tallies> {
  const minutes = Math.ceil((stretch.toMs - stretch.fromMs) / minuteMs)
  const distinct = new Map(measured.map((one) => [keyOf(one), one]))
  const byKey = new Map<string, Tally>()
  const counted: Counted[] = []
  const oneByOne: { one: Measured; tally: Tally }[] = []
  const heard = new Uint8Array(minutes)
  for (const [key, one] of distinct) {
    const tally = { ...emptyTally(stretch.fromMs, minutes, one.filter.defaultValue ?? null), heard }
    byKey.set(key, tally)
    const measure = measureOf(one)
    if (measure) counted.push({ key, filter: one.filter, measure, tally })
    else oneByOne.push({ one, tally })
  }
  if (byKey.size === 0) return { byKey, asked: [], notKnown: [] }
  const asks = pieces(stretch).flatMap((piece) =>
    batches(counted).map(async (batch): Promise<Asked> => {
      const measures = batch.map(({ measure }) => measure)
      const { rows, asked } = await askMinutes(
        measuresByMinute(measures),
        measureColumns(measures),
        piece,
        signal,
      )
      for (const { minuteMs: startMs, values } of rows) {
        const place = Math.floor((startMs - stretch.fromMs) / minuteMs)
        if (place >= 0 && place < minutes) fill(values, batch, heard, place)
      }
      return asked
    }),
  )
  const asked = await Promise.all(asks)
  const notKnown = await Promise.all(
    oneByOne.map(({ one, tally }) => fillByEvents(one, tally, stretch, signal)),
  )
  return { byKey, asked, notKnown: notKnown.flat() }
}

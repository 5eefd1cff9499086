import { keyOf, type Measured, measureOf } from '@/lib/back-test/measured'
import { emptyTally, type Tally } from '@/lib/back-test/tally'
import {
  longestText,
  type Measure,
  measuresByMinute,
  minuteOf,
  mostMinutes,
} from '@/lib/queries/measures-by-minute'
import { minuteMs } from '@/lib/window'
import { filteredEvents } from './filtered-events'
import { type Asked, askShared } from './shared-question'

interface Stretch {
  fromMs: number
  toMs: number
}

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
    if (current.length > 0 && measuresByMinute(measures).fragment.length > longestText - 100) {
      made.push(current)
      current = []
    }
    current.push(one)
  }
  return [...made, current]
}

/** Stretches in which no query has more minutes than rows. */
function pieces({ fromMs, toMs }: Stretch): Stretch[] {
  const pieceMs = mostMinutes * minuteMs
  const made: Stretch[] = []
  for (let startMs = fromMs; startMs < toMs; startMs += pieceMs)
    made.push({ fromMs: startMs, toMs: Math.min(toMs, startMs + pieceMs) })
  return made
}

function fill(row: Record<string, string>, counted: Counted[], heard: Uint8Array, place: number) {
  heard[place] = 1
  counted.forEach(({ filter, measure, tally }, at) => {
    const n = Number(row[`n${at}`] ?? 0)
    if (n === 0) return
    const constant = Number(filter.value)
    tally.count[place] = n
    tally.sum[place] = measure.field ? Number(row[`s${at}`] ?? 0) : n * constant
    tally.min[place] = measure.field ? Number(row[`l${at}`] ?? 0) : constant
    tally.max[place] = measure.field ? Number(row[`h${at}`] ?? 0) : constant
  })
}

/** Reads the events one by one, for a pattern that no query can say. */
async function fillByEvents(
  { filter, dimensions }: Measured,
  tally: Tally,
  stretch: Stretch,
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
  stretch: Stretch,
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
      const text = measuresByMinute(batch.map(({ measure }) => measure)).fragment
      const { rows, bytesScanned } = await askShared(text, piece, signal)
      for (const row of rows) {
        const place = Math.floor((minuteOf(row) - stretch.fromMs) / minuteMs)
        if (place >= 0 && place < minutes) fill(row, batch, heard, place)
      }
      return { text, bytesScanned }
    }),
  )
  const asked = await Promise.all(asks)
  const notKnown = await Promise.all(
    oneByOne.map(({ one, tally }) => fillByEvents(one, tally, stretch, signal)),
  )
  return { byKey, asked, notKnown: notKnown.flat() }
}

import type * as z from 'zod'
import type { LocationOf } from '@/lib/location'
import { minuteMs, type TimeRange } from '@/lib/time'
import { type Fragment, insights, period } from './insights'
import type { QueryContext } from './query-context'

/** The widths of parts, the widest first; each divides the one before, and visits pause for no less than the widest. */
export const partWidths = [30 * minuteMs, 5 * minuteMs, minuteMs] as const

/** Where the last `ms` before a moment begin, at the edge of a part that is not the narrowest; epoch ms. */
export const lastOf = (ms: number, toMs: number): number =>
  Math.floor((toMs - ms) / partWidths[1]) * partWidths[1]

/** Parts of one width that follow each other. */
export interface Parts extends TimeRange {
  partMs: number
}

/** A row of a part, which begins at `part` (epoch ms). */
export interface PartRow {
  part: number
}

/** What a base gives at most: each row takes its time on its way, and again in each answer. */
export const maxRows = 50_000

/** One question whose rows, by part of the time, several queries have in common. A pure value. */
export interface Base<Row extends PartRow> {
  name: string
  /** `part` says in which part of the time an event lies. */
  text(context: QueryContext, part: Fragment): Fragment
  row: z.ZodType<Row>
  /** Its limit: with as many rows it may not have given all. */
  maxRows: number
  /** So much before now is asked for at least, ms: somebody always wants it. */
  leastMs?: number
}

/** How a query gets its rows from those of a base. */
export interface FromBase<Row> {
  base: Base<PartRow>
  rows(parts: readonly PartRow[], context: BaseContext): Derived<Row>
}

interface Derived<Row> {
  rows: Row[]
  /** A sentence when the rows are not all there is. */
  note?: string
  /** How many events they are of, where that is another number than matched what was asked for. */
  recordsMatched?: number
}

export interface BaseContext extends QueryContext {
  locationOf: LocationOf
}

/** A query's rows as a function of a base's; the type of these stays between the two. */
export function fromBase<Row, Of extends PartRow>(
  base: Base<Of>,
  rows: (parts: readonly Of[], context: BaseContext) => Row[] | Derived<Row>,
): FromBase<Row> {
  return {
    base: base as unknown as Base<PartRow>,
    rows(parts, context) {
      const derived = rows(parts as readonly Of[], context)
      return Array.isArray(derived) ? { rows: derived } : derived
    },
  }
}

const widthText = (partMs: number) => period(`${partMs / minuteMs}m`)

/** The begin of the part that an event lies in, epoch ms, where the parts of a range have several widths. */
export function partOf(ranges: readonly Parts[]): Fragment {
  const [first, ...rest] = ranges
  const begin = ({ partMs }: Pick<Parts, 'partMs'>) =>
    insights`toMillis(datefloor(@timestamp, ${widthText(partMs)}))`
  return rest.reduce(
    (before, range) =>
      insights`if(toMillis(@timestamp) >= ${range.fromMs}, ${begin(range)}, ${before})`,
    begin(first ?? { partMs: minuteMs }),
  )
}

/** The begin of the bin of a window that a part lies in. */
export const binOf = ({ part }: PartRow, { window }: QueryContext): number =>
  Math.floor(part / window.binMs) * window.binMs

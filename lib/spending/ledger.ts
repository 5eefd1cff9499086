import * as z from 'zod'

/** What a question of a page, asked by a viewer, took on a day. */
const entry = z.object({
  /** As AWS bills, of UTC: 2026-11-28. */
  day: z.iso.date(),
  /** A path; null where no page asked. */
  page: z.string().nullable(),
  question: z.string().nullable(),
  /** Null for CafeWatch itself. */
  viewer: z.string().nullable(),
  queries: z.number(),
  /** Calls of the API, those for queries with it. */
  calls: z.number(),
  bytesScanned: z.number(),
  metrics: z.number(),
  tailMinutes: z.number(),
  /** What viewers were told, and what it had scanned if each of them had asked for all of it. */
  answers: z.number(),
  answeredBytes: z.number(),
})
export type Entry = z.infer<typeof entry>

export type Counts = Omit<Entry, 'day' | 'page' | 'question' | 'viewer'>
export type AskedWhere = Pick<Entry, 'page' | 'question' | 'viewer'>

export const ledgerSchema = z.array(entry)

const nothing: Counts = {
  queries: 0,
  calls: 0,
  bytesScanned: 0,
  metrics: 0,
  tailMinutes: 0,
  answers: 0,
  answeredBytes: 0,
}

const daysKept = 62
/** Of one day; what more is asked counts for its page alone. */
const maxEntriesADay = 2_000

export const dayOf = (ms: number): string => new Date(ms).toISOString().slice(0, 10)

/** The sum of entries. */
export function sumOf(entries: Iterable<Counts>): Counts {
  const sum = { ...nothing }
  for (const one of entries)
    for (const name of Object.keys(nothing) as (keyof Counts)[]) sum[name] += one[name]
  return sum
}

/** What was asked of CloudWatch day by day, and what for. */
export interface Ledger {
  add(where: AskedWhere, counts: Partial<Counts>, atMs: number): void
  entries(): readonly Entry[]
  /** The sum of the day of a moment. */
  ofDay(ms: number): Counts
  /** Grows with each entry. */
  version(): number
}

/** A day's entries by what they were for, and their sum. */
interface Day {
  entries: Map<string, Entry>
  sum: Counts
}

const keyOf = ({ page, question, viewer }: AskedWhere) => JSON.stringify([page, question, viewer])

export function newLedger(from: readonly Entry[] = []): Ledger {
  const days = new Map<string, Day>()
  let version = 0

  function dayNamed(name: string): Day {
    const found = days.get(name) ?? { entries: new Map(), sum: { ...nothing } }
    days.set(name, found)
    return found
  }

  function addTo(name: string, where: AskedWhere, counts: Partial<Counts>): void {
    const day = dayNamed(name)
    const isRoom = day.entries.size < maxEntriesADay || day.entries.has(keyOf(where))
    const kept = isRoom ? where : { page: where.page, question: null, viewer: null }
    const { page, question, viewer } = kept
    const more = { ...nothing, ...counts }
    const before = day.entries.get(keyOf(kept)) ?? nothing
    day.entries.set(keyOf(kept), { day: name, page, question, viewer, ...sumOf([before, more]) })
    day.sum = sumOf([day.sum, more])
  }

  for (const { day, page, question, viewer, ...counts } of from)
    addTo(day, { page, question, viewer }, counts)
  return {
    add(where, counts, atMs) {
      addTo(dayOf(atMs), where, counts)
      version += 1
      for (const name of [...days.keys()].sort().slice(0, -daysKept)) days.delete(name)
    },
    entries: () => [...days.values()].flatMap(({ entries }) => [...entries.values()]),
    ofDay: (ms) => days.get(dayOf(ms))?.sum ?? { ...nothing },
    version: () => version,
  }
}

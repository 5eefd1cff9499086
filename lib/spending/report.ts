import { type Pace, paceOf } from './budget'
import { type Counts, dayOf, type Entry, sumOf } from './ledger'
import { costOf, type Prices } from './prices'

/** What was asked, what it costs, and what it had cost if each viewer had asked for all of it, in dollars. */
export interface Spending extends Counts {
  cost: number
  /** By sharing and keeping answers. */
  saved: number
}

/** The spending of a page, a question or a viewer; null as in entries. */
export interface SpendingOf extends Spending {
  name: string | null
}

/** Several days of spending, and one of them by what it was for, the dearest first. */
export interface SpendingReport {
  ok: true
  prices: Prices
  budget: number | null
  pace: Pace
  /** Of UTC, the newest first. */
  days: (Spending & { day: string })[]
  today: string
  day: string
  ofDay: Spending
  pages: SpendingOf[]
  questions: SpendingOf[]
  viewers: SpendingOf[]
}

export type SpendingReading = SpendingReport | { ok: true; prices: Prices; days: null }

function grouped<Key>(entries: readonly Entry[], keyOf: (entry: Entry) => Key): Map<Key, Entry[]> {
  const groups = new Map<Key, Entry[]>()
  for (const entry of entries) {
    const key = keyOf(entry)
    groups.set(key, [...(groups.get(key) ?? []), entry])
  }
  return groups
}

/** What answers had scanned more than was scanned for them: of each question, since one viewer asks for all. */
function savedBytes(entries: readonly Entry[]): number {
  const byQuestion = [...grouped(entries, ({ question }) => question).values()]
  return byQuestion.reduce((sum, of) => {
    const { answers, answeredBytes, bytesScanned } = sumOf(of)
    return answers > 0 ? sum + answeredBytes - bytesScanned : sum
  }, 0)
}

function spendingOf(entries: readonly Entry[], prices: Prices): Spending {
  const counts = sumOf(entries)
  const bytesScanned = Math.max(0, savedBytes(entries))
  return { ...counts, cost: costOf(counts, prices), saved: costOf({ bytesScanned }, prices) }
}

/** Whoever asks first pays for the others, so each has the part of what is saved that its answers have of all answers. */
function by(
  name: 'page' | 'question' | 'viewer',
  entries: readonly Entry[],
  prices: Prices,
): SpendingOf[] {
  const all = spendingOf(entries, prices)
  return [...grouped(entries, (entry) => entry[name])]
    .map(([of, its]) => {
      const counts = sumOf(its)
      const share = all.answeredBytes > 0 ? counts.answeredBytes / all.answeredBytes : 0
      return { name: of, ...counts, cost: costOf(counts, prices), saved: all.saved * share }
    })
    .sort((a, b) => b.cost - a.cost || b.saved - a.saved || b.calls - a.calls)
}

interface Options {
  prices: Prices
  budget: number | null
  nowMs: number
  /** The day that is taken apart; today when absent. */
  day?: string
}

export function spendingReport(
  entries: readonly Entry[],
  { prices, budget, nowMs, day }: Options,
): SpendingReport {
  const byDay = grouped(entries, (entry) => entry.day)
  const today = dayOf(nowMs)
  const shown = day ?? today
  const ofDay = byDay.get(shown) ?? []
  return {
    ok: true,
    prices,
    budget,
    pace: paceOf(costOf(sumOf(byDay.get(today) ?? []), prices), budget),
    days: [...byDay]
      .sort(([a], [b]) => (a < b ? 1 : -1))
      .map(([name, all]) => ({ day: name, ...spendingOf(all, prices) })),
    today,
    day: shown,
    ofDay: spendingOf(ofDay, prices),
    pages: by('page', ofDay, prices),
    questions: by('question', ofDay, prices),
    viewers: by('viewer', ofDay, prices),
  }
}

import { counted, moment } from '@/lib/format'
import type { ShopState } from '@/lib/orders/watch/shop-state'
import { expectedWords, usualWords } from '@/lib/orders/words/expected-words'
import { missedText } from '@/lib/orders/words/missed'
import { nameOf } from '@/lib/orders/words/request-name'
import { hourMs, minuteMs, type TimeRange } from '@/lib/time'
import { visible } from '@/lib/visible'
import type { Report } from './report'

/** Words of a report, and what they stand for: people can look at that. */
export interface Evidence {
  words: string
  of: 'visits' | 'orders' | 'expected' | 'missed' | 'request' | 'lines'
  range: TimeRange
  /** The path, of a request. */
  request?: string
}

/** So much of the log stands around a moment. */
const aroundMs = 2 * minuteMs
/** Before a trouble began it was as usual. */
const beforeMs = hourMs

const floor = (ms: number) => Math.floor(ms / minuteMs) * minuteMs
const ceil = (ms: number) => Math.ceil(ms / minuteMs) * minuteMs

/** What the numbers, times and names in a report stand for; `zone` is the one in which it was written. */
export function evidenceOf(state: ShopState, report: Report, zone: string): Evidence[] {
  const { atMs, kind, sinceMs, culprit, visits, orders, expected } = state
  const isCalm = kind === 'ok' || kind === 'quiet'
  const fromMs = sinceMs ?? (isCalm ? (state.lateMs ?? atMs - hourMs) : atMs - hourMs)
  const range = { fromMs: floor(fromMs), toMs: ceil(atMs) }
  const whole = { ...range, fromMs: floor(fromMs - beforeMs) }
  // Visits and orders are counted until the last whole minute.
  const counting = { ...range, toMs: Math.max(floor(atMs), range.fromMs + minuteMs) }
  const counts: Evidence[] = [
    { words: `${counted(visits, 'visit')} since`, of: 'visits', range: counting },
    { words: counted(visits, 'visit'), of: 'visits', range: counting },
    { words: counted(orders, 'order'), of: 'orders', range: counting },
  ]
  const named = culprit && {
    words: visible(nameOf({ ...culprit, request: culprit.path })),
    of: 'request' as const,
    range: whole,
    request: culprit.path,
  }
  const moments = [
    ...[sinceMs, culprit?.sinceMs, culprit?.lastMs, state.lastOrderMs],
    // All is well until the newest line: there it is no news.
    isCalm ? null : state.lastLineMs,
    ...[state.lateMs, state.unprovenMs, state.resumedMs, state.renamed?.fromMs],
  ].flatMap((ms): Evidence[] =>
    ms == null
      ? []
      : [
          {
            words: moment(ms, atMs, zone),
            of: 'lines',
            range: { fromMs: floor(ms) - aroundMs, toMs: floor(ms) + minuteMs + aroundMs },
          },
        ],
  )
  const wholeOf = (of: 'expected' | 'missed', words: string): Evidence => ({
    words,
    of,
    range: whole,
  })
  const all = [
    ...(named ? [named] : []),
    wholeOf('missed', missedText(report)),
    wholeOf('missed', missedText(report).replace(/^a/, 'A')),
    wholeOf('expected', expectedWords(expected, orders)),
    wholeOf('expected', expected ? usualWords(expected, orders) : ''),
    ...counts,
    ...moments,
  ]
  return all.filter(({ words }) => words !== '')
}

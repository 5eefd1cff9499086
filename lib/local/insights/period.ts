import type { Span } from '@/lib/text/problem'
import { dayMs, hourMs, minuteMs } from '@/lib/time'
import { MalformedQuery } from './malformed'

/** A length of time. Months, quarters and years have no milliseconds of their own. */
export interface Period {
  ms: number
  calendar?: 'month' | 'quarter' | 'year'
  count: number
  /** As long as it is written, ms: the caps are those of bins. */
  lengthMs: number
}

/** CloudWatch caps the number by its unit and does not say so: bin(300s) is bin(60s). */
const units: { words: string; ms?: number; calendar?: Period['calendar']; cap?: number }[] = [
  { words: 'ms msec millisecond', ms: 1, cap: 1_000 },
  { words: 's sec second', ms: 1_000, cap: 60 },
  { words: 'm min minute', ms: minuteMs, cap: 60 },
  { words: 'h hr hour', ms: hourMs, cap: 24 },
  { words: 'd day', ms: dayMs },
  { words: 'w week', ms: 7 * dayMs },
  { words: 'mo mon month', calendar: 'month' },
  { words: 'q qtr quarter', calendar: 'quarter' },
  { words: 'y yr year', calendar: 'year' },
]
const unitsByWord = new Map(
  units.flatMap((unit) => unit.words.split(' ').map((word) => [word, unit] as const)),
)

const maxCount = 10_000
const maxLengthMs = maxCount * 7 * dayMs

export function periodOf(count: number, word: string, span: Span): Period {
  const singular = word.length > 2 && word.endsWith('s') ? word.slice(0, -1) : word
  const unit = unitsByWord.get(word) ?? unitsByWord.get(singular)
  if (unit === undefined) throw new MalformedQuery(`unknown unit of time: ${word}`, span)
  if (count < 1) throw new MalformedQuery('a period must be at least 1', span)
  const { ms = 0, calendar, cap = count } = unit
  const capped = Math.min(count, cap)
  if (capped > maxCount) throw new MalformedQuery('a period must not be that long', span)
  const lengthMs = Math.min(count * ms, maxLengthMs)
  return { ms: capped * ms, calendar, count: capped, lengthMs }
}

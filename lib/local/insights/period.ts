import type { Span } from '@/lib/text/problem'
import { MalformedQuery } from './malformed'

/** A length of time. Months, quarters and years have no milliseconds of their own. */
export interface Period {
  ms: number
  calendar?: 'month' | 'quarter' | 'year'
  count: number
}

const unitMs = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 }

const units: Record<string, keyof typeof unitMs | 'month' | 'quarter' | 'year'> = {
  millisecond: 'ms',
  ms: 'ms',
  msec: 'ms',
  second: 's',
  s: 's',
  sec: 's',
  minute: 'm',
  m: 'm',
  min: 'm',
  hour: 'h',
  h: 'h',
  hr: 'h',
  day: 'd',
  d: 'd',
  week: 'w',
  w: 'w',
  month: 'month',
  mo: 'month',
  mon: 'month',
  quarter: 'quarter',
  q: 'quarter',
  qtr: 'quarter',
  year: 'year',
  y: 'year',
  yr: 'year',
}
// CloudWatch caps the number by its unit and does not say so: bin(300s) is bin(60s).
const caps: Record<string, number> = { ms: 1_000, s: 60, m: 60, h: 24 }

const maxCount = 10_000

export function periodOf(count: number, unit: string, span: Span): Period {
  const known =
    units[unit] ?? (unit.length > 2 && unit.endsWith('s') ? units[unit.slice(0, -1)] : undefined)
  if (known === undefined) throw new MalformedQuery(`unknown unit of time: ${unit}`, span)
  if (count < 1) throw new MalformedQuery('a period must be at least 1', span)
  const capped = Math.min(count, caps[known] ?? count)
  if (capped > maxCount) throw new MalformedQuery('a period must not be that long', span)
  if (known === 'month' || known === 'quarter' || known === 'year') {
    return { ms: 0, calendar: known, count: capped }
  }
  return { ms: capped * unitMs[known], count: capped }
}

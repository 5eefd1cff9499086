import { type Interval, poissonInterval, wilsonInterval } from './statistics'

/** A figure, beside the one that is wanted. */
export interface Row {
  what: string
  /** Null when there was nothing to measure. */
  measured: string | null
  /** Where the true figure lies, with 95 %, as far as so many runs can tell; empty when that was not reckoned. */
  interval: string
  wanted: string
  /** Null when nothing is wanted of it. */
  isReached: boolean | null
  /** How many runs or instants it is of. */
  of: number
}

const number = (value: number, digits: number) =>
  Number.isFinite(value) ? value.toFixed(digits) : 'never'

const intervalText = ({ low, high }: Interval, digits: number) =>
  `${low.toFixed(digits)}–${high.toFixed(digits)}`

/** A figure that must not exceed a limit, if there is one. */
export const atMost = (
  what: string,
  value: number | null,
  limit: number | null,
  { unit, of, digits = 1 }: { unit: string; of: number; digits?: number },
): Row => ({
  what,
  measured: value === null ? null : `${number(value, digits)}${unit}`,
  interval: '',
  wanted: limit === null ? '' : `at most ${limit}${unit}`,
  isReached: value === null || limit === null ? null : value <= limit,
  of,
})

/** Events in so many days, of which each day had any number. */
export const rate = (
  what: string,
  events: number,
  { days, perDays, limit }: { days: number; perDays: number; limit: number },
): Row => {
  const { low, high } = poissonInterval(events)
  const scale = perDays / days
  return {
    ...atMost(what, events * scale, limit, { unit: '', of: days, digits: 2 }),
    interval: intervalText({ low: low * scale, high: high * scale }, 2),
  }
}

/** The share of verdicts that are right, which must not fall below a limit, if there is one. */
export function rightShare(what: string, verdicts: readonly boolean[], limit: number | null): Row {
  const of = verdicts.length
  const right = verdicts.filter(Boolean).length
  const wanted = limit === null ? '' : `at least ${limit * 100} %`
  if (of === 0) return { what, measured: null, interval: '', wanted, isReached: null, of }
  const { low, high } = wilsonInterval(right, of)
  return {
    what,
    measured: `${((100 * right) / of).toFixed(1)} %`,
    interval: `${intervalText({ low: 100 * low, high: 100 * high }, 0)} %`,
    wanted,
    isReached: limit === null ? null : right / of >= limit,
    of,
  }
}

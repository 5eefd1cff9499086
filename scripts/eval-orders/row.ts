/** A figure, beside the one that is wanted. */
export interface Row {
  what: string
  /** Null when there was nothing to measure. */
  measured: string | null
  wanted: string
  /** Null when nothing is wanted of it. */
  isReached: boolean | null
  /** How many runs or instants it is of. */
  of: number
}

const number = (value: number, digits: number) =>
  Number.isFinite(value) ? value.toFixed(digits) : 'never'

/** A figure that must not exceed a limit. */
export const atMost = (
  what: string,
  value: number | null,
  limit: number,
  { unit, of, digits = 1 }: { unit: string; of: number; digits?: number },
): Row => ({
  what,
  measured: value === null ? null : `${number(value, digits)}${unit}`,
  wanted: `at most ${limit}${unit}`,
  isReached: value === null ? null : value <= limit,
  of,
})

/** A share that must not fall below a limit. */
export const atLeast = (what: string, value: number | null, limit: number, of: number): Row => ({
  what,
  measured: value === null ? null : `${(value * 100).toFixed(1)} %`,
  wanted: `at least ${limit * 100} %`,
  isReached: value === null ? null : value >= limit,
  of,
})

/** A figure to read the others by. */
export const beside = (what: string, measured: string | null, of: number): Row => ({
  what,
  measured,
  wanted: '',
  isReached: null,
  of,
})

export const percent = (value: number | null) =>
  value === null ? null : `${(value * 100).toFixed(1)} %`

/**
 * Where AWS does not say how metric math behaves, this is the choice, with its reason.
 *
 * - Only what is returned must be a time series; a hidden expression may be a scalar that others use.
 * - The AVG of one series counts periods without a datapoint as 0, as AWS's table says of AVG (and why
 *   it has DATAPOINT_COUNT). MIN, MAX and STDDEV see only the datapoints that are there.
 * - STDDEV is that of the whole population: the datapoints of the window are all there are.
 * - A scalar that cannot be had, such as the MAX of nothing, leaves no datapoint where it is used.
 * - Series of different periods meet where their periods start at the same moment; elsewhere the
 *   missing one counts as 0, as any missing value does. The result has the shorter period.
 * - What makes a series by itself (TIME_SERIES, a SEARCH without a period) takes the query's Period,
 *   else the shortest period among the request's metrics, else five minutes.
 * - FILL fills the whole window, also for a metric without any datapoint; REPEAT has nothing to
 *   repeat before the first one, LINEAR nothing to interpolate outside the first and the last.
 * - Trimming counts whole samples: tm90 keeps the samples up to the one that is p90, and p is the
 *   nearest rank.
 * - A period has no percentile when one of its values is negative, and nothing that ranks single values
 *   when one of its statistic sets has several: other periods of the metric have.
 * - -m1^2 is -(m1^2), and ^ takes from the right.
 * - A schema that names only the namespace finds metrics of any dimensions in it; one that names
 *   dimensions finds those that have just these.
 * - A term with capitals or digits inside, such as Count1, is looked for as it is written; the parts
 *   of network/errors are looked for in any case, as AWS's examples of both need. Unless capitals split
 *   it, a term is one token too: customcount1 is that of the whole name CustomCount1. couNT is none.
 * - An array that an expression returns labels each series with its own label, after the Label of the
 *   expression if it has one.
 */
export const defaultPeriodSeconds = 300

export function deviation(values: readonly number[]): number {
  if (values.length === 0) return Number.NaN
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0)
  return Math.sqrt(squares / values.length)
}

/** Limits the datapoints of a request: evaluating them blocks the process. */
export const maxPoints = 10_000_000
/** In an array, and found by a SEARCH. */
export const maxSeries = 500

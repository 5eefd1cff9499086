import type { Scope } from './call'
import { periodsIn, type Window } from './period'
import { redraw, type Series } from './series'
import { deviation } from './undecided'

/** The values of the datapoints, and the number of periods. */
export type Reduction = (values: readonly number[], periods: number) => number

const total: Reduction = (values) => values.reduce((sum, value) => sum + value, 0)
const average: Reduction = (values, periods) =>
  periods === 0 ? Number.NaN : total(values, 0) / periods
const extreme =
  (pick: (a: number, b: number) => number): Reduction =>
  (values) =>
    values.length === 0 ? Number.NaN : values.reduce((a, b) => pick(a, b))

export const reductions = {
  AVG: average,
  MAX: extreme(Math.max),
  MIN: extreme(Math.min),
  SUM: total,
  STDDEV: (values: readonly number[]) => deviation(values),
  DATAPOINT_COUNT: (values: readonly number[]) => values.length,
} satisfies Record<string, Reduction>

/** One value of all the series' datapoints in the window; NaN where there is none. */
export const overTime = (
  { values, periodSeconds }: Series,
  window: Window,
  reduction: Reduction,
) => {
  const result = reduction(values, periodsIn(window, periodSeconds))
  return Number.isFinite(result) ? result : Number.NaN
}

/** An array's series side by side: at each moment that any of them has, one value of all. */
export function across(array: Series[], scope: Scope, reduction: Reduction): Series {
  const never = Number.POSITIVE_INFINITY
  const positions = array.map(() => 0)
  const momentOf = (series: Series, at: number) => series.timesMs[positions[at] ?? 0] ?? never
  const earliest = () =>
    array.reduce((min, series, at) => Math.min(min, momentOf(series, at)), never)
  const like = {
    label: '',
    timesMs: [],
    values: [],
    periodSeconds: array.reduce(
      (min, { periodSeconds }) => Math.min(min, periodSeconds),
      array[0]?.periodSeconds ?? scope.periodSeconds,
    ),
    ...(array.some(({ dropped }) => dropped) && { dropped: true }),
  }
  return redraw(like, (add) => {
    for (let timeMs = earliest(); timeMs < never; timeMs = earliest()) {
      scope.spend(array.length)
      const values: number[] = []
      array.forEach((series, at) => {
        const position = positions[at] ?? 0
        if (series.timesMs[position] !== timeMs) return
        values.push(series.values[position] ?? 0)
        positions[at] = position + 1
      })
      add(timeMs, reduction(values, array.length))
    }
  })
}

import type { Scope } from './call'
import { periodsIn, type Window } from './period'
import { nothing, redraw, type Series } from './series'
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
  const valuesAt = new Map<number, number[]>()
  for (const { timesMs, values } of array)
    timesMs.forEach((timeMs, at) => {
      const value = values[at] ?? 0
      const others = valuesAt.get(timeMs)
      if (others) others.push(value)
      else valuesAt.set(timeMs, [value])
    })
  scope.spend(valuesAt.size * array.length)
  const periods = array.map(({ periodSeconds }) => periodSeconds)
  const like = {
    label: '',
    ...nothing,
    periodSeconds: array.length > 0 ? Math.min(...periods) : scope.periodSeconds,
    ...(array.some(({ dropped }) => dropped) && { dropped: true }),
  }
  return redraw(like, (add) => {
    for (const [timeMs, values] of [...valuesAt].sort(([a], [b]) => a - b))
      add(timeMs, reduction(values, array.length))
  })
}

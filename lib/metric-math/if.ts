import type { Call } from './call'
import { redraw, type Series } from './series'

type Branch = (timeMs: number) => number | undefined

function branchOf(value: number | Series | undefined): Branch {
  if (value === undefined) return () => undefined
  if (typeof value === 'number') return () => value
  const known = new Map(value.timesMs.map((timeMs, at) => [timeMs, value.values[at]]))
  return (timeMs) => known.get(timeMs)
}

/** IF(condition, then, else): 0 is false; a missing then counts as 0, a missing else leaves no datapoint. */
export function choose(call: Call): number | Series {
  const condition = call.scalarOrSeries(0)
  const then = call.scalarOrSeries(1)
  const otherwise = call.count > 2 ? call.scalarOrSeries(2) : undefined
  if (typeof condition === 'number') {
    if (condition !== 0 && !Number.isNaN(condition)) return then
    if (otherwise !== undefined && !Number.isNaN(condition)) return otherwise
    return typeof then === 'number' ? Number.NaN : { ...then, timesMs: [], values: [] }
  }
  const whenTrue = branchOf(then)
  const whenFalse = branchOf(otherwise)
  return redraw(condition, (add) => {
    condition.values.forEach((value, at) => {
      const timeMs = condition.timesMs[at] ?? 0
      const chosen = value !== 0 ? (whenTrue(timeMs) ?? 0) : whenFalse(timeMs)
      if (chosen !== undefined) add(timeMs, chosen)
    })
  })
}

import type { Call } from './call'
import { periodStart, periodsIn } from './period'
import { redraw, type Series, valueAt } from './series'

/** What stands at a moment without a datapoint, between the datapoints before and after it; undefined leaves it empty. */
type Filler = (
  timeMs: number,
  before: Place | undefined,
  after: Place | undefined,
) => number | undefined
interface Place {
  timeMs: number
  value: number
}

const placeAt = ({ timesMs, values }: Series, at: number): Place | undefined => {
  const timeMs = timesMs[at]
  const value = values[at]
  return timeMs === undefined || value === undefined ? undefined : { timeMs, value }
}

const fillers: Record<'REPEAT' | 'LINEAR', Filler> = {
  REPEAT: (_, before) => before?.value,
  LINEAR: (timeMs, before, after) =>
    before &&
    after &&
    before.value +
      ((after.value - before.value) * (timeMs - before.timeMs)) / (after.timeMs - before.timeMs),
}

function fillerOf(call: Call): Filler {
  const { kind } = call.argument(1)
  if (kind === 'word') return fillers[call.word(1, ['REPEAT', 'LINEAR'])]
  const value = call.scalarOrSeries(1)
  return typeof value === 'number' ? () => value : valueAt(value)
}

function filled(series: Series, filler: Filler, call: Call): Series {
  const { window, spend } = call.scope
  const step = series.periodSeconds * 1000
  spend(periodsIn(window, series.periodSeconds))
  return redraw(series, (add) => {
    let at = 0
    const first = periodStart(window.startMs, series.periodSeconds)
    for (let timeMs = first; timeMs < window.endMs; timeMs += step) {
      // A series made of several periods also has datapoints between its own.
      for (
        let next = placeAt(series, at);
        next && next.timeMs < timeMs;
        next = placeAt(series, at)
      ) {
        add(next.timeMs, next.value)
        at += 1
      }
      const here = placeAt(series, at)
      if (here?.timeMs === timeMs) {
        add(timeMs, here.value)
        at += 1
      } else {
        const value = filler(timeMs, placeAt(series, at - 1), here)
        if (value !== undefined) add(timeMs, value)
      }
    }
    for (let rest = placeAt(series, at); rest; rest = placeAt(series, at)) {
      add(rest.timeMs, rest.value)
      at += 1
    }
  })
}

/** FILL(series or array, number | series | REPEAT | LINEAR). */
export function fill(call: Call): Series | Series[] {
  const value = call.seriesOrArray(0)
  const filler = fillerOf(call)
  return Array.isArray(value)
    ? value.map((series) => filled(series, filler, call))
    : filled(value, filler, call)
}

import type { Call } from './call'
import { periodStarts, periodsIn } from './period'
import { align, redraw, type Series, valueAt } from './series'

/** The value at a moment without a datapoint, between the datapoints before and after it; undefined leaves it empty. */
type Filler = (
  timeMs: number,
  before: Datapoint | undefined,
  after: Datapoint | undefined,
) => number | undefined
interface Datapoint {
  timeMs: number
  value: number
}

const datapointAt = ({ timesMs, values }: Series, at: number): Datapoint | undefined => {
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
  spend(periodsIn(window, series.periodSeconds))
  const every = { timesMs: periodStarts(window, series.periodSeconds), values: [] }
  let seen = 0
  return redraw(series, (add) =>
    // A series made of several periods also has datapoints between its own.
    align(series, every, (timeMs, value) => {
      if (value !== undefined) seen += 1
      const known =
        value ?? filler(timeMs, datapointAt(series, seen - 1), datapointAt(series, seen))
      if (known !== undefined) add(timeMs, known)
    }),
  )
}

/** FILL(series or array, number | series | REPEAT | LINEAR). */
export function fill(call: Call): Series | Series[] {
  const filler = fillerOf(call)
  return call.changed(0, (series) => filled(series, filler, call))
}

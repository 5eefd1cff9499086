import { loadDatapoints } from '@/lib/local/metrics/datapoints'
import type { Store } from '@/lib/local/store/store'
import type { Wanted } from '@/lib/metric-math/inputs'
import { type MetricStat, nothing, type Points } from '@/lib/metric-math/series'

/** Datapoints that will be needed: of a metric, by periods that begin as those of the window do. */
export type Need = Wanted

const keyOf = (series: MetricStat, phaseMs: number) =>
  JSON.stringify([series.Metric, series.Stat, series.Period, phaseMs])
const phaseOf = ({ Period, window }: Need) => window.startMs % (Period * 1000)

/** Those of one statistic and period and phase get one window, so that they are read by one query. */
function joined(needs: Need[]): Map<string, Need> {
  const windows = new Map<string, Need['window']>()
  const shapeOf = (need: Need) => `${need.Stat} ${need.Period} ${phaseOf(need)}`
  for (const need of needs) {
    const known = windows.get(shapeOf(need))
    windows.set(shapeOf(need), {
      startMs: Math.min(need.window.startMs, known?.startMs ?? Number.POSITIVE_INFINITY),
      endMs: Math.max(need.window.endMs, known?.endMs ?? 0),
    })
  }
  return new Map(
    needs.map((need) => [
      keyOf(need, phaseOf(need)),
      { ...need, window: windows.get(shapeOf(need)) ?? need.window },
    ]),
  )
}

/** The part of a series that begins in a window. */
function within({ timesMs, values }: Points, { startMs, endMs }: Need['window']): Points {
  const before = (limitMs: number) => {
    let low = 0
    for (let high = timesMs.length; low < high; ) {
      const middle = (low + high) >> 1
      if ((timesMs[middle] ?? 0) < limitMs) low = middle + 1
      else high = middle
    }
    return low
  }
  const from = before(startMs)
  const to = before(endMs)
  return { timesMs: timesMs.slice(from, to), values: values.slice(from, to) }
}

/**
 * Reads the datapoints of many alarms at once: one query for all of one statistic and period. Gives the
 * part of what was read that a later need asks for.
 */
export async function gather(store: Store, needs: Need[]): Promise<(need: Need) => Points> {
  const wanted = joined(needs)
  const loaded = await loadDatapoints(store, [...wanted.values()])
  const byKey = new Map([...wanted.keys()].map((key, at) => [key, loaded[at] ?? nothing]))
  return (need) => within(byKey.get(keyOf(need, phaseOf(need))) ?? nothing, need.window)
}

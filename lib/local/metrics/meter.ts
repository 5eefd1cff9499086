import { compilePattern } from '@/lib/local/filter-pattern'
import type { NewEvent } from '@/lib/local/store/batch'
import { minuteMs } from '@/lib/time'
import type { Datapoint } from './datapoints'
import type { MetricFilter, Transformation } from './metric-filter-store'

type Compiled = ReturnType<typeof compilePattern> & { change: Transformation }

/** What `$.latency` or `$size` means in an event. */
function valueIn(event: NewEvent, path: string, { extract }: Compiled): string | undefined {
  const { fields } = event
  const name = path.replace(/^\$\.?/, '')
  return fields && Object.hasOwn(fields, name) ? fields[name] : extract(event)[path]
}

function numberIn(event: NewEvent, filter: Compiled): number | null {
  const text = filter.change.metricValue
  const value = text.startsWith('$') ? valueIn(event, text, filter) : text
  return value === undefined || value.trim() === '' || !Number.isFinite(Number(value))
    ? null
    : Number(value)
}

function dimensionsIn(event: NewEvent, filter: Compiled): string | null {
  const pairs = Object.entries(filter.change.dimensions ?? {}).map(
    ([name, from]) => [name, valueIn(event, from, filter)] as const,
  )
  return pairs.every(([, value]) => value !== undefined) ? JSON.stringify(pairs.sort()) : null
}

/** One metric filter over the events of a batch: a datapoint for each minute, value and dimensions. */
function meter(filter: Compiled) {
  const { matches, change } = filter
  const metric = [change.metricNamespace, change.metricName] as const
  const counts = new Map<string, Datapoint>()
  const minutesWithoutMatch = new Set<number>()
  const minutesWithMatch = new Set<number>()
  return {
    see(event: NewEvent) {
      const minute = Math.floor(event.timestampMs / minuteMs) * minuteMs
      if (!matches(event)) {
        minutesWithoutMatch.add(minute)
        return
      }
      minutesWithMatch.add(minute)
      const value = numberIn(event, filter)
      const dimensions = dimensionsIn(event, filter)
      if (value === null || dimensions === null) return
      const key = `${minute} ${value} ${dimensions}`
      const known = counts.get(key)
      if (known) known[5] += 1
      else counts.set(key, [...metric, dimensions, minute, value, 1])
    },
    datapoints(): Datapoint[] {
      const { defaultValue } = change
      if (defaultValue === undefined) return [...counts.values()]
      // Events arrived and none matched: a datapoint without weight, so that the minute is not missing.
      const zeros = [...minutesWithoutMatch]
        .filter((minute) => !minutesWithMatch.has(minute))
        .map((minute): Datapoint => [...metric, '[]', minute, defaultValue, 0])
      return [...counts.values(), ...zeros]
    },
  }
}

/** Metric filters over the events of a batch. */
export function newMeters(filters: readonly MetricFilter[]) {
  const meters = filters.flatMap(({ filterPattern, metricTransformations }) =>
    metricTransformations.map((change) => meter({ ...compilePattern(filterPattern), change })),
  )
  return {
    see(event: NewEvent) {
      for (const one of meters) one.see(event)
    },
    datapoints: () => meters.flatMap((one) => one.datapoints()),
  }
}

export type Meters = ReturnType<typeof newMeters>

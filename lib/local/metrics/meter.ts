import type { PlainRequest } from '@/lib/access-log/plain/plain-request'
import { valueReader } from '@/lib/filter-pattern/extract'
import { account, region } from '@/lib/local/arn'
import { type CompiledPattern, compileStored } from '@/lib/local/filter-pattern'
import type { NewEvent } from '@/lib/local/store/batch'
import { locationFields } from '@/lib/local/store/event-files'
import type { Location } from '@/lib/location'
import { minuteMs } from '@/lib/time'
import { newAlike } from './alike'
import { isConstant } from './constant'
import { type Datapoint, storedUnit } from './datapoints'
import type { MetricFilter, Transformation } from './metric-filter-store'

type Pair = readonly [name: string, value: string]
type Compiled = CompiledPattern & { change: Transformation; systemPairs: Pair[] }

const systemFields = { '@aws.account': account, '@aws.region': region }

const numberOf = (text: string | undefined): number | null =>
  text === undefined || text.trim() === '' || !Number.isFinite(Number(text)) ? null : Number(text)

/** Gives the value of a metric for an event, null where it has none. */
function numberReader({ change, extract }: Compiled): (event: NewEvent) => number | null {
  const constant = numberOf(change.metricValue)
  if (!change.metricValue.startsWith('$')) return () => constant
  const valueIn = valueReader(change.metricValue, extract)
  return (event) => numberOf(valueIn(event))
}

/** Reads the dimensions of a metric from an event, null where one is missing there. */
function dimensionsReader({ change, extract, systemPairs }: Compiled) {
  const readers = Object.entries(change.dimensions ?? {}).map(
    ([name, from]) => [name, valueReader(from, extract)] as const,
  )
  return (event: NewEvent): string | null => {
    const pairs = readers.map(([name, valueIn]) => [name, valueIn(event)] as const)
    return pairs.every(([, value]) => value !== undefined)
      ? JSON.stringify([...pairs, ...systemPairs].sort())
      : null
  }
}

/** The fields that decide alone what a filter counts; null when more of an event does. */
const askedBy = ({ asks, change }: Compiled) => (isConstant(change) ? asks : null)

const minuteOf = (ms: number) => Math.floor(ms / minuteMs) * minuteMs

/** One metric filter over the events of a batch: a datapoint for each minute, value and dimensions. */
function meter(filter: Compiled) {
  const { matches, change, systemPairs } = filter
  const constantDimensions = JSON.stringify([...systemPairs].sort())
  const metric = [change.metricNamespace, change.metricName] as const
  const unit = storedUnit(change.unit)
  const hasDimensions = Object.keys(change.dimensions ?? {}).length > 0
  const numberIn = numberReader(filter)
  const dimensionsIn = dimensionsReader(filter)
  const counts = new Map<string, Datapoint>()
  const minutesWithoutMatch = new Set<number>()
  const minutesWithMatch = new Set<number>()
  // Many events in succession are of one minute.
  let lastWithout = Number.NaN
  let last: { minute: number; datapoint: Datapoint } | null = null

  function count(event: NewEvent, minute: number, times: number): Datapoint | null {
    minutesWithMatch.add(minute)
    const value = numberIn(event)
    const dimensions = hasDimensions ? dimensionsIn(event) : constantDimensions
    if (value === null || dimensions === null) return null
    const key = `${minute} ${value} ${dimensions}`
    const known = counts.get(key)
    if (known) {
      known[5] += times
      return known
    }
    const datapoint: Datapoint = [...metric, dimensions, minute, value, times, unit]
    counts.set(key, datapoint)
    return datapoint
  }

  /** So many events of a minute as this one, which match or do not. */
  function seeAlike(event: NewEvent, minute: number, isMatch: boolean, times: number) {
    if (!isMatch) {
      if (minute !== lastWithout) minutesWithoutMatch.add(minute)
      lastWithout = minute
      return
    }
    if (last?.minute === minute) {
      last.datapoint[5] += times
      return
    }
    const datapoint = count(event, minute, times)
    // The same for each event of this minute, unless the event decides.
    if (datapoint && isConstant(change)) last = { minute, datapoint }
  }

  return {
    seeAlike,
    see: (event: NewEvent) => seeAlike(event, minuteOf(event.timestampMs), matches(event), 1),
    datapoints(): Datapoint[] {
      const { defaultValue } = change
      if (defaultValue === undefined) return [...counts.values()]
      // Another batch may have a match in this minute: without weight it counts only when none has.
      const defaults = [...minutesWithoutMatch]
        .filter((minute) => !minutesWithMatch.has(minute))
        .map((minute): Datapoint => [...metric, constantDimensions, minute, defaultValue, 0, unit])
      return [...counts.values(), ...defaults]
    },
  }
}

/** An event with its location among its fields. */
function located(event: NewEvent, location: Location): NewEvent {
  const fields = { ...event.fields }
  for (const name of locationFields) if (location[name] !== '') fields[name] = location[name]
  return { ...event, fields }
}

// One of its fields, or a selector of any field.
const mayNameLocation = new RegExp(`${locationFields.join('|')}|[.[]\\s*"?\\*`)

/** Which filters an event matches, in their order. */
interface Outcome {
  number: number
  matches: readonly boolean[]
}

/** Few outcomes exist, and each is one object. */
function newOutcomes() {
  const all: Outcome[] = []
  const byText = new Map<string, Outcome>()
  return {
    all,
    of(matches: readonly boolean[]): Outcome {
      const text = matches.join()
      const known = byText.get(text)
      if (known) return known
      const outcome = { number: all.length, matches }
      all.push(outcome)
      byText.set(text, outcome)
      return outcome
    },
  }
}

function compileAll(filters: readonly MetricFilter[], text: string) {
  const compiled = filters.flatMap(
    ({ filterPattern, metricTransformations, emitSystemFieldDimensions = [] }) => {
      const systemPairs = emitSystemFieldDimensions.map((name): Pair => [name, systemFields[name]])
      return metricTransformations.map(
        (change): Compiled => ({ ...compileStored(filterPattern), change, systemPairs }),
      )
    },
  )
  // Few filters ask for a location: only for these it is put together.
  const asksLocation = mayNameLocation.test(text)
  const asked = compiled.map(askedBy)
  const outcomes = newOutcomes()
  const outcomeOf =
    !asksLocation && asked.every((fields) => fields !== null)
      ? newAlike([...new Set(asked.flat())], (event) =>
          outcomes.of(compiled.map(({ matches }) => matches(event))),
        )
      : null
  return { text, compiled, asksLocation, outcomes: outcomes.all, outcomeOf }
}

let latest = compileAll([], '[]')

/** From batch to batch the filters are the same, and what is known of their matches. */
function compiledOnce(filters: readonly MetricFilter[]) {
  const text = JSON.stringify(filters)
  if (latest.text !== text) latest = compileAll(filters, text)
  return latest
}

/** Metric filters over the events of a batch. */
export function newMeters(filters: readonly MetricFilter[]) {
  const { compiled, asksLocation, outcomes, outcomeOf } = compiledOnce(filters)
  const meters = compiled.map(meter)
  /** How many plain requests of a minute, which the meters have not seen yet, had each outcome. */
  const unseen: number[] = []
  let minute = Number.NaN

  /** Shows them to the meters: no event decides more than its outcome. */
  function settle() {
    const event: NewEvent = { timestampMs: minute, message: '', fields: {} }
    for (const { number, matches } of outcomes) {
      const times = unseen[number] ?? 0
      if (times === 0) continue
      unseen[number] = 0
      for (const [at, isMatch] of matches.entries())
        meters[at]?.seeAlike(event, minute, isMatch, times)
    }
  }

  return {
    see(event: NewEvent, location: Location | null = null) {
      settle()
      const seen = asksLocation && location !== null ? located(event, location) : event
      for (const one of meters) one.see(seen)
    },
    seePlain(request: PlainRequest, bytes: Uint8Array, event: () => NewEvent): boolean {
      if (!outcomeOf) return false
      const { number } = outcomeOf(request, bytes, event)
      const { timestampMs } = request
      if (!(timestampMs >= minute && timestampMs < minute + minuteMs)) {
        settle()
        minute = minuteOf(timestampMs)
      }
      unseen[number] = (unseen[number] ?? 0) + 1
      return true
    },
    datapoints() {
      settle()
      return meters.flatMap((one) => one.datapoints())
    },
  }
}

export type Meters = ReturnType<typeof newMeters>

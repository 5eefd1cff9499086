import { type Evaluation, isEvaluatedAt, periodsAt, type Transition } from '@/lib/alarms/replay'
import { evaluate, evaluateWithReason, type Point, type State } from '@/lib/alarms/state'
import type { Points } from '@/lib/metric-math/series'
import type { TimeRange } from '@/lib/time'
import { minuteMs } from '@/lib/time'

type ValueAt = (startMs: number) => number | null

/** Looks values up by the start of their period, epoch ms; all lie whole steps from each other. */
function lookUp({ timesMs, values }: Points, stepMs: number): ValueAt {
  let [first, last] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
  for (const timeMs of timesMs) {
    first = Math.min(first, timeMs)
    last = Math.max(last, timeMs)
  }
  const places = timesMs.length === 0 ? 0 : (last - first) / stepMs + 1
  const known = new Float64Array(places).fill(Number.NaN)
  timesMs.forEach((timeMs, at) => {
    known[(timeMs - first) / stepMs] = values[at] ?? Number.NaN
  })
  return (startMs) => {
    const value = known[(startMs - first) / stepMs]
    return value === undefined || Number.isNaN(value) ? null : value
  }
}

/** Looks at the newest periods of a series: how many have a datapoint, and how many of those breach. */
function newest({ rule, periodSeconds }: Evaluation, valueAt: ValueAt) {
  const periodMs = periodSeconds * 1000
  const { evaluationPeriods } = rule
  const spanMs = evaluationPeriods * periodMs
  const alone = { ...rule, evaluationPeriods: 1, datapointsToAlarm: 1 }
  let [endMs, present, breaching] = [Number.NEGATIVE_INFINITY, 0, 0]
  const seen = new Map<number, boolean>()
  const breaches = (value: number) => {
    const before = seen.get(value)
    if (before !== undefined) return before
    const breaching = evaluate([{ startMs: 0, value }], alone, 'OK').state === 'ALARM'
    seen.set(value, breaching)
    return breaching
  }
  const count = (startMs: number, sign: 1 | -1) => {
    const value = valueAt(startMs)
    if (value === null) return
    present += sign
    if (breaches(value)) breaching += sign
  }
  return (atMs: number) => {
    const nowEndsMs = Math.floor(atMs / periodMs) * periodMs
    const firstMs = Math.max(endMs, nowEndsMs - spanMs)
    const anew = firstMs > endMs
    if (anew) {
      present = 0
      breaching = 0
    }
    for (let startMs = firstMs; startMs < nowEndsMs; startMs += periodMs) {
      count(startMs, 1)
      if (!anew) count(startMs - spanMs, -1)
    }
    endMs = nowEndsMs
    const breaches = breaching >= (rule.datapointsToAlarm ?? evaluationPeriods)
    return { whole: present === evaluationPeriods, state: breaches ? 'ALARM' : 'OK' }
  }
}

/**
 * The changes of state by what an alarm sees at the close of each minute, oldest period first, as `replay`
 * gives them. `changesNothing` may know a minute that need not be evaluated.
 */
export function changesBy(
  evaluation: Evaluation,
  seenAt: (atMs: number) => Point[],
  { fromMs, toMs }: TimeRange,
  start: State,
  changesNothing: (atMs: number, state: State) => boolean = () => false,
): Transition[] {
  const { rule } = evaluation
  const turns: Transition[] = []
  let state = start
  const first = Math.floor(fromMs / minuteMs) * minuteMs + minuteMs
  for (let atMs = first; atMs <= toMs; atMs += minuteMs) {
    if (!isEvaluatedAt(evaluation, atMs) || changesNothing(atMs, state)) continue
    const periods = seenAt(atMs)
    const { state: to } = evaluate(periods, rule, state)
    if (to === state) continue
    const { reason, evaluated } = evaluateWithReason(periods, rule, state)
    turns.push({ atMs, from: state, to, reason, evaluated })
    state = to
  }
  return turns
}

/**
 * The changes of state that a series causes. Most of a month's 43,200 minutes have all their datapoints
 * and change nothing: those are only counted.
 */
export function changesOver(
  evaluation: Evaluation,
  points: Points,
  stretch: TimeRange,
  start: State,
): Transition[] {
  const { periodSeconds, sliding } = evaluation
  const periodMs = periodSeconds * 1000
  const valueAt = lookUp(points, sliding ? Math.min(periodMs, minuteMs) : periodMs)
  const seenAt = (atMs: number) => periodsAt(evaluation, valueAt, atMs)
  // Periods that slide with the minute follow upon each other only when they are a minute long.
  if (sliding && periodSeconds !== 60) return changesBy(evaluation, seenAt, stretch, start)
  const look = newest(evaluation, valueAt)
  return changesBy(evaluation, seenAt, stretch, start, (atMs, state) => {
    const seen = look(atMs)
    return seen.whole && seen.state === state
  })
}

/** The state at a moment, by the changes before it. */
export const stateAt = (turns: readonly Transition[], atMs: number, start: State): State =>
  turns.findLast((turn) => turn.atMs <= atMs)?.to ?? start

/** When an alarm was in ALARM between two moments. */
export function alarmSpans(
  turns: readonly { atMs: number; to: State }[],
  { fromMs, toMs }: TimeRange,
  start: State,
): TimeRange[] {
  const spans: TimeRange[] = []
  let sinceMs = start === 'ALARM' ? fromMs : null
  for (const { atMs, to } of turns) {
    if (atMs < fromMs) continue
    if (to === 'ALARM') sinceMs ??= atMs
    else if (sinceMs !== null) {
      spans.push({ fromMs: sinceMs, toMs: atMs })
      sinceMs = null
    }
  }
  if (sinceMs !== null && sinceMs < toMs) spans.push({ fromMs: sinceMs, toMs })
  return spans
}

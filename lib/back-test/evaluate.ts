import { changesBy, type Evaluation, periodsAt, type StateTransition } from '@/lib/alarms/replay'
import { type AlarmState, evaluate, evaluationRange } from '@/lib/alarms/state'
import type { Points } from '@/lib/metric-math/series'
import { minuteMs, type TimeRange } from '@/lib/time'

type ValueAt = (startMs: number) => number | null

/** Values by the start of their period, epoch ms; starts lie whole steps apart. */
function valuesByStart({ timesMs, values }: Points, stepMs: number): ValueAt {
  let [first, last] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
  for (const timeMs of timesMs) {
    first = Math.min(first, timeMs)
    last = Math.max(last, timeMs)
  }
  const length = timesMs.length === 0 ? 0 : (last - first) / stepMs + 1
  const found = new Float64Array(length).fill(Number.NaN)
  timesMs.forEach((timeMs, at) => {
    found[(timeMs - first) / stepMs] = values[at] ?? Number.NaN
  })
  return (startMs) => {
    const value = found[(startMs - first) / stepMs]
    return value === undefined || Number.isNaN(value) ? null : value
  }
}

/** Counts, in the newest periods of a series, those with a datapoint and those that breach. */
function counter({ rule, periodSeconds }: Evaluation, valueAt: ValueAt) {
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
    const restarts = firstMs > endMs
    if (restarts) {
      present = 0
      breaching = 0
    }
    for (let startMs = firstMs; startMs < nowEndsMs; startMs += periodMs) {
      count(startMs, 1)
      if (!restarts) count(startMs - spanMs, -1)
    }
    endMs = nowEndsMs
    const breaches = breaching >= (rule.datapointsToAlarm ?? evaluationPeriods)
    return { complete: present === evaluationPeriods, state: breaches ? 'ALARM' : 'OK' }
  }
}

/** Whether an alarm sees no datapoint at all. It is asked minute after minute. */
function seesNothing({ rule, periodSeconds }: Evaluation, { timesMs, values }: Points) {
  const spanMs = (evaluationRange(rule.evaluationPeriods) + 1) * periodSeconds * 1000
  const known = timesMs.filter((_, at) => !Number.isNaN(values[at])).toSorted((a, b) => a - b)
  let next = 0
  return (atMs: number) => {
    while ((known[next] ?? Number.POSITIVE_INFINITY) < atMs) next += 1
    const last = known[next - 1]
    return last === undefined || last < atMs - spanMs
  }
}

/**
 * The state transitions that a series causes. Most of a month's 43,200 minutes have all their datapoints
 * and change nothing: those are only counted.
 */
export function changesOver(
  evaluation: Evaluation,
  points: Points,
  range: TimeRange,
  start: AlarmState,
): StateTransition[] {
  const { periodSeconds, sliding } = evaluation
  const periodMs = periodSeconds * 1000
  const valueAt = valuesByStart(points, sliding ? Math.min(periodMs, minuteMs) : periodMs)
  const seenAt = (atMs: number) => periodsAt(evaluation, valueAt, atMs)
  const nothingAt = seesNothing(evaluation, points)
  let sawNothing = false
  // Of nothing always comes the same: a year without datapoints is looked at once.
  const isNothingAgain = (atMs: number) => {
    const before = sawNothing
    sawNothing = nothingAt(atMs)
    return before && sawNothing
  }
  // Sliding periods adjoin each other only when they are a minute long.
  if (sliding && periodSeconds !== 60)
    return changesBy(evaluation, seenAt, range, start, isNothingAgain)
  const countAt = counter(evaluation, valueAt)
  return changesBy(evaluation, seenAt, range, start, (atMs, state) => {
    const counted = countAt(atMs)
    return isNothingAgain(atMs) || (counted.complete && counted.state === state)
  })
}

/** The state at a moment, by the changes before it. */
export const stateAt = (
  transitions: readonly StateTransition[],
  atMs: number,
  start: AlarmState,
): AlarmState => transitions.findLast((transition) => transition.atMs <= atMs)?.to ?? start

/** When an alarm was in ALARM between two moments. */
export function alarmSpans(
  transitions: readonly { atMs: number; to: AlarmState }[],
  { fromMs, toMs }: TimeRange,
  start: AlarmState,
): TimeRange[] {
  const spans: TimeRange[] = []
  let sinceMs = start === 'ALARM' ? fromMs : null
  for (const { atMs, to } of transitions) {
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

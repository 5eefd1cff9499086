import { dayMs, hourMs, minuteMs, type TimeRange } from '@/lib/time'
import type { StateChange } from './alarm'
import {
  type AlarmState,
  evaluate,
  evaluateWithReason,
  evaluationRange,
  type Point,
  type Rule,
} from './state'

/** How an alarm evaluates one series. */
export interface Evaluation {
  rule: Rule
  periodSeconds: number
  /**
   * The periods end with the minute that is evaluated, as CloudWatch's do: `valueAt` gets periods that
   * begin at any full minute. Left out they begin where those of GetMetricData do.
   */
  sliding?: boolean
}

/** A state change at the close of a minute. */
export interface StateTransition extends StateChange {
  /** The datapoints that decided, newest first. */
  evaluated: Point[]
}

/** Whether an alarm is evaluated at the close of a minute: only at full hours when it looks back over more than a day. */
export const isEvaluatedAt = ({ rule, periodSeconds }: Evaluation, atMs: number): boolean =>
  rule.evaluationPeriods * periodSeconds * 1000 <= dayMs || atMs % hourMs === 0

/** The periods that are evaluated when the minute `atMs` has closed, oldest first. */
export function periodsAt(
  { rule, periodSeconds, sliding }: Evaluation,
  valueAt: (startMs: number) => number | null,
  atMs: number,
): Point[] {
  const periodMs = periodSeconds * 1000
  const endMs = sliding ? atMs : Math.floor(atMs / periodMs) * periodMs
  const range = evaluationRange(rule.evaluationPeriods)
  const points: Point[] = []
  for (let startMs = endMs - range * periodMs; startMs < endMs; startMs += periodMs)
    points.push({ startMs, value: valueAt(startMs) })
  return points
}

/**
 * Evaluates what an alarm sees at the close of each minute after `fromMs` up to `toMs` (epoch ms),
 * oldest period first, starting in a state, and gives each state transition. A minute for which
 * `changesNothing` holds is not evaluated.
 */
export function changesBy(
  evaluation: Evaluation,
  seenAt: (atMs: number) => Point[],
  { fromMs, toMs }: TimeRange,
  start: AlarmState,
  changesNothing: (atMs: number, state: AlarmState) => boolean = () => false,
): StateTransition[] {
  const { rule } = evaluation
  const transitions: StateTransition[] = []
  let state = start
  const first = Math.floor(fromMs / minuteMs) * minuteMs + minuteMs
  for (let atMs = first; atMs <= toMs; atMs += minuteMs) {
    if (!isEvaluatedAt(evaluation, atMs) || changesNothing(atMs, state)) continue
    const periods = seenAt(atMs)
    // The reason takes longer than the evaluation: only transitions need it.
    if (evaluate(periods, rule, state).state === state) continue
    const { state: to, reason, evaluated } = evaluateWithReason(periods, rule, state)
    transitions.push({ atMs, from: state, to, reason, evaluated })
    state = to
  }
  return transitions
}

/** The same for a series: `valueAt` gives the value of the period that begins then, null when it has none. */
export const replay = (
  evaluation: Evaluation,
  valueAt: (startMs: number) => number | null,
  range: TimeRange,
  start: AlarmState,
): StateTransition[] =>
  changesBy(evaluation, (atMs) => periodsAt(evaluation, valueAt, atMs), range, start)

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
 * Evaluates a series at the close of each minute after `fromMs` up to `toMs` (epoch ms), starting in a
 * state, and gives each state transition. `valueAt` gives the value of the period that begins then, null
 * when it has none.
 */
export function replay(
  evaluation: Evaluation,
  valueAt: (startMs: number) => number | null,
  { fromMs, toMs }: TimeRange,
  start: AlarmState,
): StateTransition[] {
  const transitions: StateTransition[] = []
  let state = start
  const first = Math.floor(fromMs / minuteMs) * minuteMs + minuteMs
  for (let atMs = first; atMs <= toMs; atMs += minuteMs) {
    if (!isEvaluatedAt(evaluation, atMs)) continue
    const points = periodsAt(evaluation, valueAt, atMs)
    // The reason takes longer than the evaluation: only transitions need it.
    if (evaluate(points, evaluation.rule, state).state === state) continue
    const { evaluated, ...verdict } = evaluateWithReason(points, evaluation.rule, state)
    transitions.push({ atMs, from: state, to: verdict.state, reason: verdict.reason, evaluated })
    state = verdict.state
  }
  return transitions
}

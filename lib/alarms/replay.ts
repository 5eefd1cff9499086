import { evaluate, evaluationRange, type Point, type Rule, type State } from './state'

const minuteMs = 60_000

/** How an alarm judges one series. */
export interface Judging {
  rule: Rule
  periodSeconds: number
}

/** A change of state at the close of a minute. */
export interface Turn {
  atMs: number
  from: State
  to: State
  reason: string
  /** The datapoints that decided, newest first. */
  evaluated: Point[]
}

/** The periods that are looked at when the minute `atMs` has closed, oldest first. */
export function periodsAt(
  { rule, periodSeconds }: Judging,
  valueAt: (startMs: number) => number | null,
  atMs: number,
): Point[] {
  const periodMs = periodSeconds * 1000
  const endMs = Math.floor(atMs / periodMs) * periodMs
  const range = evaluationRange(rule.evaluationPeriods)
  return Array.from({ length: range }, (_, at) => {
    const startMs = endMs - (range - at) * periodMs
    return { startMs, value: valueAt(startMs) }
  })
}

/**
 * Judges a series at the close of each minute after `fromMs` up to `toMs` (epoch ms), from a state on,
 * and gives each change of state. `valueAt` gives the value of the period that begins then, null when none came.
 */
export function replay(
  judging: Judging,
  valueAt: (startMs: number) => number | null,
  { fromMs, toMs }: { fromMs: number; toMs: number },
  start: State,
): Turn[] {
  const turns: Turn[] = []
  let state = start
  const first = Math.floor(fromMs / minuteMs) * minuteMs + minuteMs
  for (let atMs = first; atMs <= toMs; atMs += minuteMs) {
    const { evaluated, ...verdict } = evaluate(
      periodsAt(judging, valueAt, atMs),
      judging.rule,
      state,
    )
    if (verdict.state === state) continue
    turns.push({ atMs, from: state, to: verdict.state, reason: verdict.reason, evaluated })
    state = verdict.state
  }
  return turns
}

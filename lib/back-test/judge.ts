import { type Judging, periodsAt, type Turn } from '@/lib/alarms/replay'
import { evaluate, judge, type State } from '@/lib/alarms/state'
import type { Points } from '@/lib/metric-math/series'
import { minuteMs } from '@/lib/window'

/** From when to when, epoch ms: judged at the close of each minute after `fromMs` up to `toMs`. */
export interface Stretch {
  fromMs: number
  toMs: number
}

/**
 * The changes of state that a series causes, as `replay` gives them. The sentences are made for the
 * changes only: a month has 43,200 minutes and few changes.
 */
export function changesOver(
  judging: Judging,
  { timesMs, values }: Points,
  { fromMs, toMs }: Stretch,
  start: State,
): Turn[] {
  const known = new Map<number, number>()
  timesMs.forEach((timeMs, at) => {
    known.set(timeMs, values[at] ?? 0)
  })
  const valueAt = (startMs: number) => known.get(startMs) ?? null
  const turns: Turn[] = []
  let state = start
  const first = Math.floor(fromMs / minuteMs) * minuteMs + minuteMs
  for (let atMs = first; atMs <= toMs; atMs += minuteMs) {
    const periods = periodsAt(judging, valueAt, atMs)
    const { state: to } = judge(periods, judging.rule, state)
    if (to === state) continue
    const { reason, evaluated } = evaluate(periods, judging.rule, state)
    turns.push({ atMs, from: state, to, reason, evaluated })
    state = to
  }
  return turns
}

/** The state at a moment, by the changes before it. */
export const stateAt = (turns: readonly Turn[], atMs: number, start: State): State =>
  turns.findLast((turn) => turn.atMs <= atMs)?.to ?? start

/** When an alarm was in ALARM between two moments. */
export function alarmSpans(
  turns: readonly { atMs: number; to: State }[],
  { fromMs, toMs }: Stretch,
  start: State,
): Stretch[] {
  const spans: Stretch[] = []
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

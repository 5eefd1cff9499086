import { type Judging, periodsAt, type Turn } from '@/lib/alarms/replay'
import { evaluate, judge, type State } from '@/lib/alarms/state'
import type { Points } from '@/lib/metric-math/series'
import { minuteMs } from '@/lib/window'

/** From when to when, epoch ms: judged at the close of each minute after `fromMs` up to `toMs`. */
export interface Stretch {
  fromMs: number
  toMs: number
}

/** Looks at the newest periods of a series: how many have a datapoint, and how many of those breach. */
function newest({ rule, periodSeconds }: Judging, known: ReadonlyMap<number, number>) {
  const periodMs = periodSeconds * 1000
  const { evaluationPeriods } = rule
  const alone = { ...rule, evaluationPeriods: 1, datapointsToAlarm: 1 }
  let [endMs, present, breaching] = [Number.NEGATIVE_INFINITY, 0, 0]
  const count = (startMs: number, sign: 1 | -1) => {
    const value = known.get(startMs)
    if (value === undefined) return
    present += sign
    if (judge([{ startMs, value }], alone, 'OK').state === 'ALARM') breaching += sign
  }
  return (atMs: number) => {
    const nowEndsMs = Math.floor(atMs / periodMs) * periodMs
    const [firstMs, spanMs] = [
      Math.max(endMs, nowEndsMs - evaluationPeriods * periodMs),
      evaluationPeriods * periodMs,
    ]
    if (firstMs > endMs) [present, breaching] = [0, 0]
    for (let startMs = firstMs; startMs < nowEndsMs; startMs += periodMs) {
      count(startMs, 1)
      if (firstMs === endMs) count(startMs - spanMs, -1)
    }
    endMs = nowEndsMs
    return { present, breaching }
  }
}

/**
 * The changes of state that a series causes, as `replay` gives them. Most of a month's 43,200 minutes
 * have all their datapoints and change nothing: those are only counted.
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
  const { rule } = judging
  const look = newest(judging, known)
  const enough = rule.datapointsToAlarm ?? rule.evaluationPeriods
  const turns: Turn[] = []
  let state = start
  const first = Math.floor(fromMs / minuteMs) * minuteMs + minuteMs
  for (let atMs = first; atMs <= toMs; atMs += minuteMs) {
    const { present, breaching } = look(atMs)
    const plain = present === rule.evaluationPeriods
    if (plain && (breaching >= enough ? 'ALARM' : 'OK') === state) continue
    const periods = periodsAt(judging, valueAt, atMs)
    const { state: to } = judge(periods, rule, state)
    if (to === state) continue
    const { reason, evaluated } = evaluate(periods, rule, state)
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

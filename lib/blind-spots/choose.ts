import type { Rule } from '@/lib/alarms/state'
import { alarmSpans, changesOver } from '@/lib/back-test/evaluate'
import type { Points } from '@/lib/metric-math/series'
import type { TimeRange } from '@/lib/time'
import { minuteMs } from '@/lib/time'

/** What an alarm of a list would have done in a range. */
export interface Tried<Idea> {
  idea: Idea
  /** When it would have been raised in the incident, epoch ms. */
  firesAtMs: number
  delayMinutes: number
  /** How often, and for how many minutes, it would have been raised outside of incidents. */
  otherwise: { times: number; minutes: number }
}

export type Thresholds = Pick<Rule, 'threshold' | 'evaluationPeriods' | 'datapointsToAlarm'>

/** From the quickest to the calmest. */
export const thresholds: readonly Thresholds[] = [
  { threshold: 1, evaluationPeriods: 1, datapointsToAlarm: 1 },
  { threshold: 1, evaluationPeriods: 3, datapointsToAlarm: 2 },
  { threshold: 5, evaluationPeriods: 1, datapointsToAlarm: 1 },
  { threshold: 5, evaluationPeriods: 3, datapointsToAlarm: 2 },
  { threshold: 20, evaluationPeriods: 5, datapointsToAlarm: 3 },
]

// An alarm stays on for some minutes after what raised it has ended.
const lingersMs = 5 * minuteMs

interface Trial<Idea> {
  idea: Idea
  points: Points
  thresholds: Thresholds
}

function trial<Idea>(
  { idea, points, thresholds: given }: Trial<Idea>,
  incident: TimeRange,
  harm: readonly TimeRange[],
  range: TimeRange,
): Tried<Idea> | null {
  const rule: Rule = {
    comparison: 'GreaterThanOrEqualToThreshold',
    treatMissingData: 'notBreaching',
    ...given,
  }
  const turns = changesOver({ rule, periodSeconds: 60 }, points, range, 'INSUFFICIENT_DATA')
  const spans = alarmSpans(turns, range, 'INSUFFICIENT_DATA')
  const inIncident = spans.find(
    ({ fromMs, toMs }) => fromMs <= incident.toMs + minuteMs && toMs > incident.fromMs,
  )
  if (!inIncident) return null
  const outside = spans.filter(
    (span) =>
      !harm.some(({ fromMs, toMs }) => span.fromMs < toMs + lingersMs && span.toMs > fromMs),
  )
  return {
    idea,
    firesAtMs: inIncident.fromMs,
    delayMinutes: Math.max(0, Math.round((inIncident.fromMs - incident.fromMs) / minuteMs)),
    otherwise: {
      times: outside.length,
      minutes: outside.reduce((sum, { fromMs, toMs }) => sum + toMs - fromMs, 0) / minuteMs,
    },
  }
}

// People stop reading an alarm that cries wolf more than this often.
const wolvesADay = 1

/**
 * The best of a list: it would have been raised in the incident, with the fewest false alarms, then the
 * earliest; at last the first in the list. Null when none would have been, or each too often in vain.
 */
export function choose<Idea>(
  trials: readonly Trial<Idea>[],
  incident: TimeRange,
  { harm, range }: { harm: readonly TimeRange[]; range: TimeRange },
): Tried<Idea> | null {
  const days = Math.max(1, (range.toMs - range.fromMs) / (1440 * minuteMs))
  const tried = trials.flatMap((one) => trial(one, incident, harm, range) ?? [])
  const [best] = tried
    .filter(({ otherwise }) => otherwise.times <= wolvesADay * days)
    .sort((a, b) => a.otherwise.times - b.otherwise.times || a.delayMinutes - b.delayMinutes)
  return best ?? null
}

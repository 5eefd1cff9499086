import type { Rule } from '@/lib/alarms/state'
import { alarmSpans, changesOver } from '@/lib/back-test/evaluate'
import type { Points } from '@/lib/metric-math/series'
import { minuteMs, type TimeRange } from '@/lib/time'

/** What a candidate would have done in a range. */
export interface Outcome<Source> {
  source: Source
  /** When it would have been raised in the incident, epoch ms. */
  firesAtMs: number
  delayMinutes: number
  /** How often, and for how many minutes, it would have been raised outside of incidents. */
  falseAlarms: { times: number; minutes: number }
}

export type Thresholds = Pick<Rule, 'threshold' | 'evaluationPeriods' | 'datapointsToAlarm'>

/** From the fastest to the one with the fewest false alarms. */
export const thresholds: readonly Thresholds[] = [
  { threshold: 1, evaluationPeriods: 1, datapointsToAlarm: 1 },
  { threshold: 1, evaluationPeriods: 3, datapointsToAlarm: 2 },
  { threshold: 5, evaluationPeriods: 1, datapointsToAlarm: 1 },
  { threshold: 5, evaluationPeriods: 3, datapointsToAlarm: 2 },
  { threshold: 20, evaluationPeriods: 5, datapointsToAlarm: 3 },
]

// An alarm stays in ALARM for some minutes after an incident.
const clearDelayMs = 5 * minuteMs

interface Candidate<Source> {
  /** What it was made from. */
  source: Source
  points: Points
  thresholds: Thresholds
}

function outcomeOf<Source>(
  { source, points, thresholds: given }: Candidate<Source>,
  incident: TimeRange,
  incidents: readonly TimeRange[],
  range: TimeRange,
): Outcome<Source> | null {
  const rule: Rule = {
    comparison: 'GreaterThanOrEqualToThreshold',
    treatMissingData: 'notBreaching',
    ...given,
  }
  const transitions = changesOver({ rule, periodSeconds: 60 }, points, range, 'INSUFFICIENT_DATA')
  const spans = alarmSpans(transitions, range, 'INSUFFICIENT_DATA')
  const inIncident = spans.find(
    ({ fromMs, toMs }) => fromMs <= incident.toMs + minuteMs && toMs > incident.fromMs,
  )
  if (!inIncident) return null
  const outside = spans.filter(
    (span) =>
      !incidents.some(
        ({ fromMs, toMs }) => span.fromMs < toMs + clearDelayMs && span.toMs > fromMs,
      ),
  )
  return {
    source,
    firesAtMs: inIncident.fromMs,
    delayMinutes: Math.max(0, Math.round((inIncident.fromMs - incident.fromMs) / minuteMs)),
    falseAlarms: {
      times: outside.length,
      minutes: outside.reduce((sum, { fromMs, toMs }) => sum + toMs - fromMs, 0) / minuteMs,
    },
  }
}

// With more false alarms, people stop reading them.
const maxFalseAlarmsPerDay = 1

/**
 * The best of a list: it would have been raised in the incident, with the fewest false alarms, then
 * earliest; of equals the first in the list. Null when none would have been, or each with too many false alarms.
 */
export function choose<Source>(
  candidates: readonly Candidate<Source>[],
  incident: TimeRange,
  { incidents, range }: { incidents: readonly TimeRange[]; range: TimeRange },
): Outcome<Source> | null {
  const days = Math.max(1, (range.toMs - range.fromMs) / (1440 * minuteMs))
  const [best] = candidates
    .flatMap((candidate) => outcomeOf(candidate, incident, incidents, range) ?? [])
    .filter(({ falseAlarms }) => falseAlarms.times <= maxFalseAlarmsPerDay * days)
    .sort((a, b) => a.falseAlarms.times - b.falseAlarms.times || a.delayMinutes - b.delayMinutes)
  return best ?? null
}

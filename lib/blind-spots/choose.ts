import type { AlarmState, Rule } from '@/lib/alarms/state'
import { alarmSpans, changesOver } from '@/lib/back-test/evaluate'
import type { Points } from '@/lib/metric-math/series'
import { dayMs, hourMs, minuteMs, type TimeRange } from '@/lib/time'
import { overlap, without } from './ranges'

/** What an alarm would have done in a range, seen from an incident. */
export interface Outcome {
  /** When it would have been raised in the incident, epoch ms. */
  firesAtMs: number
  delayMinutes: number
  /** How often, and for how many minutes, it would have been raised in the whole range. */
  raised: { times: number; minutes: number }
  /** The same outside of incidents: `times` counts those in which it was raised for no incident at all. */
  falseAlarms: { times: number; minutes: number }
  /** It changes its state so often that people would stop reading it. */
  flaps: boolean
}

export type Thresholds = Pick<Rule, 'threshold' | 'evaluationPeriods' | 'datapointsToAlarm'>

/** From the fastest to the one with the fewest false alarms; those over 15 minutes and more end what flaps. */
export const thresholds: readonly Thresholds[] = [
  { threshold: 1, evaluationPeriods: 1, datapointsToAlarm: 1 },
  { threshold: 1, evaluationPeriods: 3, datapointsToAlarm: 2 },
  { threshold: 1, evaluationPeriods: 15, datapointsToAlarm: 3 },
  { threshold: 1, evaluationPeriods: 30, datapointsToAlarm: 3 },
  { threshold: 1, evaluationPeriods: 60, datapointsToAlarm: 4 },
  { threshold: 5, evaluationPeriods: 1, datapointsToAlarm: 1 },
  { threshold: 5, evaluationPeriods: 3, datapointsToAlarm: 2 },
  { threshold: 5, evaluationPeriods: 15, datapointsToAlarm: 3 },
  { threshold: 20, evaluationPeriods: 1, datapointsToAlarm: 1 },
  { threshold: 20, evaluationPeriods: 5, datapointsToAlarm: 3 },
  { threshold: 100, evaluationPeriods: 1, datapointsToAlarm: 1 },
]

// An alarm stays in ALARM for some minutes after an incident, or for as long as it looks back.
const minClearMinutes = 5

interface Past {
  /** All incidents of the range. */
  incidents: readonly TimeRange[]
  range: TimeRange
}

/** What an alarm did in a range, as a back-test tells it. */
interface Done {
  changes: readonly { atMs: number; from: AlarmState }[]
  inAlarm: readonly TimeRange[]
}

const maxChangesInAnHour = 4

/** More than one change an hour over the whole range, or two times raised within one hour. */
function flaps(changes: Done['changes'], range: TimeRange): boolean {
  const times = changes
    .filter(({ from }) => from !== 'INSUFFICIENT_DATA')
    .map(({ atMs }) => atMs)
    .sort((a, b) => a - b)
  const hours = (range.toMs - range.fromMs) / hourMs
  return (
    times.length > Math.max(2, hours) ||
    times.some((atMs, at) => (times[at + maxChangesInAnHour] ?? Infinity) - atMs < hourMs)
  )
}

const minutesOf = (ranges: readonly TimeRange[]) =>
  ranges.reduce((sum, { fromMs, toMs }) => sum + toMs - fromMs, 0) / minuteMs

/**
 * What an alarm did about an incident, and besides; null when the incident did not raise it: it was quiet,
 * or in ALARM before the incident began.
 */
export function outcomeOf(
  { changes, inAlarm }: Done,
  incident: TimeRange,
  { incidents, range }: Past,
  lookbackMinutes: number,
): Outcome | null {
  const clearMs = Math.max(minClearMinutes, lookbackMinutes) * minuteMs
  const inIncident = inAlarm.find(
    ({ fromMs, toMs }) => fromMs <= incident.toMs + minuteMs && toMs > incident.fromMs,
  )
  if (!inIncident || inIncident.fromMs <= incident.fromMs || inIncident.fromMs <= range.fromMs)
    return null
  const troubled = incidents.map(({ fromMs, toMs }) => ({ fromMs, toMs: toMs + clearMs }))
  return {
    firesAtMs: inIncident.fromMs,
    delayMinutes: Math.round((inIncident.fromMs - incident.fromMs) / minuteMs),
    raised: { times: inAlarm.length, minutes: minutesOf(inAlarm) },
    falseAlarms: {
      times: inAlarm.filter((span) => !troubled.some((one) => overlap(span, one))).length,
      minutes: minutesOf(inAlarm.flatMap((span) => without(span, troubled))),
    },
    flaps: flaps(changes, range),
  }
}

// With more false alarms, people stop reading them.
const maxFalseAlarmsPerDay = 1
const minFalseMinutes = 10
const maxFalseShare = 0.02

/** Whether people would keep reading an alarm: it does not flap and is quiet while nothing is wrong. */
export function isSound({ falseAlarms, flaps }: Outcome, { range, incidents }: Past): boolean {
  const days = Math.max(1, (range.toMs - range.fromMs) / dayMs)
  const healthyMinutes = minutesOf(without(range, incidents))
  return (
    !flaps &&
    falseAlarms.times <= maxFalseAlarmsPerDay * days &&
    falseAlarms.minutes <= Math.max(minFalseMinutes, maxFalseShare * healthyMinutes)
  )
}

interface Candidate<Source> {
  /** What it was made from. */
  source: Source
  points: Points
  thresholds: Thresholds
  /** As good when left out. */
  treatMissingData?: Rule['treatMissingData']
  /** In what share of the minutes with requests it can tell at all; in all of them when left out. */
  awake?: number
}

function doneBy<Source>(
  { points, thresholds: given, treatMissingData = 'notBreaching' }: Candidate<Source>,
  range: TimeRange,
): Done {
  const rule: Rule = {
    comparison: 'GreaterThanOrEqualToThreshold',
    treatMissingData,
    ...given,
  }
  const changes = changesOver({ rule, periodSeconds: 60 }, points, range, 'INSUFFICIENT_DATA')
  return { changes, inAlarm: alarmSpans(changes, range, 'INSUFFICIENT_DATA') }
}

const enoughAwake = 0.9
/** How much of the time it cannot tell, where that is too much. */
const sleeps = ({ awake = 1 }: { awake?: number }) => (awake >= enoughAwake ? 0 : 1 - awake)

/**
 * The sources of a list, the best first: raised in the incident with the fewest false alarms, then one that
 * does not sleep when few visitors come, then with the lowest threshold, which few visitors reach too, then
 * earliest; of equals the first in the list. Without those that would not have been raised, or that are not
 * sound.
 */
export function ranked<Source>(
  candidates: readonly Candidate<Source>[],
  incident: TimeRange,
  past: Past,
): Source[] {
  return candidates
    .flatMap((candidate) => {
      const outcome = outcomeOf(
        doneBy(candidate, past.range),
        incident,
        past,
        candidate.thresholds.evaluationPeriods,
      )
      return outcome && isSound(outcome, past) ? [{ ...candidate, outcome }] : []
    })
    .sort(
      (a, b) =>
        a.outcome.falseAlarms.times - b.outcome.falseAlarms.times ||
        sleeps(a) - sleeps(b) ||
        a.thresholds.threshold - b.thresholds.threshold ||
        a.outcome.delayMinutes - b.outcome.delayMinutes,
    )
    .map(({ source }) => source)
}

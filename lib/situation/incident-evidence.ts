import { readAlarmHistory } from '@/lib/aws/alarm-history'
import { Failed, readingOf } from '@/lib/aws/failures'
import { run } from '@/lib/aws/run'
import { runtime } from '@/lib/aws/runtime'
import { countryNames } from '@/lib/countries'
import { maskAddresses, masked } from '@/lib/mask'
import { findIncident, whyNone } from '@/lib/orders/incidents/find-incident'
import type {
  Asked,
  EvidenceReading,
  IncidentEvidence,
} from '@/lib/orders/incidents/incident-evidence'
import type { Incident } from '@/lib/orders/incidents/incidents'
import { type Outcomes, type StandsOut, whatStandsOut } from '@/lib/orders/incidents/stands-out'
import { isSameAnswer } from '@/lib/orders/words/request-name'
import { outcomesBy, requestOutcomes } from '@/lib/queries/request-outcomes'
import { hourMs, minuteMs, type TimeRange } from '@/lib/time'
import { contextOf, readIncidentLines } from './incident-lines'
import { knownIncidents, readIncidents } from './read'

/** Alarms and their messages come a little later than what they are about. */
const alarmsAfterMs = hourMs
const alarmsBeforeMs = 5 * minuteMs
const hoursBefore = 3

async function readOutcomes(
  { report: { culprit }, blamed }: Incident,
  range: TimeRange,
  signal?: AbortSignal,
): Promise<{ found: StandsOut | null; asked: Asked[] }> {
  if (!culprit) return { found: null, asked: [] }
  const { site } = runtime().env
  const asked: Asked[] = []
  const rowsOf = async (by: (typeof outcomesBy)[number], over: TimeRange) => {
    const reading = await run(requestOutcomes(by, culprit), contextOf({ site }, over), signal)
    if (!reading.ok) throw new Failed(reading.failure)
    asked.push({ query: maskAddresses(reading.query), range: over })
    return reading.rows
  }
  // Another time of the day has other countries and browsers.
  const before = { fromMs: range.fromMs - hoursBefore * hourMs, toMs: range.fromMs }
  const entries = await Promise.all(
    outcomesBy.map(async (by) => {
      const [during, earlier] = await Promise.all([rowsOf(by, range), rowsOf(by, before)])
      return [by, { during, before: earlier }] as const
    }),
  )
  const names = countryNames()
  const outcomes = Object.fromEntries(entries) as Outcomes
  const among = blamed.find((one) => isSameAnswer(one, culprit))?.among
  const found = whatStandsOut(outcomes, culprit.status, (code) => names[code] ?? code, among)
  return { found, asked: asked.filter(({ range: { toMs } }) => toMs === range.toMs) }
}

/** The minutes of an incident, so that viewers share the answers about it. */
const rangeOf = ({ fromMs, untilMs }: Incident, nowMs: number): TimeRange => ({
  fromMs: Math.floor(fromMs / minuteMs) * minuteMs,
  toMs: Math.ceil((untilMs ?? nowMs) / minuteMs) * minuteMs + minuteMs,
})

/** An all-clear takes its time: who asked since the last failure had no chance to meet it. */
function untilLastFailure(range: TimeRange, lines: IncidentEvidence['lines']): TimeRange {
  const lastMs = lines.ok ? lines.failed[0]?.['@timestamp'] : undefined
  if (lastMs === undefined) return range
  return { ...range, toMs: Math.min(range.toMs, (Math.floor(lastMs / minuteMs) + 1) * minuteMs) }
}

/** All that CloudWatch knows of an incident. */
async function readEvidence(incident: Incident, signal?: AbortSignal): Promise<IncidentEvidence> {
  const { env, now } = runtime()
  const range = rangeOf(incident, now())
  const { untilMs, clearMs = 0 } = incident
  // An all-clear may come long after the last failure.
  const alarmRange = {
    fromMs: range.fromMs - alarmsBeforeMs,
    toMs: untilMs === null ? range.toMs : Math.max(range.toMs, clearMs) + alarmsAfterMs,
  }
  const found = async <What>(action: string, read: Promise<What>) =>
    readingOf(action, async () => ({ ok: true as const, ...(await read) }), signal)
  const reading = found(
    'logs:StartQuery',
    readIncidentLines(incident, range, { site: env.site, signal }),
  )
  const comparing = reading.then((lines) =>
    found('logs:StartQuery', readOutcomes(incident, untilLastFailure(range, lines), signal)),
  )
  const [standsOut, lines, alarms] = await Promise.all([
    comparing,
    reading,
    found('cloudwatch:DescribeAlarmHistory', readAlarmHistory(alarmRange, signal)),
  ])
  return { incident, standsOut, lines, alarms }
}

/** An incident by its id, with all that is known of it. Rejects only with the signal's reason. */
export async function readIncident(id: string, signal?: AbortSignal): Promise<EvidenceReading> {
  const reading = await readIncidents()
  if (!reading.ok) return reading
  const incident = findIncident(knownIncidents() ?? [], id)
  if (!incident) return { ok: true, evidence: null, why: whyNone(id, reading.readFromMs) }
  const { standsOut, lines, alarms } = await readEvidence(incident, signal)
  // Rows come without whole addresses; what is asked has them where paths do.
  return { ok: true, evidence: { incident: masked(incident), standsOut, lines, alarms } }
}

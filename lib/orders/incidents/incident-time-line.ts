import type { AlarmHistory } from '@/lib/alarms/alarm'
import { raisedFrom, type Share, shareWords } from '@/lib/alarms/share'
import { duration, full } from '@/lib/format'
import type { RequestLine } from '@/lib/queries/request-lines'
import { minuteMs } from '@/lib/time'
import { visible } from '@/lib/visible'
import type { IncidentEvidence } from './incident-evidence'
import { allClearWhen } from './incident-words'
import type { Incident } from './incidents'

/** Something that happened in an incident. */
export interface Happening {
  /** Epoch ms; null for what has not happened yet. */
  atMs: number | null
  tone: 'good' | 'bad' | 'plain'
  title: string
  detail: string
}

const requestText = ({ method, request, query, status, durationMs }: RequestLine) =>
  visible(
    `${method ?? ''} ${request ?? ''}${query ?? ''} ${status ?? ''}${durationMs === null ? '' : ` in ${duration(durationMs)}`}`,
  ).trim()

function ofLines({ lines }: IncidentEvidence): Happening[] {
  if (!lines.ok) return []
  const { good, failed, firstFailed, of } = lines
  const [lastGood] = good
  const firstBad = [...failed, ...firstFailed].at(-1)
  const lastTitle = { request: 'Last good answer', orders: 'Last order', lines: 'Last request' }[of]
  const happenings: Happening[] = []
  if (lastGood) {
    const atMs = lastGood['@timestamp']
    happenings.push({ atMs, tone: 'good', title: lastTitle, detail: requestText(lastGood) })
  }
  if (firstBad) {
    const atMs = firstBad['@timestamp']
    happenings.push({ atMs, tone: 'bad', title: 'First bad line', detail: requestText(firstBad) })
  }
  return happenings
}

/** What was wrong is seen for the last time. */
function lastSeenOf({ report, untilMs, seemsOverMs }: Incident): Happening[] {
  const atMs = untilMs ?? seemsOverMs
  if (atMs === undefined) return []
  if (report.kind === 'no-traffic')
    return [{ atMs, tone: 'good', title: 'Lines arrive again', detail: '' }]
  return report.culprit ? [{ atMs, tone: 'bad', title: 'Last failure', detail: '' }] : []
}

function allClearOf(incident: Incident): Happening {
  const { untilMs, clearMs, silentFromMs, endsBeforeOrder } = incident
  const title = 'All-clear'
  if (untilMs === null) return { atMs: null, tone: 'plain', title, detail: allClearWhen(incident) }
  if (silentFromMs !== undefined)
    return { atMs: silentFromMs, tone: 'plain', title, detail: 'none: nothing was logged since' }
  if (clearMs === undefined)
    return { atMs: untilMs, tone: 'plain', title, detail: 'none: something else was wrong by then' }
  const detail = endsBeforeOrder ? 'no order yet' : 'back to normal'
  return { atMs: clearMs, tone: 'good', title, detail }
}

function ofIncident({ incident, lines }: IncidentEvidence): Happening[] {
  const { report, fromMs, saidMs, lastOrderMs } = incident
  const happenings: Happening[] = [
    { atMs: saidMs, tone: 'plain', title: 'Said on the overview', detail: '' },
    ...lastSeenOf(incident),
    allClearOf(incident),
  ]
  if (report.kind === 'orders-stopped') {
    const isSaidByLine = lines.ok && lines.of === 'orders' && lines.good.length > 0
    if (lastOrderMs !== null && !isSaidByLine)
      happenings.push({ atMs: lastOrderMs, tone: 'good', title: 'Last order', detail: '' })
    const wasLow = report.stoppedMs !== undefined
    const stoppedMs = report.stoppedMs ?? Math.max(fromMs, report.culprit ? (lastOrderMs ?? 0) : 0)
    if (wasLow) happenings.push({ atMs: fromMs, tone: 'bad', title: 'Orders fall', detail: '' })
    happenings.push({ atMs: stoppedMs, tone: 'bad', title: 'Orders stop', detail: '' })
  }
  if (report.kind === 'no-traffic')
    happenings.push({ atMs: fromMs, tone: 'bad', title: 'Lines stop', detail: '' })
  if (report.kind === 'orders-low')
    happenings.push({ atMs: fromMs, tone: 'bad', title: 'Orders fall', detail: '' })
  return happenings
}

/**
 * "7.27, threshold 5", of a reason in CloudWatch’s words, whose times are in UTC; else all of it. Of a share,
 * "7.3 % of requests, raised from 3 errors and 5 % on".
 */
function shortReason(reason: string, share?: Share): string {
  const found = / datapoints? \[([-\d.eE]+) \(.* the threshold \(([-\d.eE]+)\)/.exec(reason)
  if (!found) return visible(reason)
  const [value = 0, threshold = 0] = found.slice(1).map(Number)
  if (share) return `${shareWords(share, value)}, ${raisedFrom(share, threshold)}`
  return `${plainNumber(value)}, threshold ${plainNumber(threshold)}`
}
const plainNumber = (value: number) => full(Number(value.toPrecision(3)))

function ofAlarm(event: AlarmHistory['events'][number], share?: Share): Happening[] {
  const { atMs, alarm } = event
  switch (event.kind) {
    case 'changed': {
      const state = event.to === 'OK' ? 'OK' : 'has insufficient data'
      const tone = event.to === 'OK' ? 'good' : 'plain'
      return event.to === 'ALARM'
        ? [
            {
              atMs,
              tone: 'bad',
              title: `${alarm} in alarm`,
              detail: shortReason(event.reason, share),
            },
          ]
        : [{ atMs, tone, title: `${alarm} ${state}`, detail: '' }]
    }
    case 'notified':
      return [{ atMs, tone: 'plain', title: `${event.recipient} notified`, detail: alarm }]
    case 'not notified': {
      const detail = [alarm, event.detail].filter(Boolean).join(': ')
      return [{ atMs, tone: 'bad', title: `${event.recipient} not notified`, detail }]
    }
    case 'acknowledged': {
      const title = `${alarm} acknowledged by ${visible(event.by)}`
      return [{ atMs, tone: 'plain', title, detail: visible(event.note ?? '') }]
    }
    case 'not acknowledged':
      return [{ atMs, tone: 'plain', title: `${alarm} no longer acknowledged`, detail: '' }]
    case 'muted':
      return [{ atMs, tone: 'plain', title: `${alarm} muted`, detail: event.rule ?? 'by hand' }]
    case 'mute ended':
      return [{ atMs, tone: 'plain', title: `${alarm} no longer muted`, detail: '' }]
    case 'held back':
      return [{ atMs, tone: 'bad', title: 'No one notified', detail: `${alarm} was muted` }]
    // That an alarm was created is no part of the incident.
    case 'configured':
      return []
  }
}

/** An alarm that flaps is told by its first and its last change, and by how many lie between. */
const mostChanges = 4

function ofAlarms(events: AlarmHistory['events'], shares: AlarmHistory['shares']): Happening[] {
  const changes = new Map<string, AlarmHistory['events'][number][]>()
  for (const event of events)
    if (event.kind === 'changed')
      changes.set(event.alarm, [...(changes.get(event.alarm) ?? []), event])
  return events.flatMap((event) => {
    const all = changes.get(event.alarm) ?? []
    const at = all.indexOf(event)
    if (at <= 0 || at === all.length - 1 || all.length <= mostChanges)
      return ofAlarm(event, shares[event.alarm])
    if (at > 1) return []
    const title = `${event.alarm} changed ${full(all.length - 2)} times`
    return [{ atMs: event.atMs, tone: 'plain', title, detail: 'between ALARM and OK' }]
  })
}

/** What alarms do later than this is about something else. */
const alarmsAfterMs = 15 * minuteMs

/** What happened, in its order; what is still to come stands last. */
export function timeLineOf(evidence: IncidentEvidence): Happening[] {
  const { alarms, incident } = evidence
  const { untilMs, clearMs } = incident
  const endMs = (clearMs ?? untilMs ?? Number.POSITIVE_INFINITY) + alarmsAfterMs
  const events = alarms.ok ? alarms.events.filter(({ atMs }) => atMs <= endMs) : []
  const shares = alarms.ok ? alarms.shares : {}
  const all = [...ofLines(evidence), ...ofIncident(evidence), ...ofAlarms(events, shares)]
  const last = Number.POSITIVE_INFINITY
  return all.sort((a, b) => (a.atMs ?? last) - (b.atMs ?? last))
}

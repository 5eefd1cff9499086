import type { MetricAlarm } from '@aws-sdk/client-cloudwatch'
import { alarmDefinitions } from '@/lib/aws/alarm-definitions'
import { readAlarms } from '@/lib/aws/alarms'
import { Failed, failureOf } from '@/lib/aws/failures'
import { metricFilters } from '@/lib/aws/metric-filters'
import { runtime } from '@/lib/aws/runtime'
import { logTallies } from '@/lib/back-test/log-tallies'
import { testExisting } from '@/lib/back-test/read'
import { maskAddresses } from '@/lib/mask'
import type { MetricFilter } from '@/lib/monitoring'
import type { TimeRange } from '@/lib/time'
import { minuteMs } from '@/lib/time'
import { type Incident, missedDuring, seenMinutes } from './incidents'
import type { Surroundings } from './proposal'
import { ideasFor, proposeForFailing } from './propose-for-failing'
import { orderMetrics, proposeForSilence } from './propose-for-silence'
import { lookers, raisedSpans } from './raised'
import { type BlindSpots, type BlindSpotsReading, type Gap, maxGaps } from './result'
import { answeredWell, ofAnotherPage } from './sample'
import { type Asking, sizeOf, type WentWrong, wentWrong } from './what-went-wrong'

interface Watching {
  filters: readonly MetricFilter[]
  alarms: readonly MetricAlarm[]
  /** When each alarm was in ALARM. */
  raised: ReadonlyMap<string, TimeRange[]>
}

async function watching({ range, signal }: Asking): Promise<Watching> {
  const [filters, alarms, reading] = await Promise.all([
    metricFilters(signal),
    alarmDefinitions(undefined, signal),
    readAlarms({ nowMs: runtime().now(), fromMs: range.fromMs, signal }),
  ])
  if (!reading.ok) throw new Failed(reading.failure)
  // The last minutes of the range are evaluated after it.
  const evaluated = { fromMs: range.fromMs, toMs: range.toMs + 2 * minuteMs }
  const raised = new Map(
    reading.alarms.map((alarm) => [alarm.name, raisedSpans(alarm, evaluated)] as const),
  )
  return { filters, alarms, raised }
}

const another = ({ order }: WentWrong) => ofAnotherPage(order, runtime().env.site.landing)

/** The alarms that look at what went wrong in an incident, whether they were raised or not. */
function lookingAt(incident: Incident, wrong: WentWrong, { alarms, filters }: Watching): string[] {
  if (incident.kind === 'no-orders')
    return [...lookers(alarms, filters, { event: wrong.order, ordinary: another(wrong) })]
  const event = wrong.about.get(incident)?.event
  // Of an event that cannot be had it is not claimed that nobody looked.
  if (!event) return alarms.map(({ AlarmName = '' }) => AlarmName)
  return [...lookers(alarms, filters, { event, ordinary: answeredWell(event) })]
}

/** An alarm that looks now and would have been raised: it was made, or changed, since. */
async function watchedSince(
  gaps: readonly { incident: Incident; looking: string[] }[],
  { range, asked, signal }: Asking,
) {
  const since = new Map<Incident, Gap['watchedSince']>()
  const names = [...new Set(gaps.flatMap(({ looking }) => looking))]
  if (names.length === 0) return since
  const tested = await testExisting(names, { range, signal })
  if (!tested.ok) return since
  asked.push(...tested.asked)
  for (const { incident, looking } of gaps) {
    const raised = tested.alarms
      .filter(({ name }) => looking.includes(name))
      .flatMap(({ name, inAlarm }) => inAlarm.map(({ fromMs, toMs }) => ({ name, fromMs, toMs })))
      .filter(({ fromMs, toMs }) => fromMs <= incident.toMs + minuteMs && toMs > incident.fromMs)
      .sort((a, b) => a.fromMs - b.fromMs)
    if (raised[0]) since.set(incident, { alarm: raised[0].name, firesAtMs: raised[0].fromMs })
  }
  return since
}

/** Finds the best proposal for each incident; all candidates are counted at once. */
async function proposing(
  incidents: readonly Incident[],
  wrong: WentWrong,
  { filters, alarms }: Watching,
  { range, asked, signal }: Asking,
) {
  const ideas = new Map(
    incidents.map((incident) => {
      const event = wrong.about.get(incident)?.event
      const failing = incident.kind === 'failing' && event
      return [incident, failing ? ideasFor(incident, event, filters) : []] as const
    }),
  )
  const metrics = orderMetrics(filters, wrong.order, another(wrong))
  const wanted = [...ideas.values()].flat().map(({ filter }) => filter)
  if (incidents.some(({ kind }) => kind === 'no-orders'))
    wanted.push(metrics.orders, metrics.requests)
  const measured = wanted.map((filter) => ({ filter, dimensions: {} }))
  const { byKey, notKnown, ...read } = await logTallies(measured, range, signal)
  asked.push(...read.asked)
  const here: Surroundings = {
    range,
    harm: wrong.all,
    filters,
    alarmNames: new Set(alarms.map(({ AlarmName = '' }) => AlarmName)),
    actions: alarms.find(({ AlarmActions = [] }) => AlarmActions.length > 0)?.AlarmActions ?? [],
  }
  const propose = (incident: Incident) =>
    incident.kind === 'no-orders'
      ? proposeForSilence(incident, metrics, byKey, here)
      : proposeForFailing(incident, ideas.get(incident) ?? [], byKey, here)
  return { propose, notKnown }
}

const noneIsSound =
  'Every alarm that was tried would have stayed quiet, or been raised too often in vain.'

function gapOf(
  incident: Incident,
  { quiet, about }: WentWrong,
  found: Pick<Gap, 'proposal' | 'watchedSince' | 'quiet'>,
): Gap {
  const { request, status } =
    incident.kind === 'failing' ? incident : { request: null, status: null }
  return {
    kind: incident.kind,
    request: request === null ? null : maskAddresses(request),
    status,
    fromMs: incident.fromMs,
    toMs: incident.toMs,
    minutes: incident.minutes.length,
    requests: sizeOf(incident),
    clients: about.get(incident)?.clients ?? null,
    missedOrders: missedDuring(incident, quiet),
    ...found,
    noProposal: found.proposal || found.watchedSince ? null : noneIsSound,
  }
}

/**
 * What went wrong in a range (epoch ms, full minutes) and no alarm saw, with an alarm that would have.
 * Throws {@link Failed}.
 */
async function blindSpots(asking: Asking): Promise<BlindSpots> {
  const { range, asked } = asking
  const [watch, wrong] = await Promise.all([watching(asking), wentWrong(asking)])
  const looks = wrong.looked.map((incident) => {
    const looking = lookingAt(incident, wrong, watch)
    const spans = looking.flatMap((name) => watch.raised.get(name) ?? [])
    return { incident, looking, minutes: seenMinutes(incident.minutes, spans) }
  })
  const gaps = looks.filter(({ minutes }) => minutes === 0)
  const shown = gaps.slice(0, maxGaps)
  const since = await watchedSince(shown, asking)
  const open = shown.map(({ incident }) => incident).filter((incident) => !since.has(incident))
  const { propose, notKnown } = await proposing(open, wrong, watch, asking)
  return {
    ok: true,
    range,
    gaps: shown.map(({ incident, looking }) =>
      gapOf(incident, wrong, {
        quiet: looking,
        watchedSince: since.get(incident) ?? null,
        proposal: since.has(incident) ? null : propose(incident),
      }),
    ),
    more: gaps.length - shown.length,
    incidents: looks.length,
    seen: looks.length - gaps.length,
    notKnown: [...wrong.notKnown, ...notKnown],
    asked: asked.map(({ text, bytesScanned }) => ({ text: maskAddresses(text), bytesScanned })),
    bytesScanned: asked.reduce((sum, { bytesScanned }) => sum + bytesScanned, 0),
    asOfMs: runtime().now(),
  }
}

/** The same as a reading. Rejects only with the signal's reason. */
export async function readBlindSpots(options: {
  range: TimeRange
  signal?: AbortSignal
}): Promise<BlindSpotsReading> {
  try {
    return await blindSpots({ ...options, asked: [] })
  } catch (error) {
    options.signal?.throwIfAborted()
    return { ok: false, failure: failureOf(error, 'logs:StartQuery') }
  }
}

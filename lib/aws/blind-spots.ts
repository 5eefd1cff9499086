import type { Stretch } from '@/lib/back-test/judge'
import {
  type FailingIncident,
  failingIncidents,
  type Incident,
  missedDuring,
  type Silence,
  seenMinutes,
  silences,
} from '@/lib/blind-spots/incidents'
import {
  type BlindSpots,
  type BlindSpotsReading,
  type Gap,
  mostGaps,
} from '@/lib/blind-spots/result'
import { answeredWell, ofAnotherPage, type Sample } from '@/lib/blind-spots/sample'
import { parseLine } from '@/lib/local/pipeline/parse-line'
import { maskAddresses } from '@/lib/mask'
import type { MetricFilter } from '@/lib/monitoring'
import {
  aboutEach,
  aboutRow,
  anOrder,
  failureRow,
  failuresByMinute,
  mostBranches,
  quotable,
  wayByMinute,
  wayRow,
} from '@/lib/queries/blind-spots'
import { mostMinutes } from '@/lib/queries/measures-by-minute'
import { dayMs, minuteMs } from '@/lib/window'
import { alarmDefinitions } from './alarm-definitions'
import { readAlarms } from './alarms'
import { Failed, failureOf } from './failures'
import { held } from './held'
import { logTallies } from './log-tallies'
import { metricFilters } from './metric-filters'
import {
  type Idea,
  ideasFor,
  type OrderMetrics,
  proposeForFailing,
  proposeForSilence,
  type Surroundings,
} from './proposals'
import { lookers, raisedSpans, tells } from './raised'
import { type Asked, askShared } from './shared-question'

// Of so many incidents it is looked up who saw them; the rest did less harm.
const mostLookedAt = 3 * mostBranches

interface Asking {
  range: Stretch
  asked: Asked[]
  signal?: AbortSignal
}

async function rowsOf(text: string, { range, asked, signal }: Asking) {
  const { rows, bytesScanned } = await askShared(text, range, signal)
  asked.push({ text, bytesScanned })
  return rows
}

const sampleOf = (message: string): Sample => ({ message, fields: parseLine(message).fields })

interface About {
  clients: number | null
  event: Sample | null
}

/** How many clients each incident had, and one of its events. */
async function about(incidents: FailingIncident[], asking: Asking) {
  const { site } = held().env
  const known = new Map<Incident, About>()
  const askable = quotable(incidents)
  const batches = Array.from({ length: Math.ceil(askable.length / mostBranches) }, (_, at) =>
    askable.slice(at * mostBranches, (at + 1) * mostBranches),
  )
  await Promise.all(
    batches.map(async (batch) => {
      for (const row of await rowsOf(aboutEach(site, batch).fragment, asking)) {
        const { place, clients, message } = aboutRow.parse(row)
        const incident = batch[place]
        if (incident) known.set(incident, { clients, event: sampleOf(message) })
      }
    }),
  )
  return known
}

/** An order of the range or the week before it; where none was made, one as it would be. */
async function orderSample({ range, asked, signal }: Asking): Promise<Sample> {
  const { site } = held().env
  const wider = { fromMs: Math.max(0, range.fromMs - 7 * dayMs), toMs: range.toMs }
  const [row] = await rowsOf(anOrder(site).fragment, { range: wider, asked, signal })
  const { method, request } = site.order
  const made = JSON.stringify({ method, request, status: '200' })
  return sampleOf(row?.['@message'] ?? made)
}

/** The metrics of orders and of all requests: of filters that are there, or those that come with CafeWatch. */
function orderMetrics(
  filters: readonly MetricFilter[],
  order: Sample,
  other: Sample,
): OrderMetrics {
  const declared = (name: string) => {
    const found = held().env.monitoring.metricFilters.find((filter) => filter.name === name)
    if (!found) throw new Error(`There is no metric filter ${name} among those declared.`)
    return found
  }
  const counts = filters.filter(({ value, dimensions }) => value === '1' && !dimensions)
  const [orders, requests] = [declared('Orders'), declared('Requests')]
  return {
    orders: counts.find((filter) => tells(filter, order, other)) ?? orders,
    requests: counts.find(({ pattern }) => pattern === requests.pattern) ?? requests,
  }
}

const plainGap = (
  incident: Incident,
  quiet: readonly Silence[],
): Omit<Gap, 'proposal' | 'noProposal' | 'quiet' | 'clients'> => ({
  kind: incident.kind,
  request:
    incident.kind === 'failing' && incident.request !== null
      ? maskAddresses(incident.request)
      : null,
  status: incident.kind === 'failing' ? incident.status : null,
  fromMs: incident.fromMs,
  toMs: incident.toMs,
  minutes: incident.minutes.length,
  requests: incident.kind === 'failing' ? incident.requests : incident.visits,
  missedOrders: missedDuring(incident, quiet),
})

/**
 * What went wrong in a range (epoch ms, full minutes) and no alarm saw, with an alarm that would have.
 * Throws {@link Failed}.
 */
export async function blindSpots({
  range,
  signal,
}: {
  range: Stretch
  signal?: AbortSignal
}): Promise<BlindSpots> {
  const { env, now } = held()
  const { site } = env
  const asked: Asked[] = []
  const asking = { range, asked, signal }
  const nowMs = now()
  const [filters, alarms, reading, failureRows, wayRows, order] = await Promise.all([
    metricFilters(signal),
    alarmDefinitions(undefined, signal),
    readAlarms({ nowMs, fromMs: range.fromMs, signal }),
    rowsOf(failuresByMinute(site).fragment, asking),
    rowsOf(wayByMinute(site).fragment, asking),
    orderSample(asking),
  ])
  if (!reading.ok) throw new Failed(reading.failure)
  const quiet = silences(wayRows.map((row) => wayRow.parse(row)))
  const failing = failingIncidents(failureRows.map((row) => failureRow.parse(row)))
  const size = (incident: Incident) => plainGap(incident, quiet).requests
  const all = [...failing, ...quiet].sort(
    (a, b) => missedDuring(b, quiet) - missedDuring(a, quiet) || size(b) - size(a),
  )
  const looked = all.slice(0, mostLookedAt)
  const known = await about(
    looked.flatMap((incident) => (incident.kind === 'failing' ? [incident] : [])),
    asking,
  )
  const landing = ofAnotherPage(order, site.landing)
  const raised = new Map(
    reading.alarms.map((alarm) => [
      alarm.name,
      raisedSpans(alarm, { fromMs: range.fromMs, toMs: range.toMs + 2 * minuteMs }),
    ]),
  )
  const eyes = (incident: Incident): Set<string> => {
    if (incident.kind === 'no-orders')
      return lookers(alarms, filters, { event: order, ordinary: landing })
    const event = known.get(incident)?.event
    return event
      ? lookers(alarms, filters, { event, ordinary: answeredWell(event) })
      : new Set(alarms.map(({ AlarmName = '' }) => AlarmName))
  }
  const seen = new Map(
    looked.map((incident) => {
      const looking = [...eyes(incident)]
      const spans = looking.flatMap((name) => raised.get(name) ?? [])
      return [incident, { looking, minutes: seenMinutes(incident.minutes, spans) }] as const
    }),
  )
  const gaps = looked.filter((incident) => seen.get(incident)?.minutes === 0)
  const shown = gaps.slice(0, mostGaps)

  const ideas = new Map<Incident, Idea[]>()
  for (const incident of shown) {
    const event = known.get(incident)?.event
    if (incident.kind === 'failing' && event)
      ideas.set(incident, ideasFor(incident, event, filters))
  }
  const metrics = orderMetrics(filters, order, landing)
  const wanted = [
    ...[...ideas.values()].flat().map(({ filter }) => filter),
    ...(shown.some(({ kind }) => kind === 'no-orders') ? [metrics.orders, metrics.requests] : []),
  ]
  const read = await logTallies(
    wanted.map((filter) => ({ filter, dimensions: {} })),
    range,
    signal,
  )
  asked.push(...read.asked)
  const here: Surroundings = {
    range,
    harm: all,
    filters,
    alarmNames: new Set(alarms.map(({ AlarmName = '' }) => AlarmName)),
    actions: alarms.find(({ AlarmActions = [] }) => AlarmActions.length > 0)?.AlarmActions ?? [],
  }
  const gapOf = (incident: Incident): Gap => {
    const proposal =
      incident.kind === 'no-orders'
        ? proposeForSilence(incident, metrics, read.byKey, here)
        : proposeForFailing(incident, ideas.get(incident) ?? [], read.byKey, here)
    return {
      ...plainGap(incident, quiet),
      clients: known.get(incident)?.clients ?? null,
      quiet: seen.get(incident)?.looking ?? [],
      proposal,
      noProposal: proposal
        ? null
        : 'Every alarm that was tried would have stayed quiet, or been raised too often in vain.',
    }
  }
  const notKnown = [...read.notKnown]
  if (failureRows.length >= mostMinutes)
    notKnown.push('There were more failures than one query gives: ask for a shorter range.')
  if (all.length > looked.length)
    notKnown.push(
      `There were ${all.length} incidents; the ${looked.length} that did most harm were looked at.`,
    )
  return {
    ok: true,
    range,
    gaps: shown.map(gapOf),
    more: gaps.length - shown.length,
    incidents: looked.length,
    seen: looked.length - gaps.length,
    notKnown,
    asked: asked.map(({ text, bytesScanned }) => ({ text: maskAddresses(text), bytesScanned })),
    bytesScanned: asked.reduce((sum, { bytesScanned }) => sum + bytesScanned, 0),
    asOfMs: nowMs,
  }
}

/** The same as a reading. Rejects only with the signal's reason. */
export async function readBlindSpots(options: {
  range: Stretch
  signal?: AbortSignal
}): Promise<BlindSpotsReading> {
  try {
    return await blindSpots(options)
  } catch (error) {
    options.signal?.throwIfAborted()
    return { ok: false, failure: failureOf(error, 'logs:StartQuery') }
  }
}

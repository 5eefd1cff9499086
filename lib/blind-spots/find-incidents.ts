import { discoverFields } from '@/lib/access-log/discover-fields'
import { fieldsOfLine } from '@/lib/access-log/fields-of-line'
import { runtime } from '@/lib/aws/runtime'
import { type ExecutedQuery, sharedQuery } from '@/lib/aws/shared-query'
import { counted, full } from '@/lib/format'
import type { SearchProgress } from '@/lib/progress'
import {
  failureRow,
  failuresByMinute,
  incidentDetails,
  incidentDetailsRow,
  maxBranches,
  oneOrder,
  quotable,
} from '@/lib/queries/blind-spots'
import type { Fragment } from '@/lib/queries/insights'
import { maxMinutes } from '@/lib/queries/measures-by-minute'
import { exampleOf } from '@/lib/shop/example'
import { dayMs, type TimeRange } from '@/lib/time'
import {
  costlyOf,
  type FailingIncident,
  failingIncidents,
  type Incident,
  missedIn,
  silencesIn,
} from './incidents'
import type { Sample } from './sample'
import type { ToldIncident } from './told-by-orders'

// How many incidents are examined, the most harmful first.
const maxExamined = 3 * maxBranches

export interface ReadContext {
  range: TimeRange
  /** The incidents of the shop; null where they are not known. */
  told: readonly ToldIncident[] | null
  queries: ExecutedQuery[]
  progress: SearchProgress
  signal?: AbortSignal
}

async function rowsOf(query: Fragment, { range, queries, progress, signal }: ReadContext) {
  const asked = sharedQuery(query, range, { signal })
  const { rows, bytesScanned, text } = await progress.waiting(asked)
  queries.push({ text, bytesScanned })
  return rows
}

const sampleOf = (message: string): Sample => ({
  message,
  // An engine here has read the log itself, and its filters see what it read; CloudWatch's see what was sent.
  fields: runtime().env.cloudwatch === 'aws' ? discoverFields(message) : fieldsOfLine(message),
})

interface IncidentDetails {
  clients: number | null
  event: Sample | null
}

/** How many clients each incident had, and one of its events. */
async function detailsOf(incidents: FailingIncident[], context: ReadContext) {
  const details = new Map<Incident, IncidentDetails>()
  const quotableOnes = quotable(incidents)
  const batches = Array.from({ length: Math.ceil(quotableOnes.length / maxBranches) }, (_, at) =>
    quotableOnes.slice(at * maxBranches, (at + 1) * maxBranches),
  )
  await Promise.all(
    batches.map(async (batch) => {
      for (const row of await rowsOf(incidentDetails(batch), context)) {
        const { index, clients, message } = incidentDetailsRow.parse(row)
        const incident = batch[index]
        if (incident) details.set(incident, { clients, event: sampleOf(message) })
      }
    }),
  )
  return details
}

/** An order of the range or the week before it; a made-up one when there was none. */
async function orderSample({ range, ...context }: ReadContext): Promise<Sample> {
  const { site } = runtime().env
  const wider = { fromMs: Math.max(0, range.fromMs - 7 * dayMs), toMs: range.toMs }
  const [row] = await rowsOf(oneOrder(site), { range: wider, ...context })
  const { path, status, ...made } = exampleOf(site.steps.at(-1)?.match[0] ?? {})
  const message = JSON.stringify({ ...made, request: path, status: String(status) })
  return sampleOf(row?.['@message'] ?? message)
}

/** What went wrong in a range. */
export interface IncidentsFound {
  /** The most harmful first. */
  all: Incident[]
  /** The first of them, which have details. */
  examined: Incident[]
  details: ReadonlyMap<Incident, IncidentDetails>
  /** An order, as the log has it. */
  order: Sample
  notKnown: string[]
}

export const sizeOf = (incident: Incident): number =>
  incident.kind === 'failing' ? incident.requests : incident.visits

/** Finds what went wrong in a range (epoch ms). Throws {@link Failed}. */
export async function findIncidents(context: ReadContext): Promise<IncidentsFound> {
  const { site } = runtime().env
  context.progress.begin(1, 'Reading failures of the period, and an order')
  const [failureRows, order] = await Promise.all([
    rowsOf(failuresByMinute(site), context),
    orderSample(context),
  ])
  const { range } = context
  const told = context.told ?? []
  const failing = failingIncidents(failureRows.map((row) => failureRow.parse(row)))
  const missed = (incident: Incident) => missedIn(costlyOf(incident, told))?.estimate ?? 0
  const all = [...failing, ...silencesIn(told, failing, range)].sort(
    (a, b) => missed(b) - missed(a) || sizeOf(b) - sizeOf(a),
  )
  const examined = all.slice(0, maxExamined)
  const examinedFailing = examined.flatMap((one) => (one.kind === 'failing' ? [one] : []))
  const notKnown: string[] = []
  if (context.told === null)
    notKnown.push(
      'Whether orders were missing is not known: the last days of the log have not been read for that yet.',
    )
  context.progress.begin(
    2,
    `Looking at ${counted(examined.length, 'incident')} of ${full(all.length)}`,
  )
  if (failureRows.length >= maxMinutes)
    notKnown.push('There were more failures than one query returns: choose a shorter range.')
  if (all.length > examined.length)
    notKnown.push(
      `Of ${all.length} incidents, only the ${examined.length} most harmful were examined.`,
    )
  return {
    all,
    examined,
    details: await detailsOf(examinedFailing, context),
    order,
    notKnown,
  }
}

import { parseLine } from '@/lib/access-log/parse-line'
import { runtime } from '@/lib/aws/runtime'
import type { Asked } from '@/lib/aws/shared-question'
import { askShared } from '@/lib/aws/shared-question'
import {
  aboutEach,
  aboutRow,
  anOrder,
  failureRow,
  failuresByMinute,
  maxBranches,
  quotable,
  wayByMinute,
  wayRow,
} from '@/lib/queries/blind-spots'
import { maxMinutes } from '@/lib/queries/measures-by-minute'
import type { TimeRange } from '@/lib/time'
import { dayMs } from '@/lib/time'
import {
  type FailingIncident,
  failingIncidents,
  type Incident,
  missedDuring,
  type Silence,
  silences,
} from './incidents'
import type { Sample } from './sample'

// Of so many incidents it is looked up who saw them; the rest did less harm.
const maxLookedAt = 3 * maxBranches

export interface Asking {
  range: TimeRange
  asked: Asked[]
  signal?: AbortSignal
}

async function rowsOf(text: string, { range, asked, signal }: Asking) {
  const { rows, bytesScanned } = await askShared(text, range, signal)
  asked.push({ text, bytesScanned })
  return rows
}

const sampleOf = (message: string): Sample => ({ message, fields: parseLine(message).fields })

/** What else is known of an incident. */
interface About {
  clients: number | null
  event: Sample | null
}

/** How many clients each incident had, and one of its events. */
async function about(incidents: FailingIncident[], asking: Asking) {
  const { site } = runtime().env
  const known = new Map<Incident, About>()
  const askable = quotable(incidents)
  const batches = Array.from({ length: Math.ceil(askable.length / maxBranches) }, (_, at) =>
    askable.slice(at * maxBranches, (at + 1) * maxBranches),
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
  const { site } = runtime().env
  const wider = { fromMs: Math.max(0, range.fromMs - 7 * dayMs), toMs: range.toMs }
  const [row] = await rowsOf(anOrder(site).fragment, { range: wider, asked, signal })
  const { method, request } = site.order
  const made = JSON.stringify({ method, request, status: '200' })
  return sampleOf(row?.['@message'] ?? made)
}

/** What went wrong in a range. */
export interface WentWrong {
  /** The most harmful first. */
  all: Incident[]
  /** The first of them, of which more is known. */
  looked: Incident[]
  about: ReadonlyMap<Incident, About>
  quiet: Silence[]
  /** An order, as the log has it. */
  order: Sample
  notKnown: string[]
}

export const sizeOf = (incident: Incident): number =>
  incident.kind === 'failing' ? incident.requests : incident.visits

/** Finds what went wrong in a range (epoch ms). Throws {@link Failed}. */
export async function wentWrong(asking: Asking): Promise<WentWrong> {
  const { site } = runtime().env
  const [failureRows, wayRows, order] = await Promise.all([
    rowsOf(failuresByMinute(site).fragment, asking),
    rowsOf(wayByMinute(site).fragment, asking),
    orderSample(asking),
  ])
  const quiet = silences(wayRows.map((row) => wayRow.parse(row)))
  const failing = failingIncidents(failureRows.map((row) => failureRow.parse(row)))
  const all = [...failing, ...quiet].sort(
    (a, b) => missedDuring(b, quiet) - missedDuring(a, quiet) || sizeOf(b) - sizeOf(a),
  )
  const looked = all.slice(0, maxLookedAt)
  const lookedFailing = looked.flatMap((one) => (one.kind === 'failing' ? [one] : []))
  const notKnown: string[] = []
  if (failureRows.length >= maxMinutes)
    notKnown.push('There were more failures than one query gives: ask for a shorter range.')
  if (all.length > looked.length)
    notKnown.push(
      `There were ${all.length} incidents; the ${looked.length} that did most harm were looked at.`,
    )
  return { all, looked, about: await about(lookedFailing, asking), quiet, order, notKnown }
}

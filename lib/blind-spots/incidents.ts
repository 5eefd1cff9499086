import { minuteMs, type TimeRange } from '@/lib/time'
import { overlap } from './ranges'
import { blames, type Lost, type ToldIncident } from './told-by-orders'

export interface FailureMinute {
  request: string | null
  status: string | null
  /** When the minute begins, epoch ms. */
  minute: number
  failures: number
}

/** A time range in which one URL failed with one status again and again. */
export interface FailingIncident {
  kind: 'failing'
  request: string | null
  status: string | null
  fromMs: number
  /** The end of its last minute. */
  toMs: number
  /** The minutes in which it failed, epoch ms. */
  minutes: number[]
  requests: number
}

/** A time range in which orders were missing, as the Incidents page tells it. */
export interface Silence extends ToldIncident {
  kind: 'no-orders'
  /** Its minutes, epoch ms. */
  minutes: number[]
}

export type Incident = FailingIncident | Silence

// A failure within this time belongs to the same incident.
const pauseMs = 10 * minuteMs
// A few failures are no incident.
const enoughRequests = 5

function incidentOf(list: FailureMinute[]): FailingIncident {
  const minutes = list.map(({ minute }) => minute)
  const [first] = list
  return {
    kind: 'failing',
    request: first?.request ?? null,
    status: first?.status ?? null,
    fromMs: minutes[0] ?? 0,
    toMs: (minutes.at(-1) ?? 0) + minuteMs,
    minutes,
    requests: list.reduce((sum, { failures }) => sum + failures, 0),
  }
}

/** Puts the failing minutes of each URL and status together into incidents; lone failures are left out. */
export function failingIncidents(rows: readonly FailureMinute[]): FailingIncident[] {
  const byKind = new Map<string, FailureMinute[]>()
  for (const row of rows) {
    const key = JSON.stringify([row.request, row.status])
    const list = byKind.get(key)
    if (list) list.push(row)
    else byKind.set(key, [row])
  }
  return [...byKind.values()].flatMap((list) => {
    const runs: FailureMinute[][] = []
    for (const row of list.sort((a, b) => a.minute - b.minute)) {
      const run = runs.at(-1)
      if (run && row.minute - (run.at(-1)?.minute ?? 0) <= pauseMs) run.push(row)
      else runs.push([row])
    }
    return runs.map(incidentOf).filter(({ requests }) => requests >= enoughRequests)
  })
}

// Below it a loss may be none.
const minLostOrders = 0.5

const minuteOf = (ms: number) => Math.floor(ms / minuteMs) * minuteMs

/** The part of an incident that lies within a range. */
function silenceOf(told: ToldIncident, range: TimeRange): Silence {
  const fromMs = Math.max(minuteOf(told.fromMs), range.fromMs)
  const toMs = Math.min(minuteOf(told.toMs - 1) + minuteMs, range.toMs)
  const count = Math.max(1, Math.round((toMs - fromMs) / minuteMs))
  const minutes = Array.from({ length: count }, (_, at) => fromMs + at * minuteMs)
  return { ...told, kind: 'no-orders', fromMs, toMs, minutes }
}

/**
 * When orders were missing. One that cost orders for a request which failed is told by that request already,
 * unless none came at all.
 */
export const silencesIn = (
  incidents: readonly ToldIncident[],
  failing: readonly FailingIncident[],
  range: TimeRange,
): Silence[] =>
  incidents.flatMap((told) => {
    if (!overlap(told, range)) return []
    const isTold = failing.some((failed) => blames(told, failed))
    const costsOrders = (told.lost?.low ?? 0) > minLostOrders && !isTold
    return told.ordersStopped || costsOrders ? [silenceOf(told, range)] : []
  })

/** The incidents in which an incident cost orders. */
export const costlyOf = (incident: Incident, told: readonly ToldIncident[]): ToldIncident[] =>
  told.filter((one) =>
    incident.kind === 'failing' ? blames(one, incident) : one.id === incident.id,
  )

/** How many orders were missed in them; null where none are known. */
export function missedIn(told: readonly ToldIncident[]): Lost | null {
  const known = told.flatMap(({ lost }) => lost ?? [])
  if (known.length === 0) return null
  const sum = (of: keyof Lost) => known.reduce((total, lost) => total + lost[of], 0)
  return { low: sum('low'), estimate: sum('estimate'), high: sum('high') }
}

/** In how many of the minutes an alarm was raised: at their close, or within the minute after. */
export const seenMinutes = (minutes: readonly number[], raised: readonly TimeRange[]): number =>
  minutes.filter((minute) =>
    raised.some(({ fromMs, toMs }) => fromMs <= minute + 2 * minuteMs && toMs > minute + minuteMs),
  ).length

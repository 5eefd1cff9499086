import { minuteMs, type TimeRange } from '@/lib/time'
import { overlap } from './ranges'

export interface FailureMinute {
  request: string | null
  status: string | null
  /** When the minute begins, epoch ms. */
  minute: number
  failures: number
}

export interface FunnelMinute {
  minute: number
  visits: number
  orders: number
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

/** A time range in which visitors came and none ordered, for longer than by chance. */
export interface Silence {
  kind: 'no-orders'
  fromMs: number
  toMs: number
  /** The minutes in which visitors came. */
  minutes: number[]
  visits: number
  /** How many orders so many visitors would have made. */
  missedOrders: number
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

const enoughVisits = 20
const sum = (rows: readonly FunnelMinute[], of: 'visits' | 'orders') =>
  rows.reduce((total, row) => total + row[of], 0)

/** The ranges without an order: rows between two minutes with one. */
function rangesWithoutOrders(rows: readonly FunnelMinute[]): FunnelMinute[][] {
  const ranges: FunnelMinute[][] = [[]]
  for (const row of rows) {
    if (row.orders > 0) ranges.push([])
    else ranges.at(-1)?.push(row)
  }
  return ranges.filter((range) => sum(range, 'visits') >= enoughVisits)
}

/**
 * When visitors came and none ordered. The orders to expect follow from the visits, not from the
 * clock: a night without visitors is no incident.
 */
export function silencesIn(given: readonly FunnelMinute[]): Silence[] {
  const rows = [...given].sort((a, b) => a.minute - b.minute)
  const orders = sum(rows, 'orders')
  const withoutOrders = rangesWithoutOrders(rows)
  // The longest pause by chance grows with the number of orders.
  const enoughMissed = 5 + Math.log(Math.max(1, orders))
  const rate = (excluded: readonly FunnelMinute[][]) => {
    const visits =
      sum(rows, 'visits') - excluded.reduce((total, list) => total + sum(list, 'visits'), 0)
    return visits > 0 ? orders / visits : 0
  }
  const first = rate([])
  // Incidents do not count towards the usual rate.
  const usual = rate(withoutOrders.filter((list) => sum(list, 'visits') * first >= enoughMissed))
  return withoutOrders.flatMap((list): Silence[] => {
    const visits = sum(list, 'visits')
    const missedOrders = Math.round(visits * usual)
    if (orders > 0 && visits * usual < enoughMissed) return []
    const minutes = list.filter((row) => row.visits > 0).map(({ minute }) => minute)
    return [
      {
        kind: 'no-orders',
        fromMs: list[0]?.minute ?? 0,
        toMs: (minutes.at(-1) ?? 0) + minuteMs,
        minutes,
        visits,
        missedOrders,
      },
    ]
  })
}

/** Orders that were missed while something failed. */
export const missedDuring = (incident: Incident, silences: readonly Silence[]): number =>
  incident.kind === 'no-orders'
    ? incident.missedOrders
    : silences
        .filter((silence) => overlap(incident, silence))
        .reduce((total, { missedOrders }) => total + missedOrders, 0)

/** In how many of the minutes an alarm was raised: at their close, or within the minute after. */
export const seenMinutes = (minutes: readonly number[], raised: readonly TimeRange[]): number =>
  minutes.filter((minute) =>
    raised.some(({ fromMs, toMs }) => fromMs <= minute + 2 * minuteMs && toMs > minute + minuteMs),
  ).length

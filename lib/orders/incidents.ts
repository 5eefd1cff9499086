import { minuteMs } from '@/lib/time'
import type { Among } from './among'
import type { Estimate } from './distributions'
import { type Report, reportOf } from './report'
import type { NamedRequest } from './request-name'
import type { ShopState } from './shop-watch'

/** A request that failed in an incident, with what it cost. */
export interface Blamed extends NamedRequest {
  status: number
  sinceMs: number
  failures: number
  visits: number
  lost: Estimate
  /** The one country, browser or referrer that met it; null where it was none. */
  among: Among | null
}

/** A trouble from its beginning to its end. Times are epoch ms. */
export interface Incident {
  /** When it was first said, as ISO 8601 to the minute. */
  id: string
  /** When it began. */
  fromMs: number
  saidMs: number
  /** Null while it lasts. */
  untilMs: number | null
  /** What was said of it when it had cost most. */
  report: Report
  visits: number
  orders: number
  expected: Estimate | null
  /** The last order before it was said, or while it lasted; null where none came. */
  lastOrderMs: number | null
  /** The requests that failed, the most expensive first. */
  blamed: readonly Blamed[]
}

const maxBlamed = 5
const maxIncidents = 500
/** What begins again so soon has not been over. */
const mergeMs = 15 * minuteMs
/** What is over so soon was hardly one. */
const leastMs = 2 * minuteMs

const idOf = (ms: number) => `${new Date(ms).toISOString().slice(0, 16)}Z`
const costOf = ({ report }: Incident) => report.lostOrders?.estimate ?? 0

type Context = Parameters<typeof reportOf>[1]

/** Of the requests that fail, those that began to with the trouble. */
const blamedOf = ({ candidates }: ShopState, fromMs: number): Blamed[] =>
  candidates
    .filter(({ sinceMs }) => sinceMs >= fromMs - mergeMs)
    .slice(0, maxBlamed)
    .map((one) => {
      const { method, path: request, route, status, sinceMs, failures, visits, lost, among } = one
      return { method, request, route, status, sinceMs, failures, visits, lost, among }
    })

/** Puts the states of successive minutes together as incidents. */
export function newIncidentLog(context: Context) {
  const incidents: Incident[] = []
  let isOpen = false
  /** When what was wrong was not seen any more, while no order has proven that it is over. */
  let seemsOverMs: number | null = null

  function seeTrouble(state: ShopState, report: Report) {
    const { atMs, visits, orders, expected, lastOrderMs } = state
    const fromMs = report.sinceMs ?? atMs
    const blamed = blamedOf(state, fromMs)
    const now = { report, visits, orders, expected, lastOrderMs, blamed }
    const last = incidents.at(-1)
    const goesOn = last && (isOpen || atMs - (last.untilMs ?? atMs) <= mergeMs)
    isOpen = true
    seemsOverMs = null
    if (!goesOn) {
      incidents.push({ id: idOf(atMs), fromMs, saidMs: atMs, untilMs: null, ...now })
      if (incidents.length > maxIncidents) incidents.shift()
      return
    }
    const isMore = (report.lostOrders?.estimate ?? 0) >= costOf(last)
    Object.assign(last, { untilMs: null, fromMs: Math.min(last.fromMs, fromMs) }, isMore && now)
  }

  return {
    see(state: ShopState) {
      const report = reportOf(state, context)
      if (report.tone === 'trouble') return seeTrouble(state, report)
      const last = incidents.at(-1)
      if (!isOpen || !last) return
      if (state.unprovenMs !== null) {
        seemsOverMs ??= state.atMs
        return
      }
      last.untilMs = seemsOverMs ?? state.atMs
      if (last.untilMs - last.saidMs < leastMs) incidents.pop()
      isOpen = false
    },
    /** The newest first. */
    incidents: (): readonly Incident[] => incidents.toReversed(),
  }
}

import type { Alarm } from '@/lib/alarms/alarm'
import { clock, counted, full, moment, percent } from '@/lib/format'
import { isHardlyUnderstood, type LogState, notUnderstood } from '@/lib/log-state'
import type { FailingUrl } from '@/lib/queries/failing-urls'
import type { OrdersByBin } from '@/lib/queries/orders-by-bin'
import type { RequestsByUrl } from '@/lib/queries/requests-by-url'
import type { Totals } from '@/lib/queries/totals'
import { newStepReader } from '@/lib/shop/steps'
import type { Site } from '@/lib/site'
import type { Window } from '@/lib/window'

/** What the sentence is made from; what could not be read is null. */
export interface SituationInput {
  totals: Totals | null
  orders: OrdersByBin[] | null
  failing: FailingUrl[] | null
  urls: RequestsByUrl[] | null
  alarms: Alarm[] | null
  window: Window
  site: Site
  nowMs: number
  zone: string
  /** What must be known of the log first; null when nothing. */
  log: LogState | null
}

export interface Situation {
  tone: 'trouble' | 'calm' | 'unknown'
  headline: string
  details: string[]
  /** The failing request to look at first. */
  request?: string
}

// Orders have stopped, and not by chance, when enough visitors came, and this many orders were
// expected at the window's own rate.
const enoughVisits = 20
const enoughExpected = 5
const minFailureShare = 0.02
const overAfterMs = 2 * 60_000

interface Silence {
  lastOrderMs: number
  sinceMs: number
  visits: number
}

/** Since when there are no orders, when that is more than chance; null otherwise. */
export function silence(orders: OrdersByBin[], window: Window): Silence | null {
  const lastOrderMs = Math.max(0, ...orders.map(({ lastOrder }) => lastOrder))
  if (lastOrderMs === 0) return null
  const total = orders.reduce((sum, bin) => sum + bin.orders, 0)
  const silentMs = window.toMs - lastOrderMs
  const expected = (total / Math.max(1, lastOrderMs - window.fromMs)) * silentMs
  const later = orders.filter(({ bin }) => bin > lastOrderMs)
  const visits = later.reduce((sum, bin) => sum + bin.visits, 0)
  const sinceMs = later.length > 0 ? Math.min(...later.map(({ bin }) => bin)) : window.toMs
  return visits >= enoughVisits && expected >= enoughExpected
    ? { lastOrderMs, sinceMs, visits }
    : null
}

interface Culprit extends FailingUrl {
  share: number | null
}

/** The request on the way to an order that fails most, by server error first. */
function culpritOf({ failing, urls, site }: SituationInput): Culprit | null {
  const { asks } = newStepReader(site.steps)
  const inFunnel = (failing ?? []).filter(
    ({ method, request }) =>
      request && asks({ method: method ?? '', path: request, query: '' }) >= 0,
  )
  const server = inFunnel.filter(({ status }) => Number(status) >= 500)
  const [worst] = [...(server.length > 0 ? server : inFunnel)].sort(
    (a, b) => b.failures - a.failures,
  )
  if (!worst) return null
  const all = urls?.find(
    ({ method, request }) => method === worst.method && request === worst.request,
  )
  return { ...worst, share: all ? worst.failures / all.requests : null }
}

const isOver = ({ lastSeen }: Culprit, nowMs: number) => nowMs - lastSeen > overAfterMs

function culpritSentence(culprit: Culprit, { nowMs, zone, window }: SituationInput): string {
  const { method, request, status, failures, firstSeen, lastSeen, share } = culprit
  // What failed in the first bin most likely failed before it too.
  const first =
    firstSeen < window.fromMs + window.binMs
      ? 'already when this period began'
      : `${failures === 1 ? '' : 'first '}at ${moment(firstSeen, nowMs, zone)}`
  const showLast = failures > 1 && isOver(culprit, nowMs)
  const last = showLast ? `, last at ${moment(lastSeen, nowMs, zone)}` : ''
  const shareText = share === null ? '' : `: ${percent(share)} of its requests in this period`
  const times = failures === 1 ? 'once' : `${full(failures)} times`
  return `${method} ${request} failed ${times} with status ${status}, ${first}${last}${shareText}.`
}

/** Which alarms are raised, and since when; null when none is. */
export function inAlarm(
  raised: readonly Alarm[],
  { nowMs, zone }: { nowMs: number; zone: string },
): string | null {
  const named = raised.map(({ name, sinceMs }) =>
    sinceMs === null ? name : `${name} since ${moment(sinceMs, nowMs, zone)}`,
  )
  return named.length === 0 ? null : `In alarm: ${named.join(', ')}.`
}

function alarmSentence({ alarms, nowMs, zone }: SituationInput, trouble: boolean): string | null {
  if (!alarms) return null
  const raised = alarms.filter(({ state }) => state === 'ALARM')
  if (raised.length === 0) {
    if (alarms.length === 0) return trouble ? 'No alarms are set up.' : null
    return trouble ? 'None of your alarms is raised now.' : 'No alarm is raised.'
  }
  return inAlarm(raised, { nowMs, zone })
}

/** Whether so much of the period was not understood that all may seem well when it is not. */
function doubt({ log, totals }: SituationInput): Situation | null {
  if (log) return { tone: 'unknown', headline: log.headline, details: log.details }
  if (!totals || !isHardlyUnderstood({ lines: totals.events, requests: totals.requests }))
    return null
  const headline = notUnderstood(totals.events, totals.requests, ' of this period')
  return {
    tone: 'unknown',
    headline,
    details: ['Only lines that are understood as requests count on these pages.'],
  }
}

/** Describes how the shop is doing, from its input alone. */
export function situation(input: SituationInput): Situation {
  const understood = ofRequests(input)
  // Requests that fail do so whatever the other lines say; what is still being read says nothing yet.
  const holds = input.log === null || input.log.kind === 'notUnderstood'
  if (understood.tone === 'trouble' && holds) return understood
  return doubt(input) ?? understood
}

/** The situation as the lines show it that were understood. */
function ofRequests(input: SituationInput): Situation {
  const { totals, orders, window, zone, nowMs } = input
  const culprit = culpritOf(input)
  const request = culprit?.request ?? undefined
  const culpritDetail = culprit ? [culpritSentence(culprit, input)] : []
  const report = (tone: Situation['tone'], headline: string, ...details: string[]): Situation => {
    const alarm = tone === 'unknown' ? null : alarmSentence(input, tone === 'trouble')
    return {
      tone,
      headline,
      details: alarm === null ? details : [...details, alarm],
      ...(tone === 'trouble' && request !== undefined && { request }),
    }
  }
  if (!totals || !orders)
    return report('unknown', 'The state of the shop is unknown: the query to CloudWatch failed.')
  if (totals.events === 0)
    return report(
      'unknown',
      'No log events were received in this period.',
      'The site may be down, the log may not arrive, or the period lies outside the log.',
    )
  const stopped = silence(orders, window)
  if (stopped)
    return report(
      'trouble',
      `Orders stopped at ${moment(stopped.lastOrderMs, nowMs, zone)}. Visitors still come, but none order.`,
      `${full(stopped.visits)} visits and no orders since ${clock(stopped.sinceMs, zone)}.`,
      ...culpritDetail,
    )
  const total = orders.reduce((sum, bin) => sum + bin.orders, 0)
  const visits = orders.reduce((sum, bin) => sum + bin.visits, 0)
  if (total === 0 && visits >= enoughVisits)
    return report(
      'trouble',
      'No orders in this period.',
      `None of ${full(visits)} visits led to an order.`,
      ...culpritDetail,
    )
  const failsBadly =
    culprit && Number(culprit.status) >= 500 && (culprit.share ?? 1) >= minFailureShare
  const lastOrder = Math.max(0, ...orders.map(({ lastOrder: at }) => at))
  if (failsBadly && isOver(culprit, nowMs) && lastOrder > culprit.lastSeen) {
    const until = moment(culprit.lastSeen, nowMs, zone)
    const headline = `Orders are coming in again. ${culprit.request} failed until ${until}.`
    return report('calm', headline, ...culpritDetail)
  }
  if (failsBadly) {
    const headline = `Orders are coming in, but ${culprit.request} fails for some visitors.`
    return report('trouble', headline, ...culpritDetail)
  }
  if (total === 0)
    return report(
      'calm',
      'No orders in this period, but few visits.',
      `${counted(visits, 'visit')}: too few to conclude anything.`,
    )
  return report(
    'calm',
    `Orders are coming in, the last at ${moment(lastOrder, nowMs, zone)}.`,
    `${counted(total, 'order')} from ${counted(visits, 'visit')} in this period.`,
  )
}

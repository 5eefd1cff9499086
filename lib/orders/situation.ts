import type { Alarm } from '@/lib/alarms/alarm'
import { clock, full, moment, percent } from '@/lib/format'
import type { FailingUrl } from '@/lib/queries/failing-urls'
import type { OrdersByBin } from '@/lib/queries/orders-by-bin'
import type { RequestsByUrl } from '@/lib/queries/requests-by-url'
import type { Totals } from '@/lib/queries/totals'
import type { Site } from '@/lib/site'
import type { Window } from '@/lib/window'

/** What is known, each null when it could not be asked. */
export interface Known {
  totals: Totals | null
  orders: OrdersByBin[] | null
  failing: FailingUrl[] | null
  urls: RequestsByUrl[] | null
  alarms: Alarm[] | null
  window: Window
  site: Site
  nowMs: number
  zone: string
  /** The log is still being read. */
  loading?: boolean
}

export interface Situation {
  tone: 'trouble' | 'calm' | 'unknown'
  headline: string
  details: string[]
  /** The failing request to look at first. */
  request?: string
}

// Silence is worth a red sentence only when it is not chance: enough visitors came, and at the
// window's own rate this many orders would have.
const enoughVisits = 20
const enoughExpected = 5
const worthTelling = 0.02
const overAfterMs = 2 * 60_000

interface Silence {
  lastOrderMs: number
  sinceMs: number
  visits: number
}

/** Since when no order came, when that is more than chance; null otherwise. */
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
function culpritOf({ failing, urls, site }: Known): Culprit | null {
  const way = [site.landing, site.menu, site.order.request]
  const onWay = (failing ?? []).filter(({ request }) => request !== null && way.includes(request))
  const server = onWay.filter(({ status }) => Number(status) >= 500)
  const [worst] = [...(server.length > 0 ? server : onWay)].sort((a, b) => b.failures - a.failures)
  if (!worst) return null
  const all = urls?.find(
    ({ method, request }) => method === worst.method && request === worst.request,
  )
  return { ...worst, share: all ? worst.failures / all.requests : null }
}

const isOver = ({ lastSeen }: Culprit, nowMs: number) => nowMs - lastSeen > overAfterMs

function culpritSentence(culprit: Culprit, { nowMs, zone, window }: Known): string {
  const { method, request, status, failures, firstSeen, lastSeen, share } = culprit
  // What failed in the first moments most likely failed before them too.
  const first =
    firstSeen < window.fromMs + window.binMs
      ? 'already when this period began'
      : `first at ${moment(firstSeen, nowMs, zone)}`
  const last = isOver(culprit, nowMs) ? `, last at ${moment(lastSeen, nowMs, zone)}` : ''
  const shareText = share === null ? '' : `, ${percent(share)} of its requests in this period`
  return `${method} ${request} answered ${status} ${full(failures)} times, ${first}${last}${shareText}.`
}

function alarmSentence(
  alarms: Alarm[] | null,
  trouble: boolean,
  { nowMs, zone }: Known,
): string | null {
  if (!alarms) return null
  const raised = alarms.filter(({ state }) => state === 'ALARM')
  if (raised.length === 0) {
    if (alarms.length === 0) return trouble ? 'No alarm is set up.' : null
    return trouble ? 'None of your alarms is raised now.' : 'No alarm is raised.'
  }
  const named = raised.map(({ name, sinceMs }) =>
    sinceMs === null ? name : `${name} since ${moment(sinceMs, nowMs, zone)}`,
  )
  return `In alarm: ${named.join(', ')}.`
}

/** Says in words what is the matter, from what is known and nothing else. */
export function situation(known: Known): Situation {
  const { totals, orders, window, zone, nowMs } = known
  const culprit = culpritOf(known)
  const request = culprit?.request ?? undefined
  const culpritDetail = culprit ? [culpritSentence(culprit, known)] : []
  const tell = (
    tone: Situation['tone'],
    headline: string,
    details: (string | null)[],
  ): Situation => ({
    tone,
    headline,
    details: details.filter((detail) => detail !== null),
    ...(tone === 'trouble' && request !== undefined && { request }),
  })
  if (!totals || !orders) {
    return tell(
      'unknown',
      'It is not known how the shop is doing: CloudWatch could not be asked.',
      [],
    )
  }
  if (known.loading) {
    return tell('unknown', 'The log is still being read.', [
      'Until that is done nothing can be said about orders: the newest may be missing.',
    ])
  }
  if (totals.events === 0) {
    return tell('unknown', 'No log events were received in this period.', [
      'The site may be down, the log may not arrive, or the period lies outside the log.',
    ])
  }
  const quiet = silence(orders, window)
  if (quiet) {
    return tell(
      'trouble',
      `Orders stopped at ${moment(quiet.lastOrderMs, nowMs, zone)}. Visitors come, and nobody buys.`,
      [
        `Since ${clock(quiet.sinceMs, zone)}: ${full(quiet.visits)} visits and no order.`,
        ...culpritDetail,
        alarmSentence(known.alarms, true, known),
      ],
    )
  }
  const total = orders.reduce((sum, bin) => sum + bin.orders, 0)
  const visits = orders.reduce((sum, bin) => sum + bin.visits, 0)
  if (total === 0 && visits >= enoughVisits) {
    return tell('trouble', 'No order in this period.', [
      `${full(visits)} visits came, and none ended in an order.`,
      ...culpritDetail,
      alarmSentence(known.alarms, true, known),
    ])
  }
  const failsBadly =
    culprit && Number(culprit.status) >= 500 && (culprit.share ?? 1) >= worthTelling
  const lastOrder = Math.max(0, ...orders.map(({ lastOrder: at }) => at))
  if (failsBadly && isOver(culprit, nowMs) && lastOrder > culprit.lastSeen) {
    const until = moment(culprit.lastSeen, nowMs, zone)
    return tell('calm', `Orders are coming in again. ${culprit.request} failed until ${until}.`, [
      ...culpritDetail,
      alarmSentence(known.alarms, false, known),
    ])
  }
  if (failsBadly) {
    return tell('trouble', `Orders arrive, but ${culprit.request} fails for some.`, [
      ...culpritDetail,
      alarmSentence(known.alarms, true, known),
    ])
  }
  if (total === 0) {
    return tell('calm', 'No order in this period, and few visits.', [
      `${full(visits)} visits came: too few to read anything into it.`,
      alarmSentence(known.alarms, false, known),
    ])
  }
  return tell('calm', `Orders are coming in, the last at ${moment(lastOrder, nowMs, zone)}.`, [
    `${full(total)} orders from ${full(visits)} visits in this period.`,
    alarmSentence(known.alarms, false, known),
  ])
}

import { alarmHref } from '@/components/alarms/alarm-list'
import { OrderVolume, type Volume } from '@/components/charts/order-volume'
import { othersOf } from '@/components/errors/no-failures'
import { Banner } from '@/components/shell/banner'
import button from '@/components/shell/button.module.css'
import { NoEvents } from '@/components/shell/no-events'
import { isSaidAbove, Panel } from '@/components/shell/panel'
import { rowsOf } from '@/components/shell/use-page'
import { timesIn } from '@/components/shell/zone'
import { withBase } from '@/lib/base-path'
import { full, moment } from '@/lib/format'
import { logState, problemsOf } from '@/lib/log-state'
import type { ExpectedBin } from '@/lib/orders/expected/expected-bin'
import { evidenceOf } from '@/lib/orders/report/evidence'
import { reportOf } from '@/lib/orders/report/report-of'
import { notAnswered, withLog } from '@/lib/orders/report/with-log'
import { inAlarm, type Situation, situation } from '@/lib/orders/situation'
import type { SituationKind } from '@/lib/orders/watch/shop-state'
import type { OrdersByBin } from '@/lib/queries/orders-by-bin'
import type { RequestsByBin } from '@/lib/queries/requests-by-bin'
import { dayMs, hourMs, minuteMs } from '@/lib/time'
import { isNarrowed, viewHref } from '@/lib/view'
import { binStarts, periodWindow, type Window } from '@/lib/window'
import { evidenceLinks } from './evidence-links'
import styles from './orders.module.css'
import type { OverviewProps } from './questions'

type PeriodProps = OverviewProps<'totals' | 'orders' | 'failing' | 'urls' | 'alarms'>
type SituationProps = PeriodProps & OverviewProps<'situation'>

const zero = { events: 0, requests: 0, visitors: 0, bots: 0, orders: 0, failed: 0 }

/** What the shown period says, where nothing follows the shop from minute to minute. */
function ofPeriod(props: PeriodProps): Situation {
  const { totals, orders, failing, urls, alarms, source, ...frame } = props
  const rows = rowsOf(totals)
  return situation({
    ...frame,
    totals: rows && (rows[0] ?? zero),
    orders: rowsOf(orders),
    failing: rowsOf(failing),
    urls: rowsOf(urls),
    alarms: alarms.reading?.ok ? alarms.reading.alarms : null,
    log: source.reading?.ok ? logState(source.reading) : null,
  })
}

const filesOf = ({ reading }: PeriodProps['source']) => (reading?.ok ? reading.loading : null)

/** The report of now, which no period and no filter changes, in the zone of the page; null where there is none. */
function reportIn({ situation: { reading }, source, site, zone }: OverviewProps<'situation'>) {
  if (!reading?.ok) return null
  const { report, state } = reading
  if (!state) return report
  return withLog(reportOf(state, { site, zone }), { state, loading: filesOf(source), zone })
}

const raisedIn = ({ alarms: { reading } }: OverviewProps<'alarms'>) =>
  reading?.ok ? reading.alarms.filter(({ state }) => state === 'ALARM') : []

/** What is the matter now. */
function situationOf(props: SituationProps): Situation {
  const report = reportIn(props)
  if (report) {
    const { headline, details, culprit } = report
    const raised = raisedIn(props)
    const sentence = inAlarm(raised, props)
    return {
      // Whoever was notified of something does not find a calm page.
      tone:
        report.tone === 'calm' && raised.some(({ notifies }) => notifies) ? 'unknown' : report.tone,
      headline,
      details: sentence === null ? details : [...details, sentence],
      ...(culprit && { request: culprit.request }),
    }
  }
  const { reading } = props.situation
  if (reading && !reading.ok) {
    const { headline, details } = notAnswered(props.nowMs, reading.failure)
    const files = filesOf(props.source)
    const isSaid = isSaidAbove(props.source, reading.failure)
    return {
      tone: 'unknown',
      headline,
      details: [
        ...(isSaid ? ['The reason is above.'] : details),
        ...(files ? problemsOf(files) : []),
      ],
    }
  }
  return ofPeriod(props)
}

/** Whether the headline goes before all that the page says of the log: trouble does, and what says of the log itself what is wrong. */
export function isHeadlineFirst(props: SituationProps): boolean {
  const { reading } = props.source
  const log = reading?.ok ? logState(reading) : null
  if (log?.kind === 'unreadable')
    return props.situation.reading?.ok === true && props.situation.reading.state !== null
  const isFirst = log?.kind === 'notUnderstood' || (log === null && isSomethingElseSaid(reading))
  return isFirst && situationOf(props).tone === 'trouble'
}

/** Whether CloudWatch cannot be asked, or something else of this process is to be said. */
const isSomethingElseSaid = (reading: SituationProps['source']['reading']) =>
  reading?.ok === true && (reading.failure !== undefined || reading.notices.length > 0)

type HeadlineProps = SituationProps & OverviewProps<'latestOrders' | 'incidents' | 'alarms'>

/** What the words of the headline open. */
function linksOf(props: HeadlineProps) {
  const { situation: asked, latestOrders, incidents, view, zone } = props
  const report = reportIn(props)
  const state = asked.reading?.ok ? asked.reading.state : null
  if (!report || !state) return { links: [], requestHref: null }
  const known = incidents.reading?.ok ? incidents.reading.incidents : null
  const isTrouble = report.tone === 'trouble'
  const evidence = evidenceOf(state, report, zone)
  const links = evidenceLinks(evidence, {
    visitsQuery: asked.reading?.ok ? asked.reading.visitsQuery : undefined,
    // A filter of the page is none of the headline.
    countsQuery: isNarrowed(view) ? null : (latestOrders.reading?.query ?? null),
    incident: known?.find(({ untilMs }) => isTrouble && untilMs === null),
  })
  const request = evidence.findIndex(({ of }) => of === 'request')
  const range = evidence[0]?.range ?? view.range
  const alarms = raisedIn(props).map(({ name }) => ({
    words: name,
    href: alarmHref(name, { range }),
    title: 'This alarm',
  }))
  return { links: [...links, ...alarms], requestHref: links[request]?.href ?? null }
}

/** What is the matter, in a sentence, and the way to the requests that fail. */
export function Headline(props: HeadlineProps) {
  const { source, totals, orders, situation: asked } = props
  const log = source.reading?.ok ? logState(source.reading) : null
  // The page has said it above.
  if (log && !isHeadlineFirst(props)) return null
  if (!source.reading || asked.reading === null) return <Banner title="Loading …" tone="unknown" />
  if (!reportIn(props) && (totals.reading === null || orders.reading === null))
    return <Banner title="Loading …" tone="unknown" />
  // What is the matter now does not depend on filters.
  if (!reportIn(props) && isNarrowed(props.view) && !rowsOf(totals)?.[0]?.events)
    return (
      <Banner title="No request fits these filters." tone="unknown">
        This says nothing of the shop. Remove a filter or choose a longer period.
      </Banner>
    )
  const { headline, tone, details, request } = situationOf(props)
  const { links, requestHref } = linksOf(props)
  // What is slow, or answered otherwise than before, has not failed by its status.
  const isFailed = (reportIn(props)?.culprit?.status ?? 500) >= 400
  const href = requestHref ?? viewHref('/errors', props.view, { request, status: undefined })
  return (
    <Banner
      title={headline}
      tone={tone}
      links={links}
      action={
        <>
          {request !== undefined && (
            <a className={button.alert} href={href}>
              {isFailed ? 'See failed requests' : 'See these requests'}
            </a>
          )}
          {reportIn(props)?.kind === 'not-configured' && (
            <a className={button.primary} href={withBase('/setup')}>
              Say what an order is
            </a>
          )}
        </>
      }
    >
      {details.join(' ')}
    </Banner>
  )
}

const count = (value: number, unit: string) => (value === 1 ? unit : `${value} ${unit}s`)
const binWords = (ms: number) =>
  ms < hourMs
    ? count(ms / minuteMs, 'minute')
    : ms < dayMs
      ? count(ms / hourMs, 'hour')
      : count(ms / dayMs, 'day')

interface Counted {
  orders: OrdersByBin[]
  requests: RequestsByBin[]
  expected: readonly ExpectedBin[]
}

function volumesOf(bins: number[], { orders, requests, expected }: Counted): Volume[] {
  const ordersOf = new Map(orders.map((row) => [row.bin, row.orders]))
  const expectedOf = new Map(expected.map((row) => [row.bin, row]))
  const requestsOf = new Map<number, number>()
  for (const row of requests) requestsOf.set(row.bin, (requestsOf.get(row.bin) ?? 0) + row.requests)
  return bins.map((bin) => {
    const received = requestsOf.get(bin)
    const known = expectedOf.get(bin)
    return {
      bin,
      orders: received ? (ordersOf.get(bin) ?? 0) : null,
      requests: received ?? null,
      expected: known?.orders ?? null,
      whole: known?.whole ?? null,
      isClosed: known?.isClosed ?? false,
    }
  })
}

/** Which orders are expected, and why none is where that is not known. */
interface Expecting extends Pick<OrdersProps, 'view' | 'window'> {
  reading: OrdersProps['expected']['reading']
}

function expectedIn({ reading, view, window }: Expecting) {
  const none = (note: string) => ({ bins: [], note })
  if (isNarrowed(view))
    return none('expected orders are known of all visits only: remove the filters')
  if (reading === null) return none('expected orders: loading …')
  if (!reading.ok) return none(`expected orders could not be asked. ${reading.failure.message}`)
  if (reading.isLearning) return none('expected orders: what is usual is still being learned')
  if (reading.bins === null) return none('expected orders are not in recordings')
  const known = reading.bins.filter(({ orders }) => orders)
  if (known.length === 0) return none('expected orders: too little is known of this period')
  const first = known[0]?.bin ?? window.fromMs
  const since =
    first > window.fromMs + window.binMs ? ' There is no band before enough was known.' : ''
  return {
    bins: reading.bins,
    note: `expected: from the visits that came, and how many ordered in comparable hours before.${since}`,
  }
}

/** Since when the request that is the matter fails. */
function failingSince(props: SituationProps) {
  const { failing, nowMs, zone } = props
  const { request } = situationOf(props)
  const [first] = (rowsOf(failing) ?? [])
    .filter((row) => row.request === request && Number(row.status) >= 500)
    .sort((a, b) => b.failures - a.failures)
  if (!first) return null
  const { firstSeen: ms, status } = first
  return { ms, label: `first ${status} on ${request}, ${moment(ms, nowMs, zone)}` }
}

const began: Partial<Record<SituationKind, string>> = {
  'orders-stopped': 'stopped',
  'orders-low': 'low since',
  failing: 'failing since',
  'no-traffic': 'nothing logged since',
}

/** When the trouble of now began, if that is in the window. */
function changePoint(props: SituationProps) {
  const { window, nowMs, zone } = props
  const report = reportIn(props)
  if (!report) return failingSince(props)
  const { kind, sinceMs: ms } = report
  if (ms === null || ms < window.fromMs || ms >= window.toMs) return null
  const time = moment(ms, nowMs, zone)
  // Where a few orders came since it began, the headline says when the last one did.
  const isLater = kind === 'orders-stopped' && !report.headline.includes(time)
  return { ms, label: `${isLater ? 'began' : (began[kind] ?? 'since')} ${time}` }
}

/** ": 0 of 61 expected", of the orders since the trouble began. */
function missingIn({ situation: { reading } }: OverviewProps<'situation'>): string {
  const state = reading?.ok ? reading.state : null
  if (!state?.expected || state.expected.estimate < 1) return ''
  return `: ${full(state.orders)} of ${full(Math.round(state.expected.estimate))} expected`
}

const shapeOf = (window: Window) => {
  const bins = binStarts(window)
  return {
    bins,
    // The last bin is not over yet, unless the window ends on its edge.
    arrivingFrom: window.toMs - (window.toMs % window.binMs),
    windowFrom: bins[0] ?? window.fromMs,
    windowTo: (bins.at(-1) ?? window.toMs) + window.binMs,
  }
}

type OrdersProps = SituationProps &
  OverviewProps<'requests' | 'expected' | 'latestOrders' | 'latestRequests' | 'latestExpected'>

/** The last two hours of a longer period, bin by bin as a trouble begins. */
function LatestOrders({ nothing, ...props }: OrdersProps & { nothing: string }) {
  const { latestOrders, latestRequests, latestExpected, view, zone } = props
  const [orders, requests] = [latestOrders.reading, rowsOf(latestRequests)]
  if (!orders?.ok || !requests) return null
  const { window } = orders
  const { bins, ...shape } = shapeOf(window)
  const mark = changePoint({ ...props, window })
  const expected = expectedIn({ reading: latestExpected.reading, view, window })
  return (
    <div className={styles.chart}>
      <OrderVolume
        title={`last 2 hours, per ${binWords(window.binMs)}`}
        isBeside
        volumes={volumesOf(bins, { orders: orders.rows, requests, expected: expected.bins })}
        zone={zone}
        nothing={nothing}
        mark={mark && { ...mark, label: `${mark.label}${missingIn(props)}` }}
        {...shape}
      />
    </div>
  )
}

/** When orders came, over those that were to be expected. */
export function Orders(props: OrdersProps) {
  const { orders, requests, expected: asked, totals, view, window, zone, source } = props
  const { bins, ...shape } = shapeOf(window)
  const received = rowsOf(totals)?.[0]?.requests ?? 0
  const expected = expectedIn({ reading: asked.reading, view, window })
  const isLong = periodWindow(window, 'latest') !== window
  const per = `per ${binWords(window.binMs)}`
  const nothing = source.loading
    ? 'not read yet'
    : isNarrowed(view)
      ? 'no request fits'
      : 'no requests received'
  return (
    <Panel
      {...props}
      title="Order volume"
      about={isLong ? timesIn(props) : `${per}, ${timesIn(props)}`}
      current={orders}
      tall
      footer={
        orders.reading?.ok &&
        received > 0 && (
          <>
            {shape.arrivingFrom < window.toMs && (
              <span>
                hatched, dashed: unfinished
                {expected.bins.some(({ whole }) => whole !== null) && ', outlined as it should end'}
              </span>
            )}
            <span>{expected.note}</span>
          </>
        )
      }
    >
      {(rows) =>
        totals.reading?.ok && received === 0 ? (
          <NoEvents {...props} others={othersOf(totals)} />
        ) : (
          <div className={isLong ? styles.pair : styles.chart}>
            <div className={styles.chart}>
              <OrderVolume
                title={isLong ? `the whole period, ${per}` : undefined}
                volumes={volumesOf(bins, {
                  orders: rows,
                  requests: rowsOf(requests) ?? [],
                  expected: expected.bins,
                })}
                zone={zone}
                nothing={nothing}
                mark={changePoint(props)}
                {...shape}
              />
            </div>
            {isLong && <LatestOrders {...props} nothing={nothing} />}
          </div>
        )
      }
    </Panel>
  )
}

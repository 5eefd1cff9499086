import type { ReactNode } from 'react'
import { isUnreadable } from '@/components/shell/no-events'
import { rowsOf } from '@/components/shell/use-page'
import type { Current } from '@/components/shell/use-reading'
import { withBase } from '@/lib/base-path'
import { full, moment, percent } from '@/lib/format'
import type { RequestsByBin } from '@/lib/queries/requests-by-bin'
import type { Totals } from '@/lib/queries/totals'
import type { Reading } from '@/lib/reading'
import { isNarrowed, type View, viewHref } from '@/lib/view'
import { binStarts, isPartial, periodWindow } from '@/lib/window'
import { compare, countOf, failedShare, type Measure, type Past, pastOf } from './compare-periods'
import { hasDefaultSteps, isNotSetUp } from './not-set-up'
import type { OverviewProps } from './questions'
import { Tile } from './tile'
import styles from './tiles.module.css'

function whyNone(totals: Reading<Totals> | null, { source, view }: Props): string {
  if (totals === null) return 'loading …'
  if (!totals.ok) return 'unavailable'
  if (source.loading) return 'log still being read'
  if (totals.rows[0]?.events) return 'no requests understood'
  if (isUnreadable(source)) return 'not known: the log cannot be read'
  return isNarrowed(view) ? 'no request fits these filters' : 'no log events received'
}

/** Explore, with the query of an answer as a chart. */
const chartHref = (reading: Reading<unknown> | null, { range }: View) =>
  reading ? viewHref('/explore', { range, query: reading.query, as: 'chart' }) : undefined

/** The counts of a period that has requests; null of one that has none. */
function counts(totals: Current<Reading<Totals>>): Totals | null {
  const row = rowsOf(totals)?.[0]
  return row && row.requests > 0 ? row : null
}

type Props = OverviewProps<
  'totals' | 'dayAgo' | 'weekAgo' | 'requests' | 'orders' | 'funnel' | 'situation'
>

/** Why it is not known how many orders came: no request can be one, as the steps are. */
function whyNoOrders(props: Props, now: Totals | null): ReactNode {
  const { site, funnel, view, source } = props
  if (now !== null && (site.steps.length === 0 || (isNotSetUp(props) && now.orders === 0)))
    return (
      <>
        what an order is has not been set up: <a href={withBase('/setup')}>Set-up</a>
      </>
    )
  if (source.loading || isNarrowed(view)) return null
  const isOther = rowsOf(funnel)?.length === 0 && now !== null && now.orders === 0
  if (!isOther || now.visitors === 0) return null
  return hasDefaultSteps(site)
    ? 'what an order is has not been set up'
    : 'no visit matches the steps'
}

/** The same hours of the day and of the week before, each once. */
function pastsOf({ dayAgo, weekAgo, window, nowMs, zone, source, view }: Props): Past[] {
  const oldestMs = source.reading?.oldestEventMs ?? null
  const context = { window, nowMs, zone, oldestMs, isLoading: source.loading }
  const [day, week] = [periodWindow(window, 'day-ago'), periodWindow(window, 'week-ago')]
  const past = (reading: Reading<Totals> | null, of: typeof day) =>
    pastOf(reading, { ...context, past: of, isNarrowed: isNarrowed(view) })
  const ofWeek = past(weekAgo.reading, week)
  return day.fromMs === week.fromMs ? [ofWeek] : [past(dayAgo.reading, day), ofWeek]
}

/** What the headline says of orders and of failures, for the tiles that count them: of the whole shop, and of now. */
function alertsOf({ situation: { reading }, view, window, nowMs, zone }: Props) {
  const state = reading?.ok ? reading.state : null
  const isOfAll = state?.sinceMs != null && state.sinceMs < window.toMs && !isNarrowed(view)
  if (!state || state.sinceMs === null || !isOfAll) return { orders: null, failed: null }
  const since = `since ${moment(state.sinceMs, nowMs, zone)}`
  // A request that fails costs orders though others still come.
  const isCostly = state.kind === 'failing' && (state.lost?.low ?? 0) >= 0.5
  const isShort = isCostly || state.kind === 'orders-stopped' || state.kind === 'orders-low'
  return {
    orders: isShort ? `${full(state.orders)} ${since}` : null,
    failed: state.culprit && state.culprit.status >= 400 ? since : null,
  }
}

/** That the number holds what the sentence on top does not count. */
function apartOf({ situation: { reading } }: Props): ReactNode {
  const apart = reading?.ok ? reading.state?.apart : null
  if (!apart) return null
  return (
    <>
      counts what programs sent, too: {full(apart.inDay)} in the last 24 hours,{' '}
      <a href="#bots">see Bots</a>
    </>
  )
}

const requests = countOf((row) => row.requests, false)
const visitors = countOf((row) => row.visitors, true)
const orders = countOf((row) => row.orders, true)
const bots = countOf((row) => row.bots, false)

/** The numbers of the period, each against the same hours before and most over time. */
export function Tiles(props: Props) {
  const { totals, view, window, source } = props
  const now = counts(totals)
  const none = whyNone(totals.reading, props)
  const pasts = pastsOf(props)
  const alerts = alertsOf(props)
  const bins = binStarts(window)
  const byBin = (of: (row: RequestsByBin) => number) => {
    const sums = new Map<number, number>()
    for (const row of rowsOf(props.requests) ?? [])
      sums.set(row.bin, (sums.get(row.bin) ?? 0) + of(row))
    return bins.map((bin) => sums.get(bin) ?? 0)
  }
  const ordersOf = new Map(rowsOf(props.orders)?.map((row) => [row.bin, row]))
  const tile = (measure: Measure) => ({
    value: now ? measure.text(measure.of(now)) : null,
    exact: now ? full(measure.of(now)) : undefined,
    none,
    comparisons: compare(measure, now, pasts),
    partialAt: (at: number) => isPartial(bins[at] ?? 0, window),
  })
  const requestsHref = chartHref(props.requests.reading, view)
  const ordersHref = chartHref(props.orders.reading, view)
  const ordered = tile(orders)
  const failed = tile(failedShare)
  const noOrders = whyNoOrders(props, now)
  return (
    <div className={styles.tiles}>
      <Tile
        {...tile(requests)}
        title="Requests"
        href={requestsHref}
        values={byBin((row) => row.requests)}
        color="var(--traffic)"
      />
      <Tile
        {...tile(visitors)}
        title="Visitors"
        href={ordersHref}
        values={bins.map((bin) => ordersOf.get(bin)?.visits ?? 0)}
        color="var(--traffic)"
      />
      <Tile
        {...ordered}
        title="Orders"
        href={ordersHref}
        value={noOrders === null ? ordered.value : null}
        none={noOrders ?? none}
        alert={alerts.orders}
        note={noOrders === null ? apartOf(props) : null}
        values={bins.map((bin) => ordersOf.get(bin)?.orders ?? 0)}
        color="var(--bar)"
      />
      <Tile
        {...failed}
        title="Failed requests"
        href={requestsHref}
        value={source.loading && now?.failed === 0 ? null : failed.value}
        exact={now ? `${full(now.failed)} of ${full(now.requests)}` : undefined}
        alert={alerts.failed}
        values={byBin((row) => (Number(row.status) >= 400 ? row.requests : 0))}
        color="var(--bad)"
      />
      <Tile
        {...tile(bots)}
        title="Bots"
        exact={now ? `${full(now.bots)} of ${full(now.requests)} requests` : undefined}
        values={[]}
        color="var(--traffic)"
        more={
          <p className={styles.more}>
            {now && `${percent(now.bots / now.requests)} of requests`}
            <br />
            <a href="#bots">busiest bots</a>
          </p>
        }
      />
    </div>
  )
}

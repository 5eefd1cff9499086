import type { ReactNode } from 'react'
import { Sparkline } from '@/components/charts/marks'
import card from '@/components/shell/card.module.css'
import { rowsOf } from '@/components/shell/use-queries'
import type { Current } from '@/components/shell/use-reading'
import { type Change, change, full, percent, short } from '@/lib/format'
import type { RequestsByBin } from '@/lib/queries/requests-by-bin'
import type { Totals } from '@/lib/queries/totals'
import type { Reading } from '@/lib/reading'
import { isNarrowed, type View, viewHref } from '@/lib/view'
import { binStarts, isPartial } from '@/lib/window'
import type { OverviewProps } from './questions'
import styles from './tiles.module.css'

interface TileProps {
  title: string
  value: string | null
  exact?: string
  /** Why there is no number. */
  none: string
  against: Change
  before: string
  values: number[]
  partialAt: (at: number) => boolean
  color: string
  /** Explore, with the query of the values. */
  href?: string
  /** Stands where there are no values over time. */
  more?: ReactNode
}

function Tile(props: TileProps) {
  const { title, value, exact, none, against, before, values, partialAt, color, href, more } = props
  const isCut = values.some((_, at) => partialAt(at))
  return (
    <article className={`${card.surface} ${styles.tile}`}>
      <h2>{title}</h2>
      {value === null ? (
        <p className={styles.none}>{none}</p>
      ) : (
        <p className={styles.value} title={exact}>
          {value}
        </p>
      )}
      <p className={styles.change}>
        <span className={against.mood === 'even' ? 'mute' : against.mood}>{against.text}</span>
        <br />
        <span className="mute">{before}</span>
      </p>
      {more ?? (
        <a
          href={href}
          title={`Open in Explore${isCut ? '. Dashed: unfinished.' : ''}`}
          aria-label={`${title} over time: open in Explore`}
        >
          <Sparkline values={value === null ? [] : values} color={color} partialAt={partialAt} />
        </a>
      )}
    </article>
  )
}

const noChange: Change = { text: '—', mood: 'even' }
const failedShare = (row: Totals) => (row.requests === 0 ? 0 : row.failed / row.requests)

function shareChange(now: Totals | null, old: Totals | null): Change {
  if (!now || !old || old.requests === 0) return noChange
  const points = (failedShare(now) - failedShare(old)) * 100
  if (Math.abs(points) < 0.05) return { text: 'as before', mood: 'even' }
  const text = `${points > 0 ? '↑' : '↓'} ${Math.abs(points).toFixed(1)} pt`
  return { text, mood: points > 0 ? 'bad' : 'good' }
}

function whyNone(totals: Reading<Totals> | null, loading: boolean, view: View): string {
  if (totals === null) return 'loading …'
  if (!totals.ok) return 'unavailable'
  if (loading) return 'log still being read'
  if (totals.rows[0]?.events) return 'no requests understood'
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

type Props = OverviewProps<'totals' | 'previous' | 'requests' | 'orders' | 'funnel'>

/** Why it is not known how many orders came: no request can be one, as the steps are. */
function whyNoOrders({ site, funnel, view, source }: Props, now: Totals | null): string | null {
  if (site.steps.length === 0) return 'no steps are set'
  if (source.loading || isNarrowed(view)) return null
  const isOther = rowsOf(funnel)?.length === 0 && now !== null && now.orders === 0
  return isOther && now.visitors > 0 ? 'no visit matches the steps' : null
}

/** The numbers of the period, each against the period before and most over time. */
export function Tiles(props: Props) {
  const { totals, previous, requests, orders, view, window, source } = props
  const now = counts(totals)
  const old = counts(previous)
  const none = whyNone(totals.reading, source.loading, view)
  const noneBefore = previous.reading?.ok ? 'no data' : whyNone(previous.reading, false, view)
  const bins = binStarts(window)
  const byBin = (of: (row: RequestsByBin) => number) => {
    const sums = new Map<number, number>()
    for (const row of rowsOf(requests) ?? []) sums.set(row.bin, (sums.get(row.bin) ?? 0) + of(row))
    return bins.map((bin) => sums.get(bin) ?? 0)
  }
  const ordersOf = new Map(rowsOf(orders)?.map((row) => [row.bin, row]))
  const partialAt = (at: number) => isPartial(bins[at] ?? 0, window)
  const tile = (of: (row: Totals) => number, better: 'more' | 'neither') => ({
    value: now ? short(of(now)) : null,
    exact: now ? full(of(now)) : undefined,
    none,
    against: now ? change(of(now), old ? of(old) : null, better) : noChange,
    before: `before: ${old ? short(of(old)) : noneBefore}`,
  })
  const requestsHref = chartHref(requests.reading, view)
  const ordersHref = chartHref(orders.reading, view)
  const visitors = tile((row) => row.visitors, 'more')
  const ordered = tile((row) => row.orders, 'more')
  const noOrders = whyNoOrders(props, now)
  const bots = tile((row) => row.bots, 'neither')
  return (
    <div className={styles.tiles}>
      <Tile
        title="Requests"
        href={requestsHref}
        {...tile((row) => row.requests, 'neither')}
        partialAt={partialAt}
        values={byBin((row) => row.requests)}
        color="var(--traffic)"
      />
      <Tile
        title="Visitors"
        href={ordersHref}
        {...visitors}
        partialAt={partialAt}
        before={`people, ${visitors.before}`}
        values={bins.map((bin) => ordersOf.get(bin)?.visits ?? 0)}
        color="var(--traffic)"
      />
      <Tile
        title="Orders"
        href={ordersHref}
        {...ordered}
        value={noOrders === null ? ordered.value : null}
        none={noOrders ?? none}
        partialAt={partialAt}
        values={bins.map((bin) => ordersOf.get(bin)?.orders ?? 0)}
        color="var(--bar)"
      />
      <Tile
        title="Failed requests"
        href={requestsHref}
        value={now && !(source.loading && now.failed === 0) ? percent(failedShare(now)) : null}
        exact={now ? `${full(now.failed)} of ${full(now.requests)}` : undefined}
        none={none}
        against={shareChange(now, old)}
        before={now ? `${short(now.failed)} of ${short(now.requests)}` : ''}
        partialAt={partialAt}
        values={byBin((row) => (Number(row.status) >= 400 ? row.requests : 0))}
        color="var(--bad)"
      />
      <Tile
        title="Bots"
        {...bots}
        exact={now ? `${full(now.bots)} of ${full(now.requests)} requests` : undefined}
        before={now ? `${percent(now.bots / now.requests)} of requests` : ''}
        values={[]}
        partialAt={partialAt}
        color="var(--traffic)"
        more={
          <p className={styles.more}>
            <a href="#bots">busiest bots</a>
          </p>
        }
      />
    </div>
  )
}

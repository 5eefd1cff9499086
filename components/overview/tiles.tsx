import { Sparkline } from '@/components/charts/sparkline'
import { type Change, change, full, percent, short } from '@/lib/format'
import type { OrdersByBin } from '@/lib/queries/orders-by-bin'
import type { RequestsByBin } from '@/lib/queries/requests-by-bin'
import type { Totals } from '@/lib/queries/totals'
import type { Reading } from '@/lib/reading'

interface TileProps {
  title: string
  value: string | null
  exact?: string
  /** Why there is no number. */
  none: string
  against: Change
  before: string
  values: number[]
  color: string
  /** Explore, with the query of the values. */
  href?: string
}

function Tile({ title, value, exact, none, against, before, values, color, href }: TileProps) {
  const mood = against.mood === 'even' ? 'mute' : against.mood
  return (
    <article className="card tile">
      <h2>{title}</h2>
      {value === null ? (
        <p className="value none">{none}</p>
      ) : (
        <p className="value" title={exact}>
          {value}
        </p>
      )}
      <p className="against">
        <span className={mood}>{against.text}</span>
        <br />
        <span className="mute">{before}</span>
      </p>
      <a href={href} title="open in Explore" aria-label={`${title} over time: open in Explore`}>
        <Sparkline values={value === null ? [] : values} color={color} />
      </a>
    </article>
  )
}

interface TilesProps {
  totals: Reading<Totals> | null
  previous: Reading<Totals> | null
  requests: RequestsByBin[]
  orders: OrdersByBin[]
  bins: number[]
  /** Explore, with the queries over time. */
  hrefs?: { requests?: string; orders?: string }
  /** What is missing may still come. */
  loading?: boolean
}

const noChange: Change = { text: '—', mood: 'even' }

export function Tiles(props: TilesProps) {
  const { totals, previous, requests, orders, bins, hrefs, loading = false } = props
  const now = totals?.ok ? (totals.rows[0] ?? null) : null
  const old = previous?.ok ? (previous.rows[0] ?? null) : null
  const none =
    totals === null
      ? 'asking …'
      : !totals.ok
        ? 'could not be asked'
        : loading
          ? 'still being read'
          : 'no log events received'
  const noneBefore =
    previous === null ? 'before: asking …' : previous.ok ? 'nothing before' : 'before: not known'
  const byBin = (of: (row: RequestsByBin) => number) => {
    const sums = new Map<number, number>()
    for (const row of requests) sums.set(row.bin, (sums.get(row.bin) ?? 0) + of(row))
    return bins.map((bin) => sums.get(bin) ?? 0)
  }
  const ordersOf = new Map(orders.map((row) => [row.bin, row]))
  const tile = (of: (row: Totals) => number, better: 'more' | 'less' | 'neither') => ({
    value: now ? short(of(now)) : null,
    exact: now ? full(of(now)) : undefined,
    none,
    against: now ? change(of(now), old ? of(old) : null, better) : noChange,
    before: old ? `before: ${short(of(old))}` : noneBefore,
  })
  const share = (row: Totals) => (row.requests === 0 ? 0 : row.failed / row.requests)
  const points = now && old && old.requests > 0 ? (share(now) - share(old)) * 100 : null
  const failedChange: Change =
    points === null
      ? noChange
      : Math.abs(points) < 0.05
        ? { text: 'as before', mood: 'even' }
        : {
            text: `${points > 0 ? '↑' : '↓'} ${Math.abs(points).toFixed(1)} pt`,
            mood: points > 0 ? 'bad' : 'good',
          }
  return (
    <div className="tiles">
      <Tile
        title="Requests"
        href={hrefs?.requests}
        {...tile((row) => row.requests, 'neither')}
        values={byBin((row) => row.requests)}
        color="var(--traffic)"
      />
      <Tile
        title="Visitors"
        href={hrefs?.orders}
        {...tile((row) => row.visitors, 'more')}
        values={bins.map((bin) => ordersOf.get(bin)?.visits ?? 0)}
        color="var(--traffic)"
      />
      <Tile
        title="Orders"
        href={hrefs?.orders}
        {...tile((row) => row.orders, 'more')}
        values={bins.map((bin) => ordersOf.get(bin)?.orders ?? 0)}
        color="var(--bar)"
      />
      <Tile
        title="Failed requests"
        href={hrefs?.requests}
        value={now ? percent(share(now)) : null}
        exact={now ? `${full(now.failed)} of ${full(now.requests)}` : undefined}
        none={none}
        against={failedChange}
        before={now ? `${short(now.failed)} of ${short(now.requests)}` : ''}
        values={byBin((row) => (Number(row.status) >= 400 ? row.requests : 0))}
        color="var(--bad)"
      />
    </div>
  )
}

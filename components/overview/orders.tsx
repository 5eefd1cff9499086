import { OrderVolume } from '@/components/charts/order-volume'
import { othersOf } from '@/components/errors/no-failures'
import { Banner } from '@/components/shell/banner'
import button from '@/components/shell/button.module.css'
import { NoEvents } from '@/components/shell/no-events'
import { Panel } from '@/components/shell/panel'
import { rowsOf } from '@/components/shell/use-queries'
import { moment } from '@/lib/format'
import { logState } from '@/lib/log-state'
import { type Situation, situation } from '@/lib/orders/situation'
import type { OrdersByBin } from '@/lib/queries/orders-by-bin'
import type { RequestsByBin } from '@/lib/queries/requests-by-bin'
import { dayMs, hourMs, minuteMs } from '@/lib/time'
import { viewHref } from '@/lib/view'
import { binStarts } from '@/lib/window'
import type { OverviewProps } from './questions'

type SituationProps = OverviewProps<'totals' | 'orders' | 'failing' | 'urls' | 'alarms'>

const zero = { events: 0, requests: 0, visitors: 0, bots: 0, orders: 0, failed: 0 }

/** What is the matter, from the readings that are there. */
function situationOf(props: SituationProps): Situation {
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

/** What is the matter, in a sentence, and the way to the requests that fail. */
export function Headline(props: SituationProps) {
  const { source, totals, orders } = props
  const log = source.reading?.ok ? logState(source.reading) : null
  // The page has said it above.
  if (log && (log.kind !== 'notUnderstood' || situationOf(props).tone !== 'trouble')) return null
  if (!source.reading || totals.reading === null || orders.reading === null)
    return <Banner title="Loading …" tone="unknown" />
  const { headline, tone, details, request } = situationOf(props)
  const href = viewHref('/errors', props.view, { request, status: undefined })
  return (
    <Banner
      title={headline}
      tone={tone}
      level={log ? 2 : 1}
      action={
        request !== undefined && (
          <a className={button.alert} href={href}>
            See failed requests
          </a>
        )
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

function volumesOf(bins: number[], orders: OrdersByBin[], requests: RequestsByBin[]) {
  const ordersOf = new Map(orders.map((row) => [row.bin, row.orders]))
  const requestsOf = new Map<number, number>()
  for (const row of requests) requestsOf.set(row.bin, (requestsOf.get(row.bin) ?? 0) + row.requests)
  return bins.map((bin) => {
    const received = requestsOf.get(bin)
    return { bin, orders: received ? (ordersOf.get(bin) ?? 0) : null, requests: received ?? null }
  })
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

export function Orders(props: SituationProps & OverviewProps<'requests'>) {
  const { orders, requests, totals, view, window, zone, source } = props
  const bins = binStarts(window)
  const received = rowsOf(totals)?.[0]?.requests ?? 0
  // The last bin is not over yet, unless the window ends on its edge.
  const arrivingFrom = window.toMs - (window.toMs % window.binMs)
  const nothing = source.loading
    ? 'not read yet'
    : view.country || view.city
      ? 'no requests from there'
      : 'no requests received'
  return (
    <Panel
      {...props}
      title="Order volume"
      about={`per ${binWords(window.binMs)}, times in ${zone}`}
      current={orders}
      tall
      footer={
        orders.reading?.ok && arrivingFrom < window.toMs && <span>hatched: still arriving</span>
      }
    >
      {(rows) =>
        totals.reading?.ok && received === 0 ? (
          <NoEvents {...props} others={othersOf(totals)} />
        ) : (
          <OrderVolume
            volumes={volumesOf(bins, rows, rowsOf(requests) ?? [])}
            zone={zone}
            arrivingFrom={arrivingFrom}
            nothing={nothing}
            failingSince={failingSince(props)}
            windowFrom={bins[0] ?? window.fromMs}
            windowTo={(bins.at(-1) ?? window.toMs) + window.binMs}
          />
        )
      }
    </Panel>
  )
}

'use client'

import { AlarmList } from '@/components/alarms/alarm-list'
import { BarList } from '@/components/charts/bar-list'
import { OrderVolume } from '@/components/charts/order-volume'
import { WorldMap } from '@/components/charts/world-map'
import { FailingTable } from '@/components/errors/failing-table'
import { useCountryName } from '@/components/shell/country-names'
import { FailureNote, Nothing, Panel } from '@/components/shell/panel'
import type { Frame } from '@/components/shell/shell'
import { Shell } from '@/components/shell/shell'
import { readingUrl, useReading, useSource } from '@/components/shell/use-reading'
import type { AlarmsReading } from '@/lib/alarms/alarm'
import { full, moment } from '@/lib/format'
import { situation } from '@/lib/orders/situation'
import type { QueryName, RowOf } from '@/lib/queries/catalog'
import type { Reading } from '@/lib/reading'
import type { Site } from '@/lib/site'
import type { SourceStatus } from '@/lib/source'
import { type View, viewHref } from '@/lib/view'
import { binStarts, type Window } from '@/lib/window'
import { Tiles } from './tiles'

type First<Name extends QueryName> = Reading<RowOf<Name>> | null

interface Props extends Frame {
  site: Site
  first: {
    totals: First<'totals'>
    previous: First<'totals'>
    requests: First<'requests-by-bin'>
    orders: First<'orders-by-bin'>
    countries: First<'requests-by-country'>
    cities: First<'requests-by-city'>
    failing: First<'failing-urls'>
    urls: First<'requests-by-url'>
    failures: First<'failures-by-bin'>
    alarms: AlarmsReading | null
    source: SourceStatus | null
  }
}

const mostCities = 10
const mostFailing = 8
const count = (value: number, unit: string) => (value === 1 ? unit : `${value} ${unit}s`)
const binWords = (ms: number) =>
  ms < 3_600_000
    ? count(ms / 60_000, 'minute')
    : ms < 86_400_000
      ? count(ms / 3_600_000, 'hour')
      : count(ms / 86_400_000, 'day')

function useAll(view: View, first: Props['first'], everyMs: number) {
  const at = <Name extends QueryName>(name: Name, start: First<Name>, previous = false) =>
    // biome-ignore lint/correctness/useHookAtTopLevel: called once for each name, always in this order
    useReading<Reading<RowOf<Name>>>(
      readingUrl(`/api/queries/${name}`, view, previous),
      start,
      everyMs,
    )
  return {
    totals: at('totals', first.totals),
    previous: at('totals', first.previous, true),
    requests: at('requests-by-bin', first.requests),
    orders: at('orders-by-bin', first.orders),
    countries: at('requests-by-country', first.countries),
    cities: at('requests-by-city', first.cities),
    failing: at('failing-urls', first.failing),
    urls: at('requests-by-url', first.urls),
    failures: at('failures-by-bin', first.failures),
    alarms: useReading<AlarmsReading>(readingUrl('/api/alarms', view), first.alarms, everyMs),
  }
}

const rowsOf = <Row,>(reading: Reading<Row> | null): Row[] | null =>
  reading?.ok ? reading.rows : null

/** The first page: what is the matter, then how much, when, where, and which requests. */
export function Overview({ first, view, window: firstWindow, site, zone, nowMs: firstNow }: Props) {
  const source = useSource(first.source)
  const all = useAll(view, first, source.everyMs)
  const countryName = useCountryName()
  const orderReading = all.orders.reading
  // The window moves with the readings that were refreshed.
  const window: Window = orderReading?.window ?? firstWindow
  const nowMs = orderReading?.ok ? orderReading.asOfMs : firstNow
  const bins = binStarts(window)
  const orders = rowsOf(orderReading)
  const requests = rowsOf(all.requests.reading)
  const failing = rowsOf(all.failing.reading)
  const urls = rowsOf(all.urls.reading)
  const totals = rowsOf(all.totals.reading)
  const alarms = all.alarms.reading
  const empty = totals ? (totals[0]?.events ?? 0) === 0 : false
  const says = situation({
    totals: totals
      ? (totals[0] ?? { events: 0, requests: 0, visitors: 0, visits: 0, orders: 0, failed: 0 })
      : null,
    orders,
    failing,
    urls,
    alarms: alarms?.ok ? alarms.alarms : null,
    window,
    site,
    nowMs,
    zone,
    loading: source.loading,
  })
  const waiting = all.totals.reading === null || orderReading === null
  const unparsed = totals?.[0] ? totals[0].events - totals[0].requests : 0
  const errorHref = (request: string) => viewHref('/errors', view, { request, status: undefined })
  const explore = viewHref('/explore', { range: view.range })
  const menuFailure = failing
    ?.filter(({ request, status }) => request === says.request && Number(status) >= 500)
    .sort((a, b) => b.failures - a.failures)[0]
  const shared = { zone, exploreHref: explore }
  const asChart = (reading: Reading<unknown> | null) =>
    reading
      ? viewHref('/explore', { range: view.range, query: reading.query, as: 'chart' })
      : undefined

  const volumes = () => {
    const ordersOf = new Map(orders?.map((row) => [row.bin, row.orders]))
    const requestsOf = new Map<number, number>()
    for (const row of requests ?? [])
      requestsOf.set(row.bin, (requestsOf.get(row.bin) ?? 0) + row.requests)
    return bins.map((bin) => {
      const received = requestsOf.get(bin)
      return { bin, orders: received ? (ordersOf.get(bin) ?? 0) : null, requests: received ?? null }
    })
  }
  // The last bin is not over yet, unless the window ends on its edge.
  const arriving = window.toMs % window.binMs !== 0
  const nothing = source.loading ? (
    <Nothing title="Still being read">The log is on its way; this fills by itself.</Nothing>
  ) : (
    <Nothing title="No log events received">
      {view.country
        ? `No requests from ${countryName(view.country)} in this period: remove the filter or choose a longer one.`
        : 'Nothing arrived in this period: choose a longer one, or check that the log is written.'}
    </Nothing>
  )

  return (
    <Shell path="/" view={view} window={window} zone={zone} nowMs={nowMs} source={source}>
      <section className="say" data-tone={waiting ? 'unknown' : says.tone} aria-live="polite">
        <div>
          <h1>{waiting ? 'Asking how the shop is doing …' : says.headline}</h1>
          {!waiting && says.details.length > 0 && <p>{says.details.join(' ')}</p>}
        </div>
        {!waiting && says.request !== undefined && (
          <a className="button alert" href={errorHref(says.request)}>
            See the failing requests
          </a>
        )}
      </section>

      <Tiles
        totals={all.totals.reading}
        previous={all.previous.reading}
        requests={requests ?? []}
        orders={orders ?? []}
        bins={bins}
        hrefs={{ requests: asChart(all.requests.reading), orders: asChart(orderReading) }}
        loading={source.loading}
      />

      <div className="row">
        <Panel
          title="Order volume"
          about={`per ${binWords(window.binMs)}, times in ${zone}`}
          current={all.orders}
          {...shared}
          tall
          footer={orders && arriving && <span>hatched: still arriving</span>}
        >
          {() =>
            empty ? (
              nothing
            ) : (
              <OrderVolume
                volumes={volumes()}
                zone={zone}
                arrivingFrom={window.toMs - (window.toMs % window.binMs)}
                nothing={
                  source.loading
                    ? 'not read yet'
                    : view.country || view.city
                      ? 'no requests from there'
                      : 'no log events received'
                }
                failingSince={
                  menuFailure
                    ? {
                        ms: menuFailure.firstSeen,
                        label: `first ${menuFailure.status} on ${menuFailure.request}, ${moment(menuFailure.firstSeen, nowMs, zone)}`,
                      }
                    : null
                }
                windowFrom={bins[0] ?? window.fromMs}
                windowTo={(bins.at(-1) ?? window.toMs) + window.binMs}
              />
            )
          }
        </Panel>
        <section className="card panel" aria-labelledby="alarms">
          <header>
            <h2 id="alarms">Alarms</h2>
            <span className="mute small">state over this period</span>
          </header>
          {alarms === null && <Nothing title="Asking …" />}
          {alarms?.ok === false && <FailureNote failure={alarms.failure} />}
          {alarms?.ok && alarms.alarms.length === 0 && (
            <Nothing title="No alarms are set up">
              CloudWatch tells nobody when requests fail.
            </Nothing>
          )}
          {alarms?.ok && (
            <AlarmList
              alarms={alarms.alarms}
              view={view}
              window={window}
              zone={zone}
              nowMs={nowMs}
            />
          )}
          <footer>
            <a href={viewHref('/alarms', { range: view.range })}>all about the alarms</a>
          </footer>
        </section>
      </div>

      <div className="row">
        <Panel title="Where requests come from" current={all.countries} {...shared} tall>
          {(rows) =>
            rows.length === 0 ? (
              nothing
            ) : (
              <WorldMap
                rows={rows}
                selected={view.country}
                hrefOf={(country) =>
                  viewHref('/', view, {
                    country: view.country === country ? undefined : country,
                    city: undefined,
                  })
                }
              />
            )
          }
        </Panel>
        <Panel title="Top cities" about="requests" current={all.cities} {...shared}>
          {(rows) => {
            const named = rows.filter(({ city }) => city)
            return named.length === 0 ? (
              nothing
            ) : (
              <>
                <BarList
                  label="Top cities"
                  entries={named
                    .slice(0, mostCities)
                    .map(({ city, region, country, requests: value, orders: placed }) => ({
                      key: `${country} ${region} ${city}`,
                      name: city ?? '',
                      more: country ?? '',
                      value,
                      note: placed === 1 ? '1 order' : `${full(placed)} orders`,
                      href: viewHref('/', view, {
                        city: city ?? undefined,
                        country: country ?? undefined,
                      }),
                    }))}
                />
                <p className="small mute">
                  {Math.min(mostCities, named.length)} of {full(named.length)} cities
                </p>
              </>
            )
          }}
        </Panel>
      </div>

      <Panel
        title="Failing requests"
        about="answered with 400 or above"
        current={all.failing}
        {...shared}
        footer={
          <>
            <a href={viewHref('/errors', view)}>all failing requests</a>
            {unparsed > 0 && (
              <a href={viewHref('/errors', view)}>{full(unparsed)} lines are in no known format</a>
            )}
          </>
        }
      >
        {(rows) =>
          empty ? (
            nothing
          ) : rows.length === 0 ? (
            <Nothing title="No request failed">
              All {full(totals?.[0]?.requests ?? 0)} requests of this period were answered with a
              status below 400.
            </Nothing>
          ) : (
            <FailingTable
              rows={rows.slice(0, mostFailing)}
              urls={urls ?? []}
              byBin={rowsOf(all.failures.reading) ?? []}
              bins={bins}
              zone={zone}
              nowMs={nowMs}
              hrefOf={errorHref}
            />
          )
        }
      </Panel>
    </Shell>
  )
}

'use client'

import { Fragment } from 'react'
import { BarList } from '@/components/charts/bar-list'
import { StatusBars } from '@/components/charts/status-bars'
import { useCountryName } from '@/components/shell/country-names'
import { LogText } from '@/components/shell/log-text'
import { Nothing, Panel } from '@/components/shell/panel'
import type { Frame } from '@/components/shell/shell'
import { Shell } from '@/components/shell/shell'
import { readingUrl, useReading, useSource } from '@/components/shell/use-reading'
import { full, seconds } from '@/lib/format'
import type { SampleEvent } from '@/lib/queries/sample-events'
import type { UrlAgents } from '@/lib/queries/url-agents'
import type { UrlByBin } from '@/lib/queries/url-by-bin'
import type { UrlLocation } from '@/lib/queries/url-locations'
import type { UrlReferrers } from '@/lib/queries/url-referrers'
import type { Reading } from '@/lib/reading'
import type { SourceStatus } from '@/lib/source'
import { viewHref } from '@/lib/view'
import { binStarts } from '@/lib/window'

interface Props extends Frame {
  first: {
    byBin: Reading<UrlByBin> | null
    places: Reading<UrlLocation> | null
    agents: Reading<UrlAgents> | null
    referrers: Reading<UrlReferrers> | null
    samples: Reading<SampleEvent> | null
    source: SourceStatus | null
  }
}

// What every browser says of itself tells none from another.
const told = (agent: string) =>
  agent.replace(/^Mozilla\/5\.0 /, '').replace(/ AppleWebKit\/[\d.]+ \(KHTML, like Gecko\)/, '')

const mostListed = 8
const mostSamples = 20
const clients = (count: number) => (count === 1 ? '1 client' : `${full(count)} clients`)
const none = <Nothing title="No failures in this period" />

/** One URL: when it failed, for whom, and the very lines. */
export function UrlFailures({ first, view, window: firstWindow, zone, nowMs }: Props) {
  const source = useSource(first.source)
  const countryName = useCountryName()
  const byBin = useReading<Reading<UrlByBin>>(
    readingUrl('/api/queries/url-by-bin', view),
    first.byBin,
    source.everyMs,
  )
  const places = useReading<Reading<UrlLocation>>(
    readingUrl('/api/queries/url-locations', view),
    first.places,
    source.everyMs,
  )
  const agents = useReading<Reading<UrlAgents>>(
    readingUrl('/api/queries/url-agents', view),
    first.agents,
    source.everyMs,
  )
  const referrers = useReading<Reading<UrlReferrers>>(
    readingUrl('/api/queries/url-referrers', view),
    first.referrers,
    source.everyMs,
  )
  const samples = useReading<Reading<SampleEvent>>(
    readingUrl('/api/queries/sample-events', view),
    first.samples,
    source.everyMs,
  )
  const window = byBin.reading?.window ?? firstWindow
  const shared = { zone, exploreHref: viewHref('/explore', { range: view.range }) }
  return (
    <Shell path="/errors" view={view} window={window} zone={zone} nowMs={nowMs} source={source}>
      <p className="small">
        <a href={viewHref('/errors', view, { request: undefined, status: undefined })}>
          ← all failing requests
        </a>
      </p>
      <h1>
        <LogText text={view.request ?? ''} />
      </h1>
      <Panel title="Answers over time" about={`times in ${zone}`} current={byBin} {...shared}>
        {(rows) =>
          rows.length === 0 ? (
            <Nothing title="Nobody asked for this URL in this period">
              Choose a longer period, or another URL.
            </Nothing>
          ) : (
            <StatusBars rows={rows} bins={binStarts(window)} binMs={window.binMs} zone={zone} />
          )
        }
      </Panel>
      <div className="row even">
        <Panel title="Places" about="failures" current={places} {...shared}>
          {(rows) =>
            rows.length === 0 ? (
              none
            ) : (
              <BarList
                label="Places"
                entries={rows
                  .slice(0, mostListed)
                  .map(({ country, city, failures, clients: count }) => ({
                    key: `${country} ${city}`,
                    name: city ?? (country ? countryName(country) : 'unknown place'),
                    more: city && country ? country : undefined,
                    value: failures,
                    note: clients(count),
                  }))}
              />
            )
          }
        </Panel>
        <Panel title="Browsers" about="failures" current={agents} {...shared}>
          {(rows) =>
            rows.length === 0 ? (
              none
            ) : (
              <BarList
                label="Browsers"
                entries={rows.slice(0, mostListed).map(({ agent, failures, clients: count }) => ({
                  key: String(agent),
                  name: agent === null ? 'not told' : told(agent),
                  title: agent ?? undefined,
                  lines: 2,
                  value: failures,
                  note: clients(count),
                }))}
              />
            )
          }
        </Panel>
        <Panel title="Came from" about="failures" current={referrers} {...shared}>
          {(rows) =>
            rows.length === 0 ? (
              none
            ) : (
              <BarList
                label="Referrers"
                entries={rows.slice(0, mostListed).map(({ referer, failures, clients: count }) => ({
                  key: String(referer),
                  name: referer === null || referer === '-' ? 'no referrer' : referer,
                  value: failures,
                  note: clients(count),
                }))}
              />
            )
          }
        </Panel>
      </div>
      <Panel
        title="Sample log events"
        about="the newest failures; client addresses end at their network"
        current={samples}
        {...shared}
      >
        {(rows) =>
          rows.length === 0 ? (
            none
          ) : (
            <div className="scroll">
              <table>
                <caption className="hidden">Sample log events</caption>
                <thead>
                  <tr>
                    <th>When</th>
                    <th>Status</th>
                    <th>Client</th>
                    <th>Place</th>
                  </tr>
                </thead>
                <tbody>
                  {rows.slice(0, mostSamples).map((row, at) => (
                    // biome-ignore lint/suspicious/noArrayIndexKey: two events may be equal
                    <Fragment key={at}>
                      <tr className="headed">
                        <td>{seconds(row['@timestamp'], zone)}</td>
                        <td className={`status ${Number(row.status) >= 500 ? 'bad' : 'warn'}`}>
                          {row.status}
                        </td>
                        <td className="client">{row.remoteIP}</td>
                        <td className="rest">
                          {[row.city, row.country].filter(Boolean).join(', ')}
                        </td>
                      </tr>
                      <tr>
                        <td className="log" colSpan={4}>
                          <details className="event">
                            <summary>
                              <LogText text={row['@message']} />
                            </summary>
                          </details>
                        </td>
                      </tr>
                    </Fragment>
                  ))}
                </tbody>
              </table>
            </div>
          )
        }
      </Panel>
    </Shell>
  )
}

'use client'

import { LogText } from '@/components/shell/log-text'
import { Nothing, Panel } from '@/components/shell/panel'
import { type Frame, Shell } from '@/components/shell/shell'
import { readingUrl, useReading, useSource } from '@/components/shell/use-reading'
import { full, moment } from '@/lib/format'
import type { FailingUrl } from '@/lib/queries/failing-urls'
import type { FailuresByBin } from '@/lib/queries/failures-by-bin'
import type { RequestsByUrl } from '@/lib/queries/requests-by-url'
import type { UnparsedEvent } from '@/lib/queries/unparsed-events'
import type { Reading } from '@/lib/reading'
import type { SourceStatus } from '@/lib/source'
import { viewHref } from '@/lib/view'
import { binStarts } from '@/lib/window'
import { FailingTable } from './failing-table'

interface Props extends Frame {
  first: {
    failing: Reading<FailingUrl> | null
    urls: Reading<RequestsByUrl> | null
    failures: Reading<FailuresByBin> | null
    unparsed: Reading<UnparsedEvent> | null
    source: SourceStatus | null
  }
}

/** All failing requests of a period, and the lines that are none. */
export function Errors({ first, view, window: firstWindow, zone, nowMs }: Props) {
  const source = useSource(first.source)
  const failing = useReading<Reading<FailingUrl>>(
    readingUrl('/api/queries/failing-urls', view),
    first.failing,
    source.everyMs,
  )
  const urls = useReading<Reading<RequestsByUrl>>(
    readingUrl('/api/queries/requests-by-url', view),
    first.urls,
    source.everyMs,
  )
  const failures = useReading<Reading<FailuresByBin>>(
    readingUrl('/api/queries/failures-by-bin', view),
    first.failures,
    source.everyMs,
  )
  const unparsed = useReading<Reading<UnparsedEvent>>(
    readingUrl('/api/queries/unparsed-events', view),
    first.unparsed,
    source.everyMs,
  )
  const window = failing.reading?.window ?? firstWindow
  const shared = { zone, exploreHref: viewHref('/explore', { range: view.range }) }
  return (
    <Shell path="/errors" view={view} window={window} zone={zone} nowMs={nowMs} source={source}>
      <h1 className="hidden">Errors</h1>
      <Panel
        title="Failing requests"
        about={`answered with 400 or above, times in ${zone}`}
        current={failing}
        {...shared}
      >
        {(rows) =>
          rows.length === 0 ? (
            <Nothing title="No request failed in this period">
              Every request that was logged was answered with a status below 400.
            </Nothing>
          ) : (
            <FailingTable
              rows={rows}
              urls={urls.reading?.ok ? urls.reading.rows : []}
              byBin={failures.reading?.ok ? failures.reading.rows : []}
              bins={binStarts(window)}
              zone={zone}
              nowMs={nowMs}
              hrefOf={(request) => viewHref('/errors', view, { request })}
            />
          )
        }
      </Panel>
      <Panel
        title="Lines in no known format"
        about="kept as they came, in no other number"
        current={unparsed}
        {...shared}
      >
        {(rows) =>
          rows.length === 0 ? (
            <Nothing title="None">Every line of this period was understood.</Nothing>
          ) : (
            <>
              <p className="small mute">
                {full(unparsed.reading?.ok ? unparsed.reading.recordsMatched : rows.length)} in this
                period; the newest:
              </p>
              <div className="scroll">
                <table>
                  <caption className="hidden">Lines in no known format</caption>
                  <tbody>
                    {rows.map((row, at) => (
                      // biome-ignore lint/suspicious/noArrayIndexKey: two such lines may be equal
                      <tr key={at}>
                        <td>{moment(row['@timestamp'], nowMs, zone)}</td>
                        <td className="log">
                          <LogText text={row['@message']} />
                        </td>
                      </tr>
                    ))}
                  </tbody>
                </table>
              </div>
            </>
          )
        }
      </Panel>
    </Shell>
  )
}

'use client'

import card from '@/components/shell/card.module.css'
import { LogText } from '@/components/shell/log-text'
import { Nothing, Panel } from '@/components/shell/panel'
import { type PageProps, type PanelFrame, PanelPage } from '@/components/shell/panel-page'
import type { Readings } from '@/components/shell/use-queries'
import { full, moment } from '@/lib/format'
import { viewHref } from '@/lib/view'
import { FailingTable } from './failing-table'
import { errorsQuestions } from './questions'

type Questions = typeof errorsQuestions
type PanelProps<Taken extends keyof Questions> = Pick<Readings<Questions>, Taken> & PanelFrame

const Heading = () => <h1 className="hidden">Errors</h1>

function FailedRequests(props: PanelProps<'failing' | 'urls' | 'failures'>) {
  const { failing, urls, failures, view, window, zone, nowMs } = props
  return (
    <Panel
      title="Failed requests"
      about={`status 400 or above, times in ${zone}`}
      current={failing}
      view={view}
      zone={zone}
    >
      {(rows) =>
        rows.length === 0 ? (
          <Nothing title="No failed requests in this period">
            Every logged request got a status below 400.
          </Nothing>
        ) : (
          <FailingTable
            rows={rows}
            urls={urls}
            failures={failures}
            window={window}
            zone={zone}
            nowMs={nowMs}
            hrefOf={(request) => viewHref('/errors', view, { request })}
          />
        )
      }
    </Panel>
  )
}

function UnparsedLines({ unparsed, view, zone, nowMs }: PanelProps<'unparsed'>) {
  return (
    <Panel
      title="Lines in an unknown format"
      about="stored as received, not counted elsewhere"
      current={unparsed}
      view={view}
      zone={zone}
    >
      {(rows) =>
        rows.length === 0 ? (
          <Nothing title="None">Every line in this period was recognized.</Nothing>
        ) : (
          <>
            <p className="small mute">
              {full(unparsed.reading?.ok ? unparsed.reading.recordsMatched : rows.length)} in this
              period, newest first
            </p>
            <div className={card.scroll}>
              <table>
                <caption className="hidden">Lines in an unknown format</caption>
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
  )
}

/** All failing requests of a period, and the lines that are none. */
export function Errors(page: PageProps<Questions>) {
  return (
    <PanelPage
      path="/errors"
      questions={errorsQuestions}
      clock="failing"
      rows={[Heading, FailedRequests, UnparsedLines]}
      more={{}}
      {...page}
    />
  )
}

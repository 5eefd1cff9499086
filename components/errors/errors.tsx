'use client'

import { LogText } from '@/components/shell/log-text'
import { Nothing, Panel } from '@/components/shell/panel'
import { type PageProps, PanelPage, type PanelProps } from '@/components/shell/panel-page'
import { ScrolledTable } from '@/components/shell/table'
import { full, moment } from '@/lib/format'
import { viewHref } from '@/lib/view'
import { FailingTable } from './failing-table'
import { errorsQuestions } from './questions'

type Props<Taken extends keyof typeof errorsQuestions> = PanelProps<typeof errorsQuestions, Taken>

const Heading = () => <h1 className="hidden">Errors</h1>

function FailedRequests({ failing, ...panel }: Props<'failing' | 'urls' | 'failures'>) {
  return (
    <Panel
      {...panel}
      title="Failed requests"
      about={`status 400 or above, times in ${panel.zone}`}
      current={failing}
      empty={
        <Nothing title="No failed requests in this period">
          Every logged request got a status below 400.
        </Nothing>
      }
    >
      {(rows) => (
        <FailingTable
          {...panel}
          rows={rows}
          hrefOf={(request) => viewHref('/errors', panel.view, { request })}
        />
      )}
    </Panel>
  )
}

function UnparsedLines({ unparsed, ...frame }: Props<'unparsed'>) {
  return (
    <Panel
      {...frame}
      title="Lines in an unknown format"
      about="stored as received, not counted elsewhere"
      current={unparsed}
      empty={<Nothing title="None">Every line in this period was recognized.</Nothing>}
    >
      {(rows) => (
        <>
          <p className="small mute">
            {full(unparsed.reading?.ok ? unparsed.reading.recordsMatched : rows.length)} in this
            period, newest first
          </p>
          <ScrolledTable caption="Lines in an unknown format">
            <tbody>
              {rows.map((row, at) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: two such lines may be equal
                <tr key={at}>
                  <td>{moment(row['@timestamp'], frame.nowMs, frame.zone)}</td>
                  <td className="log">
                    <LogText text={row['@message']} />
                  </td>
                </tr>
              ))}
            </tbody>
          </ScrolledTable>
        </>
      )}
    </Panel>
  )
}

/** All failing requests of a period, and the lines that are none. */
export function Errors(page: PageProps<typeof errorsQuestions>) {
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

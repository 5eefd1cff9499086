'use client'

import { keyed } from '@/components/shell/keyed'
import { LogText } from '@/components/shell/log-text'
import { Nothing, Panel } from '@/components/shell/panel'
import { type PageProps, PanelPage, type PanelProps } from '@/components/shell/panel-page'
import { ScrolledTable } from '@/components/shell/table'
import { rowsOf } from '@/components/shell/use-page'
import { timesIn } from '@/components/shell/zone'
import { counted, moment } from '@/lib/format'
import type { Site } from '@/lib/site'
import styles from './errors.module.css'
import { FailingTable } from './failing-table'
import { NoFailures, othersOf } from './no-failures'
import { errorsQuestions } from './questions'

type Props<Taken extends keyof typeof errorsQuestions> = PanelProps<
  typeof errorsQuestions,
  Taken
> & { site: Site }

const Heading = () => <h1 className="hidden">Errors</h1>

function FailedRequests(props: Props<'failing' | 'urls' | 'failures' | 'totals' | 'situation'>) {
  const { failing, totals, ...panel } = props
  return (
    <Panel
      {...panel}
      title="Failed requests"
      about={`status 400 or above, ${timesIn(panel)}`}
      current={failing}
      empty={<NoFailures {...panel} totals={totals} />}
    >
      {(rows) => (
        <>
          <p className="small mute">
            Server errors stand first; among them, and among the others, what most clients met.
          </p>
          <FailingTable {...panel} rows={rows} />
        </>
      )}
    </Panel>
  )
}

function OtherLines({ unparsed, totals, ...frame }: Props<'unparsed' | 'totals'>) {
  const events = rowsOf(totals)?.[0]?.events ?? 0
  return (
    <Panel
      {...frame}
      title="Not understood"
      about="lines in no known format or in doubt: stored as received, counted nowhere else"
      current={unparsed}
      empty={
        events > 0 && othersOf(totals) === 0 ? (
          <Nothing title="None">Every line in this period was understood.</Nothing>
        ) : (
          <Nothing title={events > 0 ? 'Not listed yet' : 'No lines in this period'} />
        )
      }
    >
      {(rows) => (
        <>
          <p className="small mute">
            {counted(unparsed.reading?.ok ? unparsed.reading.recordsMatched : rows.length, 'line')}{' '}
            in this period, newest first
          </p>
          <ScrolledTable caption="Lines that were not understood">
            <tbody>
              {keyed(rows).map(([key, row]) => (
                <tr key={key}>
                  <td className={styles.client}>
                    {moment(row['@timestamp'], frame.nowMs, frame.zone)}
                  </td>
                  <td className={styles.other}>
                    <span className="log">
                      <LogText text={row['@message']} />
                    </span>
                    <span className={`${styles.reason} small mute`}>{row.reason}</span>
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
export function Errors({ site, ...page }: PageProps<typeof errorsQuestions> & { site: Site }) {
  return (
    <PanelPage
      path="/errors"
      questions={errorsQuestions}
      clock="failing"
      rows={[Heading, FailedRequests, OtherLines]}
      more={{ site }}
      {...page}
    />
  )
}

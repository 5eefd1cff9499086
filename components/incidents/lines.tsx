import { toCsv } from '@/components/explore/exports'
import { Card, Queries } from '@/components/shell/card'
import { download } from '@/components/shell/download'
import type { Frame } from '@/components/shell/frame'
import { keyed } from '@/components/shell/keyed'
import { LogText } from '@/components/shell/log-text'
import { Answered, Nothing } from '@/components/shell/panel'
import { ScrolledTable } from '@/components/shell/table'
import { timesIn } from '@/components/shell/zone'
import { counted, day, duration, seconds } from '@/lib/format'
import type { IncidentEvidence, IncidentLines } from '@/lib/orders/incidents/incident-evidence'
import { nameOf } from '@/lib/orders/words/request-name'
import type { RequestLine } from '@/lib/queries/request-lines'
import { viewHref } from '@/lib/view'
import { browserOf } from '@/lib/visits/agent'
import styles from './incidents.module.css'

const columns = ['time', 'status', 'method', 'request', 'client', 'country', 'city', 'agent', 'ms']

/** The lines as a table of texts, for spreadsheets. */
export function csvOf({ failed, firstFailed, good }: IncidentLines): string {
  const rows = [...failed, ...firstFailed, ...good].map((line) => ({
    time: new Date(line['@timestamp']).toISOString(),
    status: line.status ?? '',
    method: line.method ?? '',
    request: `${line.request ?? ''}${line.query ?? ''}`,
    client: line.remoteIP ?? '',
    country: line.country ?? '',
    city: line.city ?? '',
    agent: line.agent ?? '',
    ms: line.durationMs === null ? '' : String(line.durationMs),
  }))
  return toCsv({ columns, rows })
}

const lastWords: Record<IncidentLines['of'], string> = {
  request: 'last good',
  orders: 'last order',
  lines: 'last line',
}

interface RowProps {
  line: RequestLine
  isGood: boolean
  /** What is said of the line at the edge. */
  mark?: string
  /** Whether its request is shown. */
  named: boolean
  time: (ms: number) => string
}

function Row({ line, isGood, mark, named, time }: RowProps) {
  return (
    <tr>
      <td className={styles.time}>
        {time(line['@timestamp'])}{' '}
        {mark && <span className={`${styles.mark} ${isGood ? 'good' : 'bad'}`}>{mark}</span>}
      </td>
      <td className={isGood ? 'good' : 'bad'}>
        <b>{line.status}</b>
      </td>
      {named && (
        <td>
          <LogText text={`${line.method} ${line.request}${line.query ?? ''}`} maxLength={200} />
        </td>
      )}
      <td>
        <LogText text={line.remoteIP ?? ''} maxLength={60} />
      </td>
      <td>
        <LogText text={[line.city, line.country].filter(Boolean).join(', ')} maxLength={60} />
      </td>
      <td title={line.agent ?? undefined}>{browserOf(line.agent ?? '')}</td>
      <td className="num">{line.durationMs === null ? '—' : duration(line.durationMs)}</td>
    </tr>
  )
}

interface RowsProps {
  lines: IncidentLines
  zone: string
  /** Whether all are of one request. */
  isOne: boolean
}

function Rows({ lines, zone, isOne }: RowsProps) {
  const { failed, firstFailed, leftOut, good, of, asked } = lines
  const all = [...failed, ...firstFailed, ...good]
  const days = new Set(all.map((line) => day(line['@timestamp'], zone))).size > 1
  const time = (ms: number) => `${days ? `${day(ms, zone)} ` : ''}${seconds(ms, zone)}`
  const bad = [...failed, ...firstFailed]
  const lastBad = bad.at(-1)
  const named = of !== 'request' || !isOne
  const rows = (part: RequestLine[], isGood: boolean) =>
    keyed(part).map(([key, line]) => {
      const isEdge = line === (isGood ? good[0] : lastBad)
      const mark = isGood ? lastWords[of] : 'first bad'
      return <Row key={key} {...{ line, isGood, named, time }} mark={isEdge ? mark : undefined} />
    })
  return (
    <ScrolledTable caption="The lines, newest first">
      <thead>
        <tr>
          <th>Time</th>
          <th>Status</th>
          {named && <th>Request</th>}
          <th>Client network</th>
          <th>Location</th>
          <th>Browser</th>
          <th className="num">Duration</th>
        </tr>
      </thead>
      <tbody>
        {rows(failed, false)}
        {leftOut > 0 && (
          <tr>
            <td colSpan={named ? 7 : 6}>
              … <a href={viewHref('/explore', asked)}>{counted(leftOut, 'line')} more</a>
            </td>
          </tr>
        )}
        {rows(firstFailed, false)}
        {rows(good, true)}
      </tbody>
    </ScrolledTable>
  )
}

/** The failed lines and the last good ones before them, with the edge between. */
export function Lines({ evidence, ...frame }: Frame & { evidence: IncidentEvidence }) {
  const { incident, lines } = evidence
  const { culprit } = incident.report
  const known = lines.ok ? lines : null
  const isEmpty = known !== null && known.failed.length + known.good.length === 0
  return (
    <Card
      id="lines"
      title="The lines"
      about={
        <>
          {culprit && <LogText text={`${nameOf(culprit)}, `} maxLength={200} />}
          newest first, {timesIn(frame)}; clients are shown as networks
        </>
      }
      footer={
        known && (
          <>
            <a href={viewHref('/explore', known.asked)}>Open in Explore</a>
            {!isEmpty && (
              <button
                type="button"
                className={styles.link}
                onClick={() => download('cafewatch-incident.csv', 'text/csv', csvOf(known))}
              >
                CSV
              </button>
            )}
            <Queries texts={[known.asked.query]} />
          </>
        )
      }
    >
      <Answered reading={lines}>
        {(found) =>
          isEmpty ? (
            <Nothing title="The log holds no such line">
              It may no longer hold the time of this incident.
            </Nothing>
          ) : (
            <Rows lines={found} zone={frame.zone} isOne={!culprit?.request.includes('*')} />
          )
        }
      </Answered>
    </Card>
  )
}

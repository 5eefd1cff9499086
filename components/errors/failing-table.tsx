import { Sparkline } from '@/components/charts/marks'
import { Disclosure } from '@/components/shell/card'
import type { Frame } from '@/components/shell/frame'
import { LogText, Method } from '@/components/shell/log-text'
import { ScrolledTable } from '@/components/shell/table'
import { rowsOf } from '@/components/shell/use-page'
import type { Current } from '@/components/shell/use-reading'
import { counted, full, moment } from '@/lib/format'
import type { SituationReading } from '@/lib/orders/reading'
import type { FailingUrl } from '@/lib/queries/failing-urls'
import type { FailuresByBin } from '@/lib/queries/failures-by-bin'
import type { RequestsByUrl } from '@/lib/queries/requests-by-url'
import type { Reading } from '@/lib/reading'
import type { Site } from '@/lib/site'
import { type View, viewHref } from '@/lib/view'
import { binStarts, isPartial } from '@/lib/window'
import { byCost, type Failing, stepOfWay, withoutScans } from './cost'
import styles from './errors.module.css'
import { failureRate } from './failure-rate'
import { nowFailing } from './now-failing'

interface Props extends Pick<Frame, 'view' | 'window' | 'zone' | 'nowMs'> {
  rows: FailingUrl[]
  urls: Current<Reading<RequestsByUrl>>
  failures: Current<Reading<FailuresByBin>>
  /** What the headline says of the requests that fail now. */
  situation: Current<SituationReading>
  site: Site
  maxRows?: number
}

// A line that shows only part of the failures would say that the others did not happen.
const minDrawnShare = 0.95
const maxPaths = 100
// The whole is at hand: under the pointer and on its own page.
const maxPath = 200

const kind = (status: string | null) => (Number(status) >= 500 ? 'bad' : 'warn')
const keyOf = ({ method, request, status, client, paths }: Failing) =>
  paths ? `scan ${client}` : `${method} ${request} ${status}`

function What({ row, view }: { row: Failing; view: View }) {
  const { method, request, client, paths } = row
  const hrefOf = (change: Partial<View>) =>
    viewHref('/errors', view, { status: undefined, ...change })
  if (!paths)
    return (
      <>
        <Method name={method} />
        <a href={hrefOf({ request: request ?? '' })} title={request ?? undefined}>
          <LogText text={request ?? '(no path)'} maxLength={maxPath} />
        </a>
      </>
    )
  return (
    <>
      {counted(paths.length, 'request')} that only{' '}
      <a href={hrefOf({ client: client ?? undefined })}>{client}</a> made
      <Disclosure summary="which">
        <ul className={styles.paths}>
          {paths.slice(0, maxPaths).map((path, at) => (
            <li key={`${path} ${paths.indexOf(path) === at ? '' : at}`}>
              <a href={hrefOf({ request: path })}>
                <LogText text={path} maxLength={maxPath} />
              </a>
            </li>
          ))}
        </ul>
      </Disclosure>
    </>
  )
}

/** URLs that failed, those that cost most first, each the way to its drill-down. */
export function FailingTable(props: Props) {
  const { rows, urls, failures, situation, site, maxRows, view, window, zone, nowMs } = props
  const bins = binStarts(window)
  const partialAt = (at: number) => isPartial(bins[at] ?? 0, window)
  const totals = new Map(rowsOf(urls)?.map((row) => [`${row.method} ${row.request}`, row]))
  const series = new Map<string, Map<number, number>>()
  for (const { method, request, status, bin, failures: count } of rowsOf(failures) ?? []) {
    const key = `${method} ${request} ${status}`
    const known = series.get(key) ?? new Map<number, number>()
    series.set(key, known.set(bin, count))
  }
  const stepOf = stepOfWay(site)
  const saidNow = nowFailing(situation.reading, props)
  // Whoever looks at one network wants to see what it asked for.
  const shown = view.client === undefined ? withoutScans(rows, stepOf) : rows
  return (
    <ScrolledTable caption="Failed requests" stacked>
      <thead>
        <tr>
          <th>Request</th>
          <th>Status</th>
          <th className="num">Failed</th>
          <th className="num">Failure rate</th>
          <th className="num">Clients</th>
          <th>First seen</th>
          <th>Last seen</th>
          <th title={bins.some((_, at) => partialAt(at)) ? 'dashed: unfinished' : undefined}>
            Trend
          </th>
        </tr>
      </thead>
      <tbody>
        {byCost<Failing>(shown, stepOf, (row) => saidNow(row) !== null)
          .slice(0, maxRows)
          .map((row) => {
            const key = keyOf(row)
            const byBin = series.get(key) ?? new Map<number, number>()
            const overTime = bins.map((bin) => byBin.get(bin) ?? 0)
            const drawn = overTime.reduce((sum, value) => sum + value, 0)
            const url = totals.get(`${row.method} ${row.request}`)
            return (
              <tr key={key}>
                <td className={styles.path}>
                  <div>
                    <What row={row} view={view} />
                  </div>
                </td>
                <td className={`${styles.status} ${kind(row.status)}`} data-title="Status">
                  {row.status}
                </td>
                <td className="num" data-title="Failed">
                  {full(row.failures)}
                </td>
                <td
                  className="num"
                  data-title="Failure rate"
                  title={url && `${full(row.failures)} of ${full(url.requests)} in this period`}
                >
                  {row.paths
                    ? '—'
                    : (saidNow(row) ?? failureRate({ row, url, byBin, window }, nowMs, zone))}
                </td>
                <td className="num" data-title="Clients">
                  {full(row.clients)}
                </td>
                <td data-title="First seen">{moment(row.firstSeen, nowMs, zone)}</td>
                <td data-title="Last seen">{moment(row.lastSeen, nowMs, zone)}</td>
                <td data-title="Trend">
                  {drawn >= row.failures * minDrawnShare ? (
                    <Sparkline values={overTime} color="var(--bad)" partialAt={partialAt} />
                  ) : (
                    '—'
                  )}
                </td>
              </tr>
            )
          })}
      </tbody>
    </ScrolledTable>
  )
}

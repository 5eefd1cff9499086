import { Sparkline } from '@/components/charts/marks'
import type { Frame } from '@/components/shell/frame'
import { LogText, Method } from '@/components/shell/log-text'
import { ScrolledTable } from '@/components/shell/table'
import { rowsOf } from '@/components/shell/use-queries'
import type { Current } from '@/components/shell/use-reading'
import { full, moment, percent } from '@/lib/format'
import type { FailingUrl } from '@/lib/queries/failing-urls'
import type { FailuresByBin } from '@/lib/queries/failures-by-bin'
import type { RequestsByUrl } from '@/lib/queries/requests-by-url'
import type { Reading } from '@/lib/reading'
import { binStarts, isPartial } from '@/lib/window'
import styles from './errors.module.css'

interface Props extends Pick<Frame, 'window' | 'zone' | 'nowMs'> {
  rows: FailingUrl[]
  urls: Current<Reading<RequestsByUrl>>
  failures: Current<Reading<FailuresByBin>>
  hrefOf: (request: string) => string
}

// A line that shows only part of the failures would say that the others did not happen.
const minDrawnShare = 0.95

const kind = (status: string | null) => (Number(status) >= 500 ? 'bad' : 'warn')

/** URLs that failed, the most failures first, each the way to its drill-down. */
export function FailingTable(props: Props) {
  const { rows, urls, failures: byBin, window, zone, nowMs, hrefOf } = props
  const bins = binStarts(window)
  const totals = new Map(
    rowsOf(urls)?.map(({ method, request, requests }) => [`${method} ${request}`, requests]),
  )
  const series = new Map<string, Map<number, number>>()
  for (const { method, request, status, bin, failures } of rowsOf(byBin) ?? []) {
    const key = `${method} ${request} ${status}`
    const known = series.get(key) ?? new Map<number, number>()
    series.set(key, known.set(bin, failures))
  }
  return (
    <ScrolledTable caption="Failed requests">
      <thead>
        <tr>
          <th>Request</th>
          <th>Status</th>
          <th className="num" aria-sort="descending">
            Failed ↓
          </th>
          <th className="num">Failure rate</th>
          <th className="num">Clients</th>
          <th>First seen</th>
          <th>Last seen</th>
          <th title={bins.some((bin) => isPartial(bin, window)) ? 'dashed: unfinished' : undefined}>
            Trend
          </th>
        </tr>
      </thead>
      <tbody>
        {rows.map(({ method, request, status, failures, clients, firstSeen, lastSeen }) => {
          const total = totals.get(`${method} ${request}`)
          const key = `${method} ${request} ${status}`
          const overTime = bins.map((bin) => series.get(key)?.get(bin) ?? 0)
          const drawn = overTime.reduce((sum, value) => sum + value, 0)
          return (
            <tr key={key}>
              <td className={styles.path}>
                <Method name={method} />
                <a href={hrefOf(request ?? '')}>
                  <LogText text={request ?? '(no path)'} />
                </a>
              </td>
              <td className={`${styles.status} ${kind(status)}`}>{status}</td>
              <td className="num">{full(failures)}</td>
              <td className="num">{total === undefined ? '—' : percent(failures / total)}</td>
              <td className="num">{full(clients)}</td>
              <td>{moment(firstSeen, nowMs, zone)}</td>
              <td>{moment(lastSeen, nowMs, zone)}</td>
              <td>
                {drawn >= failures * minDrawnShare ? (
                  <Sparkline
                    values={overTime}
                    color="var(--bad)"
                    partialAt={(at) => isPartial(bins[at] ?? 0, window)}
                  />
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

import { Sparkline } from '@/components/charts/sparkline'
import { LogText } from '@/components/shell/log-text'
import { full, moment, percent } from '@/lib/format'
import type { FailingUrl } from '@/lib/queries/failing-urls'
import type { FailuresByBin } from '@/lib/queries/failures-by-bin'
import type { RequestsByUrl } from '@/lib/queries/requests-by-url'

interface Props {
  rows: FailingUrl[]
  urls: RequestsByUrl[]
  byBin: FailuresByBin[]
  bins: number[]
  zone: string
  nowMs: number
  hrefOf: (request: string) => string
}

// A line that shows only part of the failures would say that the others did not happen.
const leastDrawn = 0.95

const kind = (status: string | null) => (Number(status) >= 500 ? 'bad' : 'warn')

/** URLs that failed, the most failures first, each the way to its drill-down. */
export function FailingTable({ rows, urls, byBin, bins, zone, nowMs, hrefOf }: Props) {
  const totals = new Map(
    urls.map(({ method, request, requests }) => [`${method} ${request}`, requests]),
  )
  const series = new Map<string, Map<number, number>>()
  for (const { method, request, status, bin, failures } of byBin) {
    const key = `${method} ${request} ${status}`
    const known = series.get(key) ?? new Map<number, number>()
    series.set(key, known.set(bin, failures))
  }
  return (
    <div className="scroll">
      <table>
        <caption className="hidden">Failing requests</caption>
        <thead>
          <tr>
            <th>Request</th>
            <th>Status</th>
            <th className="num" aria-sort="descending">
              Failed ↓
            </th>
            <th className="num">Of its requests</th>
            <th className="num">Clients</th>
            <th>First seen</th>
            <th>Last seen</th>
            <th>Over time</th>
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
                <td className="path">
                  <span className="method">{method}</span>
                  <a href={hrefOf(request ?? '')}>
                    <LogText text={request ?? '(no path)'} />
                  </a>
                </td>
                <td className={`status ${kind(status)}`}>{status}</td>
                <td className="num">{full(failures)}</td>
                <td className="num">{total === undefined ? '—' : percent(failures / total)}</td>
                <td className="num">{full(clients)}</td>
                <td>{moment(firstSeen, nowMs, zone)}</td>
                <td>{moment(lastSeen, nowMs, zone)}</td>
                <td>
                  {drawn >= failures * leastDrawn ? (
                    <Sparkline values={overTime} color="var(--bad)" />
                  ) : (
                    '—'
                  )}
                </td>
              </tr>
            )
          })}
        </tbody>
      </table>
    </div>
  )
}

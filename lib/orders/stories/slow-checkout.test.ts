import { expect, test } from 'vitest'
import { newReaders, noLogSettings } from '@/lib/access-log/declared/readers'
import { minuteMs } from '@/lib/time'
import { newVisitLines } from '@/lib/visits/visit-lines'
import type { VisitRequest } from '@/lib/visits/visits'
import { cafeLog, moment } from './testdata/cafe'
import { tell } from './testdata/tell'

const noon = moment(3, '12:00')
const one = moment(3, '13:00')

/** A request as an Application Load Balancer logs it, with what its target took. */
const albLine = ({ timeMs, client, method, path, status, agent }: VisitRequest, seconds: number) =>
  `https ${new Date(timeMs).toISOString()} app/cafe/50dc ${client}:2817 10.0.0.1:80 0.001 ${seconds.toFixed(3)} 0.000 ${status} ${status} 34 366 "${method} https://cafe.example:443${path} HTTP/2.0" "${agent}" - -`

test('behind a load balancer an order takes 15 seconds from noon on, and all are answered well: it is said', () => {
  const isSlow = ({ path, timeMs }: VisitRequest) =>
    path === '/cafe/processOrder.php' && timeMs >= noon
  const lineOf = newVisitLines(newReaders(noLogSettings, () => one)('access.log'), () => null)
  const read = cafeLog({ untilMs: one }).map(
    (request) => lineOf(albLine(request, isSlow(request) ? 15 : 0.25)) as VisitRequest,
  )
  const reports = tell(read, moment(3, '11:00'), one)
  const first = reports.find(({ tone }) => tone === 'trouble')
  expect(first?.headline).toBe(
    'POST /cafe/processOrder.php has been slow since 12:03: every request, lately about 15\u00a0s; 251\u00a0ms is usual.',
  )
  expect(first?.atMs).toBeLessThanOrEqual(noon + 10 * minuteMs)
})

test('all slows down at noon, and the dearest request is first asked for later: it began at noon', () => {
  const later = noon + 20 * minuteMs
  const slowFrom = ({ path }: VisitRequest) => (path === '/cafe/processOrder.php' ? later : noon)
  const log = cafeLog({ untilMs: one }).map((request) => ({
    ...request,
    durationMs: request.timeMs < slowFrom(request) ? 80 : 15_000,
  }))
  const last = tell(log, moment(3, '11:00'), one).at(-1)
  expect(last?.culprit?.request).toBe('/cafe/processOrder.php')
  expect(last?.sinceMs).toBeLessThan(noon + 2 * minuteMs)
  expect(last?.headline).toMatch(/^POST \/cafe\/processOrder.php has been slow since 12:2\d:/)
  expect(last?.details.join(' ')).toMatch(/\d visits since 12:0[01], /)
})

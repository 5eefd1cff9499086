import { renderToStaticMarkup } from 'react-dom/server'
import { expect, test } from 'vitest'
import type { Report } from '@/lib/orders/report/report'
import type { Judged } from '@/lib/orders/watch/judged'
import { None } from './incidents'

const nowMs = Date.parse('2026-11-20T12:00:00Z')
const report = (kind: Report['kind'], headline: string): Report => ({
  ...{ atMs: nowMs, kind, tone: 'unknown', headline, details: ['Details.'], sinceMs: null },
  ...{ culprit: null, lostOrders: null, lostMoney: null },
})
const shown = (
  given: Report,
  judged: Judged | null = { fromMs: nowMs - 3_600_000, unsure: 0 },
  oldestMs: number | null = null,
) =>
  renderToStaticMarkup(
    <None
      report={given}
      readFromMs={nowMs - 7_200_000}
      {...{ oldestMs, judged, nowMs }}
      zone="UTC"
    />,
  ).replace(/<[^>]+>/g, ' ')
const ok = report('ok', 'Orders are coming in.')

test('no incident means that orders came as expected, from when on that was judged', () => {
  expect(shown(ok)).toMatch(/Orders came as expected since 11:00; before, too few had come/)
  expect(shown(ok)).toMatch(/failed more than usual since 10:00\. .*steps that are set now/)
})

test.each([
  ['begins later than what was looked for', nowMs - 5_400_000, 'since 10:30'],
  ['reaches back further', nowMs - 9_000_000, 'since 10:00'],
])('no request failed since what was read: the log %s', (_, oldestMs, since) => {
  expect(shown(ok, undefined, oldestMs)).toContain(`more than usual ${since}.`)
})

test('hours in which nobody could tell are no hours in which orders came as expected', () => {
  const text = shown(ok, { fromMs: nowMs - 3_600_000, unsure: 0.32 })
  expect(text).not.toMatch(/as expected/)
  expect(text).toMatch(/No orders are known to be missing since 11:00.* In 32.% of the hours/)
})

test.each([null, { fromMs: null, unsure: 0 }])('nothing was judged: %j', (judged) => {
  expect(shown(ok, judged)).toMatch(/No incident is known/)
  expect(shown(ok, judged)).not.toMatch(/as expected/)
})

test.each<[Report['kind'], string]>([
  ['not-configured', 'We do not know yet what an order is on this site.'],
  ['not-understood', 'None of the 304 lines could be read as a request.'],
  ['unknown', 'No request has been logged yet.'],
])('%s: nothing is known of orders, and that is said', (kind, headline) => {
  const text = shown(report(kind, headline))
  expect(text).toContain(headline)
  expect(text).not.toMatch(/as expected/)
})

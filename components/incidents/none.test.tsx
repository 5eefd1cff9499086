import { renderToStaticMarkup } from 'react-dom/server'
import { expect, test } from 'vitest'
import type { Report } from '@/lib/orders/report'
import { None } from './incidents'

const nowMs = Date.parse('2026-11-20T12:00:00Z')
const report = (kind: Report['kind'], headline: string): Report => ({
  ...{ atMs: nowMs, kind, tone: 'unknown', headline, details: ['Details.'], sinceMs: null },
  ...{ culprit: null, lostOrders: null, lostMoney: null },
})
const shown = (given: Report) =>
  renderToStaticMarkup(
    <None report={given} readFromMs={nowMs - 3_600_000} nowMs={nowMs} zone="UTC" />,
  ).replace(/<[^>]+>/g, ' ')

test('no incident means that orders came, where orders are known', () => {
  expect(shown(report('ok', 'Orders are coming in.'))).toMatch(
    /Orders came as expected since 11:00/,
  )
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

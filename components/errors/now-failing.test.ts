import { expect, test } from 'vitest'
import { reportOf } from '@/lib/orders/report/report-of'
import type { Candidate, ShopState } from '@/lib/orders/watch/shop-state'
import { minuteMs } from '@/lib/time'
import { nowFailing } from './now-failing'

const nowMs = Date.parse('2026-11-27T10:36:00Z')
const sinceMs = Date.parse('2026-11-27T10:08:12Z')
const window = { fromMs: nowMs - 180 * minuteMs, toMs: nowMs, binMs: 5 * minuteMs }
const row = { method: 'GET', request: '/de/book', status: '404' }

const failing = (failures: number, answered: number): Candidate =>
  ({
    ...{ method: 'GET', path: '/de/book', route: '', step: 1, status: 404, failure: 'gone' },
    ...{ sinceMs, lastMs: nowMs, all: 100, failures, answered, among: null, isStatic: false },
    ...{ visits: failures, ordered: 0, lost: { low: 6, estimate: 10, high: 15 } },
    ...{ answeredSince: 0, otherFailures: 0, usualStatus: null },
    ...({ outcomes: { failed: failures, answered, answeredSince: 0 } } as Partial<Candidate>),
  }) as Candidate

const stateOf = (culprit: Candidate) =>
  ({
    ...{ atMs: nowMs, kind: 'failing', sinceMs, candidates: [culprit], culprit },
    ...{ lost: culprit.lost, visits: 63, orders: 7, expected: null, lastLineMs: nowMs },
    ...{
      lastOrderMs: nowMs,
      unprovenMs: null,
      seemsOver: false,
      resumedMs: null,
      passed: 0,
      answered: 0,
      lateMs: null,
    },
    ...{
      usualRequests: null,
      usualVisits: null,
      sharedBy: null,
      isOpen: true,
      lines: 9,
      others: 0,
    },
  }) as ShopState

const situationOf = (culprit: Candidate) => {
  const state = stateOf(culprit)
  const report = reportOf(state, { site: { currency: 'EUR', averageOrder: null }, zone: 'UTC' })
  return { ok: true as const, report, state }
}
const shown = { view: {}, window, nowMs, zone: 'UTC' }

test.each([
  ['every request since 10:08', failing(34, 0)],
  ['nearly every request since 10:08', failing(34, 1)],
  ['17 of 18 attempts since 10:08', failing(17, 1)],
])('the table says "%s" in the words of the headline', (words, culprit) => {
  const situation = situationOf(culprit)
  expect(situation.report.headline).toBe(`GET /de/book has answered 404 to ${words}.`)
  expect(nowFailing(situation, shown)(row)).toBe(words)
})

test('of a path that has all pages of a shop, the page that fails is named', () => {
  const culprit = { ...failing(34, 0), path: '/index.php', route: '?route=fournil/carte' }
  const asked = { ...row, request: '/index.php' }
  const words = '?route=fournil/carte: every request since 10:08'
  expect(nowFailing(situationOf(culprit), shown)(asked)).toBe(words)
})

test.each([
  ['another status', shown, { ...row, status: '500' }],
  ['behind a filter', { ...shown, view: { country: 'DE' } }, row],
  ['of a period before', { ...shown, window: { ...window, toMs: sinceMs - 1 } }, row],
])('%s the headline says nothing of it', (_, given, asked) => {
  expect(nowFailing(situationOf(failing(34, 0)), given)(asked)).toBeNull()
})

test('nothing is known before the situation is', () => {
  expect(nowFailing(null, shown)(row)).toBeNull()
})

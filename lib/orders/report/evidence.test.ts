import { describe, expect, test } from 'vitest'
import type { Candidate, ShopState } from '@/lib/orders/watch/shop-state'
import { minuteMs } from '@/lib/time'
import { type Evidence, evidenceOf } from './evidence'
import { reportOf } from './report-of'

const nowMs = Date.parse('2026-11-27T11:46:20Z')
const at = (time: string) => Date.parse(`2026-11-27T${time}Z`)
const sinceMs = at('11:12:08')

const culprit = {
  ...{ method: 'POST', path: '/fr/commande', route: '', step: 2, status: 500, failure: 'error' },
  ...{ sinceMs, lastMs: nowMs, failures: 8, answered: 0, among: null, usualStatus: null },
  ...{ visits: 8, ordered: 0, lost: { low: 6, estimate: 8, high: 10 } },
  answeredSince: 0,
  otherFailures: 0,
  outcomes: { failed: 8, answered: 0, answeredSince: 0 },
} as unknown as Candidate

const calm = {
  ...{ atMs: nowMs, kind: 'ok', sinceMs: null, candidates: [], culprit: null, seemsOver: false },
  ...{ lost: null, visits: 32, orders: 9, expected: { low: 2, estimate: 7, high: 12 } },
  ...{ lastLineMs: nowMs, lastOrderMs: at('11:41:30'), unprovenMs: null, resumedMs: null },
  ...{ passed: 0, answered: 0, lateMs: null, usualRequests: null, usualVisits: null },
  ...{ sharedBy: null, isOpen: true, lines: 300, others: 0 },
} as ShopState

const stopped = {
  ...calm,
  ...{ kind: 'orders-stopped', sinceMs, candidates: [culprit], culprit },
  ...{ visits: 47, orders: 0, expected: { low: 10, estimate: 13, high: 18 } },
  ...{ lost: { low: 10, estimate: 13, high: 17 }, lastOrderMs: at('11:04:51') },
} as ShopState

const site = { currency: 'EUR', averageOrder: 24 }

/** What a report says, and of that what opens something: "words → of, from–to". */
function opened(state: ShopState) {
  const report = reportOf(state, { site, zone: 'UTC' })
  const text = [report.headline, ...report.details].join(' ')
  const time = (ms: number) => new Date(ms).toISOString().slice(11, 16)
  return evidenceOf(state, report, 'UTC')
    .filter(({ words }) => text.includes(words))
    .map(
      ({ words, of, range }: Evidence) =>
        `${words} → ${of}, ${time(range.fromMs)}–${time(range.toMs)}`,
    )
}

describe('what the numbers of a report open', () => {
  test('when orders stopped: the counts since then, what was to come, the request and the lines', () => {
    expect(opened(stopped)).toEqual([
      'POST /fr/commande → request, 10:12–11:47',
      'About 13 orders missed (10–17): €312 (€240–€408) → missed, 10:12–11:47',
      '13 expected (10–18) → expected, 10:12–11:47',
      '47 visits since → visits, 11:12–11:46',
      '47 visits → visits, 11:12–11:46',
      '0 orders → orders, 11:12–11:46',
      '11:12 → lines, 11:10–11:15',
      '11:12 → lines, 11:10–11:15',
    ])
  })

  test('a trouble of this very minute has a minute to open', () => {
    const now = { ...stopped, sinceMs: nowMs - 5_000 }
    expect(opened(now)).toContain('47 visits since → visits, 11:46–11:47')
  })

  test('on a calm page: the last hour, and the last order', () => {
    expect(opened(calm)).toEqual([
      '2–12 are usual → expected, 09:46–11:47',
      '32 visits → visits, 10:46–11:46',
      '9 orders → orders, 10:46–11:46',
      '11:41 → lines, 11:39–11:44',
    ])
  })

  test('when nothing is logged: the lines around the last one', () => {
    const lastLineMs = nowMs - 65 * minuteMs
    const silent = { ...calm, kind: 'no-traffic', sinceMs: lastLineMs, lastLineMs } as ShopState
    expect(opened({ ...silent, visits: 0, orders: 0, expected: null })[0]).toBe(
      '10:41 → lines, 10:39–10:44',
    )
  })
})

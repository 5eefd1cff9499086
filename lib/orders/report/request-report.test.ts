import { describe, expect, test } from 'vitest'
import type { Candidate, ShopState } from '@/lib/orders/watch/shop-state'
import { requestReports } from './request-report'

const nowMs = Date.parse('2026-11-27T11:46:20Z')
const at = (time: string) => Date.parse(`2026-11-27T${time}Z`)

const failing = (more: Partial<Candidate>): Candidate =>
  ({
    ...{ key: '2.0 POST', failure: 'error', method: 'POST', path: '/fr/commande', route: '' },
    ...{ step: 2, status: 500, usualStatus: null, among: null, seemsOver: false },
    ...{ sinceMs: at('11:12:00'), lastMs: nowMs, failures: 8, answered: 0 },
    ...{ visits: 8, ordered: 0, lost: { low: 6, estimate: 8, high: 10 } },
    answeredSince: 0,
    otherFailures: 0,
    outcomes: { failed: 8, answered: 0, answeredSince: 0 },
    ...more,
  }) as Candidate

const culprit = failing({})
const kasse = failing({
  ...{ key: '2.1 POST', path: '/de/kasse', sinceMs: at('11:07:56'), visits: 5 },
  lost: { low: 4, estimate: 5, high: 7 },
})
const items = failing({ key: 'GET /item/*', method: 'GET', path: '/item/*', ordered: 3 })
const favicon = failing({
  key: 'GET /favicon.ico',
  method: 'GET',
  path: '/favicon.ico',
  failure: 'gone',
  status: 404,
  visits: 1,
  lost: { low: 0, estimate: 0, high: 0 },
})

const state = (more: Partial<ShopState> = {}): ShopState =>
  ({
    ...{ atMs: nowMs, kind: 'orders-stopped', culprit, seemsOver: false, sharedBy: null },
    candidates: [culprit, kasse, items, favicon],
    lost: { low: 10, estimate: 13, high: 17 },
    ...more,
  }) as ShopState

const context = { site: { currency: 'EUR', averageOrder: 24 }, zone: 'UTC' }
const said = (request: string, more: Partial<ShopState> = {}) =>
  requestReports(state(more), request, context).map(({ headline, details, tone }) => ({
    tone,
    text: [headline, ...details],
  }))

describe('what is said on the page of a request', () => {
  test('of the culprit: since when, the visits that met it, the orders and the money', () => {
    expect(said('/fr/commande')).toEqual([
      {
        tone: 'trouble',
        text: [
          'POST /fr/commande has answered 500 to every request since 11:12.',
          '8 visits met it, and none of them has ordered since.',
          'About 8 orders missed (6–10): €192 (€144–€240).',
        ],
      },
    ])
  })

  test('of another that fails in the same way: what it cost by itself', () => {
    expect(said('/de/kasse')).toEqual([
      {
        tone: 'trouble',
        text: [
          'POST /de/kasse has answered 500 to every request since 11:07.',
          '5 visits met it, and none of them has ordered since.',
          'About 5 orders missed (4–7): €120 (€96–€168).',
        ],
      },
    ])
  })

  test('a page of many that fail alike is told by their pattern', () => {
    expect(said('/item/12')[0]?.text.slice(0, 2)).toEqual([
      'GET /item/* has answered 500 to every request since 11:12.',
      '8 visits met it, and 3 of them ordered all the same.',
    ])
  })

  test('what troubles nobody has no colour, and what does not fail no sentence', () => {
    expect(said('/favicon.ico').map(({ tone }) => tone)).toEqual([undefined])
    expect(said('/fr/')).toEqual([])
  })

  test('once it may be over, that this is not known yet', () => {
    const over = { ...culprit, lastMs: at('11:40:00') }
    expect(
      said('/fr/commande', { culprit: over, candidates: [over], seemsOver: true })[0],
    ).toMatchObject({
      tone: 'unknown',
      text: [
        'POST /fr/commande has not failed since 11:40: it is not known yet whether it is over.',
        'POST /fr/commande answered 500 to every request from 11:12 to 11:40.',
        ...[expect.any(String), expect.any(String)],
      ],
    })
  })

  test.each<[string, Partial<ShopState>, string[]]>([
    [
      'of orders too few to tell',
      { lost: null },
      ['8 visits met it, and none of them has ordered since.'],
    ],
    [
      'no more than all that fails',
      { lost: { low: 0, estimate: 2, high: 4 } },
      [
        '8 visits met it, and none of them has ordered since.',
        'About 2 orders missed (0–4): €48 (€0–€96).',
      ],
    ],
    ['of visits that cannot be told apart', { sharedBy: 0.9, lost: null }, []],
  ])('a loss is said only as far as it can be backed: %s', (_, more, details) => {
    expect(said('/fr/commande', more)[0]?.text.slice(1)).toEqual(details)
  })
})

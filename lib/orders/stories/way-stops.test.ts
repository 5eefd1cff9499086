import { describe, expect, test } from 'vitest'
import { defaultSite } from '@/lib/site'
import { hourMs, minuteMs } from '@/lib/time'
import type { VisitRequest } from '@/lib/visits/visits'
import { addressOf, beginMs, moment, newNumbers, request } from './testdata/cafe'
import { tell } from './testdata/tell'

const step = (name: string, path: string, method = 'GET') => ({ name, match: [{ method, path }] })
const site = {
  ...defaultSite,
  steps: [step('product', '/p/*'), step('basket', '/basket'), step('order', '/order', 'POST')],
}
const noon = moment(4, '12:00')

type Share = (atMs: number) => number

/** Forty visits an hour see a product; three of five fill a basket, and two of five of these order. */
function log(
  toBasket: Share,
  toOrder: Share = () => 0.4,
  untilMs = noon + 2 * hourMs,
): VisitRequest[] {
  const draw = newNumbers(3)
  const lines: VisitRequest[] = []
  let visit = 0
  for (let atMs = beginMs; atMs < untilMs; atMs += -Math.log(1 - draw()) * (hourMs / 40)) {
    visit += 1
    const client = addressOf(visit)
    const [fillsBasket, orders, read, pay] = [draw(), draw(), draw(), draw()]
    const basketMs = atMs + 20_000 + read * 60_000
    lines.push(
      request(atMs, '/p/cup', { client }),
      request(atMs + 400, '/style.css', { client }),
      request(atMs + 15_000, '/p/pot', { client }),
    )
    if (fillsBasket >= toBasket(basketMs)) continue
    lines.push(request(basketMs, '/basket', { client }))
    if (orders >= toOrder(basketMs)) continue
    const orderMs = basketMs + 30_000 + pay * 90_000
    lines.push(request(orderMs, '/order', { client, method: 'POST', status: 302 }))
  }
  return lines
}

describe('visits that see a product and go on to the basket', () => {
  test('nobody gets there any more, and nothing fails', () => {
    const told = tell(
      log((atMs) => (atMs >= noon ? 0 : 0.6)),
      noon,
      noon + 2 * hourMs,
      site,
    )
    const first = told.find(({ tone }) => tone === 'trouble')
    expect(first).toMatchObject({ kind: 'orders-stopped', culprit: null })
    // Ten orders an hour are usual: it is said before seven are due.
    expect(first?.atMs).toBeLessThanOrEqual(noon + 42 * minuteMs)
    expect(Math.abs((first?.sinceMs ?? 0) - noon)).toBeLessThanOrEqual(6 * minuteMs)
    expect(told.at(-1)?.tone).toBe('trouble')
  })

  test.each([
    ['as ever', 0.6],
    ['half as often, as in a campaign', 0.3],
  ])('%s: nothing is said', (_, share) => {
    const told = tell(
      log((atMs) => (atMs >= noon ? share : 0.6)),
      moment(1, '12:00'),
      noon + hourMs,
      site,
    )
    expect(told.filter(({ tone }) => tone === 'trouble')).toEqual([])
  })
})

describe('two of three leave at the payment, and nothing fails', () => {
  const evening = moment(4, '20:00')
  const isDead = (atMs: number) => atMs >= moment(4, '15:00') && atMs < moment(4, '15:40')
  const share = (atMs: number) => (isDead(atMs) ? 0 : atMs >= noon && atMs < evening ? 0.25 : 0.75)
  const told = tell(
    log(() => 0.6, share, moment(4, '22:00')),
    noon,
    moment(4, '22:00'),
    site,
  )
  const first = told.find(({ tone }) => tone === 'trouble')
  const whileLow = told.filter(({ atMs }) => atMs >= (first?.atMs ?? 0) && atMs < evening)

  test('it is said before 25 orders are missing, of eighteen in an hour', () => {
    expect(first).toMatchObject({ kind: 'orders-low', culprit: null })
    expect(first?.atMs).toBeLessThanOrEqual(noon + 2 * hourMs)
    expect(Math.abs((first?.sinceMs ?? 0) - noon)).toBeLessThanOrEqual(15 * minuteMs)
  })

  test('it is one trouble with the time in which none came, and no good quarter of an hour ends it', () => {
    expect(new Set(whileLow.map(({ tone }) => tone))).toEqual(new Set(['trouble']))
    expect(new Set(whileLow.map(({ sinceMs }) => sinceMs)).size).toBe(1)
    const losses = whileLow.map(({ lostOrders }) => lostOrders?.estimate ?? 0)
    for (const [at, lost] of losses.slice(1).entries())
      expect(lost).toBeGreaterThan((losses[at] ?? 0) - 4)
    expect(whileLow.map(({ headline }) => headline)).toContainEqual(
      expect.stringMatching(/^Orders have been low since .*, and stopped at 1[45]:\d\d\.$/),
    )
    expect(whileLow.at(-1)?.headline).toMatch(/^Orders have been low since [^,]*\.$/)
  })

  test('once all can pay again it ends', () => {
    expect(told.at(-1)?.tone).toBe('calm')
  })
})

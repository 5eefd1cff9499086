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
const untilMs = noon + 2 * hourMs

/** Forty visits an hour see a product; three of five fill a basket, and two of five of these order. */
function log(toBasket: (atMs: number) => number, toOrder = 0.4): VisitRequest[] {
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
    if (orders >= toOrder) continue
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
      untilMs,
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

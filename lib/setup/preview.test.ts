import { describe, expect, test } from 'vitest'
import { dayMs, hourMs } from '@/lib/time'
import { newAskedKinds } from './nearest'
import { previewOf } from './preview'
import { endMs, madeLog } from './testdata/made-log'
import { readLog } from './testdata/read-log'

const shop = {
  browse: ['GET /', 'GET /menu'],
  order: ['GET /checkout', 'POST /order 303', 'GET /thanks/{n}', 'GET /thanks/{n}'],
  bots: [{ agent: 'curl/8.5.0', ask: 'GET /menu' }],
}
const steps = [
  { name: 'landing', match: [{ path: '/' }] },
  { name: 'menu', match: [{ path: '/menu' }] },
  { name: 'order', match: [{ method: 'GET', path: '/thanks/*' }] },
]
const nobody = { zone: 'UTC', isIgnored: () => false }

function logOf(days: number) {
  const requests = readLog(madeLog({ ...shop, days }), endMs)
  const asked = newAskedKinds()
  for (const request of requests) asked.see(request)
  return { requests, asked }
}
const week = logOf(7)

describe('what a way would have shown', () => {
  test('of the newest whole day: orders once each, people only', () => {
    const preview = previewOf(week, { steps, orderId: '/thanks/{id}' }, nobody)
    expect(preview).toMatchObject({
      fromMs: endMs - 2 * dayMs,
      toMs: endMs - dayMs,
      isDay: true,
      visits: 240,
    })
    expect([21, 22]).toContain(preview.orders)
    expect(preview.matched).toBe(2 * preview.orders)
    expect(preview.repeats).toBe(preview.orders)
    expect(preview.perHour).toHaveLength(24)
    expect(preview.perHour.reduce((sum, count) => sum + count, 0)).toBe(preview.orders)
    expect(preview.steps.map(({ visits }) => visits)).toEqual([240, 240, preview.orders])
  })

  test('a page that was looked at again the next morning is the same order', () => {
    const again = { ...shop, browse: ['GET /menu', 'GET /thanks/7'], order: [] }
    const requests = readLog(madeLog({ ...again, days: 3 }), endMs)
    const way = { steps, orderId: '/thanks/{id}' }
    const { matched, orders } = previewOf({ ...week, requests }, way, nobody)
    expect([matched, orders]).toEqual([240, 0])
  })

  test('days are those of the zone', () => {
    const { fromMs, isDay, zone } = previewOf(week, { steps }, { ...nobody, zone: 'Asia/Tokyo' })
    expect([isDay, fromMs, zone]).toEqual([true, endMs - dayMs - 9 * hourMs, 'Asia/Tokyo'])
  })

  test('of a log without a whole day: all of it', () => {
    expect(previewOf(logOf(0.5), { steps }, nobody)).toMatchObject({
      fromMs: endMs - 12 * hourMs,
      toMs: endMs,
      isDay: false,
    })
  })

  test('who is left out does not count', () => {
    const { orders, visits } = previewOf(week, { steps }, { zone: 'UTC', isIgnored: () => true })
    expect([orders, visits]).toEqual([0, 0])
  })

  test('closed hours are marked', () => {
    const openingHours = { zone: 'UTC', wed: ['08:00-22:00'] }
    const { closed } = previewOf(week, { steps, openingHours }, nobody)
    expect(closed.map((is, hour) => (is ? '' : hour)).filter((hour) => hour !== '')).toEqual(
      Array.from({ length: 14 }, (_, hour) => hour + 8),
    )
  })

  test('a step that nobody reached is told with what is like it', () => {
    const wrong = [...steps.slice(0, -1), { name: 'order', match: [{ path: '/thank/*' }] }]
    const { orders, steps: shown } = previewOf(week, { steps: wrong }, nobody)
    expect(orders).toBe(0)
    expect(shown.at(-1)).toMatchObject({
      requests: 0,
      nearest: [{ text: 'GET /thanks/*', requests: 306 }],
    })
    expect(shown[0]?.nearest).toEqual([])
  })

  test('no steps: visits, and no orders', () => {
    expect(previewOf(week, { steps: [] }, nobody)).toMatchObject({
      visits: 240,
      orders: 0,
      steps: [],
    })
  })

  test('an empty log', () => {
    const nothing = { requests: [], asked: newAskedKinds() }
    expect(previewOf(nothing, { steps }, nobody)).toMatchObject({ visits: 0, orders: 0 })
  })
})

import { describe, expect, test } from 'vitest'
import { minuteMs } from '@/lib/time'
import { logLines } from './visitors'

const noonMs = Date.parse('2026-11-20T12:00:00Z')
const incidents = [{ fromMs: noonMs - 40 * minuteMs, toMs: null }]
const lines = (fromMs: number, toMs: number, seed = 1) => [
  ...logLines(fromMs, toMs, seed, incidents),
]
const hours = lines(noonMs - 240 * minuteMs, noonMs)
const hits = hours.map((line) => JSON.parse(line) as Record<string, string>)

test('the same seed writes the same lines, another seed others', () => {
  expect(lines(noonMs - 10 * minuteMs, noonMs)).toEqual(lines(noonMs - 10 * minuteMs, noonMs))
  expect(lines(noonMs - 10 * minuteMs, noonMs, 2)).not.toEqual(
    lines(noonMs - 10 * minuteMs, noonMs),
  )
})

test('a log written in two parts is the log written at once, and no visit happens twice', () => {
  const cut = noonMs - 17_123
  expect([...lines(noonMs - 20 * minuteMs, cut), ...lines(cut, noonMs)]).toEqual(
    lines(noonMs - 20 * minuteMs, noonMs),
  )
  expect(new Set(hours).size).toBe(hours.length)
})

test('lines are in order of time, and every value is a string', () => {
  const times = hits.map(({ time }) => time ?? '')
  expect(times).toEqual([...times].sort())
  for (const hit of hits)
    for (const value of Object.values(hit)) expect(typeof value).toBe('string')
})

describe('orders', () => {
  const orders = hits.filter(
    ({ method, request, status }) =>
      method === 'POST' && request === '/cafe/processOrder.php' && status === '200',
  )
  test('come from visitors who saw the menu', () => {
    for (const { remoteIP, time = '' } of orders) {
      const saw = hits.some(
        (hit) =>
          hit.remoteIP === remoteIP &&
          hit.request === '/cafe/menu.php' &&
          hit.status === '200' &&
          (hit.time ?? '') < time,
      )
      // Whoever was on the menu before these hours began is not in them.
      if (Date.parse(time) > noonMs - 180 * minuteMs)
        expect(saw, `${remoteIP} at ${time}`).toBe(true)
    }
  })
  test('stop when the menu breaks, while visitors go on coming', () => {
    const late = noonMs - 25 * minuteMs
    expect(orders.length).toBeGreaterThan(100)
    expect(orders.filter(({ time = '' }) => Date.parse(time) > late)).toEqual([])
    expect(
      hits.filter(({ time = '', request }) => Date.parse(time) > late && request === '/cafe')
        .length,
    ).toBeGreaterThan(50)
  })
})

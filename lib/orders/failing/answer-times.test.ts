import { expect, test } from 'vitest'
import { minuteMs } from '@/lib/time'
import { newAnswerTimes } from './answer-times'

const noonMs = Date.UTC(2026, 10, 24, 12)
const keys = ['GET /', 'GET /p/*', 'POST /api/cart', 'POST /api/checkout']

/** An hour in which all is well, then requests that are slow by so much, one a second. */
function slowed(slowKeys: readonly string[], ms: number) {
  const times = newAnswerTimes()
  for (let at = 0; at < 400; at += 1)
    times.see(keys[at % 4] as string, noonMs - 60 * minuteMs + at * 1_000, 300, false)
  for (let at = 0; at < 60; at += 1) {
    const key = keys[at % 4] as string
    const isSlow = slowKeys.includes(key)
    times.see(key, noonMs + at * 1_000, isSlow ? ms + at : 300, isSlow)
  }
  return times
}

test('says how slow a request is, and what is usual', () => {
  const { ms, usualMs, isEverything } = slowed(['GET /'], 6_200).slowness(
    'GET /',
    noonMs + minuteMs,
  ) ?? { ms: 0, usualMs: 0, isEverything: true }
  expect(ms).toBeCloseTo(6_228, -1)
  expect(usualMs).toBeCloseTo(300)
  expect(isEverything).toBe(false)
})

test('what grows slower is as slow as it is lately', () => {
  const times = slowed(['GET /'], 6_200)
  for (let at = 0; at < 4; at += 1)
    times.see('GET /', noonMs + (60 + at) * minuteMs, 19_000 + at, true)
  expect(times.slowness('GET /', noonMs + 64 * minuteMs)?.ms).toBeCloseTo(19_000, -1)
})

test('everything is slow when most requests of several kinds are, and only while they are', () => {
  const times = slowed(keys.slice(1), 6_200)
  expect(times.slowness('GET /p/*', noonMs + minuteMs)?.isEverything).toBe(true)
  expect(times.slowness('GET /p/*', noonMs + 20 * minuteMs)?.isEverything).toBe(false)
})

test('of what is not slow, or was never seen, nothing is said', () => {
  expect(slowed(['GET /'], 6_200).slowness('POST /api/cart', noonMs)).toBeNull()
  expect(slowed(['GET /'], 6_200).slowness('GET /other', noonMs)).toBeNull()
})

import { beforeEach, expect, test } from 'vitest'
import { askedBy } from '@/lib/asking'
import { readEnv } from '@/lib/env'
import { hourMs, minuteMs } from '@/lib/time'
import { runtime, setRuntime } from './runtime'
import { countForViewer } from './viewer-rate'

let nowMs = 0
const open = (answer: null | (() => never)) =>
  setRuntime({
    env: readEnv({ CLOUDWATCH: 'aws', VIEWER_QUERIES_PER_MINUTE: '10' }),
    answer,
    localEngine: null,
    loading: null,
    simulated: false,
    locationOf: () => null,
    now: () => nowMs,
    flights: new Map(),
  })
beforeEach(() => {
  nowMs = 1_000 * hourMs
  open(null)
})

/** How many of so many queries may start. */
function started(viewer: string, queries: number): number {
  let count = 0
  for (let at = 0; at < queries; at += 1) {
    try {
      askedBy({ viewer }, countForViewer)
      count += 1
    } catch (error) {
      expect(error).toMatchObject({
        failure: {
          kind: 'asked-too-often',
          message: 'You have started more queries than one viewer may (10 a minute).',
        },
      })
    }
  }
  return count
}

test('one viewer starts so many at once, and then so many a minute', () => {
  expect(started('anna', 100)).toBe(20)
  nowMs += minuteMs / 2
  expect(started('anna', 100)).toBe(5)
  nowMs += hourMs
  expect(started('anna', 100)).toBe(20)
})

test('each viewer has an own rate, and the server itself none', () => {
  expect(started('anna', 100)).toBe(20)
  expect(started('ben', 5)).toBe(5)
  for (let at = 0; at < 100; at += 1) countForViewer()
})

test('where nothing is paid for, nothing is counted', () => {
  open(() => {
    throw new Error('not called')
  })
  expect(started('anna', 100)).toBe(100)
})

test('a clock that is set back lets nobody start more, and nobody less', () => {
  expect(started('anna', 15)).toBe(15)
  nowMs -= hourMs
  expect(started('anna', 100)).toBe(5)
})

test('viewers who never come back are forgotten', () => {
  for (let at = 0; at < 10_010; at += 1) started(`viewer ${at}`, 1)
  expect(runtime().startedOfLate?.size).toBe(10_000)
})

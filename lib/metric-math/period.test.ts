import { expect, test } from 'vitest'
import { isPeriod, readable } from './period'
import { statisticOf } from './statistic'

const nowMs = Date.parse('2026-11-24T12:00:00Z')
const hours = (count: number) => nowMs - count * 3_600_000 + 90_000
const iso = (ms: number | undefined) => ms !== undefined && new Date(ms).toISOString().slice(5, 19)

test.each([
  ['10 s, 3 hours ago', 10, 3, '11-24T09:01:30'],
  ['1 s, 3 hours ago', 1, 3, '11-24T09:01:30'],
  ['10 s, 4 hours ago', 10, 4, false],
  ['60 s, 4 hours ago', 60, 4, '11-24T08:01:00'],
  ['300 s, 4 hours ago', 300, 4, '11-24T08:00:00'],
  ['60 s, 15 days ago', 60, 15 * 24, '11-09T12:01:00'],
  ['60 s, 16 days ago', 60, 16 * 24, false],
  ['300 s, 16 days ago', 300, 16 * 24, '11-08T12:00:00'],
  ['300 s, 64 days ago', 300, 64 * 24, false],
  ['3600 s, 64 days ago', 3600, 64 * 24, '09-21T12:00:00'],
])('%s', (_, period, ago, expected) => {
  const window = readable({ startMs: hours(ago), endMs: nowMs }, period, nowMs)
  expect(iso(window?.startMs)).toBe(expected)
})

test.each([
  [1, true],
  [5, true],
  [10, true],
  [20, true],
  [30, true],
  [60, true],
  [3600, true],
  [86_400, true],
  [0, false],
  [2, false],
  [15, false],
  [90, false],
  [86_460, false],
  [-60, false],
  [1.5, false],
])('a period of %d: %s', (seconds, expected) => expect(isPeriod(seconds)).toBe(expected))

test.each([
  ['Sum', { kind: 'Sum' }],
  ['p99', { kind: 'percentile', percent: 99 }],
  ['p99.95', { kind: 'percentile', percent: 99.95 }],
  ['tm90', { kind: 'TM', from: null, to: { percent: 90 } }],
  ['TM(2%:98%)', { kind: 'TM', from: { percent: 2 }, to: { percent: 98 } }],
  ['TC(0.005:0.030)', { kind: 'TC', from: { value: 0.005 }, to: { value: 0.03 } }],
  ['TS(80%:)', { kind: 'TS', from: { percent: 80 }, to: null }],
  ['WM(:95%)', { kind: 'WM', from: null, to: { percent: 95 } }],
  ['IQM', { kind: 'TM', from: { percent: 25 }, to: { percent: 75 } }],
  ['PR(:300)', { kind: 'PR', from: null, to: { value: 300 } }],
  ['PR(100:2000)', { kind: 'PR', from: { value: 100 }, to: { value: 2000 } }],
  ['sum', null],
  ['p', null],
  ['p101', null],
  ['p9x', null],
  ['TM90', null],
  ['tm(1%:2%)', null],
  ['TM(:)', null],
  ['TM(5%:100)', null],
  ['TM(90%:10%)', null],
  ['PR(1%:2%)', null],
  ['PR(5:5)', null],
  ['pr90', null],
])('the statistic %s', (text, expected) => expect(statisticOf(text)).toEqual(expected))

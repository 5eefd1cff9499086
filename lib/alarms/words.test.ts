import { expect, test } from 'vitest'
import type { Alarm } from './alarm'
import { columnsOf } from './columns'
import { shareIn } from './share'
import { conditionOf, lastValue } from './words'

const metric = (more: Partial<NonNullable<Alarm['metric']>>): Alarm => ({
  name: 'a',
  kind: 'metric',
  description: null,
  state: 'OK',
  sinceMs: null,
  reason: '',
  actionsEnabled: true,
  notifies: false,
  changes: [],
  metric: {
    namespace: 'CafeWatch',
    name: '500-Errors',
    statistic: 'Sum',
    periodSeconds: 60,
    threshold: 1,
    comparison: '≥',
    datapointsToAlarm: 1,
    evaluationPeriods: 1,
    treatMissingData: 'notBreaching',
    last: { value: 3, atMs: 0 },
    ...more,
  },
})

const text = 'IF(errors >= 3, errors, 0) * 100 / requests'
const ofShare = (last: NonNullable<Alarm['metric']>['last']) => ({
  math: [{ id: 'share', text, evaluated: true }],
  ...{ share: shareIn(text) ?? undefined, last, threshold: 5, periodSeconds: 180 },
})

test.each([
  [
    {},
    'In alarm when Sum of 500-Errors is ≥ 1 in a minute; a period without a datapoint counts as good.',
  ],
  [
    { evaluationPeriods: 3, datapointsToAlarm: 3, periodSeconds: 300 },
    'in 3 periods of 5 minutes, one after another',
  ],
  [
    { evaluationPeriods: 5, datapointsToAlarm: 3, periodSeconds: 3600 },
    'in 3 of the last 5 periods of an hour',
  ],
  [
    { periodSeconds: 10, treatMissingData: 'breaching' },
    'in 10 seconds; a period without a datapoint counts as a breach',
  ],
  [
    {
      math: [
        { id: 'm', text: 'Sum of Orders', evaluated: false },
        { id: 'e', text: 'm / 2', evaluated: true },
      ],
    },
    'when m / 2 is ≥ 1',
  ],
  [
    ofShare({ value: 0, atMs: 0 }),
    'In alarm when errors, 3 or more, are ≥ 5\u00a0% of requests in 3 minutes;',
  ],
])('what an alarm evaluates: %j', (more, sentence) => {
  expect(conditionOf(metric(more))).toContain(sentence)
})

test.each([
  [{ name: '500-Errors' }, '500-Errors: 3 in the last minute, threshold ≥ 1'],
  [
    { name: 'Time', last: { value: 0.123456, atMs: 0 }, periodSeconds: 7200 },
    'Time: 0.1235 in the last 2 hours, threshold ≥ 1',
  ],
  [
    { name: 'Orders-Low', last: { value: null, atMs: 0 }, treatMissingData: 'ignore' },
    'Orders-Low: no datapoint in the last minute, so the state stays, threshold ≥ 1',
  ],
  [
    { name: 'Errors', last: { value: null, atMs: 0 }, treatMissingData: 'notBreaching' },
    'Errors: no datapoint in the last minute, which counts as good, threshold ≥ 1',
  ],
  [{ math: [{ id: 'e', text: 'm / 2', evaluated: true }] }, '3 in the last minute, threshold ≥ 1'],
  [
    ofShare({ value: 14.754, atMs: 0, counts: { part: 9, whole: 61 } }),
    '15\u00a0% of requests (9 of 61) in the last 3 minutes; raised from 3 errors and 5\u00a0% on',
  ],
  // The expression makes 0 of so few.
  [
    ofShare({ value: 0, atMs: 0, counts: { part: 2, whole: 61 } }),
    '3.3\u00a0% of requests (2 of 61) in the last 3 minutes; raised from 3 errors and 5\u00a0% on',
  ],
  [
    ofShare({ value: 0, atMs: 0 }),
    'fewer than 3 errors in the last 3 minutes; raised from 3 errors and 5\u00a0% on',
  ],
  [
    ofShare({ value: null, atMs: 0 }),
    'no datapoint in the last 3 minutes, which counts as good; raised from 3 errors and 5\u00a0% on',
  ],
  [
    { ...ofShare({ value: 7.3, atMs: 0 }), comparison: '>' },
    '7.3\u00a0% of requests in the last 3 minutes, threshold > 5\u00a0%',
  ],
])('its newest value: %j', (more, sentence) => {
  expect(lastValue(metric(more))).toBe(sentence)
})

const minute = 60_000
const points = (...values: (number | null)[]) =>
  values.flatMap((value, at) => (value === null ? [] : [{ atMs: at * minute, value }]))

test('few periods are a column each; one without a datapoint is not zero', () => {
  const columns = columnsOf(points(1, null, 0), { fromMs: 0, toMs: 3.5 * minute, periodMs: minute })
  expect(columns.map(({ high, missing }) => [high, missing])).toEqual([
    [1, 0],
    [null, 1],
    [0, 0],
  ])
})

test('many periods share a column, which shows its highest, its lowest and its gaps', () => {
  const list = Array.from({ length: 1_000 }, (_, at) => (at === 7 ? 99 : at % 5 === 0 ? null : 2))
  const columns = columnsOf(points(...list), { fromMs: 0, toMs: 1_000 * minute, periodMs: minute })
  expect(columns).toHaveLength(200)
  expect(columns[1]).toEqual({
    fromMs: 5 * minute,
    toMs: 10 * minute,
    low: 2,
    high: 99,
    periods: 5,
    missing: 1,
  })
  expect(columns.reduce((sum, { periods }) => sum + periods, 0)).toBe(1_000)
})

test.each([
  [text, { part: 'errors', whole: 'requests', least: 3 }],
  ['IF(errors >= 3, requests, 0) * 100 / requests', null],
  ['m / 2', null],
])('%s as a share', (expression, share) => {
  expect(shareIn(expression)).toEqual(share)
})

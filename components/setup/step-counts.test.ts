import { expect, test } from 'vitest'
import { stepCounts } from './step-counts'

const way = (orders: number, ...visits: number[]) => ({
  orders,
  steps: visits.map((count) => ({ visits: count })),
})

test.each([
  ['the first step has none before it', way(77, 28, 23), 0, '28 visits', null],
  ['a step on the way', way(77, 28, 23, 23), 1, '23 visits', '82\u00a0% of the visits before'],
  [
    'several orders from one visit are said beside the visits, whose share it is',
    way(77, 28, 23, 23),
    2,
    '23 visits, 77 orders',
    '100\u00a0% of the visits before',
  ],
  ['one order from each visit', way(9, 28, 9), 1, '9 orders', '32\u00a0% of the visits before'],
  ['no order', way(0, 28, 0), 1, '0 orders', '0\u00a0% of the visits before'],
])('%s', (_, preview, at, counts, share) => {
  expect(stepCounts(preview, at)).toEqual({ counts, share })
})

import { expect, test } from 'vitest'
import { evenSample } from './even-sample'

const sampled = (count: number, maxItems: number, maxBytes = Number.MAX_SAFE_INTEGER) => {
  const sample = evenSample<number>(maxItems, maxBytes)
  for (let at = 0; at < count; at += 1) sample.add(at, 1_000)
  return sample.take()
}

test.each([
  ['few: all', 3, 5, [0, 1, 2]],
  ['as many as wanted: all', 5, 5, [0, 1, 2, 3, 4]],
  ['a few too many', 6, 5, [0, 1, 3, 4, 5]],
  ['twice as many: from the first to the last', 10, 5, [0, 2, 5, 7, 9]],
  ['many: spread over all', 100, 5, [0, 32, 48, 80, 96]],
  ['none', 0, 5, []],
])('%s', (_, count, maxItems, expected) => expect(sampled(count, maxItems)).toEqual(expected))

test('of any number of items the wanted number is sampled, evenly', () => {
  for (const count of [501, 999, 1_001, 7_777, 100_000]) {
    const taken = sampled(count, 500)
    expect(taken).toHaveLength(500)
    for (let tenth = 0; tenth < 10; tenth += 1) {
      const there = taken.filter((at) => Math.floor((at * 10) / count) === tenth).length
      expect(there, `${count}, tenth ${tenth}`).toBeGreaterThan(20)
    }
  }
})

test('large items: fewer of them, never more bytes than there is room for', () =>
  expect(sampled(100, 500, 10_000).length).toBeLessThanOrEqual(10))

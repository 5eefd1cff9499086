import { describe, expect, test } from 'vitest'
import { newDelays } from './delays'

const minute = 60_000

describe('how long after a step the orders come', () => {
  test('before any is known, most come within a quarter of an hour', () => {
    const { share } = newDelays()
    expect(share(0)).toBe(0)
    expect(share(4 * minute)).toBeCloseTo(1 - Math.exp(-1), 2)
    expect(share(15 * minute)).toBeGreaterThan(0.95)
    expect(share(60 * minute)).toBe(1)
  })

  test('orders that came say it better', () => {
    const delays = newDelays()
    for (let order = 0; order < 500; order += 1) delays.add(10 * minute + (order % 10) * 1_000)
    expect(delays.share(9 * minute)).toBeLessThan(0.02)
    expect(delays.share(11 * minute)).toBeGreaterThan(0.98)
    // Within a half minute they are taken to be spread evenly.
    expect(delays.share(10.25 * minute)).toBeCloseTo(0.5, 1)
  })

  test.each([-5 * minute, 0, minute, 59 * minute, 90 * minute])(
    'a share is never less after longer, nor above 1, after a delay of %d ms',
    (delay) => {
      const delays = newDelays()
      delays.add(delay)
      const shares = Array.from({ length: 70 }, (_, at) => delays.share(at * minute))
      expect(shares).toEqual([...shares].sort((a, b) => a - b))
      expect(shares.at(-1)).toBe(1)
    },
  )
})

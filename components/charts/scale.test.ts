import { describe, expect, test } from 'vitest'
import { scaleOf, scalePair, shareOf, tickTexts } from './scale'

const ticksOf = (values: number[], whole = true) => scaleOf(values, whole).ticks

describe('the ticks of a value axis are round and reach just over the values', () => {
  test.each<[number[], number[]]>([
    [[], [0, 1, 2]],
    [
      [0, 0],
      [0, 1, 2],
    ],
    [[1], [0, 1, 2]],
    [
      [2, 1],
      [0, 1, 2],
    ],
    [[3], [0, 1, 2, 3]],
    [[7], [0, 2, 4, 6, 8]],
    [[12], [0, 5, 10, 15]],
    [[48], [0, 10, 20, 30, 40, 50]],
    [[100], [0, 25, 50, 75, 100]],
    [[137], [0, 50, 100, 150]],
    [[1_730], [0, 500, 1000, 1500, 2000]],
    [[48_213], [0, 10_000, 20_000, 30_000, 40_000, 50_000]],
  ])('counts %j', (values, ticks) => expect(ticksOf(values)).toEqual(ticks))

  test.each<[number[], number[]]>([
    [[], [0, 0.25, 0.5, 0.75, 1]],
    [[0.3], [0, 0.1, 0.2, 0.3]],
    [[0.000_2], [0, 0.00005, 0.0001, 0.00015, 0.0002]],
    [
      [1.2, 9.7],
      [0, 2.5, 5, 7.5, 10],
    ],
    [
      [-3, 10],
      [-5, 0, 5, 10],
    ],
    [[-8], [-8, -6, -4, -2, 0]],
  ])('measures %j', (values, ticks) => expect(ticksOf(values, false)).toEqual(ticks))

  test('two axes have as many ticks, so that they share their grid lines', () => {
    const [orders, requests] = scalePair([9], [1_730], true)
    expect(orders.ticks).toEqual([0, 2, 4, 6, 8, 10])
    expect(requests.ticks).toEqual([0, 500, 1000, 1500, 2000, 2500])
  })

  test('every value lies on its scale, whatever it is', () => {
    for (let value = 1e-6; value < 1e9; value *= 1.37) {
      for (const whole of [true, false]) {
        const scale = scaleOf([value, -value / 3], whole)
        expect(shareOf(value, scale)).toBeLessThanOrEqual(1 + 1e-9)
        expect(shareOf(-value / 3, scale)).toBeGreaterThanOrEqual(-1e-9)
        expect(scale.ticks).toContain(0)
      }
    }
  })
})

test.each<[number[], string[]]>([
  [
    [0, 2_500, 5_000],
    ['0', '2,500', '5,000'],
  ],
  [
    [0, 2_500, 5_000, 7_500, 10_000],
    ['0', '2.5k', '5k', '7.5k', '10k'],
  ],
  [
    [0, 500_000, 1_000_000],
    ['0', '0.5M', '1M'],
  ],
  [
    [0, 0.05, 0.1],
    ['0', '0.05', '0.1'],
  ],
  [
    [-5, 0, 5],
    ['-5', '0', '5'],
  ],
  [
    [0, 0.0005],
    ['0', '0.0005'],
  ],
  [
    [0, 2e15],
    ['0', '2,000,000G'],
  ],
])('the ticks %j are written %j', (ticks, texts) => {
  expect(tickTexts({ ticks, low: ticks[0] ?? 0, high: ticks.at(-1) ?? 0 })).toEqual(texts)
})

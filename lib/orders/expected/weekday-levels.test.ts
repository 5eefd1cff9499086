import { describe, expect, test } from 'vitest'
import { hoursADay, newTable } from './past-hours'
import { weekdayLevels } from './weekday-levels'

const saturday = 6

/** The level of Saturday noon, of so much in each hour of some Saturdays where others would have had `due`. */
function noonOfSaturday(days: number, due: number, seenAt: (hour: number) => number) {
  const [seen, all, count] = [newTable(), newTable(), newTable()]
  for (let hour = 0; hour < hoursADay; hour += 1) {
    for (const [table, value] of [
      [seen, seenAt(hour)],
      [all, due],
      [count, 1],
    ] as const)
      (table[saturday] as number[])[hour] = value * days
  }
  const level = weekdayLevels(seen, all, count)[saturday]?.[12]
  if (!level) throw new Error('There is no such hour.')
  return level
}

describe('whether a weekday has a level of its own', () => {
  test.each<[string, number, number, number, [number, number]]>([
    ['none on one such day, of ten an hour', 1, 10, 0, [0.99, 1]],
    ['none on one such day, of one an hour', 1, 1, 0, [0.3, 1]],
    ['hardly one in ten, for three weeks', 3, 10, 1, [0.99, 1]],
    ['a third, once: it may have been the day', 1, 10, 3.3, [0, 0.2]],
    ['a third, each of four weeks', 4, 10, 3.3, [0.9, 1]],
    ['half', 4, 10, 5, [0, 0]],
    ['more', 4, 10, 30, [0, 0]],
    ['nothing is due', 4, 0, 0, [0, 0]],
    ['no such day is known', 0, 10, 0, [0, 0]],
  ])('%s', (_, days, due, seen, [least, most]) => {
    const { chance } = noonOfSaturday(days, due, () => seen)
    expect(chance).toBeGreaterThanOrEqual(least)
    expect(chance).toBeLessThanOrEqual(most)
  })

  test('two hours without are a trouble of the day, not its kind', () => {
    expect(noonOfSaturday(1, 10, (hour) => (hour === 12 || hour === 13 ? 0 : 10)).chance).toBe(0)
  })

  test('two hours without on both such days are its kind: the shop opens later', () => {
    const late = (hour: number) => (hour === 12 || hour === 13 ? 0 : 10)
    expect(noonOfSaturday(2, 10, late).chance).toBeGreaterThan(0.9)
  })

  test('an afternoon without is one of its own', () => {
    expect(noonOfSaturday(2, 10, (hour) => (hour < 8 ? 10 : 0)).chance).toBeGreaterThan(0.99)
  })

  test('the level is known by what was seen, and the better the more that is', () => {
    const few = noonOfSaturday(1, 20, () => 0.1).own
    const many = noonOfSaturday(4, 200, () => 10).own
    expect(few.rate).toBeLessThan(0.02)
    expect(few.spread).toBeGreaterThan(0.5)
    expect(many.rate).toBeCloseTo(0.05, 2)
    expect(many.spread).toBeLessThan(0.01)
  })
})

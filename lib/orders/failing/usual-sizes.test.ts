import { expect, test } from 'vitest'
import { dayMs, hourMs } from '@/lib/time'
import { newUsualSizes } from './usual-sizes'

/** What is known after some days with ten answers an hour, of these sizes in turn. */
function after(days: number, bytes: readonly number[]) {
  const sizes = newUsualSizes()
  for (let hour = 0; hour < days * 24; hour += 1) {
    for (let turn = 0; turn < 10; turn += 1)
      sizes.isShort('GET /menu', bytes[turn % bytes.length] as number, hour * hourMs)
    sizes.endHour((hour + 1) * hourMs, false)
  }
  return sizes
}

test.each<[string, number, readonly number[], number | null, boolean]>([
  ['an empty page', 3, [9_000, 15_000], 312, true],
  ['a page of half the size', 3, [9_000, 15_000], 5_000, false],
  ['a page as ever', 3, [9_000, 15_000], 9_100, false],
  ['a size that one in ten has', 3, [9_000, 9_000, 9_000, 9_000, 9_000, 400], 500, false],
  ['after a day', 1, [9_000], 312, false],
  ['a smaller one, where all are small', 3, [900], 200, false],
  ['an empty list, where all are small', 3, [900], 2, true],
  ['an empty answer, where hardly anything is answered', 3, [60], 2, false],
  ['where the log does not say', 3, [9_000], null, false],
])('%s', (_, days, usual, bytes, isShort) => {
  expect(after(days, usual).isShort('GET /menu', bytes, days * dayMs)).toBe(isShort)
})

test('an hour in which something was wrong says nothing of what is usual', () => {
  const sizes = after(3, [9_000])
  for (let turn = 0; turn < 500; turn += 1) sizes.isShort('GET /menu', 312, 3 * dayMs)
  sizes.endHour(3 * dayMs + hourMs, true)
  expect(sizes.isShort('GET /menu', 312, 3 * dayMs + hourMs)).toBe(true)
})

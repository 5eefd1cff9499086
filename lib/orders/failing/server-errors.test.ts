import { expect, test } from 'vitest'
import { minuteMs } from '@/lib/time'
import { newServerErrors } from './server-errors'

/** Ten minutes of so many requests each, of which so many fail from the fifth on for three. */
function after(requests: number, failed: number, minutes = 8) {
  const errors = newServerErrors()
  for (let minute = 0; minute < minutes; minute += 1)
    for (let at = 0; at < requests; at += 1) {
      const isBad = minute >= 5 && minute < 8 && at < failed
      errors.see(isBad ? 502 : 404, minute * minuteMs + at)
    }
  return errors.at(minutes * minuteMs)
}

test.each<[string, number, number, number, ReturnType<typeof after>]>([
  ['none', 20, 0, 8, null],
  ['one a minute among ten', 10, 1, 8, { failed: 3, asked: 60 }],
  ['one a minute among a hundred', 100, 1, 8, null],
  ['ten a minute among a hundred', 100, 10, 8, { failed: 30, asked: 600 }],
  ['and it goes well since two minutes', 10, 1, 10, { failed: 3, asked: 60 }],
  ['and it goes well since six minutes', 10, 1, 14, null],
])('%s', (_, requests, failed, minutes, said) => {
  expect(after(requests, failed, minutes)).toEqual(said)
})

test('nothing came for a while', () => {
  const errors = newServerErrors()
  for (let at = 0; at < 5; at += 1) errors.see(500, at)
  expect(errors.at(minuteMs)).toEqual({ failed: 5, asked: 5 })
  expect(errors.at(20 * minuteMs)).toBeNull()
})

test('what was told as a trouble is not told again', () => {
  const errors = newServerErrors()
  for (let at = 0; at < 5; at += 1) errors.see(500, at)
  errors.forget()
  expect(errors.at(minuteMs)).toBeNull()
})

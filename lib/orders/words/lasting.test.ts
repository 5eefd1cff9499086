import { expect, test } from 'vitest'
import { moment } from '@/lib/format'
import { onOrAt } from './lasting'

const nowMs = Date.parse('2026-11-24T12:00:00Z')

test.each([
  ['2026-11-24T10:41:00Z', 'at 10:41'],
  ['2026-11-22T22:15:00Z', 'on Sun 22 Nov at 22:15'],
])('a moment in a sentence: %s is %s', (time, words) => {
  expect(onOrAt(moment(Date.parse(time), nowMs, 'UTC'))).toBe(words)
})

import { expect, test } from 'vitest'
import { moment } from '@/lib/format'
import { minuteMs } from '@/lib/time'
import { howLong, onOrAt } from './lasting'

const nowMs = Date.parse('2026-11-24T12:00:00Z')

test.each([
  ['2026-11-24T10:41:00Z', 'at 10:41'],
  ['2026-11-22T22:15:00Z', 'on Sun 22 Nov at 22:15'],
])('a moment in a sentence: %s is %s', (time, words) => {
  expect(onOrAt(moment(Date.parse(time), nowMs, 'UTC'))).toBe(words)
})

const untilMs = nowMs - 14 * minuteMs

test.each<[Omit<Parameters<typeof howLong>[0], 'fromMs'>, string, string]>([
  [{ untilMs }, '66 min', ''],
  [{ untilMs: null }, '80 min', 'goes on'],
  [{ untilMs: null, seemsOverMs: untilMs }, '66 min', 'not known to be over'],
])('how long it lasted, and whether it does: %o', (more, text, goesOn) => {
  expect(howLong({ fromMs: nowMs - 80 * minuteMs, ...more }, nowMs)).toEqual({ text, goesOn })
})

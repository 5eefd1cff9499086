import { expect, test } from 'vitest'
import { dayMs, hourMs } from '@/lib/time'
import { newUsualAnswers } from './usual-answers'

interface Before {
  /** What the request was answered each hour. */
  statuses: number[]
  hours: number
  isTroubled?: boolean
}

/** The usual status that a request lacks which is answered `status` after some days. */
function insteadOf(status: number, { statuses, hours, isTroubled = false }: Before) {
  const answers = newUsualAnswers()
  for (let hour = 0; hour < hours; hour += 1) {
    for (const one of statuses) answers.insteadOf('POST /book', one, hour * hourMs)
    answers.endHour((hour + 1) * hourMs, isTroubled)
  }
  return answers.insteadOf('POST /book', status, hours * hourMs)
}

const threeDays = (3 * dayMs) / hourMs

test.each<[string, number, Before, number | null]>([
  ['the form comes again', 200, { statuses: [303], hours: threeDays }, 303],
  ['the usual answer', 303, { statuses: [303], hours: threeDays }, null],
  ['a page that a cache knows', 304, { statuses: [200], hours: threeDays }, null],
  ['a page that is sent on', 302, { statuses: [200, 304], hours: threeDays }, 200],
  ['known for a day', 200, { statuses: [303, 303, 303], hours: 24 }, null],
  ['asked for less than two days', 200, { statuses: [303], hours: 47 }, null],
  ['answered now so, now so', 200, { statuses: [303, 303, 302], hours: threeDays }, null],
  ['in troubled hours', 200, { statuses: [303], hours: threeDays, isTroubled: true }, null],
])('%s: %d', (_, status, before, usual) => {
  expect(insteadOf(status, before)).toBe(usual)
})

/** Answered 303 every third hour for some days, and then 200. */
function everyThirdHour(times: number, others: number) {
  const answers = newUsualAnswers()
  let hour = 0
  const next = (status: number) => {
    const usual = answers.insteadOf('POST /book', status, hour * hourMs)
    for (let end = hour + 3; hour < end; hour += 1) answers.endHour((hour + 1) * hourMs, false)
    return usual
  }
  for (let time = 0; time < times; time += 1) next(303)
  return Array.from({ length: others }, () => next(200))
}

test.each<[number, (number | null)[]]>([
  [15, [null, null]],
  [20, [303, 303, 303, 303, 303, null]],
])('answered alike %d times, then otherwise: %j', (times, usual) => {
  expect(everyThirdHour(times, usual.length)).toEqual(usual)
})

test('what a release has changed is usual in its turn', () => {
  const answers = newUsualAnswers()
  const hours = (from: number, to: number, status: number) => {
    for (let hour = from; hour < to; hour += 1) {
      answers.insteadOf('POST /book', status, hour * hourMs)
      answers.endHour((hour + 1) * hourMs, false)
    }
  }
  hours(0, threeDays, 303)
  expect(answers.insteadOf('POST /book', 302, threeDays * hourMs)).toBe(303)
  hours(threeDays, threeDays + 12, 302)
  expect(answers.insteadOf('POST /book', 302, (threeDays + 12) * hourMs)).toBeNull()
})

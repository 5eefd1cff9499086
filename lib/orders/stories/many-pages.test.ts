import { describe, expect, test } from 'vitest'
import { newManyPages } from '@/lib/orders/failing/many-pages'
import { minuteMs } from '@/lib/time'
import type { Visit } from '@/lib/visits/visits'
import { cafeLog, moment, newNumbers } from './testdata/cafe'
import { tell } from './testdata/tell'

const pages = ['/', '/shop', '/shop', '/item/*', '/item/*', '/item/*', '/cart', '/checkout']

/** A shop whose pages are asked for five times a minute, by a new visit each time. */
function shop() {
  const many = newManyPages()
  const draw = newNumbers(11)
  let atMs = 0
  return {
    last: many.last,
    /** `shareOf`: how often a page answers 503. */
    ask(minutes: number, shareOf: (page: string) => number) {
      for (let turn = 0; turn < 5 * minutes; turn += 1) {
        const key = pages[turn % pages.length] as string
        atMs += minuteMs / 5
        many.see({ key, status: draw() < shareOf(key) ? 503 : 200, visit: {} as Visit, atMs })
      }
      return atMs
    },
  }
}
const never = () => 0

describe('whether pages all over the site fail, each now and then', () => {
  test.each([0.2, 0.5, 0.9])('all of them, %s of the time: since when, and how often', (share) => {
    const { ask, last } = shop()
    const beganMs = ask(60, never)
    expect(last()).toBeNull()
    ask(20, () => share)
    const first = last()
    ask(60, () => share)
    const said = last()
    expect(said).toMatchObject({ sinceMs: first?.sinceMs, untilMs: null, statuses: [503] })
    expect(Math.abs((said?.sinceMs ?? 0) - beganMs)).toBeLessThan(5 * minuteMs)
    const { asked, failed } = said?.share ?? { asked: 0, failed: 0 }
    expect(asked).toBeGreaterThan(350)
    expect(failed / asked).toBeCloseTo(share, 1)
  })

  test.each<[string, (page: string) => number]>([
    ['one page alone, always', (page) => (page === '/item/*' ? 1 : 0)],
    ['one page alone, and strays', (page) => (page === '/item/*' ? 0.5 : 0.01)],
    ['two pages of five', (page) => (page === '/cart' || page === '/checkout' ? 0.6 : 0)],
    ['strays', () => 0.01],
  ])('%s: that is not all over the site', (_, shareOf) => {
    const { ask, last } = shop()
    ask(60, never)
    for (let minutes = 0; minutes < 120; minutes += 5) {
      ask(5, shareOf)
      expect(last()).toBeNull()
    }
  })

  test('they are answered well again: until when', () => {
    const { ask, last } = shop()
    ask(60, never)
    ask(40, () => 0.4)
    expect(last()).toMatchObject({ untilMs: null })
    const untilMs = ask(0, never)
    ask(20, never)
    expect(last()?.untilMs).toBeLessThanOrEqual(untilMs)
    expect(last()?.untilMs).toBeGreaterThan(untilMs - 2 * minuteMs)
  })
})

const noon = moment(3, '12:00')

test('a café of which one server of three is broken: no page is blamed, and the beginning stays', () => {
  const draw = newNumbers(5)
  const log = cafeLog({
    untilMs: moment(3, '16:00'),
    answer: (_, path, atMs) =>
      atMs >= noon && !path.endsWith('.css') && draw() < 1 / 3 ? 503 : 200,
  })
  const reports = tell(log, noon, moment(3, '16:00'))
  const said = reports.filter(({ atMs }) => atMs > noon + 20 * minuteMs)
  expect(said.filter(({ tone }) => tone !== 'trouble')).toEqual([])
  const words = said.map(({ headline, details }) => [headline, ...details].join(' '))
  for (const one of words)
    expect(one).toMatch(/Pages all over the site have answered 503 to \d+ of \d+ requests since 1/)
  expect(new Set(words.map((one) => /requests since [\d:]+/.exec(one)?.[0])).size).toBe(1)
})

import { describe, expect, test } from 'vitest'
import type { Report } from '@/lib/orders/report/report'
import { failingShare } from '@/lib/orders/words/failing-share'
import { defaultSite } from '@/lib/site'
import { minuteMs } from '@/lib/time'
import { cafeLog, moment } from './testdata/cafe'
import { tell } from './testdata/tell'

const order = '/cafe/processOrder.php'
const noon = moment(9, '12:00')
const two = moment(9, '14:00')
const evening = moment(9, '17:00')

/** Stands for the form with status 200. */
const formAgain = 299
const thanks = { name: 'thanks', match: [{ path: '/cafe/thanks.php' }] }
const site = { ...defaultSite, steps: [...defaultSite.steps, thanks] }

/** What is said of a café that thanks whose order was answered 302, as it was until noon and is again from two on. */
function said(answer: (visit: number) => number): Report[] {
  const log = cafeLog({
    untilMs: evening,
    answer: (method, path, atMs, visit) => {
      if (path !== order || method !== 'POST') return 200
      return atMs >= noon && atMs < two ? answer(visit) : 302
    },
  }).flatMap((line) => {
    if (line.status === formAgain) return [{ ...line, status: 200 }]
    const next = { ...line, timeMs: line.timeMs + 400, method: 'GET', path: '/cafe/thanks.php' }
    return line.path === order && line.status === 302 ? [line, { ...next, status: 200 }] : [line]
  })
  return tell(log, moment(9, '11:00'), evening, site)
}

const clock = (ms: number | null) => (ms === null ? null : new Date(ms).toISOString().slice(11, 16))

describe('from noon on nobody can order: one in three gets an error, the others the form again', () => {
  const reports = said((visit) => (visit % 3 === 0 ? 500 : formAgain))
  const inTrouble = reports.filter(({ tone }) => tone === 'trouble')

  test('it is one trouble from noon on, whichever is met more often', () => {
    const [first] = inTrouble
    expect(first?.atMs).toBeLessThanOrEqual(noon + 20 * minuteMs)
    const since = new Set(inTrouble.slice(10).map(({ sinceMs }) => clock(sinceMs)))
    expect([...since]).toHaveLength(1)
    expect([...since][0]).toMatch(/^12:0/)
  })

  test('both answers are named, and that no other comes', () => {
    const last = reports.find(({ atMs }) => atMs === two)
    expect([last?.headline, ...(last?.details ?? [])].join(' ')).toMatch(
      /POST \/cafe\/processOrder\.php has answered 200 or 500, where it answered 302 before, to every request since 12:0\d/,
    )
  })

  test('what it costs only grows, and is what all of them would have ordered', () => {
    const losses = inTrouble.map(({ lostOrders }) => lostOrders?.estimate ?? 0)
    for (const [at, lost] of losses.slice(1).entries())
      expect(lost).toBeGreaterThanOrEqual((losses[at] ?? 0) - 1)
    const last = reports.find(({ atMs }) => atMs === two)?.lostOrders
    // 24 orders an hour are usual.
    expect(last?.low).toBeLessThan(48)
    expect(last?.high).toBeGreaterThan(48)
  })

  test('once it is answered as before, that is over', () => {
    expect(reports.at(-1)?.tone).toBe('calm')
  })
})

test.each([
  ['nothing else', { answered: 0, otherFailures: 0 }, 'every request'],
  ['hardly anything else', { answered: 1, otherFailures: 0 }, 'nearly every request'],
  ['another failure as often', { answered: 0, otherFailures: 40 }, '40 of 80 attempts'],
  ['good answers and other failures', { answered: 10, otherFailures: 30 }, '40 of 80 attempts'],
  [
    'good answers, to 47 visits',
    { answered: 14, otherFailures: 0, asking: { visits: 47, met: 13, untilLast: 47 } },
    '13 of 47 visits',
  ],
  [
    'good answers, to whoever tried again',
    { answered: 14, otherFailures: 0, asking: { visits: 13, met: 13, untilLast: 13 } },
    'all 13 visits, at least once each,',
  ],
])(
  'of a request that was answered %s, what is said is true of all its answers',
  (_, counts, words) => {
    expect(failingShare({ ...counts, failures: 40, among: null })).toBe(words)
  },
)

describe('from noon on the button to order is dead, and one menu in four fails beside it', () => {
  const reports = tell(
    cafeLog({
      untilMs: two,
      answer: (method, path, atMs, visit) => {
        if (atMs < noon) return 200
        // Its failures come and go.
        const isBad = Math.floor((atMs - noon) / (20 * minuteMs)) % 2 === 0 && visit % 2 === 0
        return method === 'POST' ? 0 : path === '/cafe/menu.php' && isBad ? 503 : 200
      },
    }),
    noon,
    two,
  )

  test('that the menu is answered well again is no end of it', () => {
    const later = reports.filter(({ atMs }) => atMs >= noon + 35 * minuteMs)
    expect(new Set(later.map(({ tone }) => tone))).toEqual(new Set(['trouble']))
  })

  test('once the stop was said, since and loss are its own, whatever fails beside it', () => {
    const said = reports.findIndex(({ kind, culprit }) => kind === 'orders-stopped' && !culprit)
    const later = reports.slice(said)
    expect(new Set(later.map(({ sinceMs }) => clock(sinceMs)))).toEqual(new Set(['11:57']))
    const losses = later.map(({ lostOrders }) => lostOrders?.estimate ?? 0)
    for (const [at, lost] of losses.slice(1).entries())
      expect(lost).toBeGreaterThanOrEqual((losses[at] ?? 0) - 1)
    expect(later.some(({ culprit }) => culprit?.request === '/cafe/menu.php')).toBe(true)
  })

  test('it says that the menu is not all that is wrong', () => {
    expect(reports.flatMap(({ details }) => details)).toContain(
      'Visitors who are answered well do not order either: something else is wrong too.',
    )
    // Of the 48 orders that are usual in two hours.
    const { lostOrders } = reports.at(-1) as Report
    expect(lostOrders?.low).toBeGreaterThan(20)
    expect(lostOrders?.high).toBeGreaterThan(48)
  })
})

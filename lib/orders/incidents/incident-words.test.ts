import { expect, test } from 'vitest'
import { clock } from '@/lib/format'
import type { Report } from '@/lib/orders/report/report'
import { incident, noonMs } from '@/lib/orders/stories/testdata/incident'
import { howLong, lasting } from '@/lib/orders/words/lasting'
import { hourMs, minuteMs } from '@/lib/time'
import { culpritOf, headlineOf } from './incident-words'
import type { Incident } from './incidents'

const at = (ms: number) => clock(ms, 'UTC')
const of = (report: Partial<Report>, more: Partial<Incident> = {}) =>
  incident({ ...more, report: { ...incident().report, ...report } })
const culprit = (status: number) => ({ method: 'GET', request: '/a\u202eb', status })

test.each<[Incident, string]>([
  [of({}), 'Orders stopped for 63 min from 11:57.'],
  [of({}, { untilMs: null }), 'Orders stopped at 11:57 and have not come back.'],
  [of({}, { lastOrderMs: noonMs, orders: 1 }), 'Orders stopped for 63 min from 11:57.'],
  [
    of({}, { lastOrderMs: noonMs, orders: 1, untilMs: null }),
    'Orders stopped at 12:00 and have not come back.',
  ],
  [
    of({}, { lastOrderMs: noonMs + 30 * minuteMs }),
    'Orders were low for 63 min from 11:57, and stopped at 12:30.',
  ],
  [
    of({ culprit: null }, { lastOrderMs: noonMs + hourMs, orders: 1, untilMs: null }),
    'Orders all but stopped at 11:57 and have hardly come back.',
  ],
  [
    of({}, { lastOrderMs: noonMs + 30 * minuteMs, orders: 4, untilMs: null }),
    'Orders have been low since 11:57, and stopped at 12:30.',
  ],
  [
    of(
      { culprit: null, stoppedMs: noonMs + 20 * minuteMs },
      { lastOrderMs: noonMs + 20 * minuteMs, orders: 9, untilMs: null },
    ),
    'Orders have been low since 11:57, and stopped at 12:20.',
  ],
  [
    of(
      { culprit: null, stoppedMs: noonMs + 20 * minuteMs },
      { lastOrderMs: noonMs + 50 * minuteMs, orders: 9 },
    ),
    'Orders were low for 63 min from 11:57, and all but stopped at 12:20.',
  ],
  [of({ kind: 'orders-low' }), 'Orders were low for 63 min from 11:57.'],
  [of({ kind: 'orders-low' }, { untilMs: null }), 'Orders have been low since 11:57.'],
  [of({ kind: 'no-traffic', culprit: null }), 'Nothing was logged for 63 min from 11:57.'],
  [
    of({ kind: 'no-traffic', culprit: null }, { untilMs: null, seemsOverMs: noonMs }),
    'Nothing was logged for 3 min from 11:57; lines arrive again.',
  ],
  [
    of({}, { untilMs: null, seemsOverMs: noonMs }),
    'Orders stopped at 11:57 and have not come back. What was wrong has not been seen since 12:00.',
  ],
  [
    of({ kind: 'orders-low' }, { untilMs: null, seemsOverMs: noonMs }),
    'Orders were low for 3 min from 11:57. It is not known yet whether that is over.',
  ],
  [
    of({ kind: 'failing' }, { untilMs: null, seemsOverMs: noonMs }),
    'GET /cafe/menu.php answered 500 for 3 min from 11:57. It is not known yet whether that is over.',
  ],
  [of({ kind: 'failing' }), 'GET /cafe/menu.php answered 500 for 63 min from 11:57.'],
  [of({ kind: 'failing', pages: 'every' }), 'Every page answered 500 for 63 min from 11:57.'],
  [
    of({ kind: 'failing', pages: 'many' }, { untilMs: null }),
    'Pages all over the site have answered 500 since 11:57.',
  ],
  [
    of({ kind: 'failing', culprit: culprit(200) }, { untilMs: null }),
    'GET /a⟨U+202E⟩b has answered slowly since 11:57.',
  ],
  [
    of({ kind: 'failing', culprit: culprit(302) }),
    'GET /a⟨U+202E⟩b sent visitors in a circle (302) for 63 min from 11:57.',
  ],
  [
    of({ kind: 'failing', culprit: { ...culprit(200), before: 303 } }, { untilMs: null }),
    'GET /a⟨U+202E⟩b has answered 200, where it answered 303 before, since 11:57.',
  ],

  [
    of({ kind: 'failing', culprit: { ...culprit(200), failure: 'short' } }, { untilMs: null }),
    'GET /a⟨U+202E⟩b has answered 200 with far fewer bytes than usual since 11:57.',
  ],
  [
    of({ kind: 'failing', culprit: { ...culprit(302), failure: 'back' } }),
    'GET /a⟨U+202E⟩b sent visitors back to a page before it (302) for 63 min from 11:57.',
  ],
])('%#: %s', (one, headline) => {
  expect(headlineOf(one, { at })).toBe(headline)
})

test('the request to blame is named once', () => {
  expect(culpritOf(of({}), { at })).toBe(
    'GET /cafe/menu.php answered 500 from 11:57 to 13:00. 748 visits were affected.',
  )
  expect(culpritOf(of({ kind: 'failing' }), { at })).toBe('748 visits were affected.')
  expect(culpritOf(of({ culprit: null }), { at })).toBeNull()
  const others = { visits: 312, met: 0 }
  const among = {
    by: 'browser',
    value: 'Firefox',
    name: 'Firefox',
    visits: 25,
    met: 24,
    others,
  } as const
  const blamed = incident().blamed.map((one) => ({ ...one, among }))
  expect(culpritOf(of({ kind: 'failing' }, { blamed }), { at })).toBe(
    '24 of 25 visits with Firefox were affected, and 0 of 312 others.',
  )
})

test('failures of the same step at other addresses are counted with it, which is said', () => {
  const blamed = incident().blamed.map((one) => ({ ...one, visits: 26, elsewhere: 4 }))
  expect(culpritOf(of({ kind: 'failing' }, { blamed }), { at })).toBe(
    '26 visits were affected. 4 failures at other addresses are counted with it.',
  )
})

test.each([
  [0.2, '1 min'],
  [119, '119 min'],
  [120, '2 h'],
  [150, '2.5 h'],
  [60 * 20.2, '20 h'],
  [60 * 24 * 3, '3 days'],
])('%s minutes last %s', (minutes, words) => {
  expect(lasting(minutes * minuteMs)).toBe(words)
})

test('the headline has the beginning and the length of the page', () => {
  for (const lastOrderMs of [null, noonMs - minuteMs, noonMs, noonMs + 30 * minuteMs])
    for (const kind of ['orders-stopped', 'orders-low', 'failing', 'no-traffic'] as const) {
      const one = of({ kind }, { lastOrderMs })
      const length = `for ${howLong(one, noonMs).text} from ${at(one.fromMs)}`
      expect(headlineOf(one, { at })).toContain(length)
    }
})

test.each([
  [1, 'POST /1 failed with it.'],
  [2, 'POST /1 and POST /2 failed with it.'],
  [5, 'POST /1, POST /2, POST /3 and 2 others failed with it.'],
])('what else failed is named: %i', (count, words) => {
  const [menu] = incident().blamed
  if (!menu) throw new Error('nothing is blamed')
  const others = Array.from({ length: count }, (_, nth) => ({
    ...{ ...menu, method: 'POST', request: `/${nth + 1}` },
  }))
  // Nobody met this one.
  const unmet = { ...menu, request: '/favicon.ico', visits: 0 }
  const told = culpritOf(incident({ blamed: [menu, ...others, unmet] }), { at })
  expect(told?.endsWith(` were affected. ${words}`)).toBe(true)
})

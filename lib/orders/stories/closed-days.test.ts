import { describe, expect, test } from 'vitest'
import { newClock } from '@/lib/orders/expected/clock'
import { type Closed, newClosedDays } from '@/lib/orders/failing/closed-days'
import type { EveryPageSpell } from '@/lib/orders/failing/every-page'
import type { Report } from '@/lib/orders/report/report'
import { maybeClosedSentence } from '@/lib/orders/words/closed-words'
import { defaultSite, type Site } from '@/lib/site'
import { dayMs, hourMs, minuteMs } from '@/lib/time'
import type { VisitRequest } from '@/lib/visits/visits'
import { cafeLog, moment } from './testdata/cafe'
import { tell } from './testdata/tell'

type Span = [day: number, from: string, to: string, more?: Partial<EveryPageSpell>]

/** What is known at a moment of a shop in which every page fails at these times; the story begins on a Monday. */
function closedAt(
  spans: readonly Span[],
  day: number,
  time: string,
  clockOf = newClock('UTC'),
): Closed | null {
  const days = newClosedDays(clockOf, () => true)
  const spells = spans.map(([of, from, to, more]) => {
    const [sinceMs, lastMs] = [moment(of, from), moment(of, to)]
    const all = { isEvery: true, isAlone: true, statuses: [503], ...more }
    return { beforeMs: sinceMs - 2 * minuteMs, sinceMs, lastMs, ...all }
  })
  let closed: Closed | null = null
  for (let ms = moment(0, '00:00'); ms <= moment(day, time); ms += minuteMs) {
    const now = spells.find(({ sinceMs, lastMs }) => ms >= sinceMs && ms <= lastMs + minuteMs)
    const spell = now ? { ...now, lastMs: Math.min(ms, now.lastMs) } : null
    closed = days.look({ failing: () => spell, sending: () => null }, ms)
  }
  return closed
}

const sunday = (week: number, more: Partial<EveryPageSpell> = {}): Span => [
  7 * week - 1,
  '00:05',
  '23:55',
  more,
]

describe('every page fails on a Sunday, as it did', () => {
  test.each<[string, Span[], [number, string], 'closed' | 'not known' | null]>([
    ['never before', [sunday(1)], [6, '12:00'], null],
    ['once before', [sunday(1), sunday(2)], [13, '12:00'], 'not known'],
    ['twice before', [sunday(1), sunday(2), sunday(3)], [20, '12:00'], 'closed'],
    [
      'twice before, but not on the last',
      [sunday(1), sunday(2), sunday(4)],
      [27, '12:00'],
      'not known',
    ],
    [
      'twice before, with another status',
      [sunday(1), sunday(2), sunday(3, { statuses: [500] })],
      [20, '12:00'],
      null,
    ],
    [
      'for two hours',
      [
        [6, '10:00', '12:00'],
        [13, '10:00', '12:00'],
        [20, '10:00', '12:00'],
      ],
      [20, '11:00'],
      null,
    ],
    [
      'from another hour on',
      [
        [6, '10:00', '22:00'],
        [13, '12:00', '20:00'],
      ],
      [13, '15:00'],
      null,
    ],
    [
      'until the shop opened an hour ago',
      [
        [6, '10:00', '16:00'],
        [13, '10:00', '16:00'],
        [20, '10:00', '22:00'],
      ],
      [20, '17:15'],
      null,
    ],
    [
      'with only a first page asked for: once it may be anything',
      [sunday(1), sunday(2, { isEvery: false, isAlone: false })],
      [13, '00:10'],
      null,
    ],
    [
      'with only a first page asked for: twice it is that again',
      [sunday(1), sunday(2), sunday(3, { isEvery: false, isAlone: false })],
      [20, '00:10'],
      'closed',
    ],
    [
      'of which only one page failed',
      [sunday(1, { isEvery: false }), sunday(2)],
      [13, '12:00'],
      null,
    ],
  ])('%s', (_, spans, [day, time], wanted) => {
    const closed = closedAt(spans, day, time)
    expect(closed && (closed.isUsual ? 'closed' : 'not known')).toBe(wanted)
  })

  test('whose clocks went forward since: it closes an hour earlier', () => {
    const utc = newClock('UTC')
    const clockOf = (ms: number) => utc(ms < moment(10, '00:00') ? ms : ms + hourMs)
    const spans = (from: string): Span[] => [
      [6, '12:00', '20:00'],
      [13, from, '20:00'],
    ]
    expect(closedAt(spans('11:00'), 13, '11:30', clockOf)).not.toBeNull()
    expect(closedAt(spans('12:00'), 13, '12:30', clockOf)).toBeNull()
  })
})

interface Story {
  /** The day on which it is judged. */
  day: number
  /** What every page is answered with, or 0 for as ever. */
  statusAt: (atMs: number) => number
  site?: Site
}

const isFile = ({ path }: VisitRequest) => path.endsWith('.css')

/** What is said on a day of a café that sends everybody to a page that says so, or answers 503, while it is closed. */
function said({ day, statusAt, site }: Story): Report[] {
  const toMs = moment(day + 1, '10:00')
  const log = cafeLog({
    untilMs: toMs,
    visitsAnHour: (hour) => (hour >= 8 && hour < 22 ? 12 : 1),
    answer: (method, path, atMs) => {
      const status = path.endsWith('.css') ? 0 : statusAt(atMs)
      // Whoever is sent to another page sends no form.
      if (status !== 0 && method === 'POST') return 0
      return status === 0 ? 200 : status
    },
  })
  const sent = log
    .filter((line) => line.status === 307 && !isFile(line))
    .map((line) => ({ ...line, timeMs: line.timeMs + 300, path: '/closed.html', status: 200 }))
  return tell([...log, ...sent], moment(day, '00:00'), toMs, site)
}

const isSunday = (ms: number) => new Date(ms).getUTCDay() === 0
const onSundays = (status: number) => (ms: number) => (isSunday(ms) ? status : 0)
const tones = (reports: readonly Report[]) => [...new Set(reports.map(({ tone }) => tone))]
const during = (reports: readonly Report[], day: number, from: string, to: string) =>
  reports.filter(({ atMs }) => atMs >= moment(day, from) && atMs <= moment(day, to))

describe('a shop that is closed on Sundays', () => {
  test.each([
    ['sends everybody to a page that says so', 307],
    ['answers 503 to everybody', 503],
  ])('%s: the second time it is not known, with the reason', (_, status) => {
    const reports = said({ day: 13, statusAt: onSundays(status) })
    expect(tones(reports)).not.toContain('trouble')
    const [noon] = during(reports, 13, '12:00', '12:00')
    expect(noon).toMatchObject({ tone: 'unknown', kind: 'quiet', lostOrders: null })
    expect(noon?.headline).toMatch(
      new RegExp(
        `^Every page has answered ${status} since 0\\d:\\d\\d, as from Sun 8 Nov 0\\d:\\d\\d to 2\\d:\\d\\d: it is not known whether the shop is closed\\.$`,
      ),
    )
  })

  test.each([
    [307, 'calm'],
    [503, 'calm'],
    [500, 'trouble'],
  ])('its opening hours tell it the first time: %d is %s', (status, tone) => {
    const open = ['00:00-24:00']
    const days = { mon: open, tue: open, wed: open, thu: open, fri: open, sat: open }
    const site = { ...defaultSite, openingHours: { zone: 'UTC', ...days } }
    const reports = said({ day: 6, statusAt: onSundays(status), site })
    expect(tones(during(reports, 6, '12:00', '23:59'))).toEqual([tone])
    if (tone === 'calm') expect(tones(reports)).not.toContain('trouble')
  })

  test('the third time it is said to be closed, until it does not open on Monday', () => {
    const reports = said({
      day: 20,
      statusAt: (ms) => (isSunday(ms) || ms >= moment(21, '00:00') ? 307 : 0),
    })
    expect(tones(during(reports, 20, '00:00', '23:59'))).not.toContain('trouble')
    const [noon] = during(reports, 20, '12:00', '12:00')
    expect(noon).toMatchObject({ tone: 'calm', kind: 'quiet', lostOrders: null })
    expect(noon?.headline).toMatch(
      /^Closed since 0\d:\d\d, as on the last 2 Sundays: every page answers 307\.$/,
    )
    expect(tones(during(reports, 21, '09:30', '10:00'))).toEqual(['trouble'])
  })

  test('a failure of last Sunday explains none that begins at another time', () => {
    const isIn = (ms: number, day: number, from: string) =>
      ms >= moment(day, from) && ms < moment(day, from) + 6 * hourMs
    const reports = said({
      day: 13,
      statusAt: (ms) => (isIn(ms, 6, '10:00') || isIn(ms, 13, '12:00') ? 503 : 0),
    })
    expect(tones(during(reports, 13, '13:00', '17:55'))).toEqual(['trouble'])
  })
})

test('what was so on another day is said with its day', () => {
  const at = moment(13, '00:05')
  const before = [{ sinceMs: at - 7 * dayMs, lastMs: at - 7 * dayMs + 10 * hourMs }]
  const closed = { sinceMs: at, before, statuses: [302], isUsual: false }
  expect(maybeClosedSentence(closed, { atMs: at + hourMs, zone: 'UTC' })).toBe(
    'Every page has answered 302 since 00:05, as from Sun 8 Nov 00:05 to 10:05: it is not known whether the shop is closed.',
  )
})

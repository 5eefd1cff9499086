import { describe, expect, test } from 'vitest'
import { type TimeTick, timeTicks } from './time-ticks'

const [narrow, wide] = [230, 560]
const minute = 60_000
const day = 1440 * minute
const texts = (from: string, to: string, zone: string, width: number) =>
  timeTicks(Date.parse(from), Date.parse(to), zone, width).map(({ text }) =>
    text.replace('\n', '/'),
  )

test.each<[string, string, string, string, number, string]>([
  ['15m', '2026-11-20T11:45Z', '2026-11-20T12:00Z', 'UTC', wide, '11:45 11:50 11:55 12:00'],
  [
    '1h',
    '2026-11-20T11:00Z',
    '2026-11-20T12:00Z',
    'UTC',
    wide,
    '11:00 11:10 11:20 11:30 11:40 11:50 12:00',
  ],
  ['1h', '2026-11-20T11:02Z', '2026-11-20T12:02Z', 'UTC', narrow, '11:15 11:30 11:45 12:00'],
  [
    '3h',
    '2026-11-20T09:00Z',
    '2026-11-20T12:00Z',
    'Europe/Berlin',
    wide,
    '10:00 10:30 11:00 11:30 12:00 12:30 13:00',
  ],
  ['3h', '2026-11-20T09:00Z', '2026-11-20T12:00Z', 'Asia/Kolkata', narrow, '15:00 16:00 17:00'],
  [
    '24h',
    '2026-11-19T12:00Z',
    '2026-11-20T12:00Z',
    'Asia/Kolkata',
    narrow,
    '18:00 Fri 20 06:00 12:00',
  ],
  [
    '24h',
    '2026-11-19T12:00Z',
    '2026-11-20T12:00Z',
    'UTC',
    wide,
    '12:00 15:00 18:00 21:00 Fri 20 Nov 03:00 06:00 09:00 12:00',
  ],
  [
    '7d',
    '2026-11-13T12:00Z',
    '2026-11-20T12:00Z',
    'UTC',
    wide,
    'Sat 14 Nov Sun 15 Nov Mon 16 Nov Tue 17 Nov Wed 18 Nov Thu 19 Nov Fri 20 Nov',
  ],
  [
    '7d',
    '2026-11-13T12:00Z',
    '2026-11-20T12:00Z',
    'Asia/Kolkata',
    narrow,
    'Sat/14 Sun/15 Mon/16 Tue/17 Wed/18 Thu/19 Fri/20',
  ],
  [
    '30d',
    '2026-10-21T12:00Z',
    '2026-11-20T12:00Z',
    'Europe/Berlin',
    narrow,
    '26 Oct 2 Nov 9 Nov 16 Nov',
  ],
  [
    '400d',
    '2025-10-16T00:00Z',
    '2026-11-20T00:00Z',
    'Europe/Berlin',
    narrow,
    'Nov 2026 Mar May Jul Sept Nov',
  ],
  ['5s', '2026-11-20T12:00:00Z', '2026-11-20T12:00:05Z', 'UTC', narrow, '12:00:00 12:00:05'],
])('%s from %s to %s in %s on %d px', (_, from, to, zone, width, expected) => {
  expect(texts(from, to, zone, width).join(' ')).toBe(expected)
})

describe('days on which the clocks change', () => {
  test('an hour that is skipped has no label', () => {
    const ticks = timeTicks(
      Date.parse('2026-03-29T00:00+01:00'),
      Date.parse('2026-03-29T06:00+02:00'),
      'Europe/Berlin',
      narrow,
    )
    expect(ticks.map(({ text }) => text)).toEqual([
      'Sun\n29',
      '01:00',
      '03:00',
      '04:00',
      '05:00',
      '06:00',
    ])
    expect(ticks[2]?.ms).toBe(Date.parse('2026-03-29T01:00Z'))
  })

  test('after an hour that comes twice the labels stand at the clock again', () => {
    const ticks = timeTicks(
      Date.parse('2026-10-25T00:00+02:00'),
      Date.parse('2026-10-26T00:00+01:00'),
      'Europe/Berlin',
      wide,
    )
    expect(ticks.map(({ text }) => text).join(' ')).toBe(
      'Sun 25 03:00 06:00 09:00 12:00 15:00 18:00 21:00 Mon 26',
    )
    expect(ticks[1]?.ms).toBe(Date.parse('2026-10-25T02:00Z'))
  })

  test('an hour that comes twice is labelled twice', () => {
    const ticks = timeTicks(
      Date.parse('2026-10-24T23:30Z'),
      Date.parse('2026-10-25T02:30Z'),
      'Europe/Berlin',
      narrow,
    )
    expect(ticks.map(({ text }) => text)).toEqual(['02:00', '02:00', '03:00'])
  })

  test.each([
    ['Africa/Cairo', '2026-04-23T12:00Z', '2026-04-23T22:00Z'],
    ['America/Santiago', '2026-09-05T12:00Z', '2026-09-06T04:00Z'],
  ])('a day in %s that has no midnight is labelled where it begins', (zone, from, begins) => {
    const ticks = timeTicks(Date.parse(from), Date.parse(from) + day, zone, wide)
    expect(ticks.find(({ text }) => /^[A-Z]/.test(text))?.ms).toBe(Date.parse(begins))
  })
})

describe.each(['UTC', 'Europe/Berlin', 'Asia/Kolkata', 'America/Santiago', 'Australia/Lord_Howe'])(
  'in %s',
  (zone) => {
    const clock = new Intl.DateTimeFormat('en-GB', { timeZone: zone, timeStyle: 'medium' })
    const dates = new Intl.DateTimeFormat('en-GB', { timeZone: zone, dateStyle: 'short' })
    const room = (a: TimeTick, b: TimeTick) =>
      [a, b].reduce((sum, { text }) => {
        const line = Math.max(...text.split('\n').map((part) => part.length))
        return sum + (line * 7) / 2
      }, 8)
    const ends = ['2026-03-29', '2026-04-05', '2026-09-06', '2026-10-25', '2026-11-20'].flatMap(
      (date) => ['T00:00Z', 'T03:30Z', 'T13:37Z', 'T23:59Z'].map((time) => Date.parse(date + time)),
    )
    test.each([
      ['15m', 15 * minute],
      ['1h', 60 * minute],
      ['3h', 180 * minute],
      ['24h', day],
      ['7d', 7 * day],
      ['30d', 30 * day],
    ])('%s: ticks are in order, round, and never touch', (_, length) => {
      for (const to of ends) {
        for (const width of [narrow, wide]) {
          const from = to - length
          const ticks = timeTicks(from, to, zone, width)
          expect(ticks.length).toBeGreaterThanOrEqual(2)
          expect(ticks.every(({ ms }) => ms >= from && ms <= to)).toBe(true)
          ticks.forEach((tick, at) => {
            expect(clock.format(tick.ms)).toMatch(length > 180 * minute ? /:00:00$/ : /[05]:00$/)
            const next = ticks[at + 1]
            if (!next) return
            const apart = ((next.ms - tick.ms) / length) * width
            expect(apart).toBeGreaterThanOrEqual(room(tick, next))
          })
        }
      }
    })

    test.each([1, 2, 3, 7])('every day that begins in %d days is labelled', (days) => {
      for (const to of ends) {
        const from = to - days * day
        const halfHours = Array.from({ length: days * 48 }, (_, at) => from + at * 30 * minute)
        const begun = [...halfHours.slice(1), to].map((ms) => dates.format(ms))
        for (const width of [narrow, wide]) {
          const named = timeTicks(from, to, zone, width).filter(({ text }) => /^[A-Z]/.test(text))
          const labelled = named.map(({ ms }) => dates.format(ms))
          const first = dates.format(from)
          expect([...new Set([first, ...labelled])]).toEqual([...new Set([first, ...begun])])
        }
      }
    })
  },
)

import { describe, expect, test } from 'vitest'
import { hoursProblem, newOpeningTimes, type OpeningHours, zoneProblem } from './opening-hours'

const at = (iso: string) => Date.parse(iso)
const allWeek = (ranges: string[], zone = 'Europe/Berlin'): OpeningHours => ({
  zone,
  mon: ranges,
  tue: ranges,
  wed: ranges,
  thu: ranges,
  fri: ranges,
  sat: ranges,
  sun: ranges,
})

// 23 November 2026 is a Monday.
describe.each<[says: string, hours: OpeningHours, open: string[], closed: string[]]>([
  [
    'by day, with a break',
    { zone: 'Europe/Berlin', mon: ['08:00-12:00', '14:00-22:00'] },
    ['2026-11-23T08:00+01:00', '2026-11-23T11:59:59+01:00', '2026-11-23T14:00+01:00'],
    [
      '2026-11-23T07:59:59+01:00',
      '2026-11-23T12:00+01:00',
      '2026-11-23T22:00+01:00',
      '2026-11-24T10:00+01:00',
    ],
  ],
  [
    'over midnight, from Sunday into Monday too',
    { zone: 'Europe/Berlin', fri: ['18:00-02:00'], sun: ['18:00-02:00'] },
    ['2026-11-27T18:00+01:00', '2026-11-28T01:59+01:00', '2026-11-30T01:00+01:00'],
    ['2026-11-27T01:00+01:00', '2026-11-28T02:00+01:00', '2026-11-23T18:30+01:00'],
  ],
  [
    'the whole day',
    allWeek(['00:00-24:00']),
    ['2026-11-23T00:00+01:00', '2026-11-29T23:59:59+01:00', '1969-12-31T23:59Z'],
    [],
  ],
  [
    'the same clock in summer and in winter',
    allWeek(['08:00-09:00']),
    ['2026-07-01T08:30+02:00', '2026-12-01T08:30+01:00'],
    ['2026-07-01T09:00+02:00', '2026-07-01T08:30+01:00', '2026-12-01T08:30+02:00'],
  ],
  [
    'the hour that the clocks skip, and the one that they run twice',
    allWeek(['02:00-03:00']),
    ['2026-10-25T00:30Z', '2026-10-25T01:30Z'],
    ['2026-03-29T00:59Z', '2026-03-29T01:00Z', '2026-10-25T02:00Z'],
  ],
  [
    'a zone of half hours, and one that changes by half an hour',
    allWeek(['09:00-09:30'], 'Australia/Lord_Howe'),
    ['2026-07-01T09:15+10:30', '2026-12-01T09:15+11:00'],
    ['2026-07-01T09:15+11:00', '2026-12-01T09:45+11:00'],
  ],
  ['no day at all', { zone: 'UTC' }, [], ['2026-11-23T12:00Z']],
])('%s', (_, hours, open, closed) => {
  const isOpen = newOpeningTimes(hours)
  const cases = [...open.map((iso) => [iso, true]), ...closed.map((iso) => [iso, false])] as const
  test.each(cases)('%s: %s', (iso, expected) => expect(isOpen(at(`${iso}`))).toBe(expected))
})

test('a moment that is none is closed', () => {
  const isOpen = newOpeningTimes(allWeek(['00:00-24:00']))
  expect([Number.NaN, Number.POSITIVE_INFINITY].map(isOpen)).toEqual([false, false])
})

test.each(['8-22', '08:00', '08:00-25:00', '08:00-24:30', '08:00-08:00', '08:60-09:00'])(
  '%s is no time range',
  (text) => expect(hoursProblem(text)).toMatch(/must be a time range such as 08:00-22:00/),
)

test('a zone must exist', () => {
  expect(zoneProblem('Europe/Berlin')).toBeNull()
  expect(zoneProblem('Mars/Olympus')).toMatch(/must be a time zone/)
})

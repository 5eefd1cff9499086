import { describe, expect, test } from 'vitest'
import type { Report } from '@/lib/orders/report/report'
import { dayMs, minuteMs } from '@/lib/time'
import { type CafeStory, cafeLog, moment, request } from './testdata/cafe'
import { tell } from './testdata/tell'

const weekday = (atMs: number) => new Date(atMs).getUTCDay()
const isWeekend = (atMs: number) => weekday(atMs) % 6 === 0
const isDay = (hour: number) => hour >= 8 && hour < 20
const probeMs = 5 * minuteMs
const office = '198.51.100.9'

/** A bot asks every five minutes, whether people do or not. */
const probes = (untilMs: number) =>
  Array.from({ length: Math.floor((untilMs - moment(0, '00:00')) / probeMs) + 1 }, (_, probe) =>
    request(moment(0, '00:00') + probe * probeMs, '/health', {
      client: '203.0.113.80',
      agent: 'Amazon CloudFront',
    }),
  )

/** What is said on a day of a story that begins on a Monday. */
function saidOn(day: number, story: Omit<CafeStory, 'untilMs'>, hasProbes = true): Report[] {
  const [fromMs, toMs] = [moment(day, '00:00'), moment(day, '00:00') + dayMs - minuteMs]
  const lines = cafeLog({ untilMs: toMs, ...story })
  return tell(hasProbes ? [...lines, ...probes(toMs)] : lines, fromMs, toMs)
}

const troubles = (reports: readonly Report[]) => [
  ...new Set(reports.filter(({ tone }) => tone === 'trouble').map(({ headline }) => headline)),
]
const losses = (reports: readonly Report[]) => reports.filter(({ lostOrders }) => lostOrders)
const firstTrouble = (reports: readonly Report[]) =>
  reports.find(({ tone }) => tone === 'trouble')?.atMs ?? Number.POSITIVE_INFINITY

const bistro = (closed: number) => ({
  visitsAnHour: (hour: number) => (isDay(hour) ? 20 : 1),
  buyers: (atMs: number) => (weekday(atMs) === closed ? 0.01 : 0.4),
})

describe('visitors come on all days, but order nothing on one', () => {
  test.each([
    ['Monday, the first day of the log, one week before', 1, 7],
    ['Monday, two weeks before', 1, 14],
    ['Sunday, which was said to be a stop a week before', 0, 13],
  ])('%s: that is no trouble, and costs nothing', (_, closed, day) => {
    const reports = saidOn(day, bistro(closed))
    expect(troubles(reports)).toEqual([])
    expect(losses(reports)).toEqual([])
  })

  test('they cannot order on another day: it is said as soon as where all days sell', () => {
    const noon = moment(15, '12:00')
    const isDead = (atMs: number) => atMs >= noon
    const { visitsAnHour, buyers } = bistro(1)
    const stopped = (usual: (atMs: number) => number) =>
      firstTrouble(saidOn(15, { visitsAnHour, buyers: (atMs) => (isDead(atMs) ? 0 : usual(atMs)) }))
    expect(stopped(buyers)).toBeGreaterThan(noon)
    expect(stopped(buyers)).toBeLessThanOrEqual(stopped(() => 0.4) + 5 * minuteMs)
  })

  test.each([
    ['failed all day', 500],
    ['was refused all day', 403],
  ])('what %s a week ago did not become usual', (_, status) => {
    const noon = moment(8, '12:00')
    const reports = saidOn(8, {
      visitsAnHour: (hour) => (isDay(hour) ? 20 : 1),
      buyers: (atMs) => (atMs >= noon ? 0 : 0.4),
      answer: (method, __, atMs) =>
        method === 'POST' && atMs >= moment(1, '00:00') && atMs < moment(2, '00:00') ? status : 200,
    })
    expect(firstTrouble(reports)).toBeGreaterThan(noon)
    expect(firstTrouble(reports)).toBeLessThan(noon + 150 * minuteMs)
  })
})

describe('businesses order from Monday to Friday, most from one office', () => {
  const holiday = moment(16, '00:00')
  const isHoliday = (atMs: number) => atMs >= holiday && atMs < holiday + dayMs
  const story = (more: Partial<CafeStory> = {}): Omit<CafeStory, 'untilMs'> => ({
    visitsAnHour: (hour, atMs) =>
      isWeekend(atMs) ? 0.25 : isDay(hour) ? (isHoliday(atMs) ? 0.5 : 15) : 0.3,
    buyers: () => 0.6,
    client: (visit) => (visit % 10 < 7 ? office : `192.0.2.${visit % 3}`),
    ...more,
  })

  test.each([
    ['Saturday, one week before: no order', 12, true],
    ['Saturday, one week before: not even a line for hours', 12, false],
    ['Sunday, one week before: no order', 13, true],
    ['Sunday, one week before: not even a line for hours', 13, false],
  ])('%s is no trouble', (_, day, hasProbes) => {
    const reports = saidOn(day, story(), hasProbes)
    expect(troubles(reports)).toEqual([])
    expect(losses(reports)).toEqual([])
  })

  test('a public holiday: hardly anybody comes, and who comes is served', () => {
    const reports = saidOn(16, story())
    expect(troubles(reports)).toEqual([])
    expect(losses(reports)).toEqual([])
  })

  test.each([
    ['nobody can order', true],
    ['the server is dead', false],
  ])('%s on a Tuesday from ten o’clock: it is said', (_, isLogged) => {
    const ten = moment(15, '10:00')
    const reports = saidOn(
      15,
      story({
        buyers: (atMs) => (atMs >= ten ? 0 : 0.6),
        answer: (__, ___, atMs) => (atMs >= ten && !isLogged ? 0 : 200),
      }),
      false,
    )
    expect(firstTrouble(reports)).toBeGreaterThan(ten)
    expect(firstTrouble(reports)).toBeLessThan(ten + 180 * minuteMs)
  })
})

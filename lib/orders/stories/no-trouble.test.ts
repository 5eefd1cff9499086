import { describe, expect, test } from 'vitest'
import { hourMs, minuteMs } from '@/lib/time'
import { cafeLog, moment, newNumbers, request } from './testdata/cafe'
import { tell } from './testdata/tell'
import { between, evening, firstTrouble, noon, said, spells } from './testdata/thursday'

describe('what is no trouble', () => {
  test.each([
    ['each second', 1],
    ['three a minute', 20],
    ['one in three minutes', 180],
  ])('bots that are refused, %s, while people are served', (_, everySeconds) => {
    const bots = Array.from({ length: (2 * 3_600) / everySeconds }, (_, bot) =>
      request(noon + bot * everySeconds * 1_000, bot % 3 === 0 ? '/cafe/menu.php' : '/cafe/', {
        client: `198.51.${bot % 100}.${bot % 251}`,
        agent: 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/134.0.0.0 Safari/537.36',
        status: 403,
      }),
    )
    expect(spells(said({}, { also: bots }))).toEqual([])
  })

  test('orders that are sent at once, without a page before them, and refused', () => {
    const cards = Array.from({ length: 80 }, (_, card) =>
      request(noon + card * 90_000, '/cafe/processOrder.php', {
        client: `198.51.100.${card}`,
        method: 'POST',
        status: 402,
      }),
    )
    expect(spells(said({}, { also: cards }))).toEqual([])
  })

  test('a silence that a line ends at the very moment at which it would be said', () => {
    // People until three, and one line at a moment.
    const told = (lineMs: number) =>
      tell(
        [
          ...cafeLog({ untilMs: evening }).filter(({ timeMs }) => timeMs < evening),
          request(lineMs, '/cafe/'),
        ],
        evening,
        evening + hourMs,
      )
    const silentMs = firstTrouble(told(evening + 2 * hourMs))?.atMs ?? 0
    expect(firstTrouble(told(silentMs + 1))).toMatchObject({ atMs: silentMs, kind: 'no-traffic' })
    expect(firstTrouble(told(silentMs))?.atMs).not.toBe(silentMs)
  })

  const hourOf = (atMs: number) => new Date(atMs).getUTCHours()
  const isNight = (hour: number) => hour < 8 || hour >= 22
  const nights = (hour: number) => (hour < 8 || hour >= 20 ? 0 : 60)

  test('closed nights, without opening hours', () => {
    const reports = said({ visitsAnHour: nights }, { fromMs: moment(1, '00:00') })
    expect(spells(between(reports, moment(2, '00:00'), evening))).toEqual([])
  })

  test.each([[20], [60]])(
    '%d look around each hour at night, and none ever orders then',
    (visits) => {
      const reports = said(
        {
          visitsAnHour: (hour) => (hour < 8 || hour >= 21 ? visits : 60),
          buyers: (atMs) =>
            [8, 21].includes(hourOf(atMs)) ? 0.1 : isNight(hourOf(atMs)) ? 0 : 0.4,
        },
        { fromMs: moment(0, '12:00'), toMs: moment(4, '12:00') },
      )
      expect(spells(between(reports, moment(1, '12:00'), moment(4, '12:00')))).toEqual([])
    },
  )

  test('half the visits, as on a holiday', () => {
    const isHoliday = (atMs: number) => atMs >= moment(3, '00:00')
    const reports = said(
      { visitsAnHour: (hour, atMs) => (hour < 8 ? 2 : 60) * (isHoliday(atMs) ? 0.5 : 1) },
      {},
    )
    expect(spells(reports)).toEqual([])
  })

  test('a campaign that brings three times the visits and half the orders of each', () => {
    const isOn = (atMs: number) => atMs >= noon && atMs < evening
    const reports = said(
      {
        visitsAnHour: (hour, atMs) => (hour < 8 ? 2 : 60) * (isOn(atMs) ? 3 : 1),
        buyers: (atMs) => (isOn(atMs) ? 0.2 : 0.4),
      },
      {},
    )
    expect(spells(reports)).toEqual([])
  })

  test('a flood of bots that each ask for one page', () => {
    const draw = newNumbers(3)
    const also = Array.from({ length: 6_000 }, (_, bot) =>
      request(noon + draw() * 2 * hourMs, '/cafe/', { client: `203.0.${bot >> 8}.${bot & 255}` }),
    )
    const reports = said({}, { also })
    expect(spells(reports)).toEqual([])
  })

  test('a favicon that never existed', () => {
    const also = cafeLog({ untilMs: evening })
      .filter(({ path }) => path === '/cafe/')
      .map((line) => ({ ...line, timeMs: line.timeMs + 500, path: '/favicon.ico', status: 404 }))
    const reports = said({}, { also, fromMs: moment(0, '01:00') })
    expect(spells(reports)).toEqual([])
  })

  test('stray failures, one in 500 requests', () => {
    const draw = newNumbers(5)
    const reports = said(
      { answer: () => (draw() < 0.002 ? 500 : 200) },
      { fromMs: moment(1, '00:00') },
    )
    expect(spells(reports)).toEqual([])
  })

  test('a host whose clock is two hours behind, and one line of the future', () => {
    const also = Array.from({ length: 50 }, (_, line) =>
      request(noon - 2 * hourMs + line * minuteMs, '/cafe/', { client: '198.51.100.9' }),
    )
    also.push(request(evening + 3 * hourMs, '/cafe/'))
    expect(spells(said({}, { also }))).toEqual([])
  })
})

import { describe, expect, test } from 'vitest'
import type { Outcome } from '@/lib/orders/failing/failing'
import { newSentBack } from '@/lib/orders/failing/sent-back'
import type { Report } from '@/lib/orders/report/report'
import { defaultSite, type Site } from '@/lib/site'
import { hourMs, minuteMs } from '@/lib/time'
import { MetRequests } from '@/lib/visits/met-requests'
import type { Visit, VisitRequest } from '@/lib/visits/visits'
import { cafeLog, moment, newNumbers } from './testdata/cafe'
import { tell } from './testdata/tell'

const order = '/cafe/processOrder.php'
const noon = moment(4, '12:00')
const three = moment(4, '15:00')
const [landing, menu, posted] = defaultSite.steps
const thanks = { name: 'thanks', match: [{ path: '/cafe/thanks.php' }] }
const ways: [string, Site][] = [
  ['the form is the order', defaultSite],
  ['the page that thanks is', { ...defaultSite, steps: [landing, menu, posted, thanks] } as Site],
  ['the form is no step', { ...defaultSite, steps: [landing, menu, thanks] } as Site],
]

/** What is said of a café whose form leads on at once, or back to the menu: of those that draw so. */
function said(site: Site, isBack: (draw: number, atMs: number) => boolean): Report[] {
  const draw = newNumbers(5)
  const log = cafeLog({ untilMs: moment(4, '16:30') }).flatMap((line) => {
    if (line.path !== order) return [line]
    const get = (ms: number, path: string): VisitRequest => ({
      ...line,
      timeMs: line.timeMs + ms,
      method: 'GET',
      path,
      status: 200,
    })
    if (!isBack(draw(), line.timeMs)) return [line, get(300, '/cafe/thanks.php')]
    // They try once more.
    return [
      ...[line, get(300, '/cafe/menu.php')],
      ...[{ ...line, timeMs: line.timeMs + 40_000 }, get(40_300, '/cafe/menu.php')],
    ]
  })
  return tell(log, moment(4, '10:00'), moment(4, '16:30'), site)
}

const troubles = (reports: readonly Report[]) => reports.filter(({ tone }) => tone === 'trouble')

describe.each(ways)('%s:', (_, site) => {
  test('all are sent back, with the usual redirect: it is named', () => {
    const reports = said(site, (draw, atMs) => draw < 0.03 || (atMs >= noon && atMs < three))
    const [first] = troubles(reports)
    expect(first?.atMs).toBeGreaterThan(noon)
    expect(first?.atMs).toBeLessThanOrEqual(noon + 15 * minuteMs)
    const last = reports.find(({ atMs }) => atMs === three)
    expect(last?.culprit).toMatchObject({ method: 'POST', request: order, status: 302 })
    expect([last?.headline, ...(last?.details ?? [])].join(' ')).toMatch(
      /POST \/cafe\/processOrder\.php has sent visitors back to a page before it \(302\) in (?:nearly )?every request since 1[12]:/,
    )
    expect(last?.kind).toBe('orders-stopped')
    expect(last?.lostOrders?.low).toBeGreaterThan(30)
    expect(reports.at(-1)?.tone).toBe('calm')
  })

  test('one in twelve is, on all days: no trouble', () => {
    expect(troubles(said(site, (draw) => draw < 1 / 12))).toEqual([])
  })
})

describe('where a form leads', () => {
  const form = 'POST /order 303'

  /** What becomes of the form of a visit that asks for these, each with the seconds since the one before, after others were led on for days. */
  function outcomes(asks: readonly [ask: string, seconds: number][], usual = 'GET /thanks 200') {
    const seen: Outcome['failure'][] = []
    const failing = { see: ({ failure }: Outcome) => seen.push(failure) }
    const takenBack: number[] = []
    const takeBack = (_: Visit, orderMs: number) => takenBack.push(orderMs)
    const sentBack = newSentBack({ way: { asked: () => {} }, failing, takeBack })
    let atMs = 0
    function come(of: readonly [ask: string, seconds: number][]) {
      const visit = { met: new MetRequests(), lastOrderMs: Number.NaN } as Visit
      for (const [ask, seconds] of of) {
        const [method = '', path = '', status = ''] = ask.split(' ')
        const key = `${method} ${path}`
        atMs += seconds * 1_000
        const isOrder = method === 'POST'
        sentBack.see({ key, method, path, step: -1, status: Number(status), visit, atMs, isOrder })
        visit.met.set(key, '', atMs)
      }
      return visit
    }
    for (let hour = 0; hour < 72; hour += 1) {
      come([
        ['GET /checkout 200', 600],
        [form, 60],
        [usual, 1],
      ])
      atMs = hour * hourMs
      sentBack.endHour(atMs, false)
    }
    seen.length = 0
    come(asks)
    expect(takenBack).toHaveLength(seen.filter((failure) => failure === 'back').length)
    return seen
  }

  test.each<[string, [string, number][], Outcome['failure'][]]>([
    [
      'on',
      [
        ['GET /checkout 200', 9],
        [form, 60],
        ['GET /thanks 200', 1],
      ],
      [null],
    ],
    [
      'back',
      [
        ['GET /checkout 200', 9],
        [form, 60],
        ['GET /checkout 200', 1],
      ],
      ['back'],
    ],
    [
      'to a page that is new',
      [
        ['GET /checkout 200', 9],
        [form, 60],
        ['GET /merci 200', 1],
      ],
      [],
    ],
    [
      'to a page that is new, and sends it again',
      [
        ['GET /checkout 200', 9],
        [form, 60],
        ['GET /login 200', 1],
        [form, 20],
        ['GET /thanks 200', 1],
      ],
      ['back', null],
    ],
    [
      'to a page that is new, twice',
      [
        ['GET /checkout 200', 9],
        [form, 60],
        ['GET /login 200', 1],
        [form, 20],
        ['GET /login 200', 1],
      ],
      ['back', 'back'],
    ],
    [
      'nowhere, and a person goes back',
      [
        ['GET /checkout 200', 9],
        [form, 60],
        ['GET /checkout 200', 20],
      ],
      [null],
    ],
    [
      'on, after two clicks',
      [
        ['GET /checkout 200', 9],
        [form, 60],
        [form, 0],
        ['GET /thanks 200', 1],
      ],
      [null],
    ],
    [
      'back, with an error',
      [
        ['GET /checkout 200', 9],
        ['POST /order 500', 60],
        ['GET /checkout 200', 1],
      ],
      [],
    ],
  ])('%s', (_, asks, wanted) => {
    expect(outcomes(asks)).toEqual(wanted)
  })

  test('back to the checkout, as it always does', () => {
    expect(
      outcomes(
        [
          ['GET /checkout 200', 9],
          [form, 60],
          ['GET /checkout 200', 1],
        ],
        'GET /checkout 200',
      ),
    ).toEqual([null])
  })
})

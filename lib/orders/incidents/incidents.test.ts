import { describe, expect, test } from 'vitest'
import type { Candidate, ShopState } from '@/lib/orders/watch/shop-watch'
import { newIncidentLog } from './incidents'
import { at, context, menu, state } from './testdata/states'

const failing = (minutes: number, more: Partial<Candidate> = {}) => {
  const culprit = { ...menu, lastMs: at(minutes - 0.5), ...more }
  const { sinceMs, lost } = culprit
  return state(minutes, { kind: 'failing', sinceMs, culprit, candidates: [culprit], lost })
}

function log(...states: ShopState[]) {
  const { see, incidents } = newIncidentLog(context)
  for (const one of states) see(one)
  return incidents()
}

describe('incidents', () => {
  test('a silence soon after an all-clear is another one, and takes nothing of the first back', () => {
    const silent = (minutes: number) =>
      state(minutes, { kind: 'no-traffic', sinceMs: at(3), lastLineMs: at(3) })
    const known = log(failing(1), failing(2), failing(3), state(4), silent(7), silent(8), state(9))
    expect(known).toMatchObject([
      { fromMs: at(3), untilMs: at(8), clearMs: at(9), report: { kind: 'no-traffic' } },
      { fromMs: at(-1), untilMs: at(2.5), clearMs: at(4), report: { kind: 'failing' } },
    ])
  })

  test('last from when the trouble began to the last failure', () => {
    expect(log(state(0), failing(1), failing(2), failing(3), state(4), state(5))).toMatchObject([
      {
        ...{ id: '2026-11-20T12:01Z', fromMs: at(-1), saidMs: at(1) },
        ...{ untilMs: at(2.5), clearMs: at(4) },
      },
    ])
  })

  test('go on when trouble comes back within a quarter of an hour, and are two when it comes later', () => {
    const first = [failing(1), failing(2), failing(3), state(4)]
    const again = (minutes: number) =>
      log(...first, failing(minutes, { sinceMs: at(minutes) }), failing(minutes + 1))
    expect(again(18)).toMatchObject([{ fromMs: at(-1), untilMs: null }])
    expect(again(25)).toMatchObject([{ saidMs: at(25) }, { saidMs: at(1), untilMs: at(2.5) }])
  })

  test('begin later where the beginning of the same request is put right, not when another begins', () => {
    const began = (...states: ShopState[]) => log(...states)[0]?.fromMs
    const late = { sinceMs: at(2) }
    expect(began(failing(3), failing(4), failing(5, late))).toBe(at(2))
    expect(began(failing(3), failing(4), failing(5, { ...late, path: '/other' }))).toBe(at(-1))
    expect(began(failing(5, late), failing(6))).toBe(at(-1))
  })

  test('never begin after they were said', () => {
    const [incident] = log(failing(3), failing(4), failing(15, { sinceMs: at(14) }))
    expect(incident).toMatchObject({ fromMs: at(-1), saidMs: at(3) })
  })

  const lost = (estimate: number) => ({ lost: { low: 0, estimate, high: 2 * estimate } })
  const costOf = (...states: ShopState[]) => log(...states)[0]?.report.lostOrders?.estimate

  test('cost what was said last, as those who met a failure may order after all', () => {
    const states = [failing(1), failing(2, lost(20)), failing(3, lost(18))]
    expect(costOf(...states, state(4))).toBe(18)
    const seemsOver = { ...failing(4, lost(16)), seemsOver: true }
    expect(costOf(...states, seemsOver, state(9))).toBe(16)
    expect(log(...states, seemsOver, state(9))[0]).toMatchObject({
      report: { kind: 'failing', lostMoney: { estimate: 128, currency: 'EUR' } },
      blamed: [{ request: '/cafe/menu.php', status: 500, lost: { estimate: 16 } }],
    })
  })

  test('cost no more by one request than by all', () => {
    const counted = failing(3, lost(12))
    const [incident] = log(failing(1), failing(2), { ...counted, lost: lost(9).lost })
    expect(incident?.blamed).toMatchObject([{ lost: { estimate: 9, high: 18 } }])
  })

  test('cost no less when the last of several requests still fails, and the others are mended', () => {
    const last = { visits: 5, ...lost(1) }
    expect(costOf(failing(1), failing(2, lost(20)), failing(3, last), state(4))).toBe(20)
  })

  test('cost what each of two troubles did that come one after the other, from the first on', () => {
    const states = [failing(1, lost(6)), failing(2, lost(7)), state(4)]
    const again = (minutes: number, estimate: number) =>
      failing(minutes, { sinceMs: at(10), visits: 5, failures: 6, ...lost(estimate) })
    const [incident] = log(...states, again(11, 2), again(12, 3), state(15))
    expect(incident).toMatchObject({ fromMs: at(-1), saidMs: at(1), untilMs: at(11.5) })
    expect(incident?.report.lostOrders?.estimate).toBe(10)
    const row = { sinceMs: at(-1), failures: 46, visits: 25, lost: { estimate: 10 } }
    expect(incident?.blamed).toMatchObject([row])
  })

  test('are two when another request fails some minutes after the first is answered well', () => {
    const other = (minutes: number, path = '/cafe/order.php') =>
      failing(minutes, { key: '2 POST', path, sinceMs: at(8), ...lost(2) })
    const first = [failing(1), failing(2), failing(3)]
    const over = state(4, { kind: 'quiet', unprovenMs: at(4), orders: 0 })
    for (const between of [state(4), over])
      expect(log(...first, between, other(9), other(10))).toMatchObject([
        { fromMs: at(8), saidMs: at(9), untilMs: null, blamed: [{ request: '/cafe/order.php' }] },
        { fromMs: at(-1), untilMs: at(2.5), report: { lostOrders: { estimate: 5 } } },
      ])
    // The pattern of what failed is no other request.
    expect(log(...first, state(4), other(9, '/cafe/*'))).toMatchObject([{ fromMs: at(-1) }])
    // One that failed all the time is none.
    const both = (minutes: number) => ({
      ...failing(minutes),
      candidates: [menu, { ...menu, key: '2 POST', path: '/b', sinceMs: at(2) }],
    })
    const left = (minutes: number) =>
      failing(minutes, { key: '2 POST', path: '/b', sinceMs: at(2), ...lost(2) })
    expect(log(both(2), both(3), left(4), left(5))).toHaveLength(1)
  })

  test('count what came from their beginning to their end, not until something was said', () => {
    const expected = { low: 0, estimate: 2, high: 4 }
    const known = (minutes: number) => ({ ...failing(minutes), expected })
    expect(log(known(1), known(2), known(3))).toMatchObject([{ visits: 4, orders: 4 }])
    const [incident] = log(known(1), known(2), known(8.5), state(9))
    expect(incident).toMatchObject({ untilMs: at(8), visits: 9, orders: 4 })
    // What came and what is missing was to be expected.
    expect(incident?.expected).toEqual({ low: 1, estimate: 9, high: 13 })
  })

  test('keep what most visits met where no cost is known', () => {
    const none = { low: 0, estimate: 0, high: 0 }
    const unknown = (minutes: number, path: string, visits: number) => {
      const one = { ...failing(minutes, { path, visits, lost: none }), kind: 'not-configured' }
      return { ...one, lost: null } as ShopState
    }
    const [incident] = log(unknown(1, '/most', 20), unknown(2, '/last', 3), state(3))
    expect(incident?.report.culprit?.request).toBe('/most')
  })

  const silent = (minutes: number, estimate: number) =>
    state(minutes, {
      ...{ kind: 'no-traffic', sinceMs: at(0), lastLineMs: at(0) },
      lost: { low: 0, estimate, high: 2 * estimate },
    })
  const stopped = (minutes: number, estimate: number, more: Partial<ShopState> = {}) =>
    state(minutes, {
      ...{ kind: 'orders-stopped', sinceMs: at(0), orders: 0, lastOrderMs: at(-3) },
      lost: { low: 1, estimate, high: 2 * estimate },
      ...more,
    })
  const minutes = (from: number, to: number) =>
    Array.from({ length: to - from + 1 }, (_, minute) => from + minute)

  test('that were a silence stay one, whatever is said for some minutes after it', () => {
    const silence = minutes(4, 40).map((minute) => silent(minute, minute / 10))
    const [incident] = log(...silence, stopped(41, 4.1), stopped(42, 4.2), state(43))
    expect(incident).toMatchObject({ fromMs: at(0), untilMs: at(40) })
    expect(incident?.report).toMatchObject({ kind: 'no-traffic', lostOrders: { estimate: 4.2 } })
  })

  test('of some length end where nothing is logged any more: the silence is another', () => {
    const stop = minutes(3, 30).map((minute) => stopped(minute, minute / 2))
    const from = (fromMs: number) =>
      minutes(34, 90).map((minute) => ({ ...silent(minute, minute), sinceMs: fromMs }))
    const [silence, first] = log(...stop, ...from(at(30)))
    expect(silence).toMatchObject({ fromMs: at(30), untilMs: null, report: { kind: 'no-traffic' } })
    expect(first).toMatchObject({ fromMs: at(0), untilMs: at(30), silentFromMs: at(30) })
    // Also in its first minutes; what is said only after the last line is of the silence.
    expect(log(...stop.slice(0, 5), ...from(at(8)))).toMatchObject([
      { fromMs: at(8), saidMs: at(34) },
      { fromMs: at(0), untilMs: at(8) },
    ])
    expect(log(...stop.slice(0, 5), ...from(at(2)))).toMatchObject([
      { fromMs: at(2), saidMs: at(3) },
    ])
  })

  test('that were a stop stay one, after an order that has not ended them, at the cost of all', () => {
    const before = minutes(3, 30).map((minute) => failing(minute, { sinceMs: at(0) }))
    const stop = minutes(31, 60).map((minute) =>
      stopped(minute, minute / 2, { culprit: menu, candidates: [menu] }),
    )
    const dear = { sinceMs: at(0), lost: { low: 50, estimate: 70, high: 90 } }
    const [incident] = log(...before, ...stop, failing(61, dear), state(62))
    expect(incident).toMatchObject({
      report: {
        kind: 'orders-stopped',
        lostOrders: { estimate: 70 },
        lostMoney: { estimate: 560 },
      },
      ...{ orders: 4, lastOrderMs: at(-3) },
    })
  })

  test('are no stop for a pause of a few minutes among hours of failures', () => {
    const before = minutes(3, 120).map((minute) => failing(minute, { sinceMs: at(0) }))
    const pause = { sinceMs: at(110), lastOrderMs: at(110) }
    const [incident] = log(...before, stopped(121, 9, pause), failing(122), state(123))
    expect(incident?.report.kind).toBe('failing')
  })

  test('go on until an order shows that they are over, and then ended when nothing was wrong any more', () => {
    const unproven = (minutes: number) =>
      state(minutes, { kind: 'quiet', unprovenMs: at(4), orders: 0 })
    const trouble = [failing(1), failing(2), failing(3)]
    expect(log(...trouble, unproven(4), unproven(5))).toMatchObject([
      { untilMs: null, seemsOverMs: at(2.5) },
    ])
    expect(log(...trouble, unproven(4), unproven(40), state(41))).toMatchObject([
      { saidMs: at(1), untilMs: at(2.5), clearMs: at(41) },
    ])
    expect(log(...trouble, unproven(4), unproven(40), failing(41))).toMatchObject([
      { saidMs: at(1), untilMs: null },
    ])
  })

  test('end before the next order where what failed is answered well again, until they go on', () => {
    const open = state(4, { kind: 'quiet', resumedMs: at(4), answered: 3, orders: 0 })
    const trouble = [failing(1), failing(2), failing(3)]
    expect(log(...trouble, open)).toMatchObject([
      { untilMs: at(2.5), clearMs: at(4), endsBeforeOrder: true },
    ])
    const [later] = log(...trouble, open, failing(5), failing(6), state(7))
    expect([later?.untilMs, later?.endsBeforeOrder]).toEqual([at(5.5), undefined])
  })

  test('go on while what fails has not failed for some minutes, and ended then when it is over', () => {
    const seemsOver = (minutes: number) => ({
      ...failing(minutes, { lastMs: at(2.5) }),
      seemsOver: true,
    })
    const trouble = [failing(1), failing(2), failing(3)]
    expect(log(...trouble, seemsOver(4), state(9))).toMatchObject([{ untilMs: at(2.5) }])
    expect(log(...trouble, seemsOver(4), failing(7))).toMatchObject([{ untilMs: null }])
  })

  test('say how many failures of other addresses are counted with a request', () => {
    const outcomes = { failed: 47, answered: 0, answeredSince: 0 }
    const [incident] = log(
      failing(1, { outcomes }),
      failing(2, { outcomes }),
      failing(3, { outcomes }),
    )
    expect(incident?.blamed).toMatchObject([{ failures: 40, elsewhere: 7 }])
  })

  test('name what failed in the same way at any time, though not when it had cost most', () => {
    const kasse = { ...menu, key: '2 POST', method: 'POST', path: '/de/kasse', visits: 5 }
    const both = (minutes: number, path: string) => {
      const [one] = [failing(minutes)]
      const other = { ...kasse, path, lost: { low: 0, estimate: 2, high: 4 } }
      return {
        ...one,
        candidates: [menu, other, { ...other, key: 'b', failure: 'gone' as const, path: '/b' }],
      }
    }
    const dear = { lost: { low: 5, estimate: 9, high: 14 } }
    const [incident] = log(
      both(1, '/de/kasse/1'),
      both(2, '/de/kasse/*'),
      failing(3, dear),
      failing(4, dear),
    )
    expect(incident?.blamed.map(({ request, lost }) => [request, lost.estimate])).toEqual([
      ['/cafe/menu.php', 9],
      ['/de/kasse/*', 2],
    ])
  })

  test('of a single minute are none', () => {
    expect(log(state(0), failing(1), state(2))).toEqual([])
  })
})

import { describe, expect, test } from 'vitest'
import type { Alarm } from '@/lib/alarms/alarm'
import type { FailingUrl } from '@/lib/queries/failing-urls'
import type { OrdersByBin } from '@/lib/queries/orders-by-bin'
import { defaultSite } from '@/lib/site'
import { type SituationInput, situation } from './situation'

const minute = 60_000
const nowMs = Date.parse('2026-11-20T12:00:00Z')
const window = { fromMs: nowMs - 180 * minute, toMs: nowMs, binMs: 5 * minute }

/** Bins of five minutes over three hours: `orders` in each until `stopped` minutes before now. */
function bins({ orders = 4, visits = 10, stopped = 0 }): OrdersByBin[] {
  return Array.from({ length: 36 }, (_, at) => {
    const bin = window.fromMs + at * window.binMs
    const open = bin < nowMs - stopped * minute
    return {
      bin,
      visits,
      menus: visits,
      failedMenus: 0,
      orders: open ? orders : 0,
      lastOrder: open && orders > 0 ? bin + 4 * minute : 0,
    }
  })
}
const failing = (more: Partial<FailingUrl> = {}): FailingUrl => ({
  method: 'GET',
  request: '/cafe/menu.php',
  status: '500',
  failures: 100,
  clients: 40,
  firstSeen: nowMs - 40 * minute,
  lastSeen: nowMs,
  ...more,
})
const alarm = (name: string, state: Alarm['state']): Alarm => ({
  name,
  kind: 'metric',
  description: null,
  state,
  sinceMs: nowMs - 39 * minute,
  reason: '',
  actionsEnabled: true,
  notifies: false,
  changes: [],
})
const input = (more: Partial<SituationInput> = {}): SituationInput => ({
  totals: { events: 5_000, requests: 5_000, visitors: 300, bots: 0, orders: 100, failed: 0 },
  orders: bins({}),
  failing: [],
  urls: [{ method: 'GET', request: '/cafe/menu.php', requests: 200 }],
  alarms: [alarm('500-Errors', 'OK')],
  window,
  site: defaultSite,
  nowMs,
  zone: 'UTC',
  log: null,
  ...more,
})

describe('the sentence', () => {
  test('the case: visitors come, the menu fails, orders stopped', () => {
    expect(
      situation(
        input({
          orders: bins({ stopped: 40 }),
          failing: [failing({ request: '/robots.txt', status: '404', failures: 900 }), failing()],
          alarms: [alarm('500-Errors', 'ALARM'), alarm('404-Errors', 'OK')],
        }),
      ),
    ).toEqual({
      tone: 'trouble',
      headline: 'Orders stopped at 11:19. Visitors still come, but none order.',
      details: [
        '80 visits and no orders since 11:20.',
        'GET /cafe/menu.php failed 100 times with status 500, first at 11:20: 50\u00a0% of its requests in this period.',
        'In alarm: 500-Errors since 11:21.',
      ],
      request: '/cafe/menu.php',
    })
  })

  test.each<[string, Partial<SituationInput>, string, RegExp]>([
    ['all is well', {}, 'calm', /Orders are coming in, the last at 11:59/],
    [
      'a pause that chance explains',
      { orders: bins({ orders: 1, visits: 2, stopped: 15 }) },
      'calm',
      /coming in/,
    ],
    ['few visits and no order', { orders: bins({ orders: 0, visits: 0 }) }, 'calm', /few visits/],
    [
      'many visits and no order',
      { orders: bins({ orders: 0 }) },
      'trouble',
      /No orders in this period/,
    ],
    ['orders, but the menu fails for some', { failing: [failing()] }, 'trouble', /fails for some/],
    [
      'the menu failed and was fixed',
      { failing: [failing({ lastSeen: nowMs - 20 * minute })] },
      'calm',
      /again. \/cafe\/menu.php failed until 11:40/,
    ],
    [
      'a rare failure is not the headline',
      { failing: [failing({ failures: 2 })] },
      'calm',
      /coming in/,
    ],
    [
      'a stray 404 is not the headline',
      { failing: [failing({ status: '404' })] },
      'calm',
      /coming in/,
    ],
    [
      'nothing received',
      { totals: { events: 0, requests: 0, visitors: 0, bots: 0, orders: 0, failed: 0 } },
      'unknown',
      /No log events were received/,
    ],
    [
      'a log that is still being read',
      {
        log: { kind: 'loading', headline: 'The log is still being read: 40 %.', details: [] },
        orders: bins({ stopped: 40 }),
      },
      'unknown',
      /still being read/,
    ],
    [
      'a newest hour that was not understood, however well the rest looks',
      { log: { kind: 'notUnderstood', headline: 'None of the 304 lines …', details: [] } },
      'unknown',
      /None of the 304 lines/,
    ],
    [
      'orders that stopped are said all the same',
      {
        log: { kind: 'notUnderstood', headline: 'None of the 304 lines …', details: [] },
        orders: bins({ stopped: 40 }),
      },
      'trouble',
      /Orders stopped/,
    ],
    [
      'a log that cannot be read goes before a query that failed',
      {
        log: { kind: 'unreadable', headline: 'The log cannot be read.', details: [] },
        totals: null,
      },
      'unknown',
      /log cannot be read/,
    ],
    [
      'an older period of which little was understood',
      {
        totals: { events: 304, requests: 243, visitors: 3, bots: 0, orders: 1, failed: 0 },
      },
      'unknown',
      /^61 of the 304 lines of this period could not be read as requests\.$/,
    ],
    [
      'a period without any request is not one without orders',
      {
        totals: { events: 9, requests: 0, visitors: 0, bots: 0, orders: 0, failed: 0 },
        orders: [],
      },
      'unknown',
      /^None of the 9 lines of this period could be read as a request\.$/,
    ],
    ['no totals', { totals: null }, 'unknown', /query to CloudWatch failed/],
    ['no orders query', { orders: null }, 'unknown', /query to CloudWatch failed/],
  ])('%s', (_, more, tone, headline) => {
    const described = situation(input(more))
    expect(described.tone).toBe(tone)
    expect(described.headline).toMatch(headline)
  })

  test('a failure that is over, and one that was there before', () => {
    const over = failing({ firstSeen: window.fromMs + 10_000, lastSeen: nowMs - 30 * minute })
    const { details } = situation(
      input({ orders: bins({ stopped: 40 }), failing: [over], urls: null }),
    )
    expect(details[1]).toBe(
      'GET /cafe/menu.php failed 100 times with status 500, already when this period began, last at 11:30.',
    )
  })

  test('alarms that could not be read are not mentioned', () => {
    const { details } = situation(input({ orders: bins({ stopped: 40 }), alarms: null }))
    expect(details.join(' ')).not.toMatch(/alarm/i)
  })

  test('a single failure', () => {
    const once = failing({ failures: 1, lastSeen: nowMs - 40 * minute })
    const { details } = situation(input({ orders: bins({ stopped: 40 }), failing: [once] }))
    expect(details[1]).toBe(
      'GET /cafe/menu.php failed once with status 500, at 11:20: 0.5\u00a0% of its requests in this period.',
    )
  })

  test('without the requests of a URL its share is left out, not invented', () => {
    const { details } = situation(
      input({ orders: bins({ stopped: 40 }), failing: [failing()], urls: null }),
    )
    expect(details[1]).toBe('GET /cafe/menu.php failed 100 times with status 500, first at 11:20.')
  })
})

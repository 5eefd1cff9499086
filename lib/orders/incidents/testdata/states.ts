import type { Candidate, ShopState } from '@/lib/orders/watch/shop-watch'
import { minuteMs } from '@/lib/time'

const noonMs = Date.parse('2026-11-20T12:00:00Z')
export const at = (minutes: number) => noonMs + minutes * minuteMs
export const context = {
  site: { currency: 'EUR', averageOrder: 8 },
  zone: 'UTC',
  /** A visit a minute, and four orders in all. */
  over: (fromMs: number, toMs: number) => ({
    visits: (toMs - fromMs) / minuteMs,
    orders: 4,
    expected: { low: 1, estimate: 3, high: 5 },
  }),
}

export const menu: Candidate = {
  key: '1 GET',
  failure: 'error',
  usualStatus: null,
  isCallback: false,
  method: 'GET',
  path: '/cafe/menu.php',
  route: '',
  isOneOfMany: false,
  isOnOthers: false,
  step: 1,
  isStatic: false,
  status: 500,
  sinceMs: at(-1),
  lastMs: at(3),
  failedInRow: 40,
  seemsOver: false,
  afterMs: Number.NaN,
  isUnasked: false,
  failures: 40,
  answered: 0,
  answeredSince: 0,
  otherFailures: 0,
  outcomes: { failed: 40, answered: 0, answeredSince: 0 },
  among: null,
  visits: 20,
  ordered: 0,
  lost: { low: 2, estimate: 5, high: 9 },
}

/** How the shop is doing some minutes after noon. */
export const state = (minutes: number, more: Partial<ShopState> = {}): ShopState => ({
  atMs: at(minutes),
  kind: 'ok',
  sinceMs: null,
  candidates: [],
  culprit: null,
  lost: null,
  visits: 30,
  orders: 4,
  expected: null,
  lastLineMs: at(minutes),
  unprovenMs: null,
  seemsOver: false,
  resumedMs: null,
  passed: 0,
  answered: 0,
  lateMs: null,
  sharedBy: null,
  lastOrderMs: at(minutes - 5),
  usualRequests: null,
  usualVisits: null,
  isOpen: true,
  lines: 100,
  others: 0,
  ...more,
})

export const candidate = (more: Partial<Candidate>): Candidate => ({ ...menu, ...more })

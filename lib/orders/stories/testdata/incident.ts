import type { RequestLine } from '@/lib/queries/request-lines'
import { hourMs, minuteMs } from '@/lib/time'
import type { IncidentEvidence } from '@/lib/orders/incidents/incident-evidence'
import type { Incident } from '@/lib/orders/incidents/incidents'

export const noonMs = Date.parse('2026-11-20T12:00:00Z')

/** The menu fails from 11:57 on, which is said at noon. */
export const incident = (more: Partial<Incident> = {}): Incident => ({
  id: '2026-11-20T12:00Z',
  fromMs: noonMs - 3 * minuteMs,
  saidMs: noonMs,
  untilMs: noonMs + hourMs,
  clearMs: noonMs + hourMs + 2 * minuteMs,
  report: {
    atMs: noonMs + 50 * minuteMs,
    kind: 'orders-stopped',
    tone: 'trouble',
    headline: 'Orders stopped at 11:57.',
    details: [],
    sinceMs: noonMs - 3 * minuteMs,
    culprit: { method: 'GET', request: '/cafe/menu.php', status: 500 },
    lostOrders: { low: 47, estimate: 61, high: 76 },
    lostMoney: { low: 390, estimate: 510, high: 640, currency: 'EUR' },
  },
  visits: 1240,
  orders: 0,
  expected: { low: 47, estimate: 61, high: 76 },
  lastOrderMs: noonMs - 4 * minuteMs,
  blamed: [
    {
      method: 'GET',
      request: '/cafe/menu.php',
      status: 500,
      sinceMs: noonMs - 3 * minuteMs,
      lastMs: noonMs + hourMs,
      failures: 1214,
      elsewhere: 0,
      visits: 748,
      lost: { low: 47, estimate: 61, high: 76 },
      among: null,
    },
  ],
  ...more,
})

/** A line that many minutes after noon. */
export const line = (minutes: number, more: Partial<RequestLine> = {}): RequestLine => ({
  '@timestamp': noonMs + minutes * minuteMs,
  '@message': 'a line',
  remoteIP: '203.0.113.0/24',
  status: '500',
  method: 'GET',
  request: '/cafe/menu.php',
  query: null,
  agent: null,
  country: 'DE',
  city: null,
  durationMs: 84,
  ...more,
})

const failure = {
  kind: 'unreachable',
  message: 'CloudWatch cannot be reached.',
  remedy: 'Wait.',
} as const

/** Of which nothing but the incident could be read. */
export const evidence = (more: Partial<IncidentEvidence> = {}): IncidentEvidence => ({
  incident: incident(),
  standsOut: { ok: false, failure },
  lines: { ok: false, failure },
  alarms: { ok: false, failure },
  ...more,
})

import { describe, expect, test } from 'vitest'
import { minuteMs } from '@/lib/time'
import { healthyScenario } from './choose-scenario'
import { healthyKinds } from './healthy-days'
import { healthyRows } from './healthy-rows'
import { incidentRows } from './incident-rows'
import { incidentKinds } from './incidents'
import type { Row } from './row'
import type { Said } from './said'
import type { Scenario } from './scenario'
import { scoreHealthy } from './score-healthy'
import { isCulprit, scoreIncident } from './score-incident'
import { simulate } from './simulate'
import { censoredMedian, poissonInterval, wilsonInterval } from './statistics'
import { busyIncident } from './testdata/busy-incident'
import { lostUntil, type Truth } from './truth'

type Judge = (truth: Truth, atMs: number) => Omit<Said, 'atMs'>

function truthOf(scenario: Scenario | null): Truth {
  if (!scenario) throw new Error('no scenario')
  const { lines, truth } = simulate(scenario)
  for (const _ of lines);
  return truth()
}
const healthy = healthyKinds.map((_, at) =>
  truthOf(healthyScenario(at, { size: 31, historyDays: 0 })),
)
const incidents = incidentKinds.map((kind) => truthOf(busyIncident(kind, 50)))

function said(judge: Judge, truth: Truth): Said[] {
  const { fromMs, toMs } = truth.scenario.evaluated
  const instants = Math.floor((toMs - fromMs) / minuteMs) + 1
  return Array.from({ length: instants }, (_, at) => {
    const atMs = fromMs + at * minuteMs
    return { atMs, ...judge(truth, atMs) }
  })
}

/** The figures that a judge does not reach. */
function missed(judge: Judge): string[] {
  const rows: Row[] = [
    ...healthyRows(healthy.map((truth) => scoreHealthy(truth.scenario, said(judge, truth)))),
    ...incidentRows(incidents.map((truth) => scoreIncident(truth, said(judge, truth)))),
  ]
  return rows.filter(({ isReached }) => isReached === false).map(({ what }) => what)
}

const calm = { kind: 'ok', tone: 'calm', sinceMs: null, culprit: null, lostOrders: null } as const

/** Says what is true at every instant. */
const knowing: Judge = (truth, atMs) => {
  const { incident } = truth.scenario
  if (!incident || atMs < incident.startMs || atMs >= incident.endMs) return calm
  const { startMs } = incident
  const [culprit = null] = incident.culprits
  const lost = lostUntil(truth, atMs)
  return {
    kind: culprit ? 'failing' : 'no-traffic',
    tone: 'trouble',
    sinceMs: startMs,
    culprit: culprit && {
      method: culprit.method,
      request: `${culprit.path}${culprit.query ? `?${culprit.query}` : ''}`,
      status: culprit.status,
    },
    lostOrders: { low: lost, estimate: lost, high: lost },
  }
}

const during =
  (change: (truth: Truth, atMs: number) => Partial<Omit<Said, 'atMs'>>): Judge =>
  (truth, atMs) => {
    const right = knowing(truth, atMs)
    return right.tone === 'trouble' ? { ...right, ...change(truth, atMs) } : right
  }

const full = 'Full stop said, expected orders (median)'
const partial = 'Partial incident said, lost orders (median)'
const silence = 'Server dead or shipping stopped, by day (median)'
const silenceWorst = 'Server dead or shipping stopped, by day (worst)'
const allClear = 'All-clear within 15 minutes of recovery'
const culprits = 'Culprit first, of incidents that cost 5 orders or more'
const since = '"Since" within 2 minutes of when the log can say'
const interval = 'Interval of lost orders holds the truth'

describe('a judge', () => {
  test('that knows the truth reaches every figure', () => {
    expect(missed(knowing)).toEqual([])
  })
  test('that is always calm misses incidents', () => {
    expect(missed(() => calm)).toEqual(expect.arrayContaining([full, partial, silence, culprits]))
  })
  test('that always sees trouble fails on healthy days and never gives the all-clear', () => {
    const always: Judge = (truth, atMs) => ({
      ...knowing(truth, atMs),
      kind: 'failing',
      tone: 'trouble',
    })
    expect(missed(always)).toEqual(expect.arrayContaining(['Instants in trouble', allClear]))
  })
  test('that flaps sends too many messages', () => {
    const flapping: Judge = (_, atMs) =>
      atMs % (180 * minuteMs) === 0 ? { ...calm, tone: 'trouble', kind: 'failing' } : calm
    expect(missed(flapping)).toEqual(
      expect.arrayContaining(['Episodes in 60 days', 'Messages a week (one for each episode)']),
    )
  })
  test('that invents losses is found out, calm or not', () => {
    const invents: Judge = (truth, atMs) => ({
      ...knowing(truth, atMs),
      lostOrders: { low: 0.6, estimate: 2, high: 4 },
    })
    expect(missed(invents)).toContain('Days with an invented loss (lower bound above 0.5 orders)')
  })
  test.each<[string, Judge, string]>([
    [
      'names another page',
      during(() => ({ culprit: { method: 'GET', request: '/favicon.ico', status: 404 } })),
      culprits,
    ],
    ['names nothing', during(() => ({ culprit: null })), culprits],
    [
      'dates it an hour early',
      during(({ scenario }) => ({ sinceMs: (scenario.incident?.startMs ?? 0) - 60 * minuteMs })),
      since,
    ],
    ['dates nothing', during(() => ({ sinceMs: null })), since],
    ['sees no loss', during(() => ({ lostOrders: { low: 0, estimate: 0, high: 0 } })), interval],
    ['gives no number', during(() => ({ lostOrders: null })), interval],
    [
      'is calm every fifth minute',
      during((_, atMs) => (atMs % (5 * minuteMs) === 0 ? calm : {})),
      'Incidents with an all-clear while they last',
    ],
    [
      'needs six minutes',
      during(({ scenario }, atMs) =>
        atMs < (scenario.incident?.startMs ?? 0) + 6 * minuteMs ? calm : {},
      ),
      silenceWorst,
    ],
  ])('that knows all, but %s, misses just that', (_, judge, figure) => {
    expect(missed(judge)).toContain(figure)
    expect(missed(judge).length).toBeLessThanOrEqual(2)
  })
})

describe('the culprit', () => {
  const product = { method: 'GET', path: '/product/*', query: '', status: 500 }
  const hyphened = { ...product, path: '/homme/*-*.html' }
  const shared = {
    method: 'GET',
    path: '/index.php',
    query: 'route=product/product',
    status: 500,
  }
  test.each([
    [product, { method: 'GET', request: '/product/oak-lamp', status: 500 }, true],
    [product, { method: 'GET', request: '/product/*/', status: 500 }, true],
    [product, { method: 'GET', request: '/product/oak-lamp/x', status: 500 }, false],
    [product, { method: 'POST', request: '/product/oak-lamp', status: 500 }, false],
    [product, { method: 'GET', request: '/product/oak-lamp', status: 502 }, false],
    [shared, { method: 'GET', request: '/index.php', status: 500 }, true],
    [
      shared,
      { method: 'GET', request: '/index.php?route=product/product&product_id=7', status: 500 },
      true,
    ],
    [shared, { method: 'GET', request: '/index.php?route=common/home', status: 500 }, false],
    [hyphened, { method: 'GET', request: '/homme/*.html', status: 500 }, true],
    [hyphened, { method: 'GET', request: '/homme/*', status: 500 }, false],
    [hyphened, { method: 'GET', request: '/*', status: 500 }, false],
    [product, null, false],
  ])('%j named as %j: %s', (culprit, named, right) => {
    const pages = ['/', '/homme/sale', hyphened.path, product.path]
    expect(isCulprit(culprit, named, pages)).toBe(right)
  })
})

test.each([
  ['all happen', [1, 2, 9], [], 2],
  ['one ended first', [4, 6], [1], 4],
  ['most never happen', [1], [3, 3, 3], Number.POSITIVE_INFINITY],
  ['none happens', [], [1, 2], Number.POSITIVE_INFINITY],
])('the median when %s', (_, happened, ended, expected) => {
  const cases = [
    ...happened.map((at) => ({ at, happened: true })),
    ...ended.map((at) => ({ at, happened: false })),
  ]
  expect(censoredMedian(cases)).toBe(expected)
})

test.each([
  // The tables of Wilson and of Garwood.
  ['of 0 in 10', wilsonInterval(0, 10), { low: 0, high: 0.2775 }],
  ['of 45 in 50', wilsonInterval(45, 50), { low: 0.7864, high: 0.9565 }],
  ['of no event', poissonInterval(0), { low: 0, high: 3.69 }],
  ['of 10 events', poissonInterval(10), { low: 4.795, high: 18.39 }],
])('the interval %s', (_, { low, high }, expected) => {
  expect(Math.abs(low - expected.low)).toBeLessThan(0.02)
  expect(Math.abs(high - expected.high)).toBeLessThan(0.06)
})

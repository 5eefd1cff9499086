import { createHash } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { newLineReader } from '@/lib/access-log/line-reader'
import { hourMs, minuteMs } from '@/lib/time'
import { healthyScenario, incidentScenario } from './choose-scenario'
import { healthyKinds } from './healthy-days'
import { incidentKinds } from './incidents'
import type { Scenario, Wanted } from './scenario'
import { isCulprit } from './score-incident'
import { shops } from './shops'
import { simulate } from './simulate'
import { busyIncident } from './testdata/busy-incident'
import { expectedIn, lostUntil, newOnset } from './truth'

const healthy = (seed: number, wanted: Wanted) =>
  healthyScenario(seed, { size: 31, historyDays: 1, ...wanted }) as Scenario
const incident = (seed: number, wanted: Wanted) =>
  incidentScenario(seed, { size: 190, historyDays: 0, ...wanted }) as Scenario

function run(scenario: Scenario) {
  const { lines, truth } = simulate(scenario)
  return { lines: [...lines], truth: truth() }
}

const reader = newLineReader({ clock: () => Date.UTC(2026, 0, 1) })
function read(line: string) {
  const reading = reader.read(line)
  if (reading.kind !== 'request') throw new Error(`${reading.kind}: ${line}`)
  const { method = '', request = '', status = '' } = reading.fields
  return { atMs: reading.timestampMs, method, request, status }
}

const secondsOf = (line: string) =>
  Number(/"request_time":"([\d.]+)"/.exec(line)?.[1] ?? Number(/ (\d+)$/.exec(line)?.[1]) / 1e6)

describe('a seed', () => {
  const bytes = (seed: number) =>
    createHash('sha256')
      .update(run(incident(seed, { shop: 'shopware', kind: 'slow' })).lines.join('\n'))
      .digest('hex')
  test('writes the same bytes again, and another seed others', () => {
    expect(bytes(7)).toBe(bytes(7))
    expect(bytes(7)).not.toBe(bytes(8))
  })
  test('chooses the same scenario alone as in its row', () => {
    const chosen = incidentScenario(29, {}) as Scenario
    const { kind, shop, size } = chosen
    const alone = incidentScenario(29, { kind, shop: shop.name, size })
    expect(JSON.stringify(alone)).toBe(JSON.stringify(chosen))
  })
})

describe.each(shops.map(({ name }) => name))('%s', (shop) => {
  const { lines, truth } = run(healthy(3, { shop, kind: 'ordinary' }))
  test('writes only lines that are read as requests, of its time', () => {
    const { history, evaluated } = truth.scenario
    for (const line of lines) {
      const { atMs } = read(line)
      expect(atMs).toBeGreaterThanOrEqual(history.fromMs)
      expect(atMs).toBeLessThan(evaluated.toMs)
    }
    expect(lines.length).toBeGreaterThan(2_000)
  })
  test('sells about as much as expected, and nothing is lost', () => {
    const range = { fromMs: truth.fromMs, toMs: truth.scenario.evaluated.toMs }
    const expected = expectedIn(truth, range)
    const chance = Math.sqrt(expected)
    expect(Math.abs(truth.orders.length - expected)).toBeLessThan(3.5 * chance)
    expect(expected / 2).toBeGreaterThan(15)
    expect(expected / 2).toBeLessThan(60)
    expect(truth.ordersIfHealthy).toEqual(truth.orders)
  })
})

describe.each(incidentKinds)('%s', (kind) => {
  const scenario = busyIncident(kind)
  const { startMs = 0, endMs = 0, culprits = [] } = scenario.incident ?? {}
  const real = run(scenario)
  const twin = run({ ...scenario, incident: null })
  const within = (lines: readonly string[], fromMs: number, toMs: number) =>
    lines.map(read).filter(({ atMs }) => atMs >= fromMs && atMs < toMs)

  test('costs the difference between the world with it and the one without', () => {
    expect(real.truth.ordersIfHealthy).toEqual(twin.truth.orders)
    const since = (times: readonly number[], toMs: number) =>
      times.filter((atMs) => atMs >= startMs && atMs <= toMs).length
    for (const toMs of [startMs, (startMs + endMs) / 2, endMs])
      expect(lostUntil(real.truth, toMs)).toBe(
        since(twin.truth.orders, toMs) - since(real.truth.orders, toMs),
      )
  })

  test('changes nothing before it begins', () => {
    const early = (lines: readonly string[]) =>
      lines.filter((line) => read(line).atMs < startMs - 60_000)
    expect(early(real.lines)).toEqual(early(twin.lines))
  })

  test('is in the log while it lasts, and over afterwards', () => {
    const bad = (fromMs: number, toMs: number) =>
      within(real.lines, fromMs, toMs).filter(({ status, method, request }) =>
        culprits.some((culprit) => isCulprit(culprit, { status: Number(status), method, request })),
      ).length
    if (culprits.length === 0) {
      expect(within(real.lines, startMs, endMs)).toEqual([])
      expect(within(twin.lines, startMs, endMs).length).toBeGreaterThan(5)
    } else if (kind === 'slow') {
      const slow = real.lines.filter((line) => secondsOf(line) > 5).map((line) => read(line).atMs)
      expect(slow.length).toBeGreaterThan(20)
      expect(slow.every((atMs) => atMs >= startMs && atMs < endMs)).toBe(true)
    } else
      expect(bad(startMs, endMs)).toBeGreaterThan(
        bad(endMs + 60_000, endMs + 60_000 + (endMs - startMs)),
      )
    expect(within(real.lines, endMs, scenario.evaluated.toMs).length).toBeGreaterThan(5)
  })
})

test('of the quarter of an hour after its end, what an incident would have met is counted', () => {
  const { shop, incident } = busyIncident('checkout-500-20')
  const onset = newOnset(incident)
  const endMs = incident?.endMs ?? 0
  const ask = (atMs: number, luck: number, key = shop.breaks.checkout) => {
    const person = { country: 'DE', browser: 'Firefox', slowness: 1 }
    onset.see({ key, path: '', atMs, luck, status: 200, ms: 30, ...person })
  }
  ask(endMs - 1, 0.1)
  ask(endMs, 0.1)
  ask(endMs + 5 * minuteMs, 0.9)
  ask(endMs + 5 * minuteMs, 0.1, shop.menu)
  ask(endMs + 14 * minuteMs, 0.1)
  ask(endMs + 15 * minuteMs, 0.1)
  expect(onset.metAfter()).toBe(2)
})

describe.each(healthyKinds)('a healthy day: %s', (kind) => {
  const { lines, truth } = run(healthy(11, { kind, shop: 'opencart' }))
  test('loses no order, and its log is read', () => {
    expect(truth.ordersIfHealthy).toEqual(truth.orders)
    expect(truth.orders.length).toBeGreaterThan(20)
    expect(() => lines.map(read)).not.toThrow()
  })
})

test('robots change nothing for people', () => {
  const orders = (kind: string) => {
    const scenario = healthy(11, { kind, shop: 'cafe' })
    const plain = healthy(11, { kind: 'ordinary', shop: 'cafe' })
    return run({ ...plain, robots: scenario.robots }).truth.orders
  }
  expect(orders('bot-flood')).toEqual(orders('ordinary'))
  expect(orders('scanner')).toEqual(orders('ordinary'))
})

test.each([
  ['back has an hour more', 0, 25],
  ['forward has an hour less', 1, 23],
])('the day on which clocks go %s', (_, seed, hours) => {
  const { evaluated } = healthy(seed, { kind: 'clock-change', shop: 'cafe' })
  expect(evaluated.toMs - evaluated.fromMs).toBe(hours * hourMs)
})

import { hourMs, minuteMs } from '@/lib/time'
import { type Demand, demandOf } from './demand'
import { worldWith } from './incidents'
import { lineWriter } from './line-format'
import { newPeople } from './people'
import { drawsOf } from './random'
import { robotHits } from './robots'
import type { Scenario } from './scenario'
import { newOnset, type Truth } from './truth'
import { planVisit } from './visit-plan'
import { type Hit, walk } from './walk'
import { healthyWorld } from './world'

const firstId = 10_000
// Somebody who meets a failure may come back hours later.
const longestVisitMs = 5 * hourMs
const repeatShare = 0.28

/**
 * Writes a scenario's log, line by line in the order in which the server finishes requests. The truth is
 * whole once the log has ended: every visit near an incident is led through the shop twice, with it and without.
 */
export function simulate(scenario: Scenario): { lines: Iterable<string>; truth(): Truth } {
  const { seed, shop, size, history, evaluated, incident, rotation } = scenario
  const range = { fromMs: history.fromMs, toMs: evaluated.toMs }
  const demand = demandOf(range, { ...scenario })
  const plain = healthyWorld(scenario.strayShare)
  const world = incident ? worldWith(plain, incident) : plain
  const write = lineWriter(scenario.format, shop.logZone)
  const personOf = newPeople(seed, shop.market)
  const regulars = Math.max(20, Math.round((size / shop.conversion) * 2))
  const onset = newOnset(incident)
  const orders: number[] = []
  const ordersIfHealthy: number[] = []
  const delays: number[] = []
  let visitors = 0

  const isLost = ({ atMs }: Hit) =>
    rotation !== null && atMs >= rotation.fromMs && atMs < rotation.toMs

  /** The hits of the visits that begin in a minute. */
  function visitsOf(minute: number): Hit[] {
    const startMs = range.fromMs + minute * minuteMs
    const draws = drawsOf(seed, 'minute', Math.floor(startMs / minuteMs))
    const hits: Hit[] = []
    const people = (demand.visits[minute] ?? 0) / meanGroup
    for (let groups = draws.poisson(people); groups > 0; groups -= 1) {
      // A message to friends brings several at once.
      const together = draws.chance(groupShare) ? 2 + draws.below(4) : 1
      const groupMs = startMs + draws.below(minuteMs)
      for (let one = 0; one < together; one += 1) {
        visitors += 1
        hits.push(...visit(visitors, Math.min(groupMs + one * 700, startMs + minuteMs - 1), minute))
      }
    }
    return hits
  }

  function visit(number: number, startMs: number, minute: number): Hit[] {
    const draws = drawsOf(seed, 'visit', number)
    const isRegular = draws.chance(repeatShare)
    const person = personOf(isRegular ? draws.below(regulars) : 1_000_000 + number, isRegular)
    const conversion = demand.conversion[minute] ?? 0
    const isCampaign = scenario.occasions.some(
      ({ fromMs, toMs, visits }) => visits > 1 && startMs >= fromMs && startMs < toMs,
    )
    const planned = planVisit(shop, draws, {
      id: firstId + number,
      person,
      startMs,
      conversion,
      isCampaign,
    })
    const real = walk(planned, shop, world, drawsOf(seed, 'react', number))
    for (const asked of real.asked) onset.see(asked)
    orders.push(...real.orders)
    const isNear = incident !== null && startMs > incident.startMs - longestVisitMs
    const healthy = isNear ? walk(planned, shop, plain, drawsOf(seed, 'react', number)) : real
    ordersIfHealthy.push(...healthy.orders)
    for (const atMs of healthy.orders) delays.push(atMs - startMs)
    return real.hits
  }

  function* lines(): Generator<string> {
    const finished = new Map<number, Hit[]>()
    for (let minute = 0; range.fromMs + minute * minuteMs < range.toMs; minute += 1) {
      const startMs = range.fromMs + minute * minuteMs
      for (const hit of [
        ...visitsOf(minute),
        ...robotHits(shop, scenario.robots, world, seed, startMs),
      ]) {
        const at = Math.floor((hit.atMs + hit.ms - range.fromMs) / minuteMs)
        const others = finished.get(at)
        if (others) others.push(hit)
        else finished.set(at, [hit])
      }
      const now = finished.get(minute) ?? []
      finished.delete(minute)
      now.sort((a, b) => a.atMs + a.ms - b.atMs - b.ms)
      for (const hit of now) {
        if (isLost(hit)) continue
        onset.write(hit.atMs)
        yield write(hit)
      }
    }
  }

  return {
    lines: { [Symbol.iterator]: lines },
    truth: () => {
      const byTime = (a: number, b: number) => a - b
      return {
        scenario,
        orders: orders.sort(byTime),
        ordersIfHealthy: ordersIfHealthy.sort(byTime),
        expected: expectedOrders(demand, delays, visitors),
        visits: demand.visits,
        isOpen: demand.isOpen,
        fromMs: range.fromMs,
        onset: onset.found(),
        metAfter: onset.metAfter(),
      }
    },
  }
}

const groupShare = 0.07
const meanGroup = 1 + groupShare * 2.5

/** Orders expected in each minute had nothing happened: visits that want to order, as much later as people take. */
function expectedOrders(
  { visits, conversion }: Demand,
  delays: readonly number[],
  visitors: number,
): Float64Array {
  const expected = new Float64Array(visits.length)
  if (visitors === 0 || delays.length === 0) return expected
  const later = new Map<number, number>()
  for (const delay of delays) {
    const minutes = Math.floor(delay / minuteMs)
    later.set(minutes, (later.get(minutes) ?? 0) + 1 / delays.length)
  }
  for (let minute = 0; minute < visits.length; minute += 1) {
    const buyers = (visits[minute] ?? 0) * (conversion[minute] ?? 0) * ordersOfABuyer
    if (buyers === 0) continue
    for (const [minutes, share] of later) {
      const at = minute + minutes
      if (at < expected.length) expected[at] = (expected[at] ?? 0) + buyers * share
    }
  }
  return expected
}

// Some order twice.
const ordersOfABuyer = 1.03

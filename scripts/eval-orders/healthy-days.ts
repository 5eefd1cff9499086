import { hourMs, minuteMs, type TimeRange } from '@/lib/time'
import { closedNights } from './opening-hours'
import type { Draws } from './random'
import type { Scenario } from './scenario'
import type { Shop } from './shop'

interface HealthyDay {
  /** Midnight in UTC of the day; any when absent. */
  dayUtcMs?: number
  change: (day: TimeRange, draws: Draws) => Partial<Scenario>
}

const quiet = { flood: null, crawl: null, scan: null }

/** Hours of the day, from its beginning. */
function part(
  { fromMs }: TimeRange,
  draws: Draws,
  earliest: number,
  latest: number,
  hours: number,
) {
  const start = fromMs + Math.round(draws.between(earliest, latest) * 60) * minuteMs
  return { fromMs: start, toMs: start + hours * hourMs }
}

/** The day on which the clocks go back, and the one on which they go forward. */
const clockChanges = (market: Shop['market']) =>
  market === 'us'
    ? ([Date.UTC(2025, 10, 2), Date.UTC(2025, 2, 9)] as const)
    : ([Date.UTC(2025, 9, 26), Date.UTC(2025, 2, 30)] as const)

const makers: Record<string, (shop: Shop, seed: number) => HealthyDay> = {
  ordinary: () => ({ change: () => ({}) }),
  'closed-nights': (shop) => ({
    change: () => ({ hours: shop.hours ?? closedNights(shop.zone) }),
  }),
  'closed-nights-unset': (shop) => ({
    change: () => ({ hours: shop.hours ?? closedNights(shop.zone), saysHours: false }),
  }),
  'uptime-probe': () => ({ change: () => ({ robots: { ...quiet, hasProbe: true } }) }),
  holiday: () => ({
    change: (day) => ({ occasions: [{ ...day, visits: 0.5, conversion: 1 }] }),
  }),
  campaign: () => ({
    change: (day, draws) => ({
      occasions: [{ ...part(day, draws, 7, 13, 3 + draws.below(7)), visits: 3, conversion: 0.5 }],
    }),
  }),
  'bot-flood': () => ({
    change: (day, draws) => ({
      robots: { ...quiet, hasProbe: draws.chance(0.6), flood: part(day, draws, 2, 20, 2) },
    }),
  }),
  crawler: () => ({
    change: (day, draws) => ({
      robots: { ...quiet, hasProbe: draws.chance(0.6), crawl: part(day, draws, 1, 20, 3) },
    }),
  }),
  scanner: () => ({
    change: (day, draws) => {
      const { fromMs } = part(day, draws, 1, 22, 1)
      const scan = { fromMs, toMs: fromMs + 4 * minuteMs }
      return { robots: { ...quiet, hasProbe: draws.chance(0.6), scan } }
    },
  }),
  'stray-500s': () => ({ change: () => ({ strayShare: 0.0006 }) }),
  mailing: () => ({
    change: (day, draws) => ({
      occasions: [{ ...part(day, draws, 8, 18, 4), visits: 5, conversion: 0.8, ebbMinutes: 40 }],
    }),
  }),
  'log-rotation': () => ({
    change: ({ fromMs }, draws) => {
      const at = fromMs + draws.below(24) * hourMs
      return { rotation: { fromMs: at, toMs: at + 20_000 + draws.below(70_000) } }
    },
  }),
  'clock-change': (shop, seed) => ({
    dayUtcMs: clockChanges(shop.market)[seed % 2 === 0 ? 0 : 1],
    change: () => ({}),
  }),
}

export const healthyKinds: readonly string[] = Object.keys(makers)

export function healthyDay(kind: string, shop: Shop, seed: number): HealthyDay {
  const make = makers[kind]
  if (!make) throw new Error(`There is no healthy day ${kind}`)
  return make(shop, seed)
}

import { dayMs, hourMs, minuteMs } from '@/lib/time'
import type { Occasion } from './demand'
import { healthyDay, healthyKinds } from './healthy-days'
import { incidentKinds, incidentOf } from './incidents'
import { type Draws, drawsOf } from './random'
import type { RobotPlan } from './robots'
import type { Scenario, Wanted } from './scenario'
import type { LogFormat, Shop } from './shop'
import { shops, sizes } from './shops'
import { zoneOffsets } from './zone'

const firstDay = Date.UTC(2025, 1, 3)
const days = 260
const defaultHistoryDays = 15
const marginMs = 2 * hourMs

const strayShare = 0.0001

function basics(seed: number, kinds: readonly string[], wanted: Wanted) {
  const draws = drawsOf(seed, 'scenario')
  const fitting = wanted.shop ? shops.filter(({ name }) => name === wanted.shop) : shops
  const shop = draws.pick(fitting)
  const kind = kinds[seed % kinds.length] ?? ''
  // Every kind meets every size.
  const turn = Math.floor(seed / kinds.length) + (seed % kinds.length)
  const size = wanted.size ?? sizes[turn % sizes.length] ?? 0
  return { draws, shop, kind, size }
}

const localMidnight = (zone: string, dayUtcMs: number) => {
  const offset = zoneOffsets(zone)
  return dayUtcMs - offset(dayUtcMs - offset(dayUtcMs))
}

const robotsOf = (hasProbe: boolean): RobotPlan => ({
  hasProbe,
  flood: null,
  crawl: null,
  scan: null,
})

/** Kinds by name, or by how several begin: `checkout-500`. */
const limited = (kinds: readonly string[], kind: string | undefined) =>
  kind === undefined
    ? kinds
    : kinds.includes(kind)
      ? [kind]
      : kinds.filter((one) => one.startsWith(`${kind}-`))

/** Null when no healthy day is of the wanted kind. */
export function healthyScenario(seed: number, wanted: Wanted): Scenario | null {
  const kinds = limited(healthyKinds, wanted.kind)
  if (kinds.length === 0) return null
  const { draws, shop, kind, size } = basics(seed, kinds, wanted)
  const day = healthyDay(kind, shop, seed)
  const dayUtcMs = day.dayUtcMs ?? firstDay + draws.below(days) * dayMs
  const fromMs = localMidnight(shop.zone, dayUtcMs)
  // A day of 23 or 25 hours where the clocks change.
  const toMs = localMidnight(shop.zone, dayUtcMs + dayMs)
  return {
    seed,
    kind,
    shop,
    size,
    format: formatOf(shop, draws),
    history: { fromMs: fromMs - (wanted.historyDays ?? defaultHistoryDays) * dayMs, toMs: fromMs },
    evaluated: { fromMs, toMs },
    hours: shop.hours,
    saysHours: true,
    strayShare,
    rotation: null,
    incident: null,
    occasions: mailingsBefore(fromMs, draws.below(6)),
    robots: robotsOf(draws.chance(0.6)),
    ...day.change({ fromMs, toMs }, draws),
  }
}

/** Null when no incident is of the wanted kind. */
export function incidentScenario(seed: number, wanted: Wanted): Scenario | null {
  const kinds = limited(incidentKinds, wanted.kind)
  if (kinds.length === 0) return null
  const { draws, shop, kind, size } = basics(seed, kinds, wanted)
  // Any second of the week, and half of them by day, where more is at stake.
  const hours = draws.chance(0.5) ? draws.between(8, 22) : draws.between(0, 24)
  const midnightMs = localMidnight(shop.zone, firstDay + draws.below(days) * dayMs)
  const startMs = midnightMs + Math.floor(hours * 3600) * 1000
  const minutes = 20 * 12 ** draws.unit()
  const endMs = startMs + Math.round(minutes * 60) * 1000
  const fromMs = Math.floor((startMs - marginMs) / minuteMs) * minuteMs
  const format = formatOf(shop, draws)
  return {
    seed,
    kind,
    shop,
    size,
    // Without times in the log nobody can blame what is slow.
    format: kind === 'slow' && format === 'combined' ? 'combined-time' : format,
    history: { fromMs: fromMs - (wanted.historyDays ?? defaultHistoryDays) * dayMs, toMs: fromMs },
    evaluated: { fromMs, toMs: Math.ceil((endMs + marginMs) / minuteMs) * minuteMs },
    hours: draws.chance(0.5) ? shop.hours : undefined,
    saysHours: true,
    occasions: mailingsBefore(fromMs, draws.below(6)),
    robots: { ...robotsOf(draws.chance(0.6)), ...distraction(draws, startMs, endMs) },
    strayShare,
    rotation: null,
    incident: incidentOf(kind, { shop, draws, startMs, endMs }),
  }
}

const midnightBefore = (atMs: number) => Math.floor(atMs / dayMs) * dayMs

/** Programs that are loud at the same time, and have nothing to do with it. */
function distraction(draws: Draws, startMs: number, endMs: number): Partial<RobotPlan> {
  const fromMs = Math.floor(draws.between(startMs - hourMs, endMs) / minuteMs) * minuteMs
  const lasting = (minutes: number) => ({ fromMs, toMs: fromMs + minutes * minuteMs })
  return draws.weighted<Partial<RobotPlan>>([
    [{}, 7],
    [{ scan: lasting(4) }, 1.5],
    [{ crawl: lasting(100) }, 1],
    [{ flood: lasting(80) }, 0.5],
  ])
}

const formatOf = (shop: Shop, draws: Draws) =>
  draws.weighted<LogFormat>([
    [shop.format, 3],
    ['combined', 1],
    ['combined-time', 1],
    ['json', 1],
  ])

/** A mailing a week, so that the history knows what one is. */
const mailingsBefore = (fromMs: number, daysBefore: number): Occasion[] =>
  [daysBefore + 1, daysBefore + 8].map((ago) => ({
    fromMs: midnightBefore(fromMs) - ago * dayMs + 9 * hourMs,
    toMs: midnightBefore(fromMs) - ago * dayMs + 13 * hourMs,
    visits: 3,
    conversion: 0.85,
    ebbMinutes: 45,
  }))

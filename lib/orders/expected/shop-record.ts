import { hourMs, minuteMs } from '@/lib/time'
import type { Visit } from '@/lib/visits/visits'
import { newDelays } from './delays'
import { chanceOfAtMost, chanceOfNone, type Estimate, missing } from './distributions'
import { type ClockOf, newHistory } from './history'
import { newLastTrouble } from './last-trouble'
import { MinuteCounts, quarterMs } from './minute-counts'
import { OrderAddresses } from './order-addresses'
import { OrderTimes } from './order-times'
import type { Rate } from './rate'
import { newRush } from './rush'

export interface RecordOptions {
  steps: number
  /** Whether orders can come at a moment. */
  isOpen: (ms: number) => boolean
  clockOf: ClockOf
}

/** What was expected in a time, and the chance that no more came than did. */
export interface Evidence {
  chance: number
  mean: number
  /** Squared coefficient of variation of the rate. */
  spread: number
  /** The same of their number. */
  variation: number
}

/** The orders that were to be expected, and how many of them are missing. */
export interface Due {
  expected: Estimate
  lost: Estimate
}

/** What came in a time, and the orders that were to be expected of it. */
export interface Came {
  /** Of people. */
  visits: number
  orders: number
  expected: Estimate
}

// A failure of two weeks keeps what it cost.
const keptMinutes = 15 * 24 * 60
const maxOrderMs = 60 * minuteMs
const leastOrders = 20
const leastPerBuyer = 3
/** With fewer orders before it, nothing that is said of others can be backed. */
const leastExpected = 5
/** Nobody is surer to order. */
const mostCertain = 0.98
/** A smaller chance is surely none. */
const telling = 1e-3
const nearly = 0.75
/** How little hours vary. */
const leastSpread = 0.02
// The hours before a time show whether it is a busy day.
const levelMs = 4 * hourMs
// Of what hours vary by beyond chance, so much is the day's.
const shareOfDay = 0.5
// Who cannot order asks for less: only with far fewer requests are there fewer people.
const shareOfFewer = 0.5

/**
 * What comes to a shop minute by minute, and the orders to expect of it. Those who may order are all
 * visits (source 0) and those that asked for each step (its index + 1). Times are epoch ms.
 */
export function newShopRecord({ steps, isOpen, clockOf }: RecordOptions) {
  const sources = steps + 1
  const history = newHistory(sources, clockOf)
  const delays = Array.from({ length: sources }, newDelays)
  const visits = new MinuteCounts(keptMinutes)
  /** By source: those who came while orders could. */
  const came = Array.from({ length: sources }, () => new MinuteCounts(keptMinutes))
  const requests = new MinuteCounts(keptMinutes)
  /** Requests of people. */
  const asked = new MinuteCounts(keptMinutes)
  const others = new MinuteCounts(keptMinutes)
  const orders = new OrderTimes()
  const addresses = new OrderAddresses()
  let minute = 0
  let buyers = 0
  /** Since when enough orders are known to expect others. */
  let knownFromMs = Infinity

  const oldest = () => minute - (keptMinutes - 1) * minuteMs

  /** Orders that should have come in (fromMs, toMs] from those of a source who came before, but until `sinceMs`. */
  function expectedFrom(
    source: number,
    fromMs: number,
    toMs: number,
    sinceMs = lastTrouble.untilMs,
  ) {
    const counts = came[source] as MinuteCounts
    const { share } = delays[source] as ReturnType<typeof newDelays>
    let [mean, squares, spread] = [0, 0, 0]
    const add = (count: number, part: number, rate: Rate) => {
      const each = rate.rate * part
      mean += count * each
      squares += count * each ** 2
      spread += count * each * rate.spread
    }
    const explained = fromMs >= sinceMs ? sinceMs : 0
    const first = Math.max(fromMs - maxOrderMs, explained, oldest())
    let at = Math.floor(first / minuteMs) * minuteMs
    // In a quarter of an hour the rate does not change, and after an hour all orders have come.
    const wholeFrom = Math.ceil(Math.max(at, fromMs) / quarterMs) * quarterMs
    const wholeTo = toMs - maxOrderMs - quarterMs
    while (at < toMs) {
      if (at >= wholeFrom && at <= wholeTo) {
        const count = counts.inQuarter(at)
        if (count > 0) add(count, 1, history.conversion(source, at))
        at += quarterMs
        continue
      }
      const count = counts.at(at)
      // Of the minute in which the time begins nobody knows who came before: it may be all of them.
      const isCut = at < fromMs && fromMs < at + minuteMs
      const cameMs = isCut ? at : at + minuteMs / 2
      if (count > 0) {
        const part = share(toMs - cameMs) - share(fromMs - cameMs)
        add(count, part, history.conversion(source, at))
      }
      at += minuteMs
    }
    return mean > 0
      ? { mean, spread: spread / mean, each: Math.min(squares / mean, mostCertain) }
      : { mean, spread: 0, each: 0 }
  }

  /** Orders that are usual at these hours, whoever comes; null where not a day is known. */
  function usualOrders(fromMs: number, toMs: number): Rate | null {
    let [rate, spread] = [0, 0]
    for (let from = fromMs; from < toMs; ) {
      const end = Math.min(toMs, (Math.floor(from / hourMs) + 1) * hourMs)
      if (isOpen(from)) {
        const usual = history.usualOrders(from, end)
        if (!usual) return null
        rate += usual.rate
        spread += usual.rate * usual.spread
      }
      from = end
    }
    return { rate, spread: rate > 0 ? spread / rate : 0 }
  }

  /** Orders to expect at these hours, whoever comes: what is usual, at the level of the hours before; null where not a day is known. */
  function ordersByLevel(fromMs: number, toMs: number): Rate | null {
    const usual = usualOrders(fromMs, toMs)
    if (!usual || usual.spread === 0) return usual
    let [seen, expected] = [0, 0]
    for (let from = fromMs - levelMs; from < fromMs; ) {
      const end = Math.min(fromMs, (Math.floor(from / hourMs) + 1) * hourMs)
      // The hour in which the trouble begins is troubled from then on alone.
      if (end === fromMs || !history.isTroubled(from)) {
        seen += orders.count(from, end)
        expected += usualOrders(from, end)?.rate ?? 0
      }
      from = end
    }
    const prior = 1 / (shareOfDay * usual.spread)
    return {
      rate: (usual.rate * (prior + seen)) / (prior + expected),
      spread: (1 - shareOfDay) * usual.spread + 1 / (prior + seen),
    }
  }

  const rush = newRush({
    byVisits: (fromMs, toMs) => expectedFrom(0, fromMs, toMs, 0).mean,
    byHours: (fromMs, toMs) => usualOrders(fromMs, toMs)?.rate ?? null,
    ordersIn: (fromMs, toMs) => orders.count(fromMs, toMs),
  })

  /** Many buyers behind one address and agent are one visit, which says nothing about orders to come. */
  const areVisitsBlended = () =>
    addresses.sharedBy !== null ||
    (orders.total >= leastOrders && orders.total > leastPerBuyer * buyers)

  /** A chance above `enough` is not exact. */
  function evidenceOf(
    seen: number,
    { mean, spread, each = 0 }: { mean: number; spread: number; each?: number },
    enough = 1,
  ): Evidence {
    const ofNumber = mean > 0 ? spread - each / mean : spread
    const chance =
      seen === 0 && each > 0
        ? chanceOfNone((-mean * Math.log1p(-each)) / each, spread)
        : chanceOfAtMost(seen, mean, ofNumber, enough)
    return { chance, mean, spread, variation: 1 / mean + ofNumber }
  }

  /** Orders that are usual at these hours of so many requests of people: only where visits say nothing. */
  function blended(usual: Rate, fromMs: number, toMs: number, seen: number): Evidence {
    const most = shareOfFewer * (history.usualAsked(fromMs, toMs) ?? 0)
    const level = most > 0 ? Math.min(1, asked.sum(fromMs, toMs, minute) / most) : 1
    return evidenceOf(seen, { mean: usual.rate * level, spread: usual.spread })
  }

  /** The evidence of each source that orders of (fromMs, toMs] are missing when `seen` came, the strongest first. */
  function evidences(fromMs: number, toMs: number, seen: number): Evidence[] {
    const usual = usualOrders(fromMs, toMs)
    if (usual && areVisitsBlended()) return [blended(usual, fromMs, toMs, seen)]
    const found: Evidence[] = []
    let least = 1
    for (let source = 0; source < sources; source += 1) {
      const expected = expectedFrom(source, fromMs, toMs)
      if (expected.mean === 0) continue
      // Fewer come by chance from the visits, or at this hour: the smaller expectation counts.
      const surely = rush.surely(expected, usual, { fromMs, toMs })
      if (surely.mean === 0) continue
      const one = evidenceOf(seen, surely, Math.max(least, telling))
      least = Math.min(least, one.chance)
      if (one.chance < 1) found.push(one)
    }
    return found.sort((a, b) => a.chance - b.chance)
  }

  /** The strongest evidence that orders of (fromMs, toMs] are missing when `seen` came. */
  const evidence = (fromMs: number, toMs: number, seen: number): Evidence =>
    evidences(fromMs, toMs, seen)[0] ?? { chance: 1, mean: 0, spread: 0, variation: 0 }

  /** Of those that all tell that nearly as many orders are missing, the one that varies least. */
  function surest(evidences: readonly Evidence[]): Evidence | undefined {
    const [strongest] = evidences
    let found = strongest
    for (const one of evidences) {
      const isAlike = strongest && one.mean >= nearly * strongest.mean && one.chance < telling
      if (found && isAlike && one.variation < found.variation) found = one
    }
    return found
  }

  /**
   * The orders that were to be expected in (fromMs, toMs], and how many of these are missing when `seen` came.
   * Where more visits come than usual they may all be buyers, or not one more of them.
   */
  function due(fromMs: number, toMs: number, seen: number): Due {
    const found = surest(evidences(fromMs, toMs, seen))
    const usual = usualOrders(fromMs, toMs)
    const byVisits = expectedFrom(0, fromMs, toMs)
    const isBlended = usual !== null && areVisitsBlended()
    const { mean, spread } = found ?? rush.surely(byVisits, usual, { fromMs, toMs })
    const isMore = !isBlended && usual !== null && byVisits.mean > Math.max(usual.rate, mean)
    const before = isMore ? rush.followed(byVisits.mean, { fromMs, toMs }) : null
    const level = before ? Math.max(mean, before.share * byVisits.mean) : mean
    const most = isMore && !before ? byVisits : { mean: level, spread }
    const of = (count: number): Estimate => {
      const likely = missing(level, count, spread)
      return { ...likely, high: Math.max(likely.high, missing(most.mean, count, most.spread).high) }
    }
    return { expected: { ...of(0), estimate: level }, lost: of(seen) }
  }

  const lastTrouble = newLastTrouble({
    minute: () => minute,
    steps,
    orders,
    requests,
    came,
    usualOrders,
    byVisits: (fromMs, toMs) => expectedFrom(0, fromMs, toMs, 0).mean,
    usualLines: history.usualLines,
  })

  return {
    history,
    orders,
    isOpen,
    get minute() {
      return minute
    },
    lastTrouble,
    /** The share of orders that come from one address, so that visits cannot be told apart; null otherwise. */
    get sharedBy() {
      return addresses.sharedBy
    },
    usualOrders,
    ordersByLevel,
    /** Whether a moment is recent enough to be counted. */
    isKept: (ms: number) => ms > oldest(),
    /** Begins a minute. */
    begin(ms: number) {
      minute = ms
      rush.begin()
      for (const counts of [visits, ...came, requests, asked, others]) counts.clear(ms)
    },
    came(source: number, ms: number) {
      if (source === 0) visits.add(ms)
      if (isOpen(Math.floor(ms / minuteMs) * minuteMs)) came[source]?.add(ms)
      history.came(source, ms)
    },
    /** A visit of which no order is to be expected. */
    visited: (ms: number) => visits.add(ms),
    /** Takes back a visit of the last seconds that `came` has counted: it was no person's. */
    leave(source: number, ms: number) {
      if (source === 0) visits.remove(ms)
      if (isOpen(Math.floor(ms / minuteMs) * minuteMs)) came[source]?.remove(ms)
      history.came(source, ms, -1)
    },
    order(visit: Pick<Visit, 'client' | 'startMs' | 'askedMs' | 'orders'>, ms: number) {
      addresses.add(visit.client)
      orders.add(ms)
      if (orders.total === leastExpected) knownFromMs = ms
      history.order(ms)
      if (visit.orders > 1) return
      buyers += 1
      for (const [source, fromMs] of [visit.startMs, ...visit.askedMs].entries()) {
        if (Number.isNaN(fromMs)) continue
        history.ordered(source, fromMs)
        delays[source]?.add(ms - fromMs)
      }
    },
    /** An order that `order` has counted was none; `isFirst`: of its visit. */
    takeBack(visit: Pick<Visit, 'startMs' | 'askedMs'>, ms: number, isFirst: boolean) {
      orders.remove(ms)
      history.order(ms, -1)
      if (!isFirst) return
      buyers -= 1
      for (const [source, fromMs] of [visit.startMs, ...visit.askedMs].entries())
        if (fromMs <= ms) history.ordered(source, fromMs, -1)
    },
    line(ms: number) {
      history.line(ms)
      requests.add(ms)
    },
    /** A person asks for something. */
    asked(ms: number) {
      history.asked(ms)
      asked.add(ms)
    },
    otherLine: (ms: number) => others.add(ms),
    requestsIn: (fromMs: number, toMs: number) => requests.sum(fromMs, toMs, minute),
    othersIn: (fromMs: number, toMs: number) => others.sum(fromMs, toMs, minute),
    /** Visits of a source. */
    cameIn: (source: number, fromMs: number, toMs: number) =>
      came[source]?.sum(fromMs, toMs, minute) ?? 0,
    visitsIn: (fromMs: number, toMs: number) => visits.sum(fromMs, toMs, minute),
    ordersIn: (fromMs: number, toMs: number) => orders.count(fromMs, toMs),
    /** The share of orders that have come so long after a visit asked for what makes it one of a source. */
    shareWithin: (source: number, ms: number) => delays[source]?.share(ms) ?? 0,
    /**
     * Whether so few orders of (fromMs, toMs] as `seen` may have a chance far below `likely`: not when as
     * many came as usual, nor when that is likely by what is usual, of which never more than that is expected.
     */
    mayMiss(fromMs: number, toMs: number, seen: number, likely: number): boolean {
      const usual = usualOrders(fromMs, toMs)
      if (usual === null) return true
      const spread = leastSpread - mostCertain / usual.rate
      return seen < usual.rate && chanceOfAtMost(seen, usual.rate, spread, likely) < likely
    },
    evidence,
    due,
    /** What came in (fromMs, toMs], and the orders that were to be expected of it. */
    over(fromMs: number, toMs: number): Came {
      const seen = orders.count(fromMs, toMs)
      const { expected } = due(fromMs, toMs, seen)
      return { visits: visits.sum(fromMs, toMs, minute), orders: seen, expected }
    },
    /** Orders to expect in (fromMs, toMs] of all who came, whatever kept them from ordering; null before enough are known to say. */
    expected(fromMs: number, toMs: number): Pick<Evidence, 'mean' | 'spread'> | null {
      if (fromMs < knownFromMs) return null
      const usual = areVisitsBlended() ? usualOrders(fromMs, toMs) : null
      return usual ? blended(usual, fromMs, toMs, 0) : expectedFrom(0, fromMs, toMs, 0)
    },
    /** What happens in a trouble says nothing about what is usual. */
    trouble(sinceMs: number) {
      for (let at = Math.max(sinceMs, oldest()); at < minute; at += hourMs) history.trouble(at)
      history.trouble(minute)
    },
    /** Orders are missing and nothing explains it: it may be how this hour is. */
    doubt(sinceMs: number) {
      for (let at = Math.max(sinceMs, oldest()); at < minute; at += hourMs) history.doubt(at)
      history.doubt(minute)
    },
    /** Nothing is logged: that may be how this hour is, too. */
    silence(sinceMs: number) {
      for (let at = Math.max(sinceMs, oldest()); at < minute; at += hourMs) history.silence(at)
      history.silence(minute)
    },
    explain: lastTrouble.explain,
  }
}

export type ShopRecord = ReturnType<typeof newShopRecord>

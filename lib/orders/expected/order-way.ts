import type { Rate } from './rate'
import { keysOf } from './request-key'

const leastBuyers = 10
const mostBuyers = 0.5
const nearlyAllBuyers = 0.9
const someBuyers = 0.1
const fadeAnHour = 0.998
const maxRequests = 5_000
// A request's own conversion varies as that of a step does, and by so few orders.
const usualSpread = 0.03
const priorOrders = 4

interface Counts {
  asked: number
  ordered: number
  /** Of the hour that is not over. */
  newAsked: number
  newOrdered: number
  files: Files
}

/** Of all who ordered: how many loaded static files. */
interface Files {
  buyers: number
  withFiles: number
}

const count = (files: Files, hasFiles: boolean) => {
  files.buyers += 1
  if (hasFiles) files.withFiles += 1
}

/** Which requests visits make on their way to an order, and how many of those who make them order: learnt from the log. */
export function newOrderWay() {
  const requests = new Map<string, Counts>()
  let buyers = 0
  let newBuyers = 0
  let visits = 0
  let newVisits = 0
  const ofAll: Files = { buyers: 0, withFiles: 0 }

  /** Of a request, or of several together. */
  function countsOf(key: string): Pick<Counts, 'asked' | 'ordered'> | null {
    const known = requests.get(key)
    if (known || !key.includes('\n')) return known ?? null
    const all = keysOf(key).flatMap((one) => requests.get(one) ?? [])
    return all.reduce(
      (sum, { asked, ordered }) => ({ asked: sum.asked + asked, ordered: sum.ordered + ordered }),
      { asked: 0, ordered: 0 },
    )
  }

  const isOfBuyers = (key: string, share: number) =>
    buyers >= leastBuyers && (countsOf(key)?.ordered ?? 0) >= share * buyers

  function conversion(key: string): Rate | null {
    const counts = countsOf(key)
    if (!counts || counts.ordered < leastBuyers) return null
    const rate = Math.min(0.98, counts.ordered / Math.max(1, counts.asked))
    return { rate, spread: usualSpread + 1 / (counts.ordered + priorOrders) }
  }

  const isOnWay = (key: string) => isOfBuyers(key, mostBuyers)
  const leadsToOrders = (key: string) => (conversion(key)?.rate ?? 0) >= mostBuyers

  return {
    /** A person's visit makes a request for the first time. */
    asked(key: string) {
      const counts = requests.get(key)
      if (counts) counts.newAsked += 1
      else if (requests.size < maxRequests)
        requests.set(key, {
          ...{ asked: 0, ordered: 0, newAsked: 1, newOrdered: 0 },
          files: { buyers: 0, withFiles: 0 },
        })
    },
    /** A person's visit asks for something. */
    visited() {
      newVisits += 1
    },
    /** It was no person's visit. */
    left() {
      newVisits -= 1
    },
    /** It was no person's visit that made the request. */
    leave(key: string) {
      const counts = requests.get(key)
      if (counts) counts.newAsked -= 1
    },
    /** A visit that made these requests has ordered. */
    ordered(keys: Iterable<string>, hasFiles: boolean) {
      newBuyers += 1
      count(ofAll, hasFiles)
      for (const key of keys) {
        const counts = requests.get(key)
        if (!counts) continue
        counts.newOrdered += 1
        count(counts.files, hasFiles)
      }
    },
    /** Takes an hour into what is usual, unless something was wrong in it. */
    endHour(isTroubled: boolean) {
      buyers = isTroubled ? buyers : buyers * fadeAnHour + newBuyers
      newBuyers = 0
      visits = isTroubled ? visits : visits * fadeAnHour + newVisits
      newVisits = 0
      for (const counts of requests.values()) {
        if (!isTroubled) {
          counts.asked = counts.asked * fadeAnHour + counts.newAsked
          counts.ordered = counts.ordered * fadeAnHour + counts.newOrdered
        }
        counts.newAsked = 0
        counts.newOrdered = 0
      }
    },
    /** Whether most of those who order make a request before they do. */
    isOnWay,
    /** Whether most of those who make it order, few as they may be: the checkout of one language of many. */
    leadsToOrders,
    /** Whether it is one of the ways to an order, for all or for some. */
    isOfWay: (key: string) => isOnWay(key) || leadsToOrders(key),
    /** Whether a good part of them does. */
    isAskedByBuyers: (key: string) => isOfBuyers(key, someBuyers),
    /** The share of visits that make a request. */
    shareAsking: (key: string) => (visits > 0 ? (countsOf(key)?.asked ?? 0) / visits : 0),
    /** Of those who made a request: how many ordered. */
    outcomes(key: string): { came: number; ordered: number } {
      const { asked: came, ordered } = countsOf(key) ?? { asked: 0, ordered: 0 }
      return { came: Math.max(came, ordered), ordered }
    },
    /** Whether nearly all who make a request and order load static files as well: apps do not, nor who comes again and has them, nor anybody where the log has none. */
    isWithFiles(key: string): boolean {
      const own = requests.get(key)?.files
      if (own && own.buyers >= leastBuyers) return own.withFiles >= nearlyAllBuyers * own.buyers
      // Of what hardly anybody who buys has asked for, the others tell.
      return ofAll.buyers >= leastBuyers && ofAll.withFiles >= mostBuyers * ofAll.buyers
    },
    /** The share of those who make a request that order; null when too little is known. */
    conversion,
  }
}

export type OrderWay = ReturnType<typeof newOrderWay>

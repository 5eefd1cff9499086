import { hourMs } from '@/lib/time'
import type { Visit } from '@/lib/visits/visits'
import { countOne, mostOf } from './counts'
import { quantile } from './distributions'

/** A request of somebody who may order. */
export interface Posted {
  /** Method and path, with `*` for what names one thing of many. */
  text: string
  method: string
  status: number
  visit: Visit
  atMs: number
  /** It asks for a step of the way, which is known. */
  isStep: boolean
}

/** What is asked for where orders came, since none comes. */
export interface RenamedOrder {
  /** The request that was the order, and the one that may be it now. */
  order: string
  request: string
  /** Visits that made it. */
  visits: number
}

/** Orders that stopped at `sinceMs`; of (fromMs, now] how many did not come, and the squared coefficient of variation. */
export interface MissingOrders {
  sinceMs: number
  fromMs: number
  mean: number
  spread: number
  /** Whether visits can be told apart: else the next one's page follows. */
  areApart: boolean
}

interface Request {
  /** It is the order's own, answered otherwise. */
  isOrders: boolean
  firstMs: number
  /** How many orders were known when it was first made. */
  ordersBefore: number
  times: number[]
  visits: WeakSet<Visit>
  asked: number
  /** How often the page came next that follows an order, and which pages did. */
  followed: number
  followers: Map<string, number>
  statuses: Map<number, number>
}

const maxRequests = 2_000
const maxTimes = 1_000
// Pages that were open when the path changed still ask for the old one.
const togetherMs = hourMs
const leastOrders = 20
const leastVisits = 5
const leastVisitsOfOrders = 2
/** What was found stays so until chance is surely against it. */
const outsideChance = { first: 0.005, again: 0.0001 }
/** The pace of a new form is not quite that of the old one. */
const moreSpread = 0.05
const mostRepeats = 0.3
const leastAlike = 0.7
const leastFollowed = 0.5

const answeredBy = (text: string, status: number) => `${text}, answered ${status},`

const shareOf = (counts: ReadonlyMap<unknown, number>, key: unknown) => {
  let all = 0
  for (const count of counts.values()) all += count
  return all === 0 ? 0 : (counts.get(key) ?? 0) / all
}

/**
 * Finds the request that took the place of the order when a deploy renamed its path or changed its status:
 * new, made by the visits that used to order, at the pace of orders, and followed by the same page or, where
 * that has a new name as well, by a new one, and answered as they were.
 */
export function newRenamedOrder() {
  const requests = new Map<string, Request>()
  const orderStatuses = new Map<number, number>()
  const followers = new Map<string, number>()
  const firstSeenMs = new Map<string, number>()
  /** What each visit did last that a page may follow: an order, or a request that may be one. */
  const pending = new WeakMap<Visit, Request | 'order'>()
  let orders = 0
  let method = ''
  let order = ''
  let found: string | null = null

  const usualFollower = () => {
    const page = mostOf(followers)
    return page !== undefined && shareOf(followers, page) >= leastFollowed ? page : null
  }

  /** The page after it has a new name as well. */
  function isFollowedAnew({ followers: own, times, firstMs }: Request): boolean {
    const page = mostOf(own)
    if (page === undefined || (own.get(page) ?? 0) < leastFollowed * times.length) return false
    return (firstSeenMs.get(page) ?? 0) >= firstMs - togetherMs
  }

  function isAlike(request: Request): boolean {
    const { statuses, asked, times, followed } = request
    // A form that is refused is sent again, and answered otherwise.
    if (asked > (1 + mostRepeats) * times.length) return false
    const isAnsweredAlike = shareOf(statuses, mostOf(orderStatuses)) >= leastAlike
    if (usualFollower() === null) return isAnsweredAlike
    if (followed >= leastFollowed * times.length) return true
    return isAnsweredAlike && isFollowedAnew(request)
  }

  return {
    ordered({ text, method: by, status, visit }: Posted) {
      orders += 1
      order = text
      method = by
      countOne(orderStatuses, status)
      pending.set(visit, 'order')
    },
    /** A page that a visit asks for after it was where orders are made. */
    see({ text, method: by, status, visit, atMs, isStep }: Posted) {
      const before = pending.get(visit)
      if (before === 'order' && (followers.size < maxRequests || followers.has(text)))
        countOne(followers, text)
      else if (before && before !== 'order') {
        if (text === usualFollower()) before.followed += 1
        countOne(before.followers, text)
      }
      pending.delete(visit)
      if (!firstSeenMs.has(text) && firstSeenMs.size < maxRequests) firstSeenMs.set(text, atMs)
      if (by !== method || status >= 400 || (isStep && text !== order)) return
      // Answered otherwise, it may be what the site file does not count.
      const name = isStep ? answeredBy(text, status) : text
      let request = requests.get(name)
      if (!request) {
        if (requests.size >= maxRequests) return
        request = {
          isOrders: isStep,
          firstMs: atMs,
          ordersBefore: orders,
          times: [],
          visits: new WeakSet(),
          asked: 0,
          followed: 0,
          followers: new Map(),
          statuses: new Map(),
        }
        requests.set(name, request)
      }
      // What was there from the beginning is no new name.
      if (request.ordersBefore < leastOrders) return
      pending.set(visit, request)
      request.asked += 1
      countOne(request.statuses, status)
      if (request.visits.has(visit) || request.times.length >= maxTimes) return
      request.visits.add(visit)
      request.times.push(atMs)
    },
    /** Whether the page that follows an order follows the order's own request when it is answered so. */
    isFollowed(status: number): boolean {
      const request = requests.get(answeredBy(order, status))
      if (!request || request.followed === 0) return false
      return request.followed >= leastFollowed * request.asked
    },
    /** The request that comes instead of the orders that are missing; null when there is none. */
    instead({ sinceMs, fromMs, mean, spread, areApart }: MissingOrders): RenamedOrder | null {
      const bounds = (chance: number) =>
        [chance, 1 - chance].map((part) => quantile(part, mean, spread + moreSpread))
      const [first, again] = [bounds(outsideChance.first), bounds(outsideChance.again)]
      let best: RenamedOrder | null = null
      for (const [text, request] of requests) {
        if (request.firstMs < sinceMs - togetherMs || request.ordersBefore < leastOrders) continue
        const visits = request.times.filter((ms) => ms > fromMs).length
        const [low = 0, high = 0] = text === found ? again : first
        if (request.isOrders && !areApart) continue
        const least = request.isOrders ? leastVisitsOfOrders : leastVisits
        if (visits < Math.max(least, low) || visits > high || !isAlike(request)) continue
        if (visits > (best?.visits ?? 0)) best = { order, request: text, visits }
      }
      found = best?.request ?? null
      return best
    },
  }
}

export type Renamed = ReturnType<typeof newRenamedOrder>

import { countOne, mostOf } from '@/lib/orders/expected/counts'
import { quantile } from '@/lib/orders/expected/distributions'
import { hourMs } from '@/lib/time'
import type { Visit } from '@/lib/visits/visits'

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
  /** The visit has asked for the last step before the order. */
  isThere: boolean
}

/** What is asked for where orders came, since none comes. */
export interface RenamedOrder {
  /** The request that was the order, and the one that may be it now. */
  order: string
  request: string
  /** Visits that made it. */
  visits: number
  /** The steps before the order are not asked for any more either: pages come in their place. */
  isWay: boolean
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
  /** New pages that visits asked for before they made it. */
  pagesBefore: Map<string, number>
}

const maxRequests = 2_000
const maxTimes = 1_000
const maxPages = 20_000
const maxNewPages = 20
const maxNewMs = 24 * hourMs
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
/** Pages that were open when the way was renamed still ask for the steps by their old names. */
const mostOfOldWay = 0.1
const leastByNewPages = 0.5

const answeredBy = (text: string, status: number) => `${text}, answered ${status},`

const shareOf = (counts: ReadonlyMap<unknown, number>, key: unknown) => {
  let all = 0
  for (const count of counts.values()) all += count
  return all === 0 ? 0 : (counts.get(key) ?? 0) / all
}

/**
 * Finds the request that took the place of the order when a deploy renamed its path or changed its status:
 * new, made by the visits that used to order, at the pace of orders, and followed by the same page or, where
 * that has a new name as well, by a new one, and answered as they were. Where the steps before it have new names
 * too, nobody asks for them by the old ones, and those who make it come by as many pages that are new.
 */
export function newRenamedOrder() {
  const requests = new Map<string, Request>()
  /** Of visits that have not asked for the last step before the order. */
  const onNewWay = new Map<string, Request>()
  const pages = new Map<string, { firstMs: number; ordersBefore: number }>()
  const newPages = new WeakMap<Visit, string[]>()
  const orderStatuses = new Map<number, number>()
  const followers = new Map<string, number>()
  /** What each visit did last that a page may follow: an order, or a request that may be one. */
  const pending = new WeakMap<Visit, Request | 'order'>()
  let orders = 0
  let method = ''
  let order = ''
  let found: string | null = null

  /** Null where most visits end with the order, whatever the others ask for then. */
  const usualFollower = () => {
    const page = mostOf(followers)
    if (page === undefined) return null
    return (followers.get(page) ?? 0) >= leastFollowed * orders ? page : null
  }

  /** The page after it has a new name as well. */
  function isFollowedAnew({ followers: own, times, firstMs }: Request): boolean {
    const page = mostOf(own)
    if (page === undefined || (own.get(page) ?? 0) < leastFollowed * times.length) return false
    return isSince(page, firstMs)
  }

  const isSince = (page: string, ms: number) => (pages.get(page)?.firstMs ?? 0) >= ms - togetherMs

  /** The new pages by which most of those who make it come. */
  const newPagesBefore = ({ firstMs, times, pagesBefore }: Request): string[] =>
    [...pagesBefore].flatMap(([page, visits]) =>
      visits >= leastByNewPages * times.length && isSince(page, firstMs) ? [page] : [],
    )

  /** Those who make it come by pages that take the place of steps nobody asks for; `askedSince` says how many ask for each. */
  function isByNewWay(request: Request, askedSince: readonly number[]): boolean {
    const { times, followed } = request
    const mostOld = mostOfOldWay * times.length
    const lastAsked = askedSince.findLastIndex((asked) => asked > mostOld)
    const gone = askedSince.length - 1 - lastAsked
    const isFollowed =
      usualFollower() === null ||
      followed >= leastFollowed * times.length ||
      isFollowedAnew(request)
    return gone > 0 && newPagesBefore(request).length >= gone && isFollowed
  }

  /** Remembers a page; of those that are new, which visit asked for them. */
  function seePage({ text, status, visit, atMs }: Posted) {
    let page = pages.get(text)
    if (!page) {
      if (pages.size >= maxPages) return
      page = { firstMs: atMs, ordersBefore: orders }
      pages.set(text, page)
    }
    if (status >= 400 || page.ordersBefore < leastOrders) return
    if (page.firstMs < atMs - maxNewMs) return
    const known = newPages.get(visit) ?? []
    if (known.length < maxNewPages && !known.includes(text)) newPages.set(visit, [...known, text])
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
    /** A request that is no order. */
    see(posted: Posted) {
      const { text, method: by, status, visit, atMs, isStep, isThere } = posted
      const before = pending.get(visit)
      if (before === 'order' && (followers.size < maxRequests || followers.has(text)))
        countOne(followers, text)
      else if (before && before !== 'order') {
        if (text === usualFollower()) before.followed += 1
        countOne(before.followers, text)
      }
      pending.delete(visit)
      seePage(posted)
      if (by !== method || status >= 400 || (isStep && text !== order)) return
      // Answered otherwise, it may be what the site file does not count.
      const name = isStep ? answeredBy(text, status) : text
      const known = isThere ? requests : onNewWay
      let request = known.get(name)
      if (!request) {
        if (known.size >= maxRequests) return
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
          pagesBefore: new Map(),
        }
        known.set(name, request)
      }
      // What was there from the beginning is no new name.
      if (request.ordersBefore < leastOrders) return
      pending.set(visit, request)
      request.asked += 1
      countOne(request.statuses, status)
      if (request.visits.has(visit) || request.times.length >= maxTimes) return
      request.visits.add(visit)
      request.times.push(atMs)
      for (const page of newPages.get(visit) ?? []) countOne(request.pagesBefore, page)
    },
    /** Whether the page that follows an order follows the order's own request when it is answered so. */
    isFollowed(status: number): boolean {
      const request = requests.get(answeredBy(order, status))
      if (!request || request.followed === 0) return false
      return request.followed >= leastFollowed * request.asked
    },
    /**
     * The request that comes instead of the orders that are missing; null when there is none.
     * `askedSince`: how many visits have asked for each step before the order since a moment.
     */
    instead(
      { sinceMs, fromMs, mean, spread, areApart }: MissingOrders,
      askedSince: (ms: number) => readonly number[],
    ): RenamedOrder | null {
      const bounds = (chance: number) =>
        [chance, 1 - chance].map((part) => quantile(part, mean, spread + moreSpread))
      const [first, again] = [bounds(outsideChance.first), bounds(outsideChance.again)]
      let best: RenamedOrder | null = null
      // Of a way with new names the order is what lies behind the most of them.
      let furthest = 0
      for (const known of [requests, onNewWay])
        for (const [text, request] of known) {
          const isWay = known === onNewWay
          if (request.firstMs < sinceMs - togetherMs || request.ordersBefore < leastOrders) continue
          const visits = request.times.filter((ms) => ms > fromMs).length
          const [low = 0, high = 0] = text === found ? again : first
          if ((request.isOrders || isWay) && !areApart) continue
          const least = request.isOrders || isWay ? leastVisitsOfOrders : leastVisits
          if (visits < Math.max(least, low) || visits > high || !isAlike(request)) continue
          if (isWay && !isByNewWay(request, askedSince(request.firstMs))) continue
          const far = isWay ? newPagesBefore(request).length : 0
          if (far < furthest || (far === furthest && visits <= (best?.visits ?? 0))) continue
          furthest = far
          best = { order, request: text, visits, isWay }
        }
      found = best?.request ?? null
      return best
    },
  }
}

export type Renamed = ReturnType<typeof newRenamedOrder>

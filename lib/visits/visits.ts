import { hostOf } from '@/lib/access-log/request-line'
import type { Asked, StepReader } from '@/lib/shop/steps'
import { appName, clientNames } from './agent'
import {
  type BehaviourOptions,
  type ClientBehaviour,
  isNoAgent,
  isTestAgent,
  mayBeApp,
  newClientBehaviour,
  type Verdict,
} from './client-kind'
import { newDirectOrders } from './direct-orders'
import { KnownPeople } from './known-people'
import { MetRequests } from './met-requests'
import { visitPauseMs } from './pause'
import { isStaticFile } from './static-file'

/** A request as visits are made from it. */
export interface VisitRequest extends Asked {
  timeMs: number
  /** An address or host name. */
  client: string
  agent: string
  status: number
  referer: string
  /** ISO 3166-1 alpha-2; empty when it is not known. */
  country: string
  /** Null when the log does not say. */
  durationMs: number | null
  /** Of the answer; null when the log does not say. */
  bytes: number | null
  /** The log file or log stream that it stands in; empty where there is one. */
  source: string
}

/** What one client did without a pause of half an hour. Times are epoch ms, NaN for never. */
export interface Visit {
  client: string
  /** Its browser or app, by each name that others may share: `Chrome`, `Chrome on Android`. */
  browsers: readonly string[]
  country: string
  /** Where the visit came from: the host of the first referrer; empty for none. */
  referrer: string
  startMs: number
  lastMs: number
  /** A static file, or a second page: somebody looks at it. */
  isEngaged: boolean
  /** Anything was answered below 400. */
  isServed: boolean
  /** It asked for a static file. */
  hasFiles: boolean
  /** Its client came on an earlier day, and was served as a person. */
  isKnown: boolean
  pages: number
  /** When each step was first asked for. */
  askedMs: readonly number[]
  orders: number
  lastOrderMs: number
  /** The page that was asked for last (null for none), and how many times in succession. */
  lastMethod: string
  lastPath: string | null
  repeats: number
  /** How often in succession it was sent on at once to a page that it had just come from. */
  turns: number
  /** What became of each request that is watched. */
  readonly met: MetRequests
  /** It got through the shop sooner than people do: to be set by who knows how long they take. */
  isHurried: boolean
  /** And that is so since it loads no files, as programs do. */
  isBare: boolean
  /** It has only sent what would be orders, where those who order ask for pages before. */
  isDirect: boolean
  /** It is a monitor's, and what it orders is a test. */
  isTest: boolean
  /** The moment by which it was counted as one that came, and then as one that came to each step: to be set by who counts. */
  countedMs: readonly number[]
  verdict(): Verdict
}

/** What one request means within its visit. */
export interface Seen {
  visit: Visit
  isStatic: boolean
  /** The step it asks for; -1 for none. */
  step: number
  /** Which of the step's matches it is; -1 for none. */
  match: number
  isFirstAsk: boolean
  /** It is answered as an order is, though perhaps it is one that has been counted. */
  reachesOrder: boolean
  /** Also the file by which a client shows that what it sent before is an order. */
  isOrder: boolean
  /** It would be an order, had its client asked for anything else, or were it no monitor's. */
  isApart: boolean
  /** It would reach the order, were not every page answered so for now. */
  isOfEvery: boolean
  becameEngaged: boolean
}

// A browser follows a redirect at once; an open page that asks again and again waits.
const maxTurnMs = 3_000
const forgetMs = 24 * 3_600_000
const sweepEvery = 50_000
const maxOrderIds = 200_000
const maxApps = 1_000
const notCounted: readonly number[] = []
const noStep = { step: -1, match: -1 }

// Whoever has ordered is a person, or buys for one.
const hasOrdered: Verdict = { kind: 'person', why: 'ordered' }
const hurried: Verdict = { kind: 'bot', why: 'It got through the shop sooner than people do.' }
const bare: Verdict = {
  kind: 'bot',
  why: 'It sent a form that was refused, and asked for no files.',
}
const direct: Verdict = { kind: 'bot', why: 'It sends orders, and asked for nothing else before.' }

const buys: Verdict = { kind: 'person', why: 'Others order with its app.' }
// What apps and bots call themselves may look alike; bots do not buy from so many addresses.
const leastBuyers = 10

/** The addresses that orders with one app came from, as far as more are needed. */
class AppBuyers {
  readonly #clients = new Set<string>()

  get areMany(): boolean {
    return this.#clients.size >= leastBuyers
  }

  add(client: string): void {
    if (!this.areMany) this.#clients.add(client)
  }
}

/** What all clients of an address have in common. */
class Address {
  /** When any of them last asked for something besides the order, epoch ms. */
  elseMs = Number.NaN
}

class ClientVisit implements Visit {
  readonly client: string
  readonly browsers: readonly string[]
  readonly country: string
  readonly referrer: string
  readonly startMs: number
  lastMs: number
  isEngaged = false
  isServed = false
  hasFiles = false
  isKnown = false
  pages = 0
  orders = 0
  lastOrderMs = Number.NaN
  lastMethod = ''
  lastPath: string | null = null
  repeats = 0
  turns = 0
  isHurried = false
  isBare = false
  isDirect = false
  isTest = false
  /** The order that it sent before asking for anything else, by the last step's match. */
  directOrder: { match: number; ms: number } | null = null
  countedMs: readonly number[] = notCounted
  /** The page before the last one, where that sent it on. */
  #fromPath: string | null = null
  readonly met = new MetRequests()

  constructor(
    request: VisitRequest,
    readonly address: Address,
    readonly behaviour: ClientBehaviour,
    /** Of its app; null where it passes for a browser. */
    readonly buyers: AppBuyers | null,
    public askedMs: readonly number[],
  ) {
    this.client = request.client
    this.browsers = clientNames(request.agent)
    this.country = request.country
    this.referrer = hostOf(request.referer) ?? ''
    this.startMs = request.timeMs
    this.lastMs = request.timeMs
  }

  /** To be called before the page becomes the last one. */
  turn({ method, path, status, timeMs }: VisitRequest): void {
    const isSentOn = method === 'GET' && status >= 300 && status < 400 && status !== 304
    if (!isSentOn && this.turns === 0 && this.#fromPath === null) return
    const isBack = path === this.lastPath || path === this.#fromPath
    const isAtOnce = timeMs - this.lastMs <= maxTurnMs
    this.turns = isSentOn && isBack && isAtOnce ? this.turns + 1 : 0
    this.#fromPath = isSentOn ? this.lastPath : null
  }

  verdict(): Verdict {
    if (this.orders > 0) return hasOrdered
    const own = this.behaviour.verdict()
    const verdict = own.kind !== 'person' && this.buyers?.areMany ? buys : own
    if (verdict.kind !== 'person') return verdict
    if (this.isDirect) return direct
    if (this.isHurried) return this.isBare ? bare : hurried
    return verdict
  }
}

interface VisitsOptions extends Pick<BehaviourOptions, 'isPersons'> {
  /** Whether the pages that people ask for come into the log as ever; left out, they do. */
  arePagesSeen?: () => boolean
  /** Whether every page sends people elsewhere with this status for now: it is no answer to an order. */
  isOfEvery?: (status: number) => boolean
}

/** Puts requests, which must come in the order of their times, together as visits. */
export function newVisits(
  stepReader: StepReader,
  stepCount: number,
  { isPersons, arePagesSeen, isOfEvery: isEvery }: VisitsOptions = {},
) {
  /** By agent, of which there are few, then by address: to put the two together would make a new text of each request. */
  const agents = new Map<string, Map<string, ClientVisit>>()
  let addresses = new Map<string, Address>()
  const directOrders = newDirectOrders()
  const knownPeople = new KnownPeople()
  const appBuyers = new Map<string, AppBuyers>()
  let orderIds = new Set<string>()
  let assets = 0
  let pages = 0
  /** Requests with a user agent: of some formats none has one. */
  let named = 0
  let untilSweep = sweepEvery
  // A log that has hardly any static files says nothing about a client that asked for none.
  const hasAssets = () => assets > 0.2 * pages
  const hasAgents = () => named > 0.01 * (assets + pages)

  // Most visits ask for no step: they share one.
  const noneAsked: readonly number[] = new Array(stepCount).fill(Number.NaN)

  function sweep(nowMs: number) {
    let left = 0
    addresses = new Map()
    for (const [agent, clients] of agents) {
      for (const [client, visit] of clients)
        if (visit.lastMs < nowMs - forgetMs) clients.delete(client)
        else addresses.set(client, visit.address)
      if (clients.size === 0) agents.delete(agent)
      left += clients.size
    }
    untilSweep = Math.max(sweepEvery, left)
  }

  function addressOf(client: string): Address {
    const known = addresses.get(client)
    if (known) return known
    const address = new Address()
    addresses.set(client, address)
    return address
  }

  function buyersOf({ agent }: VisitRequest): AppBuyers | null {
    if (!mayBeApp(agent) || isTestAgent(agent)) return null
    const name = appName(agent)
    const known = appBuyers.get(name)
    if (known || name === '' || appBuyers.size >= maxApps) return known ?? null
    const buyers = new AppBuyers()
    appBuyers.set(name, buyers)
    return buyers
  }

  function visitOf(request: VisitRequest): ClientVisit {
    const { agent, client, timeMs } = request
    let clients = agents.get(agent)
    const known = clients?.get(client)
    if (known && timeMs - known.lastMs <= visitPauseMs) return known
    const behaviour =
      known?.behaviour ?? newClientBehaviour(agent, { hasAssets, hasAgents, isPersons })
    const visit = new ClientVisit(
      request,
      addressOf(client),
      behaviour,
      buyersOf(request),
      noneAsked,
    )
    visit.isKnown = knownPeople.has(client, agent, timeMs)
    visit.isTest = isTestAgent(agent) && !isPersons?.(agent)
    if (!clients) {
      clients = new Map()
      agents.set(agent, clients)
    }
    clients.set(client, visit)
    return visit
  }

  /** Follows whether a client asks for anything but the order; true when it shows that what it sent is one. */
  function provesOrder(visit: ClientVisit, isStatic: boolean): boolean {
    const { directOrder, isDirect, address, lastMs } = visit
    // A program is sent on to the next page too, but does not load what belongs to it.
    if (directOrder && !isStatic && hasAssets()) return false
    address.elseMs = lastMs
    visit.isDirect = false
    visit.directOrder = null
    if (directOrder) directOrders.takeBack(directOrder.match, directOrder.ms)
    return directOrder !== null && isDirect
  }

  /** Whether a request that reaches the last step is an order that has not been counted. */
  function isNewOrder(request: VisitRequest, visit: Visit): boolean {
    const id = stepReader.orderIdOf(request)
    if (id !== null) {
      if (orderIds.has(id)) return false
      if (orderIds.size >= maxOrderIds) orderIds = new Set()
      orderIds.add(id)
      return true
    }
    // Reloading the page that confirms an order orders nothing.
    return request.method !== 'GET' || !(request.timeMs - visit.lastOrderMs < visitPauseMs)
  }

  return {
    hasAssets,
    see(request: VisitRequest): Seen {
      untilSweep -= 1
      if (untilSweep <= 0) sweep(request.timeMs)
      const visit = visitOf(request)
      visit.behaviour.see(request)
      if (!isNoAgent(request.agent)) named += 1
      const isStatic = isStaticFile(request.path)
      if (!isStatic) visit.turn(request)
      visit.lastMs = Math.max(visit.lastMs, request.timeMs)
      if (request.status < 400) visit.isServed = true
      const { step, match } = stepReader.matching(request) ?? noStep
      const wasEngaged = visit.isEngaged
      if (isStatic) {
        assets += 1
        if (
          !visit.hasFiles &&
          visit.isServed &&
          visit.pages > 0 &&
          visit.verdict().kind === 'person'
        )
          knownPeople.add(request.client, request.agent, request.timeMs)
        visit.hasFiles = true
        visit.isEngaged = true
      } else {
        pages += 1
        const isSame = request.path === visit.lastPath && request.method === visit.lastMethod
        visit.repeats = isSame ? visit.repeats + 1 : 0
        if (visit.repeats === 0) visit.pages += 1
        visit.lastPath = request.path
        visit.lastMethod = request.method
        if (visit.pages > 1) visit.isEngaged = true
      }
      const isFirstAsk = step !== -1 && Number.isNaN(visit.askedMs[step])
      if (isFirstAsk) visit.askedMs = visit.askedMs.with(step, request.timeMs)
      // Where there are no steps, nothing is an order.
      const isLast = step !== -1 && step === stepCount - 1
      const fitsOrder = isLast && stepReader.reaches(request) === step
      const isOfEvery = fitsOrder && isEvery?.(request.status) === true
      const reachesOrder = fitsOrder && !isOfEvery
      const isNew = reachesOrder && isNewOrder(request, visit)
      const isProven = !isLast && provesOrder(visit, isStatic)
      // The browser that comes back from paying may be another one, at the same address.
      const isDirect = isLast && !(request.timeMs - visit.address.elseMs <= forgetMs)
      if (isNew && !visit.isTest) directOrders.add(match, request.timeMs, isDirect)
      if (isNew && isDirect) visit.directOrder = { match, ms: request.timeMs }
      visit.isDirect ||=
        isDirect &&
        directOrders.areUnusual(match, request.timeMs) &&
        arePagesSeen?.() !== false &&
        !isPersons?.(request.agent)
      const isTest = isNew && visit.isTest && directOrders.areLed(match, request.timeMs)
      const isApart = isTest || (isNew && visit.isDirect)
      const isOrder = isProven || (isNew && !isApart)
      if (isOrder) {
        visit.orders += 1
        // What a payment provider reports comes by itself.
        if (!isDirect) visit.buyers?.add(visit.client)
        visit.lastOrderMs = request.timeMs
        visit.isEngaged = true
      }
      const becameEngaged = !wasEngaged && visit.isEngaged
      return {
        visit,
        isStatic,
        step,
        match,
        isFirstAsk,
        reachesOrder,
        isOrder,
        isApart,
        isOfEvery,
        becameEngaged,
      }
    },
  }
}

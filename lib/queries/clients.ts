import * as z from 'zod'
import { hourMs } from '@/lib/time'
import { type Base, maxRows } from './base'
import { type Fragment, fieldName, insights, list } from './insights'
import { orderName, orderNumbers } from './order-count'
import { isBot, isCustomersAddress, isPersonsAgent, isUnnamed } from './people'
import { isFailed, isLanding, isOrder, isRequest, where, withoutLocation } from './query'
import type { QueryContext } from './query-context'
import { keyOf } from './rows-by'
import { stepAsked, stepReached } from './steps'

/** What a client did with one agent in a part of the time. */
export interface ClientPart {
  part: number
  agent: string | null
  client: string | null
  country: string | null
  region: string | null
  city: string | null
  lat: string | null
  lon: string | null
  /** What tells its orders from others; null where each request for one is one, or there is none. */
  order: string | null
  lines: number
  requests: number
  failed: number
  orders: number
  /** Requests for the first step of the way. */
  landings: number
  /** Epoch ms; 0 when there is none. */
  lastRequest: number
  lastOrder: number
  /** What sorts first and last of what was asked for. */
  methods: FirstAndLast
  paths: FirstAndLast
  lastReferer: string | null
  isBot: boolean
  isPerson: boolean
  isUnnamed: boolean
  isCustomer: boolean
  /** Of requests for steps of the way; null when there is none. */
  way: WayPart | null
}

export type FirstAndLast = readonly [first: string | null, last: string | null]

export interface WayPart {
  firstMs: number
  lastMs: number
  /** By step: when it was reached first, and whether it was asked for. */
  reached: readonly (number | null)[]
  asked: readonly boolean[]
}

const maxSteps = 10
const columnOf = (name: string, number: number) => fieldName(`${name}${number}`)
const numbersOf = ({ steps }: QueryContext['site']) =>
  Array.from({ length: Math.min(steps.length, maxSteps) }, (_, at) => at + 1)

const count = (value: string | undefined): number => Number(value ?? 0)
const text = (value: string | undefined): string | null => value ?? null

function wayOf(columns: Record<string, string>): WayPart | null {
  if (columns.wayFirst === undefined) return null
  const steps = Array.from({ length: maxSteps }, (_, at) => at + 1)
  const reachedMs = steps.map((number) => columns[`reached${number}`])
  return {
    firstMs: count(columns.wayFirst),
    lastMs: count(columns.wayLast),
    reached: reachedMs.map((ms) => (ms === undefined ? null : count(ms))),
    asked: steps.map((number) => columns[`asked${number}`] !== undefined),
  }
}

const row = z
  .record(z.string(), z.string())
  .refine(({ part, lines }) => Number(part) > 0 && Number(lines) > 0)
  .transform(
    (columns): ClientPart => ({
      part: count(columns.part),
      agent: text(columns.userAgent),
      client: text(columns.remoteIP),
      country: text(columns.country),
      region: text(columns.region),
      city: text(columns.city),
      lat: text(columns.lat),
      lon: text(columns.lon),
      order: text(columns.orderName),
      lines: count(columns.lines),
      requests: count(columns.answered),
      failed: count(columns.refused),
      orders: count(columns.ordered),
      landings: count(columns.landed),
      lastRequest: count(columns.latest),
      lastOrder: count(columns.latestOrder),
      methods: [text(columns.firstMethod), text(columns.lastMethod)],
      paths: [text(columns.firstRequest), text(columns.lastRequest)],
      lastReferer: text(columns.lastReferer),
      isBot: columns.bot === '1',
      isPerson: columns.person === '1',
      isUnnamed: columns.unnamed === '1',
      isCustomer: columns.customer === '1',
      way: wayOf(columns),
    }),
  )

const place = ['country', 'region', 'city', 'lat', 'lon']
const first = ['firstMethod', 'lastMethod', 'firstRequest', 'lastRequest', 'lastReferer']
const counts = ['lines', 'answered', 'refused', 'ordered', 'landed', 'latest', 'latestOrder']

/** Lines by client and agent: who came, from where, what they asked for, and how far they went. */
export const clients: Base<ClientPart> = {
  name: 'clients',
  row,
  maxRows,
  // How the newest hour was understood each page says.
  leastMs: hourMs,
  // Rows are narrowed to a location afterwards: each is from one.
  text: (context, part) => {
    const { site, view } = context
    const numbers = numbersOf(site)
    const onTheWay = insights`${isRequest} and ispresent(asked)`
    const ofStep = (number: number): Fragment[] => [
      insights`min(case(${isRequest} and reached = ${String(number)}, toMillis(@timestamp))) as ${columnOf('reached', number)}`,
      insights`max(case(${isRequest} and asked = ${String(number)}, 1)) as ${columnOf('asked', number)}`,
    ]
    const ofWay = [
      insights`min(case(${onTheWay}, toMillis(@timestamp))) as wayFirst`,
      insights`max(case(${onTheWay}, toMillis(@timestamp))) as wayLast`,
      ...numbers.flatMap(ofStep),
    ]
    const name = orderName(site)
    const shown = [
      ...['part', 'userAgent', 'remoteIP', ...place, ...counts, ...first, 'wayFirst', 'wayLast'],
      ...numbers.flatMap((number) => [`reached${number}`, `asked${number}`]),
      ...(name === null ? [] : ['orderName']),
    ]
    return insights`
      ${where({ ...context, view: withoutLocation(view) })}
      ${orderNumbers(site)}
      fields ${part} as part, ${stepAsked(site)} as asked, ${stepReached(site)} as reached
      ${name === null ? insights`` : insights`, ${name} as orderName`}
      | stats count(*) as lines, count(status) as answered, sum(${isFailed}) as refused,
        sum(${isOrder(context)}) as ordered, sum(${isRequest} and ${isLanding(context)}) as landed,
        max(case(${isRequest}, toMillis(@timestamp))) as latest,
        max(case(${isOrder(context)}, toMillis(@timestamp))) as latestOrder,
        sortsFirst(method) as firstMethod, sortsLast(method) as lastMethod,
        sortsFirst(request) as firstRequest, sortsLast(request) as lastRequest, sortsLast(referer) as lastReferer,
        ${list(ofWay)}
        by part, userAgent, remoteIP, ${list(place.map(fieldName))}
        ${name === null ? insights`` : insights`, orderName`}
      | fields ${list(shown.map(fieldName))},
        if(${isBot}, 1, 0) as bot, if(${isPersonsAgent(site)}, 1, 0) as person,
        if(${isUnnamed(site)}, 1, 0) as unnamed, if(${isCustomersAddress(site)}, 1, 0) as customer
      | limit ${maxRows}`
  },
}

/** Those from the location of the view. */
export const ofLocation = (
  parts: readonly ClientPart[],
  { view }: Pick<QueryContext, 'view'>,
): ClientPart[] =>
  parts.filter((part) =>
    (['country', 'region', 'city'] as const).every(
      (name) => view[name] === undefined || view[name] === part[name],
    ),
  )

/** How many orders there are: those of the same name are one. */
export function ordersOf(parts: readonly ClientPart[]): number {
  const names = new Set<string>()
  let unnamed = 0
  for (const { order, orders } of parts) {
    if (order !== null) names.add(order)
    else unnamed += orders
  }
  return names.size + unnamed
}

/** A client with one agent, as a key. */
export const visitorOf = ({ client, agent }: ClientPart): string => keyOf([client, agent])

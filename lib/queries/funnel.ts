import * as z from 'zod'
import type { Site } from '@/lib/site'
import { fromBase } from './base'
import { clients, ofLocation } from './clients'
import type { FunnelStep } from './funnel-step'
import { type Fragment, fieldName, insights, list } from './insights'
import { isCustomersAddress, isPersonsAgent } from './people'
import { isRequest, type Query, where, whole } from './query'
import { isOnTheWay, stepAsked, stepReached } from './steps'
import { stepOf, visitsOf } from './visits'

export interface Funnel {
  /** People's visits that asked for any step. */
  visits: number
  /** In the order of the site's steps. */
  steps: FunnelStep[]
}

const optional = z.coerce.number().nullable().default(null)
const count = z.coerce.number().default(0)
const maxSteps = 10
const numbers = Array.from({ length: maxSteps }, (_, at) => at + 1)
const named = (name: string, number: number) => fieldName(`${name}${number}`)

const counts = z.object({ visits: whole }).catchall(z.string())
const row: z.ZodType<Funnel> = counts.transform(({ visits, ...columns }) => ({
  visits,
  steps: numbers
    .filter((number) => columns[`reached${number}`] !== undefined)
    .map((number) => ({
      asked: count.parse(columns[`asked${number}`]),
      reached: count.parse(columns[`reached${number}`]),
      fromBeforeMs: optional.parse(columns[`before${number}`]),
    })),
}))

/** What one visit did: when it reached each step first, and for which it asked. */
const ofVisit = (number: number): Fragment[] => [
  insights`min(case(reached = ${String(number)}, toMillis(@timestamp))) as ${named('at', number)}`,
  insights`max(asked = ${String(number)}) as ${named('wanted', number)}`,
]

function ofAll(number: number): Fragment[] {
  const [at, before] = [named('at', number), named('at', number - 1)]
  const sums = [
    insights`sum(${named('wanted', number)}) as ${named('asked', number)}`,
    insights`count(${at}) as ${named('reached', number)}`,
  ]
  const wait = insights`pct(case(${at} >= ${before}, ${at} - ${before}), 50) as ${named('before', number)}`
  return number > 1 ? [...sums, wait] : sums
}

const isPerson = (site: Site) => insights`${isPersonsAgent(site)} and ${isCustomersAddress(site)}`

/** The way to an order. A visit is the requests of one address and agent without a pause of half an hour. */
export const funnel: Query<Funnel> = {
  name: 'funnel',
  title: 'How many visits of people reach each step of the way to an order',
  row,
  text: (context) => {
    const { site } = context
    const used = numbers.slice(0, site.steps.length)
    return insights`
      ${where(context, isRequest, isOnTheWay(site))} filter ${isPerson(site)}
      | fields ${stepAsked(site)} as asked, ${stepReached(site)} as reached
      | sessionize remoteIP, userAgent maxspan 30m as visit
      | stats ${list([insights`count(*) as requests`, ...used.flatMap(ofVisit)])} by visit
      | stats ${list([insights`count(*) as visits`, ...used.flatMap(ofAll)])}`
  },
  from: fromBase(clients, (parts, context) => {
    const people = ofLocation(parts, context).filter(
      ({ isPerson, isCustomer }) => isPerson && isCustomer,
    )
    const visits = visitsOf(people)
    if (visits.length === 0) return []
    const steps = numbers.slice(0, context.site.steps.length)
    return [{ visits: visits.length, steps: steps.map((number) => stepOf(visits, number - 1)) }]
  }),
}

import { type OrderIdPlace, orderIdPlaces } from '@/lib/shop/order-id'
import { parameterSource } from '@/lib/shop/query-condition'
import type { Site } from '@/lib/site'
import { every, type Fragment, fieldName, insights, list, regex } from './insights'
import { isReached, pathCondition } from './steps'

type Shop = Pick<Site, 'steps' | 'orderId'>

const nameOf = (index: number) => `orderNumber${index + 1}`
const placesOf = ({ orderId }: Shop) => (orderId === undefined ? [] : orderIdPlaces(orderId))

/** The commands that read the numbers of orders, with their pipes; nothing when orders have none. */
export function orderNumbers(site: Shop): Fragment {
  return placesOf(site).reduce((before, place, index) => {
    const field = place.in === 'path' ? insights`request` : insights`query`
    return insights`${before} parse ${field} ${regex(place.source(nameOf(index)))} |`
  }, insights``)
}

function numberAt({ path, parameters }: OrderIdPlace, index: number): Fragment {
  const field = fieldName(nameOf(index))
  const conditions = parameters.map(
    ([name, value]) => insights`query like ${regex(parameterSource(name, value))}`,
  )
  if (path !== null) conditions.push(pathCondition([path]))
  return conditions.length > 0 ? insights`case(${every(conditions)}, ${field})` : field
}

/** What tells one order from another; null where each request for one is one. */
export function orderName(site: Shop): Fragment | null {
  const numbers = placesOf(site).map(numberAt)
  if (numbers.length === 0) return null
  const otherwise = insights`concat(toMillis(@timestamp), " ", remoteIP)`
  const isOrder = isReached(site, site.steps.length - 1)
  return insights`case(${isOrder}, coalesce(${list([...numbers, otherwise])}))`
}

/**
 * How many orders there are, for `stats` behind {@link orderNumbers}: requests with the same number are one.
 * An order without a number is one for its client and moment.
 */
export function orderCount(site: Shop): Fragment {
  const name = orderName(site)
  if (name !== null) return insights`count_distinct(${name})`
  return insights`sum(${isReached(site, site.steps.length - 1)})`
}

import type { Site } from '@/lib/site'
import { type Fragment, insights } from './insights'
import { orderCount, orderNumbers } from './order-count'
import { isCustomersAddress } from './people'
import { isFailed, isRequest, where } from './query'
import type { QueryContext } from './query-context'

const leavesOut = ({ ignore }: Pick<Site, 'ignore'>) => ignore.networks.length > 0

/** The column behind {@link byAgent} that counts the addresses of customers. */
export const customers = (site: Site): Fragment =>
  leavesOut(site) ? insights`customers` : insights`clients`

/**
 * Groups what the view shows by agent: lines, requests (`answered`), addresses, orders, failures, what sorts
 * first and last of what it asks for, and the moment of the last request. On the engine queries that begin with this count it once.
 */
export function byAgent(context: QueryContext): Fragment {
  const { site } = context
  const ofCustomers = leavesOut(site)
    ? insights`count_distinct(case(${isRequest} and ${isCustomersAddress(site)}, remoteIP)) as customers,`
    : insights``
  return insights`
    ${where(context)}
    ${orderNumbers(site)}
    stats count(*) as lines, count(status) as answered,
      count_distinct(case(${isRequest}, remoteIP)) as clients, ${ofCustomers}
      sortsFirst(method) as firstMethod, sortsLast(method) as lastMethod,
      sortsFirst(request) as firstRequest, sortsLast(request) as lastRequest, sortsLast(referer) as lastReferer,
      ${orderCount(site)} as ordered, sum(${isFailed}) as refused,
      max(if(${isRequest}, toMillis(@timestamp), 0)) as latest by userAgent`
}

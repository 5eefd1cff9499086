import * as z from 'zod'
import { binOf, fromBase } from './base'
import { type ClientPart, clients, ofLocation, ordersOf } from './clients'
import { either, insights } from './insights'
import { orderCount, orderNumbers } from './order-count'
import { isCustomersAddress, isPersonsAgent } from './people'
import { bin, isLanding, isOrder, isRequest, type Query, time, where, whole } from './query'
import { distinct, maxOf, rowsBy, sumOf } from './rows-by'

const row = z.object({
  bin: time,
  /** People who asked for the first step, each once a bin. */
  visits: whole,
  orders: whole,
  /** Epoch ms of the last order in the bin, 0 when it has none. */
  lastOrder: whole,
})
export type OrdersByBin = z.infer<typeof row>

export const ordersByBin: Query<OrdersByBin> = {
  name: 'orders-by-bin',
  title: 'Visits of people, and orders, over time',
  row,
  text: (context) => insights`
    ${where(context, isRequest, either([isLanding(context), isOrder(context)]))}
    ${orderNumbers(context.site)}
    stats count_distinct(case(${isLanding(context)} and ${isCustomersAddress(context.site)}, remoteIP)) as clients, ${orderCount(context.site)} as ordered,
      max(if(${isOrder(context)}, toMillis(@timestamp), 0)) as latest
      by ${bin(context)} as time, userAgent
    | fields if(${isPersonsAgent(context.site)}, clients, 0) as people
    | stats sum(people) as visits, sum(ordered) as orders, max(latest) as lastOrder by time as bin
    | sort bin asc`,
  from: fromBase(clients, (parts, context) => {
    const wanted = ofLocation(parts, context).filter(
      ({ landings, orders }) => landings > 0 || orders > 0,
    )
    return rowsBy(wanted, (part) => [binOf(part, context)]).map((same) => {
      // A client with another agent is another visitor, and its order another one.
      const agents = rowsBy(same, ({ agent }) => [agent])
      const visitors = (ofAgent: ClientPart[]) =>
        distinct(
          ofAgent.filter(
            ({ landings, isCustomer, isPerson }) => landings > 0 && isCustomer && isPerson,
          ),
          ({ client }) => client,
        )
      return {
        bin: binOf(same[0], context),
        visits: sumOf(agents, visitors),
        orders: sumOf(agents, ordersOf),
        lastOrder: maxOf(same, ({ lastOrder }) => lastOrder),
      }
    })
  }),
}

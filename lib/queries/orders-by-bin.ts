import { z } from 'zod'
import { insights } from './insights'
import {
  bin,
  isFailed,
  isLanding,
  isMenu,
  isOrder,
  isRequest,
  type Query,
  time,
  where,
  whole,
} from './query'

const row = z.object({
  bin: time,
  visits: whole,
  menus: whole,
  failedMenus: whole,
  orders: whole,
  /** Epoch ms of the last order in the bin, 0 when it has none. */
  lastOrder: whole,
})
export type OrdersByBin = z.infer<typeof row>

export const ordersByBin: Query<OrdersByBin> = {
  name: 'orders-by-bin',
  title: 'Visits, menu views and orders over time',
  row,
  text: (context) => insights`
    ${where(context, isRequest, insights`request in ${[context.site.landing, context.site.menu, context.site.order.request]}`)}
    stats sum(${isLanding(context)}) as visits, sum(${isMenu(context)}) as menus,
      sum(${isMenu(context)} and ${isFailed}) as failedMenus, sum(${isOrder(context)}) as orders,
      max(if(${isOrder(context)}, toMillis(@timestamp), 0)) as lastOrder
      by ${bin(context)} as bin | sort bin asc`,
}

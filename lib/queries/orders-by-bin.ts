import { z } from 'zod'
import { insights } from './insights'
import { bin, isFailed, isLanding, isMenu, isOrder, type Query, time, where, whole } from './query'

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
  title: 'The way to an order over time: landing page, menu, order',
  row,
  text: (ask) => insights`
    ${where(ask, insights`request in ${[ask.site.landing, ask.site.menu, ask.site.order.request]}`)}
    stats sum(${isLanding(ask)}) as visits, sum(${isMenu(ask)}) as menus,
      sum(${isMenu(ask)} and ${isFailed}) as failedMenus, sum(${isOrder(ask)}) as orders,
      max(if(${isOrder(ask)}, toMillis(@timestamp), 0)) as lastOrder
      by ${bin(ask)} as bin | sort bin asc`,
}

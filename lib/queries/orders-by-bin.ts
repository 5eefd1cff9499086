import { z } from 'zod'
import { either, insights } from './insights'
import { orderCount, orderNumbers } from './order-count'
import { bin, isLanding, isOrder, isRequest, type Query, time, where, whole } from './query'

const row = z.object({
  bin: time,
  visits: whole,
  orders: whole,
  /** Epoch ms of the last order in the bin, 0 when it has none. */
  lastOrder: whole,
})
export type OrdersByBin = z.infer<typeof row>

export const ordersByBin: Query<OrdersByBin> = {
  name: 'orders-by-bin',
  title: 'Visits and orders over time',
  row,
  text: (context) => insights`
    ${where(context, isRequest, either([isLanding(context), isOrder(context)]))}
    ${orderNumbers(context.site)}
    stats sum(${isLanding(context)}) as visits, ${orderCount(context.site)} as orders,
      max(if(${isOrder(context)}, toMillis(@timestamp), 0)) as lastOrder
      by ${bin(context)} as bin | sort bin asc`,
}

import { z } from 'zod'
import { insights } from './insights'
import { orderCount, orderNumbers } from './order-count'
import { isFailed, isLanding, isRequest, type Query, where, whole } from './query'

const row = z.object({
  /** All lines, whether they are requests or not. */
  events: whole,
  requests: whole,
  visitors: whole,
  visits: whole,
  orders: whole,
  failed: whole,
})
export type Totals = z.infer<typeof row>

export const totals: Query<Totals> = {
  name: 'totals',
  title: 'Requests, visitors, orders and failures of the whole period',
  row,
  text: (context) => insights`
    ${where(context)}
    ${orderNumbers(context.site)}
    stats count(*) as events, count(status) as requests, count_distinct(case(${isRequest}, remoteIP)) as visitors,
      sum(${isRequest} and ${isLanding(context)}) as visits, ${orderCount(context.site)} as orders, sum(${isFailed}) as failed`,
}

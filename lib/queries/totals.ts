import { z } from 'zod'
import { insights } from './insights'
import { isFailed, isLanding, isOrder, type Query, where, whole } from './query'

const row = z.object({
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
    ${where(context)} stats count(*) as events, count(status) as requests, count_distinct(remoteIP) as visitors,
      sum(${isLanding(context)}) as visits, sum(${isOrder(context)}) as orders, sum(${isFailed}) as failed`,
}

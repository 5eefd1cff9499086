import { z } from 'zod'
import { insights } from './insights'
import { orderCount, orderNumbers } from './order-count'
import { isCustomersAddress, isPersonsAgent, isSitesBot } from './people'
import { isFailed, isRequest, type Query, where, whole } from './query'

const row = z.object({
  /** All lines, whether they are requests or not. */
  events: whole,
  requests: whole,
  /** People: an address with an agent that does not call itself a bot. */
  visitors: whole,
  /** Requests of agents that call themselves bots, monitors or tools. */
  bots: whole,
  orders: whole,
  failed: whole,
})
export type Totals = z.infer<typeof row>

export const totals: Query<Totals> = {
  name: 'totals',
  title: 'Requests, visitors, bots, orders and failures of the whole period',
  row,
  // By agent first, so that a few hundred agents are looked at and not every line.
  text: (context) => insights`
    ${where(context)}
    ${orderNumbers(context.site)}
    stats count(*) as lines, count(status) as answered,
      count_distinct(case(${isRequest} and ${isCustomersAddress(context.site)}, remoteIP)) as clients,
      ${orderCount(context.site)} as ordered, sum(${isFailed}) as refused by userAgent
    | fields if(${isPersonsAgent(context.site)}, clients, 0) as people, if(${isSitesBot(context.site)}, answered, 0) as automatic
    | stats sum(lines) as events, sum(answered) as requests, sum(people) as visitors,
      sum(automatic) as bots, sum(ordered) as orders, sum(refused) as failed`,
}

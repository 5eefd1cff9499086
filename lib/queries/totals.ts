import { z } from 'zod'
import { byAgent, customers } from './by-agent'
import { insights } from './insights'
import { isPersonsAgent, isSitesBot } from './people'
import { type Query, whole } from './query'

const row = z.object({
  /** All lines, whether they are requests or not. */
  events: whole,
  requests: whole,
  /** People: an address with an agent that neither calls itself a bot nor is a probe. */
  visitors: whole,
  /** Requests of agents that call themselves bots, monitors or tools, and of probes. */
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
  text: (context) => {
    const { site } = context
    return insights`
    ${byAgent(context)}
    | fields if(${isSitesBot(site)}, answered, 0) as automatic
    | fields if(automatic = 0 and ${isPersonsAgent(site)}, ${customers(site)}, 0) as people
    | stats sum(lines) as events, sum(answered) as requests, sum(people) as visitors,
      sum(automatic) as bots, sum(ordered) as orders, sum(refused) as failed`
  },
}

import * as z from 'zod'
import { type Agent, agentsOf } from './agents'
import { fromBase } from './base'
import { byAgent, customers } from './by-agent'
import { clients, ofLocation } from './clients'
import { insights } from './insights'
import { isPersonsAgent, isSitesBot } from './people'
import { type Query, whole } from './query'
import { sumOf } from './rows-by'

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
  from: fromBase(clients, (parts, context) => {
    const agents = agentsOf(ofLocation(parts, context))
    // No events are no row: zero and nothing are two things.
    if (agents.length === 0) return []
    const { networks } = context.site.ignore
    const automatic = (agent: Agent) =>
      (agent.isBot || agent.isProbe) && agent.isUnnamed ? agent.requests : 0
    const people = (agent: Agent) => {
      if (automatic(agent) > 0 || !agent.isPerson) return 0
      return networks.length > 0 ? agent.customers : agent.clients
    }
    return [
      {
        events: sumOf(agents, ({ lines }) => lines),
        requests: sumOf(agents, ({ requests }) => requests),
        visitors: sumOf(agents, people),
        bots: sumOf(agents, automatic),
        orders: sumOf(agents, ({ orders }) => orders),
        failed: sumOf(agents, ({ failed }) => failed),
      },
    ]
  }),
}

import * as z from 'zod'
import { agentsOf } from './agents'
import { fromBase } from './base'
import { byAgent } from './by-agent'
import { clients, ofLocation } from './clients'
import { either, insights } from './insights'
import { isBot, isProbe } from './people'
import { type Query, text, whole } from './query'

const row = z.object({
  agent: text,
  /** 1 when it calls itself a bot, monitor or tool, says nothing, or is a probe. */
  bot: whole,
  /** 1 when all it does is to read one URL again and again. */
  probe: whole,
  requests: whole,
  clients: whole,
  /** Epoch ms. */
  lastSeen: whole,
})
export type AgentRow = z.infer<typeof row>

const maxRows = 200

export const bots: Query<AgentRow> = {
  name: 'bots',
  title: 'The busiest agents: bots, monitors and tools first',
  row,
  text: (context) => insights`
    ${byAgent(context)}
    | filter answered > 0
    | fields userAgent as agent, if(${either([isBot, isProbe])}, 1, 0) as bot, if(${isProbe}, 1, 0) as probe, answered as requests, clients, latest as lastSeen
    | sort bot desc, requests desc | limit ${maxRows}`,
  from: fromBase(clients, (parts, context) =>
    agentsOf(ofLocation(parts, context))
      .filter(({ requests }) => requests > 0)
      .map(({ agent, isBot, isProbe, requests, clients, lastRequest }) => ({
        agent,
        bot: isBot || isProbe ? 1 : 0,
        probe: isProbe ? 1 : 0,
        requests,
        clients,
        lastSeen: lastRequest,
      }))
      .sort((a, b) => b.bot - a.bot || b.requests - a.requests)
      .slice(0, maxRows),
  ),
}

import { z } from 'zod'
import { byAgent } from './by-agent'
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

export const bots: Query<AgentRow> = {
  name: 'bots',
  title: 'The busiest agents: bots, monitors and tools first',
  row,
  text: (context) => insights`
    ${byAgent(context)}
    | filter answered > 0
    | fields userAgent as agent, if(${either([isBot, isProbe])}, 1, 0) as bot, if(${isProbe}, 1, 0) as probe, answered as requests, clients, latest as lastSeen
    | sort bot desc, requests desc | limit 200`,
}

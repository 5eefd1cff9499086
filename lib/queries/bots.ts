import { z } from 'zod'
import { insights } from './insights'
import { isBot } from './people'
import { isRequest, type Query, text, where, whole } from './query'

const row = z.object({
  agent: text,
  /** 1 when it calls itself a bot, monitor or tool, or says nothing. */
  bot: whole,
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
    ${where(context, isRequest)} stats count(*) as requests, count_distinct(remoteIP) as clients,
      max(toMillis(@timestamp)) as lastSeen by userAgent
    | fields userAgent as agent, if(${isBot}, 1, 0) as bot, requests, clients, lastSeen
    | sort bot desc, requests desc | limit 200`,
}

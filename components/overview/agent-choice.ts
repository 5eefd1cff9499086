import type { AgentRow } from '@/lib/queries/bots'
import type { Site } from '@/lib/site'

/** What a site says of agents, as a site file has it. */
export type AgentLists = Pick<Site, 'ignore' | 'people'>

/** What an agent counts as, and whether that was said of it here or in the site file. */
export type AgentKind = 'bot' | 'person' | 'saidPerson' | 'leftOut'

// As much of an agent as a site file takes.
const maxPart = 200

const isIn = (agent: string, parts: readonly string[]) => parts.some((part) => agent.includes(part))

export function kindOf({ agent, bot }: AgentRow, { ignore, people }: AgentLists): AgentKind {
  const text = agent ?? ''
  if (isIn(text, ignore.agents)) return 'leftOut'
  if (isIn(text, people.agents)) return 'saidPerson'
  return bot === 1 ? 'bot' : 'person'
}

/** The lists once an agent counts otherwise: a bot as a person, a person as nobody, or as if nothing had been said. */
export function reversed(agent: string, kind: AgentKind, lists: AgentLists): AgentLists {
  const without = (parts: readonly string[]) => parts.filter((part) => !agent.includes(part))
  const ignored = without(lists.ignore.agents)
  const persons = without(lists.people.agents)
  const part = agent.slice(0, maxPart)
  return {
    ignore: {
      networks: lists.ignore.networks,
      agents: kind === 'person' ? [...ignored, part] : ignored,
    },
    people: { agents: kind === 'bot' ? [...persons, part] : persons },
  }
}

/** The lists as members of a site file; null for one that says nothing. */
export const membersOf = ({ ignore, people }: AgentLists) => ({
  ignore: ignore.networks.length + ignore.agents.length > 0 ? ignore : null,
  people: people.agents.length > 0 ? people : null,
})

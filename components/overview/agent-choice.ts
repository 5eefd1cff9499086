import type { AgentRow } from '@/lib/queries/bots'
import type { Site } from '@/lib/site'
import { isInAgents } from '@/lib/visits/agent-list'

/** What a site says of agents, as a site file has it. */
export type AgentLists = Pick<Site, 'ignore' | 'people'>

/** What an agent counts as, and whether that was said of it here or in the site file. */
export type AgentKind = 'bot' | 'person' | 'saidPerson' | 'leftOut'

const maxLength = 999
// What stands for an address that does not leave the server is not in the log.
const masked = /\d\.0\/24|::\/48/

/** Whether an agent can be named: one that says nothing, or not all of which is known here, cannot. */
export const canReverse = (agent: string): boolean =>
  !/^[\s-]*$/.test(agent) && agent.length <= maxLength && !masked.test(agent)

export function kindOf({ agent, bot }: AgentRow, { ignore, people }: AgentLists): AgentKind {
  const text = agent ?? ''
  if (isInAgents(text, ignore.agents)) return 'leftOut'
  if (isInAgents(text, people.agents)) return 'saidPerson'
  return bot === 1 ? 'bot' : 'person'
}

/** The lists once an agent counts otherwise: a bot as a person, a person as nobody, or as if nothing had been said. */
export function reversed(agent: string, kind: AgentKind, lists: AgentLists): AgentLists {
  const without = (entries: readonly string[]) =>
    entries.filter((entry) => !isInAgents(agent, [entry]))
  const ignored = without(lists.ignore.agents)
  const persons = without(lists.people.agents)
  const whole = `=${agent}`
  return {
    ignore: {
      networks: lists.ignore.networks,
      agents: kind === 'person' ? [...ignored, whole] : ignored,
    },
    people: { agents: kind === 'bot' ? [...persons, whole] : persons },
  }
}

/** The lists as members of a site file; null for one that says nothing. */
export const membersOf = ({ ignore, people }: AgentLists) => ({
  ignore: ignore.networks.length + ignore.agents.length > 0 ? ignore : null,
  people: people.agents.length > 0 ? people : null,
})

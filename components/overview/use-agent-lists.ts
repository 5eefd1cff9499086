import { useState } from 'react'
import { useAction } from '@/components/shell/use-action'
import { type AgentKind, type AgentLists, membersOf, reversed } from './agent-choice'

/** What the site says of agents, and how to say otherwise: saved at once, and in force without a restart. `onSaved` asks again for what has been counted otherwise. */
export function useAgentLists(site: AgentLists, onSaved: () => void) {
  const [lists, setLists] = useState<AgentLists>(site)
  const [latest, setLatest] = useState('')
  const { state, why, begin } = useAction('/api/site', onSaved)
  const reverse = async (agent: string, kind: AgentKind) => {
    setLatest(agent)
    const next = reversed(agent, kind, lists)
    if (await begin({ site: membersOf(next) }, 'PUT')) setLists(next)
  }
  return {
    lists,
    saving: state === 'running' ? latest : null,
    isSaved: state === 'done',
    why,
    reverse,
  }
}

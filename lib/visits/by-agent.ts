const maxAgents = 4_096
const maxAgentLength = 1_000

/** Some formats write an agent's blanks as + or %20. */
const withBlanks = (agent: string): string =>
  agent.includes(' ') ? agent : agent.replaceAll(/\+(?!https?:)|%20/g, ' ')

/** Remembers what was computed of the agents seen last; an agent counts by its first 1,000 characters. */
export function byAgent<T>(compute: (agent: string) => T): (agent: string) => T {
  const known = new Map<string, T>()
  return (agent) => {
    const found = known.get(agent)
    if (found !== undefined) return found
    const computed = compute(withBlanks(agent.slice(0, maxAgentLength)).trim())
    // Very long agents are attacks: each is another one, and they would fill the memory.
    if (agent.length > maxAgentLength) return computed
    if (known.size >= maxAgents)
      for (const oldest of known.keys()) {
        known.delete(oldest)
        break
      }
    known.set(agent, computed)
    return computed
  }
}

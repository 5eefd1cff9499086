/** An entry that names a whole agent, not a part of one: `=Mozilla/5.0`. */
export const wholeAgent = (entry: string): string | null =>
  entry.startsWith('=') ? entry.slice(1) : null

/** Whether an agent is in a list of a site file. */
export const isInAgents = (agent: string, entries: readonly string[]): boolean =>
  entries.some((entry) => {
    const whole = wholeAgent(entry)
    return whole === null ? agent.includes(entry) : agent === whole
  })

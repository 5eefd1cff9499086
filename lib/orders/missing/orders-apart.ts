import { dayMs } from '@/lib/time'
import type { Visit } from '@/lib/visits/visits'

/** Would-be orders of the last day that do not count: of monitors, and of clients that asked for nothing else. */
export interface OrdersApart {
  /** Those of no monitor, in the same time as the orders that count. */
  since: number
  inDay: number
  /** What the clients call themselves, the most orders first. */
  agents: readonly { agent: string; orders: number }[]
}

const maxKept = 50_000
const maxAgents = 5

/** Remembers the orders of the last day that are set apart. */
export function newOrdersApart() {
  let apart: { ms: number; agent: string; visit: Visit }[] = []

  return {
    add(visit: Visit, agent: string, ms: number) {
      if (apart.length >= maxKept) apart = apart.slice(maxKept / 2)
      apart.push({ ms, agent, visit })
    },
    /** At a minute; null when there are none. */
    of(sinceMs: number, minute: number): OrdersApart | null {
      if (apart.length === 0) return null
      if ((apart[0]?.ms ?? minute) < minute - dayMs)
        apart = apart.filter(({ ms }) => ms >= minute - dayMs)
      // What loads a page's files afterwards was a browser, and its order counts.
      const sent = apart.filter(({ visit, ms }) => (visit.isDirect || visit.isTest) && ms <= minute)
      if (sent.length === 0) return null
      const byAgent = new Map<string, number>()
      for (const { agent } of sent) byAgent.set(agent, (byAgent.get(agent) ?? 0) + 1)
      return {
        since: sent.filter(({ visit, ms }) => visit.isDirect && ms > sinceMs).length,
        inDay: sent.length,
        agents: [...byAgent]
          .map(([agent, orders]) => ({ agent, orders }))
          .sort((a, b) => b.orders - a.orders)
          .slice(0, maxAgents),
      }
    },
  }
}

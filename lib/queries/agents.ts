import { type ClientPart, ordersOf } from './clients'
import { leastProbes, probesPerClient, probing } from './people'
import { compare, distinct, maxOf, rowsBy, sumOf } from './rows-by'

/** What is known of an agent; the same as rows behind {@link byAgent}. */
export interface Agent {
  agent: string | null
  lines: number
  requests: number
  clients: number
  customers: number
  orders: number
  failed: number
  lastRequest: number
  isBot: boolean
  isProbe: boolean
  isPerson: boolean
  /** Whether the site file does not count it as a person's. */
  isUnnamed: boolean
}

const firstOf = (texts: readonly (string | null)[], order: 1 | -1) =>
  texts
    .filter((text) => text !== null)
    .reduce<string | null>(
      (best, text) => (best === null || compare(text, best) * order < 0 ? text : best),
      null,
    )

const isProbing = (method: string | null) => method !== null && probing.includes(method)

/** The same as `isProbe` of ./people. */
function isProbe(parts: readonly ClientPart[], { requests, clients, orders }: Counts): boolean {
  const texts = (of: (part: ClientPart) => string | null) => parts.map(of)
  const firstPath = firstOf(
    texts(({ paths }) => paths[0]),
    1,
  )
  const lastPath = firstOf(
    texts(({ paths }) => paths[1]),
    -1,
  )
  const lastReferer =
    firstOf(
      texts((part) => part.lastReferer),
      -1,
    ) ?? ''
  return (
    firstPath !== null &&
    firstPath === lastPath &&
    [...lastReferer].length < 2 &&
    isProbing(
      firstOf(
        texts(({ methods }) => methods[0]),
        1,
      ),
    ) &&
    isProbing(
      firstOf(
        texts(({ methods }) => methods[1]),
        -1,
      ),
    ) &&
    orders === 0 &&
    requests >= leastProbes &&
    requests >= probesPerClient * clients
  )
}

type Counts = Pick<Agent, 'requests' | 'clients' | 'orders'>

/** By agent what its clients did. */
export function agentsOf(parts: readonly ClientPart[]): Agent[] {
  return rowsBy(parts, ({ agent }) => [agent]).map((same) => {
    const asking = same.filter(({ requests }) => requests > 0)
    const counts = {
      requests: sumOf(same, ({ requests }) => requests),
      clients: distinct(asking, ({ client }) => client),
      orders: ordersOf(same),
    }
    return {
      agent: same[0].agent,
      ...counts,
      lines: sumOf(same, ({ lines }) => lines),
      customers: distinct(
        asking.filter(({ isCustomer }) => isCustomer),
        ({ client }) => client,
      ),
      failed: sumOf(same, ({ failed }) => failed),
      lastRequest: maxOf(same, ({ lastRequest }) => lastRequest),
      isBot: same[0].isBot,
      isPerson: same[0].isPerson,
      isUnnamed: same[0].isUnnamed,
      isProbe: isProbe(same, counts),
    }
  })
}

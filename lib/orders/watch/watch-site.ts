import { newAddressList } from '@/lib/access-log/address'
import { newClock } from '@/lib/orders/expected/clock'
import { newSources } from '@/lib/orders/missing/sources'
import { type AskedKinds, newAskedKinds } from '@/lib/setup/nearest'
import { matchText } from '@/lib/setup/shape'
import { newOpeningTimes } from '@/lib/shop/opening-hours'
import { newStepReader } from '@/lib/shop/steps'
import { defaultSite, type Site } from '@/lib/site'
import { hourMs } from '@/lib/time'
import { isInAgents } from '@/lib/visits/agent-list'
import type { VisitRequest } from '@/lib/visits/visits'
import { newShopWatch, type ShopState, type ShopWatch } from './shop-watch'

/** The clients that a site file leaves out. */
export function newIgnored({ networks, agents }: Site['ignore']) {
  if (networks.length === 0 && agents.length === 0) return () => false
  const isListed = newAddressList(networks)
  const known = new Map<string, boolean>()
  const isIgnored = (client: string) => {
    const found = known.get(client)
    if (found !== undefined) return found
    // A host name is in no network.
    const listed = /^[\d.]+$|:/.test(client) && isListed(client)
    if (known.size < 100_000) known.set(client, listed)
    return listed
  }
  return ({ client, agent }: Pick<VisitRequest, 'client' | 'agent'>) =>
    isInAgents(agent, agents) || isIgnored(client)
}

/** The agents that a site file counts as people's. */
export const newPersons =
  ({ agents }: Site['people']) =>
  (agent: string) =>
    isInAgents(agent, agents)

export interface SiteWatch extends ShopWatch {
  /** How many requests were of clients that the site leaves out, while no other one came; 0 since one did. */
  leftOut(): number
}

/** Follows the requests of a site. `zone`: whose hours count where the site file names no opening hours. */
export function watchSite(
  site: Site,
  zone: string,
  onTrouble?: (state: ShopState) => void,
): SiteWatch {
  const { steps, orderId, openingHours, ignore, people } = site
  const stepReader = newStepReader(steps, orderId)
  const order = steps.at(-1)
  /** What came while nothing was an order; where nobody has said what one is, nothing is near to it. */
  let asked: AskedKinds | null = order && site !== defaultSite ? newAskedKinds() : null
  let near: { nearest: ReturnType<AskedKinds['nearest']>; atMs: number } | null = null
  const clockOf = newClock(openingHours?.zone ?? zone)
  const watch = newShopWatch({
    steps,
    stepReader,
    isOpen: openingHours ? newOpeningTimes(openingHours) : () => true,
    clockOf,
    isPersons: newPersons(people),
    onTrouble,
  })
  const isIgnored = newIgnored(ignore)
  const sources = newSources(clockOf)
  let newestMs = 0
  let ignored = 0
  let hasSeen = false
  return {
    ...watch,
    leftOut: () => (hasSeen ? 0 : ignored),
    see(request) {
      sources.see(request.source, request.timeMs)
      newestMs = request.timeMs
      if (isIgnored(request)) {
        ignored += 1
        return
      }
      hasSeen = true
      if (asked && stepReader.reaches(request) === steps.length - 1) asked = null
      asked?.see(request)
      watch.see(request)
    },
    at(ms) {
      const found = watch.at(ms)
      const silent = found ? sources.silent(newestMs) : []
      const state = found && silent.length > 0 ? { ...found, silent } : found
      if (state?.kind !== 'not-configured' || !order || !asked) return state
      // Each minute of the past is looked at, and this changes slowly.
      if (!near || ms - near.atMs >= hourMs)
        near = { nearest: asked.nearest(order.match), atMs: ms }
      const { nearest } = near
      return { ...state, unmatched: { order: matchText(order.match[0] ?? {}), nearest } }
    },
  }
}

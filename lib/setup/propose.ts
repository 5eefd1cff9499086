import { counted } from '@/lib/format'
import { sumOf } from '@/lib/queries/rows-by'
import { presets } from '@/lib/shop/presets'
import { type Match, newStepReader, type OrderId } from '@/lib/shop/steps'
import { dayMs } from '@/lib/time'
import { visible } from '@/lib/visible'
import type { VisitRequest } from '@/lib/visits/visits'
import { inAlternatives, type Possible } from './alternatives'
import { withFollowing } from './following'
import { inFilterPattern } from './in-filter-pattern'
import { kindsOf, type RequestKind } from './kinds'
import { type KnownShop, knownShops } from './known-shops'
import { hardly, likelinessOf, surely } from './likely'
import type { Observed } from './observe'
import { orderHours } from './order-hours'
import { orderIdsOf } from './order-number'
import type { Alternative, OrderCandidate, Sample } from './proposal'
import { matchesText, matchText } from './shape'
import { neighboursIn, type SameAs, wayTo } from './way-there'

interface Options {
  zone: string
  /** Where a client is, such as "Vienna, AT"; empty when it is not known. */
  placeOf: (client: string) => string
}

const maxCandidates = 6
const fewOthers = 0.02
const nearlyAll = 0.9

/** The match that takes the answers which an order gets. */
function orderMatch({ match, requests, redirects }: RequestKind): Match {
  if (match.method === 'GET') return { ...match, status: redirects > requests / 2 ? '3xx' : '2xx' }
  // The form is shown again, with 200, when something is missing in it; a login or maintenance redirects.
  if (redirects > requests / 2) return { ...match, status: '3xx' }
  return redirects <= fewOthers * requests ? { ...match, status: '2xx' } : match
}

/** Proposes what may be an order on a site, the likeliest first, in parts between which others may run. */
export function* proposing(
  observed: Observed,
  { zone, placeOf }: Options,
): Generator<undefined, OrderCandidate[]> {
  const { visits, fromMs, toMs } = observed
  const days = Math.max(1, (toMs - fromMs) / dayMs)
  const neighbours = neighboursIn(observed)
  const began = visits.flatMap(({ requests }) => requests[0]?.timeMs ?? [])

  const sampleOf = ({ timeMs, client, status, path }: VisitRequest): Sample => ({
    timeMs,
    place: visible(placeOf(client)),
    status,
    path: visible(path),
  })
  const shareOf = (some: number) => (visits.length === 0 ? 0 : some / visits.length)
  function ordersBy(match: readonly Match[], orderId: OrderId | null): number[] {
    const reader = newStepReader([{ name: 'order', match }], orderId ?? undefined)
    const ids = new Set<string>()
    return visits.flatMap(({ requests }) => {
      let hasOrdered = false
      return requests.flatMap((request) => {
        if (reader.reaches(request) !== 0) return []
        const id = reader.orderIdOf(request)
        if (id === null ? hasOrdered && request.method === 'GET' : ids.has(id)) return []
        if (id !== null) ids.add(id)
        hasOrdered = true
        return [request.timeMs]
      })
    })
  }

  function ofShop({ preset, orders, visits: ordering, last }: KnownShop): OrderCandidate {
    const { steps, orderId = null } = presets[preset]
    const match = steps.at(-1)?.match ?? []
    return {
      text: matchText(match[0] ?? {}),
      status: last?.status ?? 200,
      preset,
      steps,
      alternatives: [],
      orderId,
      openingHours: orderHours(ordersBy(match, orderId), began, zone),
      orders,
      perDay: orders / days,
      share: shareOf(ordering),
      why: [
        'recognized by the addresses of this shop system',
        ...(orders === 0 ? ['no order came in these days'] : []),
      ],
      isLikely: true,
      sample: last && sampleOf(last),
    }
  }

  function alternativeOf(kind: RequestKind): Alternative {
    const match = orderMatch(kind)
    const hasOwnNumber = kind.ids > 0 && kind.ownIds >= nearlyAll * kind.ids
    const orderId = hasOwnNumber ? kind.idPlace : null
    const orders = ordersBy([match], orderId).length
    return { match, orderId, orders, perDay: orders / days, share: shareOf(kind.visits) }
  }

  function ofPossible(
    { kind, alternatives: kinds, likeliness }: Possible,
    { asked, sameAs }: { asked: readonly Match[]; sameAs: SameAs },
  ): OrderCandidate {
    const { score, why } = likeliness
    const alternatives = inFilterPattern(kinds.map(alternativeOf), asked)
    const matches = alternatives.map(({ match }) => match)
    const orderId = orderIdsOf(alternatives)
    const times = ordersBy(matches, orderId)
    const reader = newStepReader(matches.map((match) => ({ name: '', match: [match] })))
    // As the preview counts them: what is answered otherwise is no order, and none that is repeated.
    const matched = sumOf(
      visits,
      ({ requests }) => requests.filter((request) => reader.reaches(request) !== -1).length,
    )
    return {
      text: matchesText(matches),
      status: kind.last.status,
      preset: null,
      steps: wayTo(observed, neighbours, matches, reader.reaches, sameAs),
      alternatives: alternatives.length > 1 ? alternatives : [],
      orderId,
      openingHours: orderHours(times, began, zone),
      orders: times.length,
      perDay: times.length / days,
      share: alternatives.reduce((sum, { share }) => sum + share, 0),
      why:
        times.length < matched
          ? [...why, `${counted(matched - times.length, 'repeat')} counted once`]
          : why,
      isLikely: score >= surely,
      sample: sampleOf(kind.last),
    }
  }

  yield
  const shops = knownShops(observed)
  yield
  const sold = shops.filter(({ orders }) => orders > 0)
  // Their orders are proposed already.
  const isSold = sold.map(({ preset }) => {
    const { steps } = presets[preset]
    const reader = newStepReader(steps)
    return (request: VisitRequest) => reader.reaches(request) === steps.length - 1
  })
  const kinds = kindsOf(observed)
  const asked = kinds.map(({ match }) => match)
  const possible = kinds
    .filter(({ last }) => !isSold.some((reaches) => reaches(last)))
    .flatMap((kind) => {
      const likeliness = likelinessOf(kind, visits.length)
      return likeliness && likeliness.score >= hardly ? [{ kind, likeliness }] : []
    })
  yield
  const together = inAlternatives(observed, possible)
  const sameAs = new Map(
    together.flatMap(({ alternatives: [first, ...others] }) =>
      first ? others.map(({ match }) => [match, first.match] as const) : [],
    ),
  )
  yield
  const ranked = withFollowing(observed, together)
    .sort((a, b) => b.likeliness.score - a.likeliness.score || b.kind.visits - a.kind.visits)
    .slice(0, maxCandidates)
  const own: OrderCandidate[] = []
  for (const one of ranked) {
    yield
    own.push(ofPossible(one, { asked, sameAs }))
  }
  const silent = shops.filter(({ orders }) => orders === 0)
  const hasLikely = sold.length > 0 || own.some(({ isLikely }) => isLikely)
  return [
    ...sold.map(ofShop),
    ...(hasLikely ? [] : silent.map(ofShop)),
    ...own,
    ...(hasLikely ? silent.map(ofShop).map((shop) => ({ ...shop, isLikely: false })) : []),
  ].slice(0, maxCandidates)
}

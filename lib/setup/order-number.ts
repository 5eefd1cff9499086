import type { OrderId } from '@/lib/shop/order-id'
import { segmentsOf } from '@/lib/shop/path-pattern'
import type { Match } from '@/lib/shop/steps'

const place = '{id}'
/** What a site file takes. */
const maxPlaces = 10
const addressOf = (segments: readonly string[]) => `/${segments.join('/')}`

/** How much a segment of a path is where another path has its number: its neighbours, and where it stands. */
function likeness(path: readonly string[], at: number, known: readonly string[], place: number) {
  const isSame = (step: 1 | -1) => {
    const mine = path[at + step]
    return mine !== undefined && mine !== '*' && mine === known[place + step]
  }
  const fromEnd = path.length - at === known.length - place
  return (isSame(-1) ? 2 : 0) + (isSame(1) ? 2 : 0) + (at === place ? 1 : 0) + (fromEnd ? 1 : 0)
}

/** The address of a match with its number where `known` has it; null when it has none there. */
function followed({ path = '' }: Match, known: string): { text: string; score: number } | null {
  const [knownPath = '', query] = known.split('?')
  if (query?.includes(place)) return { text: `${path}?${query}`, score: 1 }
  const segments = segmentsOf(path)
  const knownSegments = segmentsOf(knownPath)
  const knownAt = knownSegments.indexOf(place)
  const [best] = segments
    .flatMap((segment, at) =>
      segment === '*' ? [{ at, score: likeness(segments, at, knownSegments, knownAt) }] : [],
    )
    .sort((a, b) => b.score - a.score)
  if (!best || best.score === 0) return null
  return { text: addressOf(segments.with(best.at, place)), score: best.score }
}

/**
 * Where the number of an order stands in matches that were written anew, as it stood in those before;
 * null when none of them has a star there.
 */
export function followOrderId(orderId: OrderId, matches: readonly Match[]): OrderId | null {
  const found = matches.flatMap((match) => {
    const [best] = [orderId]
      .flat()
      .flatMap((known) => followed(match, known) ?? [])
      .sort((a, b) => b.score - a.score)
    return best ? [best.text] : []
  })
  return orderIdsOf(found.map((orderId) => ({ orderId })))
}

/** Where the number of an order stands in any of several requests; null when none of them has one. */
export function orderIdsOf(some: readonly { orderId: OrderId | null }[]): OrderId | null {
  const ids = some.flatMap(({ orderId }) => orderId ?? [])
  const [first, ...more] = [...new Set(ids)].slice(0, maxPlaces)
  if (first === undefined) return null
  return more.length === 0 ? first : [first, ...more]
}

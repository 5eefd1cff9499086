import { counted, percent } from '@/lib/format'
import type { RequestKind } from './kinds'

export interface Likeliness {
  /** Above {@link surely} it is proposed by itself. */
  score: number
  why: string[]
}

export const surely = 50
/** What says less is not shown at all. */
export const hardly = 20

const near = 2
const leastVisits = 2
const mostlyShare = 0.5

/** How likely a kind of request is an order, and why; null when it is none. `visits`: those of all people. */
export function likelinessOf(kind: RequestKind, visits: number): Likeliness | null {
  const { match, meaning, requests, redirects, created } = kind
  const { confirms, orders, chooses, isOther, isBefore } = meaning
  if (isOther || kind.visits < 1) return null
  const isPost = match.method === 'POST' || match.method === 'PUT'
  const hasOwnNumber =
    kind.ids > 0 && kind.ownIds >= 0.9 * kind.ids && kind.ids >= 0.8 * kind.visits
  const isThanks = confirms !== '' || (orders !== '' && hasOwnNumber)
  if (!isPost && !(match.method === 'GET' && isThanks)) return null
  // A page that only sends people elsewhere shows no order.
  if (!isPost && redirects > mostlyShare * requests) return null
  const why: string[] = []
  let score = 0
  const add = (points: number, reason: string) => {
    score += points
    if (reason !== '') why.push(reason)
  }
  const isPrepared = kind.prepared > mostlyShare * kind.visits
  const isAtEnd = kind.after <= near * kind.visits
  if (isPost) {
    if (redirects > mostlyShare * requests) add(20, 'a POST answered with a redirect')
    else if (created > mostlyShare * requests) add(18, 'a POST that made something (201)')
    else add(0, 'a POST')
  }
  if (confirms !== '') add(isPost ? 10 : 30, `word of thanks or success: ${confirms}`)
  if (orders !== '' && orders !== confirms) add(isPost ? 30 : 15, `order-like word: ${orders}`)
  if (!isPost && hasOwnNumber) add(15, 'each has a number of its own, so that reloads count once')
  score += 15 * (1 - Math.min(kind.after / kind.visits, 5) / 5)
  if (kind.once > 0.9 * kind.visits)
    add(10, isAtEnd ? 'seen once, near the end of visits' : 'seen once in a visit')
  else if (isAtEnd) add(0, 'near the end of visits')
  if (isPrepared) add(10, 'after a cart or checkout')
  else if (!isPost && !hasOwnNumber) add(-20, '')
  if (chooses) add(-40, 'rather fills a cart')
  if (isBefore) add(-25, 'rather a step before the order')
  const share = visits === 0 ? 0 : kind.visits / visits
  if (share > mostlyShare)
    add(-25, `in ${percent(share)} of visits, more than is usual for an order`)
  if (kind.visits < leastVisits) add(-10, `in ${counted(kind.visits, 'visit')} only`)
  return { score, why }
}

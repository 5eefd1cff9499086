import { counted, percent } from '@/lib/format'
import type { RequestKind } from './kinds'

export interface Likeliness {
  /** Above {@link surely} it is proposed by itself. */
  score: number
  why: string[]
  /** It is an order only where it comes after a request that may be one. */
  mustFollow: boolean
}

export const surely = 50
/** What says less is not shown at all. */
export const hardly = 20

const near = 2
const leastVisits = 2
const mostlyShare = 0.5
const nearlyAll = 0.9
const hardlyAny = 0.25

/** Whether people mostly come back to it from another site, such as that of a payment provider. */
export const isReturn = ({ match, returned, requests }: RequestKind): boolean =>
  match.method === 'GET' && returned > mostlyShare * requests

/** Whether a page is seen once, near the end of visits, behind the last form of them. */
function isBehindForms({ visits, once, after, afterForm, beforeForm, meaning }: RequestKind) {
  const isOnceAtEnd = once > nearlyAll * visits && after <= near * visits
  const isBehind = afterForm >= nearlyAll * visits && beforeForm <= hardlyAny * visits
  return isOnceAtEnd && isBehind && !meaning.chooses && !meaning.isBefore
}

/** How likely a kind of request is an order, and why; null when it is none. `visits`: those of all people. */
export function likelinessOf(kind: RequestKind, visits: number): Likeliness | null {
  const { match, meaning, outcome, requests, redirects, created } = kind
  const { confirms, orders, chooses, isOther, isBefore } = meaning
  if (isOther || outcome === 'not paid' || kind.visits < 1) return null
  const isPost = match.method === 'POST' || match.method === 'PUT'
  const hasOwnNumber =
    kind.ids > 0 && kind.ownIds >= nearlyAll * kind.ids && kind.ids >= 0.8 * kind.visits
  const isThanks = confirms !== '' || (orders !== '' && hasOwnNumber)
  const isBack = isReturn(kind)
  const mustFollow = !isPost && !isThanks && !isBack
  if (!isPost && match.method !== 'GET') return null
  if (mustFollow && !isBehindForms(kind)) return null
  // A page that only sends people elsewhere shows no order.
  if (!isPost && !isBack && redirects > mostlyShare * requests) return null
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
  if (isBack) add(25, 'people come back to it from another site')
  if (isBack && outcome === 'paid') add(15, 'says that it was paid')
  if (confirms !== '') add(isPost ? 10 : 30, `word of thanks or success: ${confirms}`)
  if (orders !== '' && orders !== confirms) add(isPost ? 30 : 15, `order-like word: ${orders}`)
  if (!isPost && hasOwnNumber) add(15, 'each has a number of its own, so that reloads count once')
  score += 15 * (1 - Math.min(kind.after / kind.visits, 5) / 5)
  if (kind.once > nearlyAll * kind.visits)
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
  return { score, why, mustFollow }
}

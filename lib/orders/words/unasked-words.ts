import { counted } from '@/lib/format'
import type { Candidate } from '@/lib/orders/watch/shop-state'
import { visible } from '@/lib/visible'
import { shareOfGroup } from './among-words'
import { nameOf } from './request-name'

/** "GET /order answered 500 to the last 6 requests, and nobody has asked for it since 12:55: it is not known whether it is over." */
export function unaskedSentence(candidate: Candidate, last: string): string {
  const { method, path: request, route, failure, status, failedInRow, among } = candidate
  const requests = among ? shareOfGroup(among) : `the last ${counted(failedInRow, 'request')}`
  const nobody = among ? 'none of these' : 'nobody'
  const did =
    failure === 'loop' ? `sent visitors in a circle (${status}) in` : `answered ${status} to`
  return `${visible(nameOf({ method, request, route }))} ${did} ${requests}, and ${nobody} has asked for it since ${last}: it is not known whether it is over.`
}

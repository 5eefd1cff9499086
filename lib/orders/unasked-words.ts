import { counted } from '@/lib/format'
import { visible } from '@/lib/visible'
import { nameOf } from './request-name'
import type { Candidate } from './shop-state'

/** "GET /order answered 500 to the last 6 requests, and nobody has asked for it since 12:55: it is not known whether it is over." */
export function unaskedSentence(candidate: Candidate, last: string): string {
  const { method, path: request, route, failure, status, failedInRow } = candidate
  const requests = `the last ${counted(failedInRow, 'request')}`
  const did =
    failure === 'loop' ? `sent visitors in a circle (${status}) in` : `answered ${status} to`
  return `${visible(nameOf({ method, request, route }))} ${did} ${requests}, and nobody has asked for it since ${last}: it is not known whether it is over.`
}

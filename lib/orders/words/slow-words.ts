import { duration, full } from '@/lib/format'
import type { Slowness } from '@/lib/orders/failing/answer-times'
import type { Candidate } from '@/lib/orders/watch/shop-state'
import { visible } from '@/lib/visible'
import { nameOf } from './request-name'

/** 6.2 s, 84 ms. */
const took = (ms: number) =>
  ms >= 999.5 && ms < 9_950 ? `${(ms / 1_000).toFixed(1)}\u00a0s` : duration(ms)

/**
 * "GET / has been slow since 14:06: 336 of 368 requests, lately about 6.2 s; 300 ms is usual." `until` is null
 * while it goes on.
 */
export function slowSentence(
  { method, path: request, route, failures, answered }: Candidate,
  { ms, usualMs, isEverything }: Slowness,
  { since, until }: { since: string; until: string | null },
): string {
  const name = visible(nameOf({ method, request, route }))
  const usual = `${took(usualMs)} is usual`
  const was = until === null ? `has been slow since ${since}` : `was slow from ${since} to ${until}`
  if (isEverything)
    return `Everything ${was}: ${name} ${until === null ? 'takes' : 'took'} about ${took(ms)}; ${usual}.`
  const share =
    answered === 0 ? 'every request' : `${full(failures)} of ${full(failures + answered)} requests`
  return `${name} ${was}: ${share}, ${until === null ? 'lately' : 'in the end'} about ${took(ms)}; ${usual}.`
}

import { noLogSettings, newReaders } from '@/lib/access-log/declared/readers'
import { requestOf } from '@/lib/visits/request-of'
import type { VisitRequest } from '@/lib/visits/visits'
import { newObserver } from '../observe'
import type { OrderCandidate } from '../proposal'
import { proposing } from '../propose'

/** The requests of a log, in the order of their times. */
export function readLog(lines: Iterable<string>, nowMs: number): VisitRequest[] {
  const reader = newReaders(noLogSettings, () => nowMs)('access.log')
  const requests: VisitRequest[] = []
  for (const line of lines) {
    const reading = reader.read(line)
    if (reading.kind !== 'request') continue
    requests.push(requestOf(reading.timestampMs, reading.fields, line, ''))
  }
  return requests.sort((a, b) => a.timeMs - b.timeMs)
}

/** What is proposed for a site with these requests. */
export function proposalFor(requests: readonly VisitRequest[], zone = 'UTC'): OrderCandidate[] {
  const observer = newObserver()
  for (const request of requests) observer.see(request)
  const work = proposing(observer.observed(), { zone, placeOf: () => 'Vienna, AT' })
  let part = work.next()
  while (!part.done) part = work.next()
  return part.value
}

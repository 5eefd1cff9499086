import type { Seen, VisitRequest } from '@/lib/visits/visits'
import type { Failure } from './failing'
import { newUsualDurations } from './usual-durations'

// A browser follows about 20 redirects; a person who is sent back does not ask for one page so often.
const loopRepeats = 3

/** Says in what way each request did not do what the visitor wanted; null when it did. */
export function newRequestFailure() {
  const durations = newUsualDurations()

  return ({ status, durationMs }: VisitRequest, seen: Seen, key: string): Failure | null => {
    const { visit, isStatic, step } = seen
    if (status >= 500) return 'error'
    if (status === 404 || status === 410) return 'gone'
    if (status >= 400) return 'refused'
    const isRedirect = status >= 300 && status !== 304
    if (isRedirect && step !== -1 && visit.repeats >= loopRepeats) return 'loop'
    return !isStatic && durations.isSlow(key, durationMs) ? 'slow' : null
  }
}

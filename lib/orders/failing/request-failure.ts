import type { Seen, VisitRequest } from '@/lib/visits/visits'
import type { Failure } from './trouble'
import { newUsualAnswers } from './usual-answers'
import { newUsualDurations } from './usual-durations'
import { newUsualSizes } from './usual-sizes'

// A browser follows about 20 redirects; a person who is sent back does not ask for one page so often.
const loopRepeats = 3

export interface Met {
  /** Null when the request did what the visitor wanted. */
  failure: Failure | null
  /** The status that is usual, where it was answered another one below 400; null otherwise. */
  usualStatus: number | null
}

const met = (failure: Failure | null, usualStatus: number | null = null): Met => ({
  failure,
  usualStatus,
})
const well = met(null)

/** Refused, and not just missing. */
export const isRefusal = (status: number): boolean =>
  status >= 400 && status < 500 && status !== 404 && status !== 410

/** Says in what way each request did not do what the visitor wanted. */
export function newRequestFailure() {
  const durations = newUsualDurations()
  const answers = newUsualAnswers()
  const sizes = newUsualSizes()

  return {
    of(request: VisitRequest, seen: Seen, key: string): Met {
      const { method, status, durationMs, bytes, timeMs } = request
      const { visit, isStatic, step, reachesOrder } = seen
      if (status >= 500) return met('error')
      if (status === 404 || status === 410) return met('gone')
      if (isRefusal(status)) return met('refused')
      const usualStatus = isStatic ? null : answers.insteadOf(key, status, timeMs)
      const isRedirect = status >= 300 && status !== 304
      // A form that is sent again is not sent on to itself, unless the answer says so.
      const isSent = method !== 'POST' || status === 307 || status === 308
      const isRepeated = step !== -1 && isSent && visit.repeats >= loopRepeats
      const isAgain = isRepeated || visit.turns >= loopRepeats
      if (isRedirect && isAgain) return met('loop')
      // An order is one, whatever it is answered.
      if (usualStatus !== null && !reachesOrder) return met('otherwise', usualStatus)
      if (isStatic) return well
      const isPage = method === 'GET' && status === 200 && !reachesOrder
      if (isPage && sizes.isShort(key, bytes, timeMs)) return met('short')
      return durations.isSlow(key, durationMs, timeMs) ? met('slow') : well
    },
    /** Takes an hour into what is usual, unless something was wrong in it. */
    endHour(nowMs: number, isTroubled: boolean) {
      answers.endHour(nowMs, isTroubled)
      sizes.endHour(nowMs, isTroubled)
    },
  }
}

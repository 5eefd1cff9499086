import { newStepReader } from '@/lib/shop/steps'
import { kindOfRequest } from '@/lib/visits/request-kind'
import { newVisits, type Visit, type VisitRequest } from '@/lib/visits/visits'
import { newShapes, type Shape } from './shape'

/** A person's visit: what it asked for, without static files, in order. */
export interface PersonVisit {
  requests: VisitRequest[]
  /** Of each request. */
  shapes: Shape[]
}

/** What came in some days, as visits. */
export interface Observed {
  visits: readonly PersonVisit[]
  /** Requests of bots, monitors and tools. */
  others: number
  fromMs: number
  toMs: number
}

// Nobody reads more pages before an order.
const maxRequests = 400

/** Puts requests, which must come in the order of their times, together as the visits of people, whatever is an order. */
export function newObserver() {
  // The one step is asked for by nobody.
  const visits = newVisits(newStepReader([]), 1)
  const shapeOf = newShapes()
  const seen = new Map<Visit, PersonVisit & { count: number }>()
  let fromMs: number | null = null
  let toMs = 0
  return {
    see(request: VisitRequest) {
      const { method, path, query, status, timeMs } = request
      fromMs ??= timeMs
      toMs = timeMs
      const { visit } = visits.see(request)
      const asked = seen.get(visit) ?? { requests: [], shapes: [], count: 0 }
      asked.count += 1
      seen.set(visit, asked)
      const kind = kindOfRequest(method, path, query, status)
      if (kind === 'asset' || kind === 'machine' || kind === 'robots') return
      if (asked.requests.length >= maxRequests) return
      asked.requests.push(request)
      asked.shapes.push(shapeOf(request))
    },
    /** What has been seen so far. */
    observed(): Observed {
      const people: PersonVisit[] = []
      let others = 0
      for (const [visit, asked] of seen) {
        if (visit.verdict().kind !== 'person') others += asked.count
        else if (visit.isEngaged) people.push(asked)
      }
      return { visits: people, others, fromMs: fromMs ?? 0, toMs }
    },
  }
}

import { newOrderIdReader, type OrderId } from './order-id'
import { newPathPattern } from './path-pattern'
import { parameterSource } from './query-condition'
import { type StatusCondition, statusFits, statusRanges } from './status'

export type { OrderId } from './order-id'

/** All that is named must hold. */
export interface Match {
  /** A path with `*` within a segment and `**` over any number of them; any path when absent. */
  path?: string
  /** In capitals; any method when absent. */
  method?: string
  /** The parameters that must be there, with their values; `*` for any. */
  query?: Readonly<Record<string, string>>
  /** 302, or 2xx, or several of these; below 400 when absent. */
  status?: StatusCondition | readonly StatusCondition[]
}

/** One step on the way to an order. Matches are alternatives. */
export interface Step {
  name: string
  match: readonly Match[]
}

/** What a client asked for. */
export interface Asked {
  method: string
  path: string
  /** With its question mark; empty when there is none. */
  query: string
}

export interface StepReader {
  /** Index of the step that a request asks for, whatever it was answered; the latest when several fit; -1 for none. */
  asks(request: Asked): number
  /** The same, with which of the step's matches it is; null for none. */
  matching(request: Asked): { step: number; match: number } | null
  /** The same, when its answer counts as well (below 400 unless the match says otherwise). */
  reaches(request: Asked & { status: number }): number
  /** What makes an order one: equal ids are one order. Null when the site file names none or the request has none. */
  orderIdOf(request: Asked): string | null
}

interface Candidate {
  step: number
  /** Its place among the step's matches. */
  match: number
  fitsTarget(method: string, path: string): boolean
  fitsQuery(query: string): boolean
  fitsStatus(status: number): boolean
}

function candidateOf(wanted: Match, step: number, match: number): Candidate {
  const path = wanted.path === undefined ? null : newPathPattern(wanted.path)
  const parameters = Object.entries(wanted.query ?? {}).map(
    ([name, value]) => new RegExp(parameterSource(name, value)),
  )
  const ranges = statusRanges(wanted.status)
  return {
    step,
    match,
    fitsTarget: (method, asked) =>
      (wanted.method === undefined || wanted.method === method) && (path?.matches(asked) ?? true),
    fitsQuery: (query) =>
      parameters.length === 0 ||
      (query !== '' && parameters.every((parameter) => parameter.test(query))),
    fitsStatus: (status) => statusFits(ranges, status),
  }
}

// A crawler or scanner asks for more paths than are worth keeping.
const maxKept = 5_000
const maxKeptLength = 300

/** Reads which step a request is. It is asked for every line, so it keeps what fits each method and path. */
export function newStepReader(steps: readonly Step[], orderId?: OrderId): StepReader {
  const candidates = steps
    .flatMap(({ match }, step) => match.map((one, at) => candidateOf(one, step, at)))
    .sort((a, b) => b.step - a.step)
  const methods = new Set(steps.flatMap(({ match }) => match.flatMap(({ method }) => method ?? [])))
  const kept = new Map<string, Map<string, readonly Candidate[]>>()
  let size = 0

  function candidatesFor({ method, path }: Asked): readonly Candidate[] {
    // Methods that no match names are all alike.
    const named = methods.has(method) ? method : ''
    const before = kept.get(named)?.get(path)
    if (before) return before
    const found = candidates.filter(({ fitsTarget }) => fitsTarget(named, path))
    if (path.length > maxKeptLength) return found
    if (size >= maxKept) {
      kept.clear()
      size = 0
    }
    size += 1
    const ofMethod = kept.get(named) ?? new Map<string, readonly Candidate[]>()
    kept.set(named, ofMethod.set(path, found))
    return found
  }

  const matching = (request: Asked) =>
    candidatesFor(request).find(({ fitsQuery }) => fitsQuery(request.query)) ?? null

  return {
    asks: (request) => matching(request)?.step ?? -1,
    matching,
    reaches: (request) =>
      candidatesFor(request).find(
        ({ fitsQuery, fitsStatus }) => fitsStatus(request.status) && fitsQuery(request.query),
      )?.step ?? -1,
    orderIdOf: orderId === undefined ? () => null : newOrderIdReader(orderId),
  }
}

import type { Match } from '@/lib/shop/steps'
import type { VisitRequest } from '@/lib/visits/visits'
import type { Observed } from './observe'
import { type Outcome, outcomeIn } from './outcome'
import { isRedirect, newReturns } from './returns'
import type { AddressKind, Shape } from './shape'
import { type Meaning, meaningOf } from './words'

/** Requests of one shape and status class that people were answered, and where in their visits. */
export interface RequestKind {
  match: Match
  meaning: Meaning
  /** What its address says of a payment; null for nothing. */
  outcome: Outcome | null
  idPlace: string | null
  requests: number
  visits: number
  /** Numbers or codes in its addresses, and those of them that one visit alone asked for. */
  ids: number
  ownIds: number
  /** Answers that lead elsewhere, and those that say that something was made (201). */
  redirects: number
  created: number
  /** Visits that asked for it once, but for repeats within seconds. */
  once: number
  /** Other kinds of requests after it in its visits, all together. */
  after: number
  /** Visits that went through a cart, a checkout or the like before it. */
  prepared: number
  /** Visits that sent something that may be an order before it, and those that did so after it. */
  afterForm: number
  beforeForm: number
  /** Requests that came back from another site after such a form, or were led on from there. */
  returned: number
  /** Visits that began with it. */
  began: number
  last: VisitRequest
}

const maxKinds = 5_000
const maxIds = 100_000
const repeatMs = 10_000

interface Counted extends RequestKind {
  idVisits: Map<string, number>
}

interface Mark {
  kind: Counted
  shape: Shape
  request: VisitRequest
}

/** Counts the kinds of requests that people were answered below 400. */
export function kindsOf({ visits }: Observed): RequestKind[] {
  const returnsOf = newReturns(visits)
  const kinds = new Map<AddressKind, Counted>()
  let ids = 0

  function kindOf(shape: Shape, request: VisitRequest): Counted | null {
    const found = kinds.get(shape.kind)
    if (found || kinds.size >= maxKinds) return found ?? null
    const { path = '', query = {} } = shape.kind.page
    const address = `${path} ${Object.values(query).join(' ')}`
    const kind: Counted = {
      match: shape.kind.match,
      meaning: meaningOf(address),
      outcome: outcomeIn(shape.kind.match),
      idPlace: shape.idPlace,
      ...{ requests: 0, visits: 0, ids: 0, ownIds: 0, redirects: 0, created: 0 },
      ...{ once: 0, after: 0, prepared: 0, began: 0, afterForm: 0, beforeForm: 0, returned: 0 },
      last: request,
      idVisits: new Map(),
    }
    kinds.set(shape.kind, kind)
    return kind
  }

  function countIds(kind: Counted, seen: ReadonlySet<string>) {
    for (const id of seen) {
      const before = kind.idVisits.get(id)
      if (before === undefined && ids >= maxIds) continue
      if (before === undefined) ids += 1
      kind.idVisits.set(id, (before ?? 0) + 1)
    }
  }

  for (const { requests, shapes } of visits) {
    const marks: Mark[] = []
    for (const [at, request] of requests.entries()) {
      const shape = shapes[at]
      if (!shape || request.status >= 400 || request.status < 200) continue
      const kind = kindOf(shape, request)
      if (kind) marks.push({ kind, shape, request })
    }
    const firsts = new Map<
      Counted,
      { at: number; times: number; lastMs: number; ids: Set<string> }
    >()
    const { isReturn, firstForm, lastForm } = returnsOf(marks)
    let preparedAt = Number.POSITIVE_INFINITY
    for (const [at, { kind, shape, request }] of marks.entries()) {
      kind.requests += 1
      kind.last = request
      if (isRedirect(request)) kind.redirects += 1
      if (request.status === 201) kind.created += 1
      if (isReturn[at]) kind.returned += 1
      const first = firsts.get(kind) ?? {
        at,
        times: 0,
        lastMs: Number.NEGATIVE_INFINITY,
        ids: new Set(),
      }
      if (request.timeMs - first.lastMs > repeatMs) first.times += 1
      first.lastMs = request.timeMs
      if (shape.id !== null) first.ids.add(shape.id)
      firsts.set(kind, first)
      const { chooses, orders, confirms } = kind.meaning
      if (preparedAt === Number.POSITIVE_INFINITY && (chooses || (orders && !confirms)))
        preparedAt = at
    }
    const order = [...firsts.values()].map(({ at }) => at).sort((a, b) => a - b)
    for (const [kind, { at, times, ids: seen }] of firsts) {
      kind.visits += 1
      if (times === 1) kind.once += 1
      kind.after += order.length - 1 - order.indexOf(at)
      if (preparedAt < at) kind.prepared += 1
      if (firstForm < at) kind.afterForm += 1
      if (lastForm > at) kind.beforeForm += 1
      if (at === 0) kind.began += 1
      countIds(kind, seen)
    }
  }
  return [...kinds.values()].map(({ idVisits, ...kind }) => ({
    ...kind,
    ids: idVisits.size,
    ownIds: [...idVisits.values()].filter((count) => count === 1).length,
  }))
}

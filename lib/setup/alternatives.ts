import type { Match } from '@/lib/shop/steps'
import type { RequestKind } from './kinds'
import { codedPath } from './language-code'
import { type Likeliness, likelinessOf, surely } from './likely'
import type { Observed } from './observe'

/** A request that may be an order, and how likely. */
export interface Possible {
  /** All its alternatives together. */
  kind: RequestKind
  /** The same request in several languages or shops, or several ways to an order, of which a visit has one. */
  alternatives: readonly RequestKind[]
  likeliness: Likeliness
}

export interface Scored {
  kind: RequestKind
  likeliness: Likeliness
}

interface Place extends Scored {
  /** Method, query and what it is answered with mostly. */
  form: string
  code: string
  rest: readonly string[]
  /** Which visits asked for it. */
  visits: ReadonlySet<number>
}

const maxPossible = 200
const mostlyShare = 0.5
const nearlyAll = 0.9
const near = 2
/** Who changes the language asks for two of one. */
const fewVisits = 0.25
/** Where only the visits say that two requests are two ways, they must be nearly apart. */
const hardlyAny = 0.1
const leastVisits = 10

/** What is agreed upon and paid at another time than an order is: a table that is booked, a donation. */
const booking = /\b(?:book|buch|reserv|donat|spende|termin|appointment)/i

const isForm = ({ match }: RequestKind) => match.method === 'POST' || match.method === 'PUT'
const isPrepared = ({ prepared, visits }: RequestKind) => prepared > mostlyShare * visits
const isAtEnd = ({ after, once, visits }: RequestKind) =>
  after <= near * visits && once >= nearlyAll * visits
const pathText = ({ match }: RequestKind) => match.path ?? ''

/** Which visits were answered well for each of some kinds. */
function visitsOf({ visits }: Observed, scored: readonly Scored[]) {
  const found = new Map<Match, Set<number>>(scored.map(({ kind }) => [kind.match, new Set()]))
  for (const [number, { requests, shapes }] of visits.entries())
    for (const [at, { kind }] of shapes.entries())
      if ((requests[at]?.status ?? 0) < 400) found.get(kind.match)?.add(number)
  return found
}

/** The share of the visits of the rarer one that asked for both. */
function shareOfBoth({ visits: a }: Place, { visits: b }: Place): number {
  const [few, many] = a.size < b.size ? [a, b] : [b, a]
  let both = 0
  for (const one of few) if (many.has(one)) both += 1
  return few.size === 0 ? 1 : both / few.size
}

const isSameRest = (a: Place, b: Place) =>
  a.form === b.form && a.rest.join('/') === b.rest.join('/')

/** The same address but for the language, country or shop: `/de/checkout`, `/fr/checkout`. */
const isSameElsewhere = (a: Place, b: Place) => isSameRest(a, b) && a.code !== b.code

/** The same place in other words: `/de/kasse/abschliessen`, `/fr/caisse/valider`. */
const isTranslated = (a: Place, b: Place) =>
  a.form === b.form &&
  a.rest.length === b.rest.length &&
  !a.kind.meaning.chooses &&
  !b.kind.meaning.chooses

/** Beside each other behind a word of orders: `/order/delivery`, `/order/table`. */
function isBeside({ rest: a, kind }: Place, { rest: b }: Place): boolean {
  if (a.length !== b.length || a.length < 2) return false
  const isSameParent = a.slice(0, -1).join('/') === b.slice(0, -1).join('/')
  const isNumbered = [a, b].map((segments) => segments.at(-1) === '*')
  return isSameParent && isNumbered[0] === isNumbered[1] && kind.meaning.orders !== ''
}

/**
 * Another way to an order, which no word tells: both look like one, at the end of visits and after the
 * same preparation, and hardly a visit has both. What belongs to one funnel comes in the same visits.
 */
function isOtherWay(a: Place, b: Place): boolean {
  const [one, other] = [a.kind, b.kind]
  if (a.form !== b.form || one.meaning.chooses || other.meaning.chooses) return false
  if (!isAtEnd(one) || !isAtEnd(other) || isPrepared(one) !== isPrepared(other)) return false
  if (booking.test(pathText(one)) !== booking.test(pathText(other))) return false
  const areForms = isForm(one) && isForm(other)
  const areSure = [a, b].every(
    ({ kind, likeliness }) => likeliness.score >= surely && kind.visits >= leastVisits,
  )
  return isBeside(a, b) || (areForms && areSure)
}

const counts = [
  ...(['requests', 'visits', 'ids', 'ownIds', 'redirects', 'created', 'once', 'after'] as const),
  ...(['prepared', 'afterForm', 'beforeForm', 'returned', 'began'] as const),
]

/** Several kinds as one, with what the first of them means. */
function together(kinds: readonly [RequestKind, ...RequestKind[]]): RequestKind {
  const sums = counts.map((name) => [name, kinds.reduce((sum, kind) => sum + kind[name], 0)])
  const [newest = kinds[0]] = [...kinds].sort((a, b) => b.last.timeMs - a.last.timeMs)
  return { ...kinds[0], ...Object.fromEntries(sums), last: newest.last }
}

/** Puts those together that are one order in several languages, shops or ways. `visits`: of all people. */
export function inAlternatives(observed: Observed, scored: readonly Scored[]): Possible[] {
  const some = [...scored]
    .sort((a, b) => b.likeliness.score - a.likeliness.score || b.kind.visits - a.kind.visits)
    .slice(0, maxPossible)
  const asked = visitsOf(observed, some)
  let free = some.map(({ kind, likeliness }): Place => {
    const { method, path = '/', query = {} } = kind.match
    const isLeading = kind.redirects > mostlyShare * kind.requests
    const { code, rest } = codedPath(path)
    const form = JSON.stringify([method, query, isLeading])
    return { kind, likeliness, form, code, rest, visits: asked.get(kind.match) ?? new Set() }
  })
  const all = free

  function groupOf(lead: Place): [Place, ...Place[]] {
    const group: [Place, ...Place[]] = [lead]
    const join = (fits: (one: Place) => boolean) => {
      for (const one of free) if (!group.includes(one) && fits(one)) group.push(one)
    }
    const isApart = (one: Place, most: number) =>
      group.every((member) => shareOfBoth(member, one) <= most)
    join((one) => isSameElsewhere(lead, one) && isApart(one, fewVisits))
    join(
      (one) =>
        group.every(({ code }) => code !== one.code) &&
        isTranslated(lead, one) &&
        // What is there in the language of the first too is another request.
        !all.some((other) => other.code === lead.code && isSameRest(other, one)) &&
        isApart(one, fewVisits),
    )
    join((one) => group.some((member) => isOtherWay(member, one)) && isApart(one, hardlyAny))
    return group
  }

  const found: Possible[] = []
  for (let [lead] = free; lead; [lead] = free) {
    const group = groupOf(lead)
    free = free.filter((one) => !group.includes(one))
    const kinds = group.map(({ kind }) => kind) as [RequestKind, ...RequestKind[]]
    const kind = kinds.length === 1 ? lead.kind : together(kinds)
    const likeliness =
      kinds.length === 1
        ? lead.likeliness
        : (likelinessOf(kind, observed.visits.length) ?? lead.likeliness)
    const why =
      kinds.length === 1
        ? likeliness.why
        : [
            ...likeliness.why,
            `each visit has one of these ${kinds.length} requests, as in several languages or ways`,
          ]
    const alternatives = kinds.sort((a, b) => b.visits - a.visits)
    found.push({ kind, alternatives, likeliness: { ...likeliness, why } })
  }
  return found
}

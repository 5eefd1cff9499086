import type { Match, Step } from '@/lib/shop/steps'
import type { VisitRequest } from '@/lib/visits/visits'
import { codedPath } from './language-code'
import type { Observed } from './observe'
import { outcomeIn } from './outcome'
import { isRedirect } from './returns'
import { type AddressKind, matchText } from './shape'
import { meaningOf } from './words'

const commonShare = 0.5
/** So many pages beside each other are of one kind; fewer are when only together they are on the way of most. */
const leastSiblings = 6
const maxBetween = 5
/** Of more than these, those that nearly every visit asks for tell nothing of the way. */
const sureBetween = 3
const nearlyAll = 0.9
const maxLandings = 8
const leastLandings = 0.02
/** Where so many visits begin is no step after the landing. */
const mainLanding = 0.25
/** What hardly anybody asks for is no alternative of a page. */
const leastAlternative = 0.02
const maxAlternatives = 12
/** From so few orders no way is read. */
const leastOrders = 5

interface Page {
  /** The same page in several languages or shops, each with how often it was asked for. */
  matches: Map<string, { match: Match; asked: number }>
  visits: number
  /** Sum of the places that it had among the pages of its visits. */
  places: number
}

function nameOf({ path = '', query = {} }: Match): string {
  const parts = [...path.split('/'), ...Object.values(query).flatMap((value) => value.split('/'))]
  const word = parts.filter((part) => part !== '' && !part.includes('*')).at(-1) ?? 'home'
  const name = word
    .replace(/\.\w+$/, '')
    .replace(/[-_]+/g, ' ')
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .toLowerCase()
  return name.slice(0, 40).trim() || 'page'
}

function named(steps: readonly { name: string; match: readonly Match[] }[]): Step[] {
  const used = new Set<string>()
  return steps.map(({ name, match }) => {
    let free = name
    for (let number = 2; used.has(free); number += 1) free = `${name.slice(0, 36)} ${number}`
    used.add(free)
    return { name: free, match }
  })
}

/** Kinds of pages that may be one page under many names, by what they have in common. */
export type Neighbours = ReadonlyMap<string, ReadonlySet<AddressKind>>

const methods = new Set(['GET', 'POST', 'PUT', 'PATCH'])
const isPage = ({ method, status }: VisitRequest) => methods.has(method) && status < 400

/** Whether people do something else there. Pages of `/events/` are shows rather than counts of visitors. */
const isAside = (text: string) => meaningOf(text.replace(/^(GET .*)\/events?(?=\/)/i, '$1')).isOther

export function neighboursIn({ visits }: Observed): Neighbours {
  const seen = new Set<AddressKind>()
  const neighbours = new Map<string, Set<AddressKind>>()
  for (const { requests, shapes } of visits)
    for (const [at, { kind }] of shapes.entries()) {
      const request = requests[at]
      if (!request || !isPage(request) || seen.has(kind)) continue
      seen.add(kind)
      for (const wider of [...kind.across, ...(kind.beside ? [kind.beside] : [])]) {
        const { text } = groupOf(wider)
        neighbours.set(text, (neighbours.get(text) ?? new Set()).add(kind))
      }
    }
  return neighbours
}

/** Of requests that are one in several languages or ways: the first of them. */
export type SameAs = ReadonlyMap<Match, Match>

/** Pages that are one but for the language, country or shop in their address. */
interface Group {
  text: string
  match: Match
}

function groupOf(match: Match): Group {
  const { path } = match
  if (path === undefined) return { text: matchText(match), match }
  return { text: matchText({ ...match, path: `/${codedPath(path).rest.join('/')}` }), match }
}

function addTo(pages: Map<string, Page>, { text, match }: Group, place: number) {
  const page: Page = pages.get(text) ?? { matches: new Map(), visits: 0, places: 0 }
  const key = matchText(match)
  const one = page.matches.get(key) ?? { match, asked: 0 }
  one.asked += 1
  page.matches.set(key, one)
  page.visits += 1
  page.places += place
  pages.set(text, page)
}

/** The alternatives of a page, the most frequent first. */
function matchesOf({ matches, visits }: Page): Match[] {
  return [...matches.values()]
    .sort((a, b) => b.asked - a.asked)
    .filter(({ asked }, at) => at === 0 || asked >= leastAlternative * visits)
    .slice(0, maxAlternatives)
    .map(({ match }) => match)
}

interface Candidate {
  text: string
  match: readonly Match[]
}

interface Landing extends Candidate {
  /** The share of visits that begin there. */
  share: number
}

interface Between extends Candidate {
  /** How much it tells of the way, and where in the visits it is. */
  weight: number
  place: number
  /** Whether it is a page that some visits do not come to. */
  narrows: () => boolean
}

/** What a page asks for itself, again and again perhaps. */
const isFetched = (match: readonly Match[]) =>
  match.every(({ path = '' }) => path.endsWith('.json'))

const pathOf = ({ match: [first] }: Candidate) => JSON.stringify([first?.path, first?.query])

/** So many of them as tell the most, in their order. */
function weightiest(pages: readonly Between[], count: number): Between[] {
  const ranked = [...pages].sort((a, b) => b.weight - a.weight)
  const sure = ranked.slice(0, sureBetween)
  const known = new Set(sure.map(pathOf))
  const more = ranked.slice(sureBetween).filter((page) => {
    // A page and the form that it sends to itself are one step.
    const isStep = !known.has(pathOf(page)) && !isFetched(page.match) && page.narrows()
    if (isStep) known.add(pathOf(page))
    return isStep
  })
  return [...sure, ...more].slice(0, count).sort((a, b) => a.place - b.place)
}

/** The pages that people saw before they ordered, in their order, from where they landed to the order. */
export function wayTo(
  { visits }: Observed,
  neighbours: Neighbours,
  order: readonly Match[],
  orderOf: (request: VisitRequest) => number,
  sameAs: SameAs,
): Step[] {
  /** What each visit asked for before its first order, by which of the alternatives that was. */
  const before = order.map((): AddressKind[][] => [])
  for (const { requests, shapes } of visits) {
    const at = requests.findIndex((request) => orderOf(request) !== -1)
    const first = requests[at]
    if (at <= 0 || !first) continue
    before[orderOf(first)]?.push(
      shapes.slice(0, at).flatMap(({ kind }, index) => {
        const request = requests[index]
        return request && isPage(request) ? [kind] : []
      }),
    )
  }
  const all = before.flat()
  const groups = new Map<AddressKind, Group>()
  const alone = (kind: AddressKind): Group => {
    const known = groups.get(kind)
    if (known) return known
    const group = { ...groupOf(sameAs.get(kind.match) ?? kind.page), match: kind.page }
    groups.set(kind, group)
    return group
  }

  const wider = new Map<AddressKind, (Group & { isBeside: boolean })[]>()
  /** The pages that one may be one of: the same of other things, then those beside it. */
  function widerOf(kind: AddressKind) {
    const known = wider.get(kind)
    if (known) return known
    const found = [
      ...kind.across.map((match) => ({ ...groupOf(match), isBeside: false })),
      ...(kind.beside ? [{ ...groupOf(kind.beside), isBeside: true }] : []),
    ]
    wider.set(kind, found)
    return found
  }

  function count(some: readonly AddressKind[][], of: (kind: AddressKind) => Group) {
    const pages = new Map<string, Page>()
    for (const kinds of some) {
      const seen = new Set<string>()
      for (const [at, kind] of kinds.entries()) {
        const group = of(kind)
        if (seen.has(group.text)) continue
        seen.add(group.text)
        addTo(pages, group, at / kinds.length)
      }
    }
    return pages
  }

  /** Puts pages beside each other together, unless one of them is common in some visits. */
  function besides(some: readonly AddressKind[][]): (kind: AddressKind) => Group {
    const common = new Set(
      [...count(some, alone)].flatMap(([text, page]) =>
        page.visits >= commonShare * some.length ? [text] : [],
      ),
    )
    /** How many of these visits asked for any of the pages that have something in common. */
    const together = new Map<string, number>()
    for (const kinds of some)
      for (const text of new Set(kinds.flatMap((kind) => widerOf(kind).map(({ text }) => text))))
        together.set(text, (together.get(text) ?? 0) + 1)
    const areMany = new Map<string, { many: boolean; onlyTogether: boolean }>()
    /** Whether pages that have something in common are many, or on the way of most only together. */
    function howMany(text: string) {
      const before = areMany.get(text)
      if (before !== undefined) return before
      const texts = [...new Set([...(neighbours.get(text) ?? [])].map((kind) => alone(kind).text))]
      const others = texts.filter((other) => !common.has(other))
      const isFree = others.length === texts.length && !texts.some((one) => orderTexts.has(one))
      const isCommon = (together.get(text) ?? 0) >= commonShare * some.length
      const found = {
        many: others.length >= leastSiblings,
        onlyTogether: isFree && texts.length > 1 && isCommon,
      }
      areMany.set(text, found)
      return found
    }
    function widened(kind: AddressKind): Group | undefined {
      return widerOf(kind).find(({ text, isBeside }) => {
        const { many, onlyTogether } = howMany(text)
        return onlyTogether || (isBeside && many)
      })
    }
    const known = new Map<AddressKind, Group>()
    return (kind) => {
      const before = known.get(kind)
      if (before) return before
      const one = alone(kind)
      const group = (common.has(one.text) ? undefined : widened(kind)) ?? one
      known.set(kind, group)
      return group
    }
  }

  const orderTexts = new Set(order.map((match) => groupOf(match).text))
  const groupOfAll = besides(all)
  const landing = landingsOf(visits, groupOfAll)
  const mainLandings = new Set(
    landing.flatMap(({ text, share }, at) => (at === 0 || share >= mainLanding ? [text] : [])),
  )
  let askedFor: ReadonlyMap<string, AskedFor> | null = null
  function narrows(text: string): boolean {
    askedFor ??= askedForIn(visits, groupOfAll)
    const { visits: asking, requests, ledOn } = askedFor.get(text) ?? notAskedFor
    return asking < nearlyAll * visits.length && ledOn <= requests / 2
  }

  function between(some: readonly AddressKind[][]): Between[] {
    const weightOf = ({ text, match }: Candidate, { visits }: Page) => {
      const { chooses, orders, isBefore } = meaningOf(text)
      const less = isBefore || isFetched(match) ? 0.5 : 0
      return (chooses || orders ? 2 : 0) - less + visits / Math.max(1, some.length)
    }
    return [...count(some, besides(some))]
      .filter(([text, { visits }]) => visits >= commonShare * some.length && !orderTexts.has(text))
      .filter(([text]) => !mainLandings.has(text) && !isAside(text))
      .map(([text, page]) => ({ page, candidate: { text, match: matchesOf(page) } }))
      .filter(({ candidate }) => candidate.match.every((match) => outcomeIn(match) === null))
      .map(({ page, candidate }) => ({
        ...candidate,
        weight: weightOf(candidate, page),
        place: page.places / page.visits,
        narrows: () => narrows(candidate.text),
      }))
  }

  const steps = stepsOf(
    between(all),
    before.filter((one) => one.length >= leastOrders).map(between),
  )
  const used = new Set(steps.flatMap(({ texts }) => texts))
  const first = landing.filter(({ text }) => !used.has(text)).flatMap(({ match }) => match)
  return named([
    ...(first.length > 0 ? [{ name: 'landing', match: first }] : []),
    ...steps.map(({ match }) => ({ name: nameOf(match[0] ?? {}), match })),
    { name: 'order', match: order },
  ])
}

/**
 * The steps that all ways to an order have in common; where each way has more of its own, as in several
 * languages, those at the same place are alternatives.
 */
function stepsOf(most: readonly Between[], ways: readonly (readonly Between[])[]) {
  const isInAll = ({ text }: Between) => ways.every((way) => way.some((one) => one.text === text))
  const common = weightiest(ways.length > 1 ? most.filter(isInAll) : most, maxBetween)
  const longest = ways.map((way) => weightiest(way, maxBetween))
  const count = Math.min(...longest.map(({ length }) => length))
  const chosen = ways.map((way) => weightiest(way, count))
  const places = new Map<string, Set<number>>()
  for (const way of chosen)
    for (const [place, { text }] of way.entries())
      places.set(text, (places.get(text) ?? new Set()).add(place))
  const isOnce = [...places.values()].every(({ size }) => size === 1)
  if (ways.length < 2 || !isOnce || count <= common.length)
    return common.map(({ text, match }) => ({ texts: [text], match }))
  return Array.from({ length: count }, (_, place) => {
    const here = chosen.flatMap((way) => way[place] ?? [])
    const matches = new Map(here.flatMap(({ match }) => match).map((one) => [matchText(one), one]))
    return {
      texts: here.map(({ text }) => text),
      match: [...matches.values()].slice(0, maxAlternatives),
    }
  })
}

/** How often a page was asked for. */
interface AskedFor {
  visits: number
  requests: number
  /** Of the requests, those that led on to another page. */
  ledOn: number
}

const notAskedFor: AskedFor = { visits: 0, requests: 0, ledOn: 0 }

function askedForIn(visits: Observed['visits'], groupOf: (kind: AddressKind) => Group) {
  const found = new Map<string, AskedFor>()
  for (const { requests, shapes } of visits) {
    const seen = new Set<string>()
    for (const [at, { kind }] of shapes.entries()) {
      const request = requests[at]
      if (!request || !isPage(request)) continue
      const { text } = groupOf(kind)
      const one = found.get(text) ?? { ...notAskedFor }
      if (!seen.has(text)) one.visits += 1
      one.requests += 1
      if (request.method === 'GET' && isRedirect(request)) one.ledOn += 1
      seen.add(text)
      found.set(text, one)
    }
  }
  return found
}

/** Where visits begin, the most frequent first. */
function landingsOf(visits: Observed['visits'], groupOf: (kind: AddressKind) => Group): Landing[] {
  const entries = new Map<string, Page>()
  let begun = 0
  for (const { requests, shapes } of visits) {
    const at = requests.findIndex((request) => request.method === 'GET' && isPage(request))
    const shape = shapes[at]
    if (!shape) continue
    addTo(entries, groupOf(shape.kind), 0)
    begun += 1
  }
  return [...entries]
    .sort(([, a], [, b]) => b.visits - a.visits)
    .map(([text, page]) => ({ text, match: matchesOf(page), share: page.visits / begun }))
    .filter(({ text, share }, at) => {
      const { chooses, orders } = meaningOf(text)
      const isElsewhere = chooses || orders !== '' || isAside(text)
      return share >= leastLandings && (at === 0 || share >= mainLanding || !isElsewhere)
    })
    .slice(0, maxLandings)
}

import type { Match, Step } from '@/lib/shop/steps'
import type { VisitRequest } from '@/lib/visits/visits'
import type { Observed } from './observe'
import { outcomeIn } from './outcome'
import { type AddressKind, matchText } from './shape'
import { meaningOf } from './words'

const commonShare = 0.5
const leastSiblings = 6
const maxBetween = 3
const maxLandings = 4
const landingsShare = 0.85
const leastLandings = 0.02

interface Page {
  match: Match
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

/** Kinds of pages beside each other, by what they have in common. */
export type Neighbours = ReadonlyMap<string, ReadonlySet<AddressKind>>

const isPage = ({ method, status }: VisitRequest) =>
  (method === 'GET' || method === 'POST') && status < 400

export function neighboursIn({ visits }: Observed): Neighbours {
  const neighbours = new Map<string, Set<AddressKind>>()
  for (const { requests, shapes } of visits)
    for (const [at, { kind }] of shapes.entries()) {
      const request = requests[at]
      if (!request || !isPage(request) || kind.beside === null) continue
      const some = neighbours.get(kind.besideText)
      if (some) some.add(kind)
      else neighbours.set(kind.besideText, new Set([kind]))
    }
  return neighbours
}

interface Group {
  text: string
  match: Match
}

/** The pages that people saw before they ordered, in their order, from where they landed to the order. */
export function wayTo(
  { visits }: Observed,
  neighbours: Neighbours,
  order: Match,
  isOrder: (request: VisitRequest) => boolean,
): Step[] {
  /** What each visit asked for before its first order. */
  const before = visits.flatMap(({ requests, shapes }) => {
    const at = requests.findIndex(isOrder)
    if (at <= 0) return []
    return [
      shapes.slice(0, at).flatMap(({ kind }, index) => {
        const request = requests[index]
        return request && isPage(request) ? [kind] : []
      }),
    ]
  })
  const alone = ({ text, page }: AddressKind): Group => ({ text, match: page })

  function count(groupOf: (kind: AddressKind) => Group): Map<string, Page> {
    const pages = new Map<string, Page>()
    for (const kinds of before) {
      const seen = new Set<string>()
      for (const [at, kind] of kinds.entries()) {
        const { text, match } = groupOf(kind)
        if (seen.has(text)) continue
        seen.add(text)
        const page = pages.get(text) ?? { match, visits: 0, places: 0 }
        page.visits += 1
        page.places += at / kinds.length
        pages.set(text, page)
      }
    }
    return pages
  }

  const isCommon = ({ visits }: Page) => visits >= commonShare * before.length
  const common = new Set(
    [...count(alone)].flatMap(([text, page]) => (isCommon(page) ? [text] : [])),
  )
  const groups = new Map<AddressKind, Group>()
  function groupOf(kind: AddressKind): Group {
    const known = groups.get(kind)
    if (known) return known
    const others = [...(neighbours.get(kind.besideText) ?? [])].filter(
      ({ text }) => !common.has(text),
    )
    const isOneOfMany = kind.beside && !common.has(kind.text) && others.length >= leastSiblings
    const group =
      isOneOfMany && kind.beside ? { text: kind.besideText, match: kind.beside } : alone(kind)
    groups.set(kind, group)
    return group
  }

  const landing = landingsOf(visits, groupOf)
  const weightOf = ({ match, visits }: Page) => {
    const { chooses, orders, isBefore } = meaningOf(matchText(match))
    return (chooses || orders ? 2 : 0) - (isBefore ? 0.5 : 0) + visits / Math.max(1, before.length)
  }
  const orderText = matchText(order)
  const between = [...count(groupOf)]
    .filter(([text, page]) => isCommon(page) && text !== landing[0]?.text && text !== orderText)
    .filter(([text, { match }]) => !meaningOf(text).isOther && outcomeIn(match) === null)
    .sort(([, a], [, b]) => weightOf(b) - weightOf(a))
    .slice(0, maxBetween)
    .sort(([, a], [, b]) => a.places / a.visits - b.places / b.visits)
  const used = new Set(between.map(([text]) => text))
  const first = landing.filter(({ text }) => !used.has(text)).map(({ match }) => match)
  return named([
    ...(first.length > 0 ? [{ name: 'landing', match: first }] : []),
    ...between.map(([, { match }]) => ({ name: nameOf(match), match: [match] })),
    { name: 'order', match: [order] },
  ])
}

/** Where most visits begin, the most frequent first. */
function landingsOf(visits: Observed['visits'], groupOf: (kind: AddressKind) => Group): Group[] {
  const entries = new Map<string, Group & { visits: number }>()
  let begun = 0
  for (const { requests, shapes } of visits) {
    const at = requests.findIndex((request) => request.method === 'GET' && isPage(request))
    const shape = shapes[at]
    if (!shape) continue
    const group = groupOf(shape.kind)
    const entry = entries.get(group.text) ?? { ...group, visits: 0 }
    entry.visits += 1
    entries.set(group.text, entry)
    begun += 1
  }
  const landings: Group[] = []
  let landed = 0
  for (const { visits: count, text, match } of [...entries.values()].sort(
    (a, b) => b.visits - a.visits,
  )) {
    if (landings.length >= maxLandings || landed >= landingsShare * begun) break
    if (count < leastLandings * begun) break
    landed += count
    landings.push({ text, match })
  }
  return landings
}

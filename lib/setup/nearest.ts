import { exampleOf } from '@/lib/shop/example'
import { segmentsOf } from '@/lib/shop/path-pattern'
import { statusFits, statusRanges } from '@/lib/shop/status'
import { type Match, newStepReader } from '@/lib/shop/steps'
import { isStaticFile } from '@/lib/visits/static-file'
import type { VisitRequest } from '@/lib/visits/visits'
import type { Near } from './proposal'
import { type AddressKind, matchText, newShapes } from './shape'

interface Asked {
  match: Match
  example: { method: string; path: string; query: string }
  statuses: Map<number, number>
}

const maxKinds = 3_000

/** Remembers which kinds of requests came, to name those that are like one that did not. */
export function newAskedKinds() {
  const kinds = new Map<AddressKind, Asked>()
  const shapeOf = newShapes()
  return {
    see({
      method,
      path,
      query,
      status,
    }: Pick<VisitRequest, 'method' | 'path' | 'query' | 'status'>) {
      if (isStaticFile(path)) return
      const { kind: address } = shapeOf({ method, path, query })
      let kind = kinds.get(address)
      if (!kind) {
        if (kinds.size >= maxKinds) return
        kind = { match: address.match, example: { method, path, query }, statuses: new Map() }
        kinds.set(address, kind)
      }
      kind.statuses.set(status, (kind.statuses.get(status) ?? 0) + 1)
    },
    nearest: (matches: readonly Match[]) => nearestOf(matches, [...kinds.values()]),
  }
}

export type AskedKinds = ReturnType<typeof newAskedKinds>

const maxShown = 3
const maxDistance = 0.4
const maxLength = 120
const maxMatches = 20

/** Changes of a letter that make one text of another. */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index)
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i]
    for (let j = 1; j <= b.length; j += 1)
      next.push(
        Math.min(
          (row[j] ?? 0) + 1,
          (next[j - 1] ?? 0) + 1,
          (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1),
        ),
      )
    row = next
  }
  return row[b.length] ?? 0
}

const numberOf = (statuses: ReadonlyMap<number, number>) =>
  [...statuses.values()].reduce((sum, count) => sum + count, 0)

type Fits = (example: Asked['example']) => boolean

/** A match and looser forms of it, read once for all that was asked. */
interface Wanted {
  match: Match
  path: string
  fits: Fits
  /** Null where the match does not say a method, or a query. */
  fitsWithoutMethod: Fits | null
  fitsWithoutQuery: Fits | null
}

function fitting(match: Match): Fits {
  const loose = { ...match, status: ['1xx', '2xx', '3xx', '4xx', '5xx'] as const }
  const { asks } = newStepReader([{ name: '', match: [loose] }])
  return (example) => asks(example) === 0
}

function wantedOf(match: Match): Wanted {
  const { method, query, ...rest } = match
  const hasPath = match.path !== undefined
  return {
    match,
    path: exampleOf(match).path.slice(0, maxLength),
    fits: fitting(match),
    fitsWithoutMethod: method !== undefined && hasPath ? fitting({ query, ...rest }) : null,
    fitsWithoutQuery: query !== undefined && hasPath ? fitting({ method, ...rest }) : null,
  }
}

/** How far a request is from a match, and why it is not it; null when they have nothing in common. */
function distanceTo(wanted: Wanted, asked: Asked): { distance: number; why: string } | null {
  const { match, fits, fitsWithoutMethod, fitsWithoutQuery } = wanted
  const { statuses, example } = asked
  if (fits(example)) {
    const ranges = statusRanges(match.status)
    const wrong = [...statuses].filter(([status]) => !statusFits(ranges, status))
    const [status] = wrong.sort((a, b) => b[1] - a[1])[0] ?? []
    return status === undefined ? null : { distance: 0, why: `it was answered ${status}` }
  }
  if (fitsWithoutMethod?.(example))
    return { distance: 0.05, why: `it is asked with ${example.method}` }
  if (fitsWithoutQuery?.(example)) return { distance: 0.1, why: 'its parameters are others' }
  if (match.path === undefined) return null
  const path = (asked.match.path ?? '').slice(0, maxLength)
  const other = match.method !== undefined && match.method !== example.method ? 0.2 : 0
  const [lastWanted = '', lastPath = ''] = [wanted.path, path].map((one) => segmentsOf(one).at(-1))
  if (lastWanted !== '' && lastWanted !== '1' && lastWanted === lastPath)
    return { distance: 0.2 + other, why: 'its address ends alike' }
  const longest = Math.max(wanted.path.length, path.length, 1)
  // So different in length that no letters could make up for it.
  if (Math.abs(wanted.path.length - path.length) > maxDistance * longest) return null
  const distance = editDistance(wanted.path, path) / longest
  return distance <= maxDistance
    ? { distance: distance + 0.2 + other, why: 'its address is nearly that' }
    : null
}

function nearestOf(matches: readonly Match[], kinds: readonly Asked[]): Near[] {
  const all = matches.slice(0, maxMatches).map(wantedOf)
  const near = kinds.flatMap((asked) => {
    const found = all
      .flatMap((wanted) => distanceTo(wanted, asked) ?? [])
      .sort((a, b) => a.distance - b.distance)[0]
    return found ? [{ ...found, asked, requests: numberOf(asked.statuses) }] : []
  })
  near.sort((a, b) => a.distance - b.distance || b.requests - a.requests)
  return near
    .slice(0, maxShown)
    .map(({ asked, requests, why }) => ({ text: matchText(asked.match), requests, why }))
}

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

/** How far a request is from a match, and why it is not it; null when they have nothing in common. */
function distanceTo(match: Match, asked: Asked): { distance: number; why: string } | null {
  const { statuses, example } = asked
  const fits = (loose: Match) =>
    newStepReader([
      { name: '', match: [{ ...loose, status: ['1xx', '2xx', '3xx', '4xx', '5xx'] }] },
    ]).asks(example) === 0
  if (fits(match)) {
    const ranges = statusRanges(match.status)
    const wrong = [...statuses].filter(([status]) => !statusFits(ranges, status))
    const [status] = wrong.sort((a, b) => b[1] - a[1])[0] ?? []
    return status === undefined ? null : { distance: 0, why: `it was answered ${status}` }
  }
  const { method, query, ...rest } = match
  if (method !== undefined && match.path !== undefined && fits({ query, ...rest }))
    return { distance: 0.05, why: `it is asked with ${example.method}` }
  if (query !== undefined && match.path !== undefined && fits({ method, ...rest }))
    return { distance: 0.1, why: 'its parameters are others' }
  if (match.path === undefined) return null
  const wanted = exampleOf(match).path.slice(0, maxLength)
  const path = (asked.match.path ?? '').slice(0, maxLength)
  const other = method !== undefined && method !== example.method ? 0.2 : 0
  const [lastWanted = '', lastPath = ''] = [wanted, path].map((one) => segmentsOf(one).at(-1))
  if (lastWanted !== '' && lastWanted !== '1' && lastWanted === lastPath)
    return { distance: 0.2 + other, why: 'its address ends alike' }
  const distance = editDistance(wanted, path) / Math.max(wanted.length, path.length, 1)
  return distance <= maxDistance
    ? { distance: distance + 0.2 + other, why: 'its address is nearly that' }
    : null
}

function nearestOf(matches: readonly Match[], kinds: readonly Asked[]): Near[] {
  const near = kinds.flatMap((asked) => {
    const found = matches
      .slice(0, 20)
      .flatMap((match) => distanceTo(match, asked) ?? [])
      .sort((a, b) => a.distance - b.distance)[0]
    return found ? [{ ...found, asked, requests: numberOf(asked.statuses) }] : []
  })
  near.sort((a, b) => a.distance - b.distance || b.requests - a.requests)
  return near
    .slice(0, maxShown)
    .map(({ asked, requests, why }) => ({ text: matchText(asked.match), requests, why }))
}

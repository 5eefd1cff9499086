import { keyOfAll } from '@/lib/orders/expected/request-key'
import { newPathPattern } from '@/lib/shop/path-pattern'
import { joined, sumOf } from './joined'
import { togetherMs } from './together'
import type { Failure, Trouble } from './trouble'

/** A request that is known, and how often it was answered well. */
interface KnownRequest {
  key: string
  method: string
  path: string
  total: number
}

const leastAlike = 3
/** Pages that fit a pattern and do not fail are at most such a part of those that do: else it is not what fails. */
const mostOthers = 1 / 3
const maxKinds = 20
/** What visitors leave for as one; pages that are gone or moved may be so by intention, each by itself. */
const leaving: ReadonlySet<Failure> = new Set(['error', 'loop', 'short'])

const isPage = ({ failure, isStatic, isCallback, route, path, among }: Trouble) =>
  leaving.has(failure) && !isStatic && !isCallback && route === '' && path !== '' && among === null

/** With `*` for one segment, as `/queue/*`; `/*` would say little. */
function patternsOf(path: string): string[] {
  const parts = path.split('/')
  if (parts.filter((part) => part !== '').length < 2) return []
  return parts.flatMap((part, at) =>
    part === '' || part.includes('*') ? [] : [parts.with(at, '*').join('/')],
  )
}

/** One trouble of several, as whose name the pattern of their paths stands. */
function together(path: string, parts: readonly Trouble[]): Trouble {
  const { first, last, common } = joined(parts)
  return {
    ...first,
    ...common,
    asking: undefined,
    key: keyOfAll(parts.map(({ key }) => key)),
    path,
    step: Math.max(...parts.map(({ step }) => step)),
    isOneOfMany: false,
    isOnOthers: false,
    answered: sumOf(parts, ({ answered }) => answered),
    answeredSince: sumOf(parts, ({ answeredSince }) => answeredSince),
    otherFailures: sumOf(parts, ({ otherFailures }) => otherFailures),
    outcomes: {
      failed: sumOf(parts, ({ outcomes }) => outcomes.failed),
      answered: sumOf(parts, ({ outcomes }) => outcomes.answered),
      answeredSince: last.outcomes.answeredSince,
    },
    failedInRow: last.failedInRow,
  }
}

interface Kind {
  pattern: string
  parts: readonly Trouble[]
}

/** Pages that began to fail in the same way by the patterns that several of them fit, the most pages first. */
function kindsOf(pages: readonly Trouble[]): Kind[] {
  const groups = new Map<string, { pattern: string; all: Trouble[] }>()
  for (const one of pages)
    for (const pattern of patternsOf(one.path)) {
      const id = JSON.stringify([one.failure, one.method, one.status, pattern])
      const group = groups.get(id) ?? { pattern, all: [] }
      groups.set(id, group)
      group.all.push(one)
    }
  return [...groups.values()]
    .map(({ pattern, all }) => {
      const firstMs = Math.min(...all.map(({ sinceMs }) => sinceMs))
      return { pattern, parts: all.filter(({ sinceMs }) => sinceMs <= firstMs + togetherMs) }
    })
    .filter(({ parts }) => parts.length >= leastAlike)
    .sort((a, b) => b.parts.length - a.parts.length)
    .slice(0, maxKinds)
}

/** Whether they are of one step at most, and nearly all that fit the pattern. */
function isWhole({ pattern, parts }: Kind, known: Iterable<KnownRequest>): boolean {
  const steps = new Set(parts.flatMap(({ step }) => (step === -1 ? [] : [step])))
  if (steps.size > 1) return false
  const begin = pattern.slice(0, pattern.indexOf('*'))
  const { matches } = newPathPattern(pattern)
  const failing = new Set(parts.map(({ key }) => key))
  let [theirs, others] = [0, 0]
  for (const { key, method, path, total } of known) {
    if (method !== parts[0]?.method || !path.startsWith(begin) || !matches(path)) continue
    if (failing.has(key)) theirs += total
    else others += total
  }
  return others <= mostOthers * theirs
}

/** Pages of one kind that began to fail together, in the same way, are one trouble: nobody breaks five pages at once. */
export function alikeTogether(
  troubles: readonly Trouble[],
  known: () => Iterable<KnownRequest>,
): readonly Trouble[] {
  const pages = troubles.filter(isPage)
  if (pages.length < leastAlike) return troubles
  const kind = kindsOf(pages).find((one) => isWhole(one, known()))
  if (!kind) return troubles
  const { pattern, parts } = kind
  // A circle is more than an answer that is not the usual one.
  const isTold = (one: Trouble) =>
    one.failure === 'otherwise' &&
    parts.some(({ key, affected }) => key === one.key && 2 * affected.length >= one.affected.length)
  const rest = troubles.filter((one) => !parts.includes(one) && !isTold(one))
  return [together(pattern, parts), ...alikeTogether(rest, known)]
}

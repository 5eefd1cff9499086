/** Numbers of parts; the last one is not among them. */
export interface Span {
  first: number
  end: number
}

/** What is known of the parts of a period, in tables in memory. */
export interface Known {
  /** By part and group, or the visits. */
  groups: string
  /** What is distinct in the groups. */
  distinct: string[]
  rows: number
  /** The version of the store that each part is of, by its number. */
  versions: Map<number, number>
}

/** By what is grouped and counted; what was asked for last comes last. */
export interface PartsKnown {
  byKey: Map<string, Known[]>
  /** When a key was last read as a whole, ms as of `performance.now`. */
  readMs: Map<string, number>
  /** Whose tables became too large. */
  refused: Set<string>
  /** One after another changes what is known of a key. */
  last: Map<string, Promise<unknown>>
}

export const newPartsKnown = (): PartsKnown => ({
  byKey: new Map(),
  readMs: new Map(),
  refused: new Set(),
  last: new Map(),
})

/** Of all tables together. */
const maxRows = 10_000_000
/** However few rows it has, what is known of a key takes 130 KB and more. */
const maxKeys = 200
/** So large are few, and each is found again. */
const maxRefused = 1_000

export const tablesOf = ({ groups, distinct }: Known) => [groups, ...distinct]

export const timesOf = ({ first, end }: Span, partMs: number) => ({
  startMs: first * partMs,
  endMs: end * partMs - 1,
})

export const numbersIn = ({ first, end }: Span) =>
  Array.from({ length: Math.max(0, end - first) }, (_, at) => first + at)

/** Forgets what is known of a key, or all; gives the tables, which nobody reads any more. */
export function forgetParts({ byKey, readMs }: PartsKnown, key?: string): string[] {
  const keys = key === undefined ? [...byKey.keys()] : [key]
  const tables = keys.flatMap((one) => byKey.get(one) ?? []).flatMap(tablesOf)
  for (const one of keys) {
    byKey.delete(one)
    readMs.delete(one)
  }
  return tables
}

/** Notes that what is known of a key takes too much; gives its tables, which nobody reads any more. */
export function refuse(known: PartsKnown, key: string): string[] {
  const { refused } = known
  refused.add(key)
  const [oldest] = refused.size > maxRefused ? refused : []
  if (oldest !== undefined) refused.delete(oldest)
  return forgetParts(known, key)
}

/** Forgets what was not asked for longest, until there is room for all else; gives its tables. */
export function makeRoom(known: PartsKnown): string[] {
  let rows = 0
  let keys = 0
  return [...known.byKey].reverse().flatMap(([key, list]) => {
    keys += 1
    for (const one of list) rows += one.rows
    const isTooMuch = rows > maxRows || keys > maxKeys
    return isTooMuch && !known.last.has(key) ? forgetParts(known, key) : []
  })
}

import type { Outcomes } from './group-outcomes'

/** A path, or the pattern of several, with what became of its requests. */
export interface NamedOutcomes {
  path: string
  /** The part of the query that chooses the page, as `?route=checkout/cart`; empty when none does. */
  route: string
  failed: number
  answered: number
  /** Good answers since its last failure; of a pattern so many at most. */
  answeredSince: number
  /** It is a small part of what is asked for in the same way, and the rest is answered well. */
  isOneOfMany: boolean
}

type Counts = Pick<NamedOutcomes, 'failed' | 'answered' | 'answeredSince'>

/** The paths that fit a pattern, and how many of them have failed. */
interface Alike extends Counts {
  paths: number
}

interface PathCounts extends Counts {
  alike: Alike[]
}

const maxPaths = 500
const leastAlike = 3
/** A pattern stands for most failures, and no single path for most of the pattern's. */
const leastOfAll = 0.6
const mostOfOne = 0.8
/** `/*` says little: it is named only when most of it fails. */
const leastOfRoot = 0.5
const leastMany = 4
/** Longer paths are attacks. */
const maxPatternLength = 500
const maxSegments = 20
/** Of a number and a name beside it, as `/book/165/the-castle`: among so many of a path's last segments. */
const pairedSegments = 4
/** What only so small a part of the failures has is not what fails. */
const leastOfTop = 0.5
const mostOfMany = 0.2
const leastWell = 0.9

const newCounts = (): Counts => ({ failed: 0, answered: 0, answeredSince: 0 })

function count(counts: Counts, isFailure: boolean): void {
  if (isFailure) counts.failed += 1
  else counts.answered += 1
  counts.answeredSince = isFailure ? 0 : counts.answeredSince + 1
}

const plain = ({ failed, answered, answeredSince }: Outcomes): Outcomes => ({
  failed,
  answered,
  answeredSince,
})

const sum = (all: readonly Counts[]): Counts => ({
  failed: all.reduce((total, { failed }) => total + failed, 0),
  answered: all.reduce((total, { answered }) => total + answered, 0),
  answeredSince: all.reduce((total, { answeredSince }) => total + answeredSince, 0),
})

function split(page: string): { path: string; route: string } {
  const at = page.indexOf('?')
  return at === -1 ? { path: page, route: '' } : { path: page.slice(0, at), route: page.slice(at) }
}

/** Beginnings of a name that others may share: `garden-` and `garden-tools-` of `garden-tools-12`. */
const beginningsOf = (name: string): string[] =>
  [/^[^-_.]+[-_]/, /^[^-_.]+[-_][^-_.]+[-_]/].flatMap(
    (beginning) => beginning.exec(name)?.[0] ?? [],
  )

/**
 * The patterns that a page fits: with `*` for one of its segments, as `/product/*`, or for the end of its last
 * one, as `/product/garden-*`; with `*` for two of the last ones; or its path alone.
 */
function patternsOf(page: string): string[] {
  if (page.length > maxPatternLength) return []
  const { path, route } = split(page)
  if (route !== '') return [path]
  const parts = path.split('/')
  if (parts.length > maxSegments) return []
  const lastAt = parts.findLastIndex((part) => part !== '')
  const anyOf = (part: string) => `*${/\.[a-z]{2,5}$/.exec(part)?.[0] ?? ''}`
  const single = parts.flatMap((part, at) => {
    if (part === '') return []
    const beginnings = at === lastAt ? ['', ...beginningsOf(part)] : ['']
    return beginnings.map((beginning) => parts.with(at, `${beginning}${anyOf(part)}`).join('/'))
  })
  const behindFirst = parts.flatMap((part, at) => (part === '' || at < 2 ? [] : [at]))
  const paired = behindFirst.slice(-pairedSegments)
  const double = paired.flatMap((one, nth) =>
    paired
      .slice(nth + 1)
      .map((other) =>
        parts.map((part, at) => (at === one || at === other ? anyOf(part) : part)).join('/'),
      ),
  )
  return [...single, ...double]
}

/** The folders that a page lies in, but for the root, as `/book/**`. */
function foldersOf(page: string): string[] {
  const parts = split(page).path.split('/').slice(0, maxSegments)
  return parts.slice(2).map((_, at) => `${parts.slice(0, at + 2).join('/')}/**`)
}

function addTo(patterns: Map<string, Alike>, path: string, counts: PathCounts): void {
  counts.alike = patternsOf(path).map((pattern) => {
    const alike = patterns.get(pattern) ?? { ...newCounts(), paths: 0 }
    patterns.set(pattern, alike)
    alike.failed += counts.failed
    alike.answered += counts.answered
    alike.answeredSince += counts.answeredSince
    if (counts.failed > 0) alike.paths += 1
    return alike
  })
}

interface Pattern extends Counts {
  path: string
}

function mostFailed(patterns: readonly Pattern[]): Pattern | null {
  let most: Pattern | null = null
  for (const one of patterns) if (one.failed > (most?.failed ?? 0)) most = one
  return most
}

const hasBeginning = (pattern: string) => /[^/]\*[^/]*\/?$/.test(pattern)

/** Whether a pattern holds nearly all that fails of a wider one, and the rest of that is answered well. */
function isNarrower({ failed, answered }: Counts, wider: Counts): boolean {
  const good = wider.answered - answered
  const rest = good + wider.failed - failed
  return failed >= leastWell * wider.failed && good >= leastMany && good >= leastWell * rest
}

const isOfTwo = (pattern: string) => /\*.*\*/.test(pattern)

const isRoot = (pattern: string) => /^\/\*[^/]*\/?$/.test(pattern)

/** Failures and good answers of the pages, paths with their routes, that one request of the way is known by. */
export class PathOutcomes {
  readonly #paths = new Map<string, PathCounts>()
  /** Null until they are asked for: most runs of failures are over before. */
  #patterns: Map<string, Alike> | null = null
  /** Of paths that are not kept apart: they count for the patterns that are known. */
  readonly #others = newCounts()
  /** Undefined when it is to be found anew. */
  #named: NamedOutcomes | null | undefined

  add(path: string, isFailure: boolean): void {
    this.#named = undefined
    const counts = this.#countsOf(path)
    if (counts === null) {
      for (const one of [this.#others, ...this.#alikeOf(path)]) count(one, isFailure)
      return
    }
    if (isFailure && counts.failed === 0) for (const one of counts.alike) one.paths += 1
    for (const one of [counts, ...counts.alike]) count(one, isFailure)
  }

  /** What was taken for a good answer was none. */
  takeBack(path: string): void {
    const counts = this.#countsOf(path)
    const own = counts ?? this.#others
    if (own.answered === 0) return
    this.#named = undefined
    for (const one of [own, ...(counts?.alike ?? this.#alikeOf(path))]) {
      one.answered -= 1
      one.answeredSince = Math.max(0, one.answeredSince - 1)
    }
  }

  /** What fails: one path, or the pattern of many that fail alike; null before any failure. */
  named(): NamedOutcomes | null {
    if (this.#named === undefined) this.#named = this.#findNamed()
    return this.#named
  }

  /** What became of the one path that fails among many that are answered well: these say nothing of it, however often it is asked for. Null where it is not one. */
  ofOne(): Outcomes | null {
    const named = this.named()
    const counts = named && this.#paths.get(named.path + named.route)
    if (!counts) return null
    const isDead = counts.failed >= leastWell * (counts.failed + counts.answered)
    return named.isOneOfMany || (isDead && this.#areOthersWell(counts)) ? plain(counts) : null
  }

  #findNamed(): NamedOutcomes | null {
    let top: (Counts & { path: string }) | null = null
    for (const [path, { failed, answered, answeredSince }] of this.#paths)
      if (failed > (top?.failed ?? 0)) top = { path, failed, answered, answeredSince }
    if (!top) return null
    const several = this.#patternFor(top) ?? this.#folderFor(top)
    if (several) return { ...several, ...split(several.path), isOneOfMany: false }
    return { ...top, ...split(top.path), isOneOfMany: this.#isOneOfMany(top) }
  }

  #isOneOfMany(one: Counts): boolean {
    const all = sum([...this.#paths.values(), this.#others])
    const isPart = one.failed + one.answered <= mostOfMany * (all.failed + all.answered)
    return isPart && this.#areOthersWell(one)
  }

  #areOthersWell({ failed, answered }: Counts): boolean {
    const all = sum([...this.#paths.values(), this.#others])
    const rest = all.failed + all.answered - failed - answered
    return this.#paths.size >= leastMany && all.answered - answered >= leastWell * rest
  }

  #patternFor(top: Counts): Pattern | null {
    const all = sum([...this.#paths.values(), this.#others])
    const wide: Pattern[] = []
    const narrow: Pattern[] = []
    for (const [path, { paths, failed, answered, answeredSince }] of this.#patternsKnown()) {
      if (paths < leastAlike || failed < leastOfAll * all.failed) continue
      if (top.failed > mostOfOne * failed) continue
      const pattern = { path, failed, answered, answeredSince }
      if (hasBeginning(path)) narrow.push(pattern)
      else if (!isRoot(path) || failed >= leastOfRoot * (failed + answered)) wide.push(pattern)
    }
    let named = mostFailed(wide)
    if (named && isOfTwo(named.path)) narrow.push(...wide.filter(({ path }) => !isOfTwo(path)))
    const next = () => mostFailed(narrow.filter((one) => isNarrower(one, named ?? all)))
    for (let one = next(); one !== null; one = next()) named = one
    return named
  }

  /** The innermost folder of nearly all that fails, where no path has half of it. */
  #folderFor(top: Counts): Pattern | null {
    const all = sum([...this.#paths.values(), this.#others])
    if (top.failed >= leastOfTop * all.failed) return null
    const folders = new Map<string, Pattern>()
    for (const [page, { failed, answered, answeredSince }] of this.#paths)
      for (const path of foldersOf(page)) {
        const folder = folders.get(path) ?? { path, ...newCounts() }
        folders.set(path, folder)
        folder.failed += failed
        folder.answered += answered
        folder.answeredSince += answeredSince
      }
    const wide = [...folders.values()].filter(({ failed }) => failed >= leastWell * all.failed)
    return wide.sort((a, b) => b.path.length - a.path.length)[0] ?? null
  }

  #alikeOf(path: string): Alike[] {
    const known = this.#patternsKnown()
    return patternsOf(path).flatMap((pattern) => known.get(pattern) ?? [])
  }

  /** Null for one more than are kept apart. */
  #countsOf(path: string): PathCounts | null {
    const known = this.#paths.get(path)
    if (known) return known
    if (this.#paths.size >= maxPaths) return null
    const counts = { ...newCounts(), alike: [] }
    this.#paths.set(path, counts)
    if (this.#patterns) addTo(this.#patterns, path, counts)
    return counts
  }

  #patternsKnown(): ReadonlyMap<string, Alike> {
    if (this.#patterns) return this.#patterns
    this.#patterns = new Map()
    for (const [path, counts] of this.#paths) addTo(this.#patterns, path, counts)
    return this.#patterns
  }
}

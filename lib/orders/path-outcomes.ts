/** A path, or the pattern of several, with what became of its requests. */
export interface NamedOutcomes {
  path: string
  failed: number
  answered: number
  /** It is a small part of what is asked for in the same way, and the rest is answered well. */
  isOneOfMany: boolean
}

type Counts = Pick<NamedOutcomes, 'failed' | 'answered'>

const maxPaths = 500
const leastAlike = 3
/** A pattern stands for most failures, and no single path for most of the pattern's. */
const leastOfAll = 0.6
const mostOfOne = 0.8
/** `/*` says little: it is named only when most of it fails. */
const leastOfRoot = 0.5
const leastMany = 4
const mostOfMany = 0.2
const leastWell = 0.9

const sum = (all: readonly Counts[]): Counts => ({
  failed: all.reduce((total, { failed }) => total + failed, 0),
  answered: all.reduce((total, { answered }) => total + answered, 0),
})

/** The patterns that a path fits, each with `*` for one of its segments, as `/product/*`. */
function patternsOf(path: string): string[] {
  const parts = path.split('/')
  return parts.flatMap((part, at) => {
    if (part === '') return []
    const suffix = /\.[a-z]{2,5}$/.exec(part)?.[0] ?? ''
    return [parts.map((one, where) => (where === at ? `*${suffix}` : one)).join('/')]
  })
}

const isRoot = (pattern: string) => /^\/\*[^/]*\/?$/.test(pattern)

/** Failures and good answers of the paths that one request of the way is known by. */
export class PathOutcomes {
  readonly #paths = new Map<string, Counts>()
  readonly #others: Counts = { failed: 0, answered: 0 }

  add(path: string, isFailure: boolean): void {
    const counts = this.#countsOf(path)
    if (isFailure) counts.failed += 1
    else counts.answered += 1
  }

  /** What was taken for a good answer was none. */
  takeBack(path: string): void {
    const counts = this.#countsOf(path)
    counts.answered = Math.max(0, counts.answered - 1)
  }

  /** What fails: one path, or the pattern of many that fail alike; null before any failure. */
  named(): NamedOutcomes | null {
    let top: (Counts & { path: string }) | null = null
    for (const [path, counts] of this.#paths)
      if (counts.failed > (top?.failed ?? 0)) top = { path, ...counts }
    if (!top) return null
    const pattern = this.#patternFor(top)
    if (pattern) return { ...pattern, isOneOfMany: false }
    return { ...top, isOneOfMany: this.#isOneOfMany(top) }
  }

  #isOneOfMany({ failed, answered }: Counts): boolean {
    const all = sum([...this.#paths.values(), this.#others])
    const rest = all.failed + all.answered - failed - answered
    return (
      this.#paths.size >= leastMany &&
      failed + answered <= mostOfMany * (all.failed + all.answered) &&
      all.answered - answered >= leastWell * rest
    )
  }

  #patternFor(top: Counts): (Counts & { path: string }) | null {
    const alike = new Map<string, Counts & { paths: number }>()
    let all = 0
    for (const [path, { failed, answered }] of this.#paths) {
      all += failed
      for (const pattern of patternsOf(path)) {
        const counts = alike.get(pattern) ?? { ...this.#others, paths: 0 }
        counts.failed += failed
        counts.answered += answered
        if (failed > 0) counts.paths += 1
        alike.set(pattern, counts)
      }
    }
    let best: (Counts & { path: string }) | null = null
    for (const [path, { failed, answered, paths }] of alike) {
      if (paths < leastAlike || failed < leastOfAll * all) continue
      if (top.failed > mostOfOne * failed) continue
      if (isRoot(path) && failed < leastOfRoot * (failed + answered)) continue
      if (failed > (best?.failed ?? 0)) best = { path, failed, answered }
    }
    return best
  }

  #countsOf(path: string): Counts {
    const known = this.#paths.get(path)
    if (known) return known
    if (this.#paths.size >= maxPaths) return this.#others
    const counts = { failed: 0, answered: 0 }
    this.#paths.set(path, counts)
    return counts
  }
}

/** What became of a request most lately, and when, epoch ms; and when it was first made. */
interface Met {
  readonly key: string
  readonly outcome: string
  readonly atMs: number
  readonly firstMs: number
}

/** The requests of a visit that are watched, by their keys. */
export class MetRequests {
  // Most visits make one request: a map each would fill the memory.
  #first: Met | null = null
  #others: Map<string, Met> | null = null

  get size(): number {
    return (this.#first ? 1 : 0) + (this.#others?.size ?? 0)
  }

  get(key: string): Met | undefined {
    return this.#first?.key === key ? this.#first : this.#others?.get(key)
  }

  set(key: string, outcome: string, atMs: number): void {
    const met = { key, outcome, atMs, firstMs: this.get(key)?.firstMs ?? atMs }
    if (this.#first === null || this.#first.key === key) this.#first = met
    else {
      this.#others ??= new Map()
      this.#others.set(key, met)
    }
  }

  *keys(): Generator<string> {
    for (const { key } of this.all()) yield key
  }

  /** In the order in which they were first made. */
  *all(): Generator<Met> {
    if (this.#first) yield this.#first
    if (this.#others) yield* this.#others.values()
  }
}

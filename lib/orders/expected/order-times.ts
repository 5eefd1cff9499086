const maxOrders = 20_000

/** When the latest orders came, in the order of their times. Epoch ms. */
export class OrderTimes {
  readonly #times: number[] = []
  total = 0
  lastMs: number | null = null

  add(ms: number): void {
    this.total += 1
    this.lastMs = Math.max(this.lastMs ?? ms, ms)
    this.#times.push(ms)
    if (this.#times.length > maxOrders) this.#times.splice(0, maxOrders / 2)
  }

  /** Takes back one of the latest. */
  remove(ms: number): void {
    const at = this.#times.lastIndexOf(ms)
    if (at === -1) return
    this.#times.splice(at, 1)
    this.total -= 1
    this.lastMs = this.#times.at(-1) ?? null
  }

  /** Those in (fromMs, toMs], the newest first. */
  *since(fromMs: number, toMs: number): Generator<number> {
    for (let at = this.#times.length - 1; at >= 0; at -= 1) {
      const ms = this.#times[at] as number
      if (ms <= fromMs) return
      if (ms <= toMs) yield ms
    }
  }

  count(fromMs: number, toMs: number): number {
    let count = 0
    for (let at = this.#times.length - 1; at >= 0; at -= 1) {
      const ms = this.#times[at] as number
      if (ms <= fromMs) break
      if (ms <= toMs) count += 1
    }
    return count
  }
}

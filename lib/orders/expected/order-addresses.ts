const kept = 200
const least = 20
const leastShare = 0.5

/** From which addresses the latest orders came: behind one proxy or office, visits cannot be told apart. */
export class OrderAddresses {
  readonly #latest: string[] = []
  readonly #counts = new Map<string, number>()
  #share: number | null = null

  add(client: string): void {
    this.#latest.push(client)
    this.#change(client, 1)
    if (this.#latest.length > kept) this.#change(this.#latest.shift() as string, -1)
    let most = 0
    for (const count of this.#counts.values()) if (count > most) most = count
    const share = most / this.#latest.length
    this.#share = this.#latest.length >= least && share >= leastShare ? share : null
  }

  /** The share of orders that come from one address, where it is most of them; null otherwise. */
  get sharedBy(): number | null {
    return this.#share
  }

  #change(client: string, by: number): void {
    const count = (this.#counts.get(client) ?? 0) + by
    if (count > 0) this.#counts.set(client, count)
    else this.#counts.delete(client)
  }
}

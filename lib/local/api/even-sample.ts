export interface EvenSample<Item> {
  /** How many items were added. */
  readonly added: number
  add(item: Item, bytes: number): void
  /** At most the wanted number of items, in their order and spread evenly over all that were added. */
  take(): Item[]
}

/** Keeps some of any number of items; holds at most twice as many as wanted, and about `mostBytes`. */
export function evenSample<Item>(most: number, mostBytes: number): EvenSample<Item> {
  let kept: { item: Item; bytes: number }[] = []
  let heldBytes = 0
  let stride = 1
  let added = 0
  const thin = (items: typeof kept) => items.filter((_, at) => at % 2 === 0)
  const weigh = (items: typeof kept) => items.reduce((sum, { bytes }) => sum + bytes, 0)
  return {
    get added() {
      return added
    },
    add(item, bytes) {
      if (added % stride === 0) {
        kept.push({ item, bytes })
        heldBytes += bytes
      }
      added += 1
      while (kept.length > 1 && (kept.length > 2 * most || heldBytes > mostBytes)) {
        kept = thin(kept)
        heldBytes = weigh(kept)
        stride *= 2
      }
    },
    take() {
      const count = Math.min(most, kept.length)
      return Array.from(
        { length: count },
        (_, at) => kept[Math.floor((at * kept.length) / count)],
      ).flatMap((entry) => (entry ? [entry.item] : []))
    },
  }
}

export interface EvenSample<Item> {
  add(item: Item, bytes: number): void
  /** At most the wanted number of items, in their order and spread evenly over all that were added. */
  take(): Item[]
}

interface Kept<Item> {
  item: Item
  bytes: number
}

const everySecond = <Item>(items: Item[]) => items.filter((_, at) => at % 2 === 0)

/** Keeps some of any number of items; holds at most twice as many as wanted, and about `maxBytes`. */
export function evenSample<Item>(most: number, maxBytes: number): EvenSample<Item> {
  let kept: Kept<Item>[] = []
  let keptBytes = 0
  let stride = 1
  let added = 0
  return {
    add(item, bytes) {
      if (added % stride === 0) {
        kept.push({ item, bytes })
        keptBytes += bytes
      }
      added += 1
      while (kept.length > 1 && (kept.length > 2 * most || keptBytes > maxBytes)) {
        kept = everySecond(kept)
        keptBytes = kept.reduce((sum, entry) => sum + entry.bytes, 0)
        stride *= 2
      }
    },
    take() {
      if (kept.length <= most) return kept.map(({ item }) => item)
      const step = (kept.length - 1) / (most - 1)
      return Array.from({ length: most }, (_, at) => kept[Math.round(at * step)]).flatMap(
        (entry) => (entry ? [entry.item] : []),
      )
    },
  }
}

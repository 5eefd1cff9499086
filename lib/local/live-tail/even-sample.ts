export interface EvenSample<Item> {
  add(item: Item, bytes: number): void
  /** At most `maxItems` items, in their order and spread evenly over all that were added. */
  take(): Item[]
}

interface SampledItem<Item> {
  item: Item
  bytes: number
}

const everySecond = <Item>(items: Item[]) => items.filter((_, at) => at % 2 === 0)

/** Samples any number of items in bounded memory: at most twice `maxItems`, and about `maxBytes`. */
export function evenSample<Item>(maxItems: number, maxBytes: number): EvenSample<Item> {
  let sampled: SampledItem<Item>[] = []
  let sampledBytes = 0
  let stride = 1
  let added = 0
  return {
    add(item, bytes) {
      if (added % stride === 0) {
        sampled.push({ item, bytes })
        sampledBytes += bytes
      }
      added += 1
      while (sampled.length > 1 && (sampled.length > 2 * maxItems || sampledBytes > maxBytes)) {
        sampled = everySecond(sampled)
        sampledBytes = sampled.reduce((sum, entry) => sum + entry.bytes, 0)
        stride *= 2
      }
    },
    take() {
      if (sampled.length <= maxItems) return sampled.map(({ item }) => item)
      const step = (sampled.length - 1) / (maxItems - 1)
      return Array.from({ length: maxItems }, (_, at) => sampled[Math.round(at * step)]).flatMap(
        (entry) => (entry ? [entry.item] : []),
      )
    },
  }
}

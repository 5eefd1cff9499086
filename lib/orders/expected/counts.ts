/** Counts one more of a key. */
export const countOne = <Key>(counts: Map<Key, number>, key: Key) =>
  counts.set(key, (counts.get(key) ?? 0) + 1)

/** The key that was counted most often, the first of equals; undefined when there is none. */
export const mostOf = <Key>(counts: ReadonlyMap<Key, number>): Key | undefined => {
  let best: Key | undefined
  let most = 0
  for (const [key, count] of counts)
    if (count > most) {
      best = key
      most = count
    }
  return best
}

/** The keys that were counted at least so large a share of the times, the most frequent first. */
export function mostFrequent<Key>(counts: ReadonlyMap<Key, number>, share: number): Key[] {
  const all = [...counts.values()].reduce((sum, count) => sum + count, 0)
  return [...counts]
    .filter(([, count]) => count >= share * all)
    .sort(([, a], [, b]) => b - a)
    .map(([key]) => key)
}

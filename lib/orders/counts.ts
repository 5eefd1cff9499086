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

/** A repeatable source of chance. The same seed and keys draw the same numbers on every machine. */
export interface Draws {
  /** In [0, 1). */
  unit(): number
  chance(share: number): boolean
  /** A whole number from 0 to below `n`. */
  below(n: number): number
  between(low: number, high: number): number
  exponential(mean: number): number
  normal(): number
  /** Mean 1, whatever its spread. */
  lognormal(sigma: number): number
  poisson(mean: number): number
  pick<T>(list: readonly T[]): T
  /** One of the values, each as often as its weight. */
  weighted<T>(list: readonly (readonly [T, number])[]): T
}

/** Murmur3's final mix: neighbouring seeds get unrelated streams. */
function mixed(value: number): number {
  let hash = value | 0
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return hash ^ (hash >>> 16)
}

function hashOf(seed: number, keys: readonly (string | number)[]): number {
  let hash = mixed(seed) ^ mixed(Math.floor(seed / 2 ** 32) + 0x1b873593)
  for (const key of keys) {
    if (typeof key === 'number') hash = mixed(Math.imul(hash, 31) ^ mixed(key + 0x165667b1))
    else for (let at = 0; at < key.length; at += 1) hash = mixed(hash ^ (key.charCodeAt(at) + at))
  }
  return hash
}

/** One stream of numbers for each list of keys (sfc32). */
export function drawsOf(seed: number, ...keys: readonly (string | number)[]): Draws {
  let a = hashOf(seed, keys)
  let b = mixed(a ^ 0x9e3779b9)
  let c = mixed(b ^ 0x243f6a88)
  let counter = 1
  const unit = () => {
    const sum = (a + b + counter) | 0
    counter = (counter + 1) | 0
    a = b ^ (b >>> 9)
    b = (c + (c << 3)) | 0
    c = (((c << 21) | (c >>> 11)) + sum) | 0
    return (sum >>> 0) / 4294967296
  }
  for (let warm = 0; warm < 6; warm += 1) unit()
  const below = (n: number) => Math.floor(unit() * n)
  const exponential = (mean: number) => -Math.log(1 - unit()) * mean
  const normal = () => Math.sqrt(-2 * Math.log(1 - unit())) * Math.cos(2 * Math.PI * unit())
  return {
    unit,
    below,
    exponential,
    normal,
    chance: (share) => unit() < share,
    between: (low, high) => low + unit() * (high - low),
    lognormal: (sigma) => Math.exp(sigma * normal() - (sigma * sigma) / 2),
    poisson(mean) {
      let count = -1
      for (let waited = 0; waited < mean; count += 1) waited += exponential(1)
      return Math.max(0, count)
    },
    pick: <T>(list: readonly T[]) => list[below(list.length)] as T,
    weighted<T>(list: readonly (readonly [T, number])[]) {
      let left = unit() * list.reduce((sum, [, weight]) => sum + weight, 0)
      for (const [value, weight] of list) {
        left -= weight
        if (left < 0) return value
      }
      return (list.at(-1) as readonly [T, number])[0]
    },
  }
}

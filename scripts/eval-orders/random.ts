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

/** A repeatable source of chance (sfc32). A class, since a visit needs several and closures cost more. */
export class Draws {
  #a: number
  #b: number
  #c: number
  #counter = 1

  constructor(start: number) {
    this.#a = start
    this.#b = mixed(start ^ 0x9e3779b9)
    this.#c = mixed(this.#b ^ 0x243f6a88)
    for (let warm = 0; warm < 6; warm += 1) this.unit()
  }

  /** In [0, 1). */
  unit(): number {
    const sum = (this.#a + this.#b + this.#counter) | 0
    this.#counter = (this.#counter + 1) | 0
    this.#a = this.#b ^ (this.#b >>> 9)
    this.#b = (this.#c + (this.#c << 3)) | 0
    this.#c = (((this.#c << 21) | (this.#c >>> 11)) + sum) | 0
    return (sum >>> 0) / 4294967296
  }

  chance(share: number): boolean {
    return this.unit() < share
  }

  /** A whole number from 0 to below `n`. */
  below(n: number): number {
    return Math.floor(this.unit() * n)
  }

  between(low: number, high: number): number {
    return low + this.unit() * (high - low)
  }

  exponential(mean: number): number {
    return -Math.log(1 - this.unit()) * mean
  }

  normal(): number {
    return Math.sqrt(-2 * Math.log(1 - this.unit())) * Math.cos(2 * Math.PI * this.unit())
  }

  /** Mean 1, whatever its spread. */
  lognormal(sigma: number): number {
    return Math.exp(sigma * this.normal() - (sigma * sigma) / 2)
  }

  poisson(mean: number): number {
    let count = -1
    for (let waited = 0; waited < mean; count += 1) waited += this.exponential(1)
    return Math.max(0, count)
  }

  pick<T>(list: readonly T[]): T {
    return list[this.below(list.length)] as T
  }

  /** One of the values, each as often as its weight. */
  weighted<T>(list: readonly (readonly [T, number])[]): T {
    let left = 0
    for (const [, weight] of list) left += weight
    left *= this.unit()
    for (const [value, weight] of list) {
      left -= weight
      if (left < 0) return value
    }
    return (list.at(-1) as readonly [T, number])[0]
  }
}

/** One stream of numbers for each list of keys: the same seed and keys draw the same on every machine. */
export const drawsOf = (seed: number, ...keys: readonly (string | number)[]): Draws =>
  new Draws(hashOf(seed, keys))

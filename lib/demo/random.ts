/** A small repeatable generator of numbers in [0, 1) for a seed (mulberry32). */
export interface Random {
  next(): number
  /** A whole number from 0 to below `n`. */
  below(n: number): number
  /** How many events happen when `mean` are expected. */
  poisson(mean: number): number
  /** Seconds until the next event when `mean` seconds are expected. */
  wait(mean: number): number
  pick<T>(list: readonly T[]): T
}

const mix = (a: number, b: number) => {
  let h = Math.imul(a ^ 0x9e3779b9, 0x85ebca6b) ^ Math.imul(b + 0x27d4eb2f, 0xc2b2ae35)
  h ^= h >>> 15
  return Math.imul(h, 0x2c1b3c6d) ^ (h >>> 12)
}

export function random(seed: number, part: number): Random {
  let state = mix(seed, part) >>> 0
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
  const below = (n: number) => Math.floor(next() * n)
  return {
    next,
    below,
    poisson(mean) {
      const limit = Math.exp(-mean)
      let count = 0
      for (let product = next(); product > limit; product *= next()) count += 1
      return count
    },
    wait: (mean) => -Math.log(1 - next()) * mean,
    pick: (list) => list[below(list.length)] as (typeof list)[number],
  }
}

/** A rate, and how much it varies beyond chance (the squared coefficient of variation). */
export interface Rate {
  rate: number
  spread: number
}

const minSpread = 0.02
const maxSpread = 0.6
export const priorSpread = 0.25
const leastHours = 12
const leastMean = 0.3

/** How much hours vary beyond chance, of what was seen in each and to be expected. */
export class Spread {
  #squares = 0
  #expected = 0
  #expectedSquares = 0
  #hours = 0

  /** `variance` is what chance alone makes. */
  add(seen: number, mean: number, variance = mean): void {
    if (mean < leastMean) return
    this.#squares += (seen - mean) ** 2
    this.#expected += variance
    this.#expectedSquares += mean * mean
    this.#hours += 1
  }

  get found(): number {
    if (this.#hours < leastHours || this.#expectedSquares === 0) return priorSpread
    const found = (this.#squares - this.#expected) / this.#expectedSquares
    return Math.min(maxSpread, Math.max(minSpread, found))
  }
}

/** Of two rates, the first with a chance and else the second: which one is a part of what is uncertain. */
export function either(chance: number, one: Rate, other: Rate): Rate {
  if (chance === 0) return other
  const rate = chance * one.rate + (1 - chance) * other.rate
  if (rate === 0) return { rate, spread: Math.max(one.spread, other.spread) }
  const between = chance * (1 - chance) * (one.rate - other.rate) ** 2
  const within = chance * one.spread * one.rate ** 2 + (1 - chance) * other.spread * other.rate ** 2
  return { rate, spread: (between + within) / rate ** 2 }
}

const binMs = 30_000
const bins = 120
// Before any order was seen: most people who order do so within a quarter of an hour.
const priorMeanMs = 4 * 60_000
const priorOrders = 5

/** How long after a step the orders come that follow it. */
export interface Delays {
  add(delayMs: number): void
  /** The share of these orders that have come after so long. */
  share(ms: number): number
}

export function newDelays(): Delays {
  const counts = new Float64Array(bins)
  const shares = new Float64Array(bins + 1)
  let total = 0
  let isFresh = false

  function refresh() {
    let sum = 0
    for (let bin = 0; bin <= bins; bin += 1) {
      const prior = 1 - Math.exp((-bin * binMs) / priorMeanMs)
      shares[bin] = (sum + priorOrders * prior) / (total + priorOrders)
      sum += counts[bin] ?? 0
    }
    isFresh = true
  }

  return {
    add(delayMs) {
      const bin = Math.min(bins - 1, Math.max(0, Math.floor(delayMs / binMs)))
      counts[bin] = (counts[bin] ?? 0) + 1
      total += 1
      isFresh = false
    },
    share(ms) {
      if (!isFresh) refresh()
      if (ms <= 0) return 0
      const at = ms / binMs
      if (at >= bins) return 1
      const bin = Math.floor(at)
      const [from = 0, to = 1] = [shares[bin], shares[bin + 1]]
      return from + (to - from) * (at - bin)
    },
  }
}

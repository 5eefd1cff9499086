/**
 * The chances of numbers of orders. Orders vary more than chance alone makes them: `spread` is the
 * squared coefficient of variation of their rate (0: Poisson). The number has variance `mean + spread * mean²`.
 * Below 0 it varies less than that, as where so many order once or not at all (binomial for a spread of -1 / all).
 */

const tiny = 1e-9

/** The chance that an event whose expected number is `mean` does not occur at all. */
export function chanceOfNone(mean: number, spread: number): number {
  if (mean <= 0) return 1
  return Math.abs(spread) < tiny ? Math.exp(-mean) : Math.exp(-Math.log1p(spread * mean) / spread)
}

/** What the chance of `count` is multiplied with for that of one more. */
function newRatio(mean: number, spread: number): (count: number) => number {
  if (Math.abs(spread) < tiny) return (count) => mean / (count + 1)
  const size = 1 / spread
  const step = (spread * mean) / (1 + spread * mean)
  // There are no more than all.
  return (count) => Math.max(0, (step * (size + count)) / (count + 1))
}

const maxCount = 100_000

/** The chance of at most `count`; where it is above `enough`, some number above that. */
export function chanceOfAtMost(count: number, mean: number, spread: number, enough = 1): number {
  const ratioOf = newRatio(mean, spread)
  let chance = chanceOfNone(mean, spread)
  let sum = 0
  for (let at = 0; at <= count && sum <= enough; at += 1) {
    sum += chance
    chance *= ratioOf(at)
  }
  return Math.min(1, sum)
}

/** The smallest number that is not exceeded with a chance of `part`. */
export function quantile(part: number, mean: number, spread: number): number {
  if (mean <= 0) return 0
  // Beyond it the first chances are too small for a number; by then it is near to a gamma distribution.
  if (mean > 500) return Math.round(mean * gammaQuantile(part, spread + 1 / mean))
  const ratioOf = newRatio(mean, spread)
  let chance = chanceOfNone(mean, spread)
  let sum = chance
  let count = 0
  while (sum < part && count <= maxCount) {
    chance *= ratioOf(count)
    count += 1
    sum += chance
  }
  return count
}

/** Quantile of the gamma distribution of mean 1, by the squared coefficient of variation (Wilson and Hilferty). */
const gammaQuantile = (part: number, variation: number) =>
  Math.max(0, 1 - variation / 9 + (normal(part) * Math.sqrt(variation)) / 3) ** 3

/** Quantile of the standard normal distribution, to about 0.0005 (Abramowitz and Stegun 26.2.23). */
function normal(part: number): number {
  const t = Math.sqrt(-2 * Math.log(Math.min(part, 1 - part)))
  const value =
    t -
    (2.515517 + 0.802853 * t + 0.010328 * t * t) /
      (1 + 1.432788 * t + 0.189269 * t * t + 0.001308 * t * t * t)
  return part < 0.5 ? -value : value
}

/** An estimate with the interval that holds the truth in 95 of 100 cases. */
export interface Estimate {
  low: number
  estimate: number
  high: number
}

/**
 * How many of `mean` expected ones did not come when `seen` did. `variance` is that of chance alone: `mean`
 * (Poisson), or less where most of a known number of visits would have ordered.
 */
export function missing(mean: number, seen: number, spread: number, variance = mean): Estimate {
  const bound = (part: number) =>
    variance < 0.8 * mean
      ? Math.round(mean * gammaQuantile(part, variance / mean ** 2 + spread))
      : quantile(part, mean, spread)
  const low = Math.max(0, bound(0.025) - seen)
  const high = Math.max(0, bound(0.975) - seen)
  return { low, estimate: Math.min(high, Math.max(low, mean - seen, 0)), high }
}

/** The chance that none of `next` does what `did` of `all` did before, whose share is known by these alone (Jeffreys). */
export function chanceOfNoneNext(next: number, { did, all }: { did: number; all: number }): number {
  let chance = 1
  for (let at = 0; at < next; at += 1) chance *= (all - did + 0.5 + at) / (all + 1 + at)
  return chance
}

/** The natural logarithm of n!, to nine digits (Stirling). */
function logFactorial(n: number): number {
  let log = 0
  for (let at = 2; at <= Math.min(n, 15); at += 1) log += Math.log(at)
  if (n <= 15) return log
  const x = n + 1
  return (
    (x - 0.5) * Math.log(x) - x + 0.5 * Math.log(2 * Math.PI) + 1 / (12 * x) - 1 / (360 * x ** 3)
  )
}

const logChoose = (n: number, k: number) => logFactorial(n) - logFactorial(k) - logFactorial(n - k)

/** The chance that of `drawn` out of `all`, `marked` of which are marked, at least `seen` are (Fisher's exact test). */
export function chanceOfSoMany(
  seen: number,
  { drawn, marked, all }: { drawn: number; marked: number; all: number },
): number {
  const most = Math.min(drawn, marked)
  const ways = logChoose(all, drawn)
  let sum = 0
  for (let at = Math.max(seen, drawn + marked - all); at <= most; at += 1)
    sum += Math.exp(logChoose(marked, at) + logChoose(all - marked, drawn - at) - ways)
  return Math.min(1, sum)
}

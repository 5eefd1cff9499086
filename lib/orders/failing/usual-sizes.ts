import { dayMs } from '@/lib/time'

/** So much smaller than nearly all answers were, a page lacks what makes it one. */
const shortShare = 1 / 3
/** Of pages this small the size says little. */
const leastUsualBytes = 1_000
/** Of an answer to a script as well, an empty list says much. */
const empty = { share: 1 / 20, leastUsualBytes: 100 }
/** So few answers may be smaller, and the size is the usual one all the same. */
const mostSmaller = 0.05
const leastAnswers = 50
const leastKnownMs = 2 * dayMs
const fadeAnHour = 0.998
const maxRequests = 5_000
/** Sizes of one bin differ by a fifth. */
const binsADoubling = 4

interface Sizes {
  firstMs: number
  counts: Map<number, number>
  /** Of the hour that is not over. */
  fresh: Map<number, number>
  /** What nearly all answers have at least, bytes; null while it is not known. */
  leastBytes: number | null
}

const binOf = (bytes: number) => Math.floor(Math.log2(bytes + 1) * binsADoubling)

function leastOf(counts: ReadonlyMap<number, number>): number | null {
  let all = 0
  for (const count of counts.values()) all += count
  if (all < leastAnswers) return null
  let smaller = 0
  for (const bin of [...counts.keys()].sort((a, b) => a - b)) {
    smaller += counts.get(bin) as number
    if (smaller > mostSmaller * all) return 2 ** (bin / binsADoubling) - 1
  }
  return null
}

/** How large the answers of each request are as a rule, and whether one has far fewer bytes. */
export function newUsualSizes() {
  const requests = new Map<string, Sizes>()

  return {
    /** `bytes` is null when the log does not say. */
    isShort(key: string, bytes: number | null, atMs: number): boolean {
      if (bytes === null || !(bytes >= 0)) return false
      let known = requests.get(key)
      if (!known) {
        if (requests.size >= maxRequests) return false
        known = { firstMs: atMs, counts: new Map(), fresh: new Map(), leastBytes: null }
        requests.set(key, known)
      }
      const { fresh, leastBytes } = known
      const bin = binOf(bytes)
      fresh.set(bin, (fresh.get(bin) ?? 0) + 1)
      if (leastBytes === null) return false
      const isSmall = leastBytes >= leastUsualBytes && bytes < shortShare * leastBytes
      return isSmall || (leastBytes >= empty.leastUsualBytes && bytes < empty.share * leastBytes)
    },
    /** Takes an hour into what is usual, unless something was wrong in it. */
    endHour(nowMs: number, isTroubled: boolean) {
      for (const sizes of requests.values()) {
        const { counts, fresh, firstMs } = sizes
        if (!isTroubled && fresh.size > 0) {
          for (const [bin, count] of counts) counts.set(bin, count * fadeAnHour)
          for (const [bin, count] of fresh) counts.set(bin, (counts.get(bin) ?? 0) + count)
          sizes.leastBytes = nowMs - firstMs >= leastKnownMs ? leastOf(counts) : null
        }
        fresh.clear()
      }
    },
  }
}

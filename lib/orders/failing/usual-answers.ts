import { dayMs } from '@/lib/time'

// Either way at least four of five answers are the usual one, but for once in twenty times: by 45 of 50, or 15 of 15.
const leastShare = 0.9
const leastAnswers = 50
const leastAlike = 15
const mostNew = 4
const leastKnownMs = 2 * dayMs
const fadeAnHour = 0.998
const maxRequests = 5_000

interface Answers {
  firstMs: number
  counts: Map<number, number>
  /** Of the hour that is not over: the usual ones, which are nearly all, and the others. */
  freshUsual: number
  fresh: Map<number, number>
  usual: number | null
}

/** What a cache or a part of a file is answered is the page all the same. */
const answerOf = (status: number) => (status === 304 || status === 206 ? 200 : status)

function usualOf({ counts, usual: before }: Answers): number | null {
  let [all, most, usual] = [0, 0, null as number | null]
  for (const [status, count] of counts) {
    all += count
    if (count > most) [most, usual] = [count, status]
  }
  if (all >= leastAnswers && most >= leastShare * all) return usual
  // The first others may be the trouble itself.
  const mostOthers = usual === before ? mostNew : 0.5
  return most >= leastAlike && all - most <= mostOthers ? usual : null
}

/** Which status below 400 each request is answered as a rule, as it was over the last days. */
export function newUsualAnswers() {
  const requests = new Map<string, Answers>()

  return {
    /** The usual status of a request that is answered another one; null when it is the usual one, or none is known. */
    insteadOf(key: string, status: number, atMs: number): number | null {
      const answer = answerOf(status)
      const known = requests.get(key)
      if (!known) {
        if (requests.size >= maxRequests) return null
        const fresh = new Map([[answer, 1]])
        requests.set(key, { firstMs: atMs, counts: new Map(), freshUsual: 0, fresh, usual: null })
        return null
      }
      if (known.usual === answer) {
        known.freshUsual += 1
        return null
      }
      known.fresh.set(answer, (known.fresh.get(answer) ?? 0) + 1)
      return known.usual
    },
    /** Takes an hour into what is usual, unless something was wrong in it. */
    endHour(nowMs: number, isTroubled: boolean) {
      for (const answers of requests.values()) {
        const { counts, fresh, freshUsual, usual, firstMs } = answers
        if (usual !== null) fresh.set(usual, freshUsual)
        if (!isTroubled) {
          for (const [status, count] of counts) counts.set(status, count * fadeAnHour)
          for (const [status, count] of fresh) counts.set(status, (counts.get(status) ?? 0) + count)
          answers.usual = nowMs - firstMs >= leastKnownMs ? usualOf(answers) : null
        }
        answers.freshUsual = 0
        fresh.clear()
      }
    },
  }
}

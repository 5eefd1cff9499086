import { lastReading } from '@/lib/aws/read'
import { type Runtime, runtime } from '@/lib/aws/runtime'
import { type Question, wordOf } from '@/lib/queries/question'
import type { View } from '@/lib/view'
import type { Earlier } from './soon'

/** How long what is said of now is handed out anyway. */
export const maxMomentMs = 10_000

// A page asks each minute, and calls what is older than 90 s not known: by then the newer one is to be there.
const maxEarlierMs = 75_000
// Of now only what is said for so long anyway, and while the newer is on its way: no calm is older.
const maxEarlierMomentMs = maxMomentMs + 5_000
const maxMoments = 100

/** Where the numbers come from is asked like a question, and is none. */
export type Asked = Question | 'source'

/** The name under which an answer that is no query's is given again; it may depend on the period. */
export function momentName(asked: Asked, { range }: View): string {
  if (asked === 'source') return asked
  const ofPeriod = 'api' in asked && (asked.api === 'alarms' || asked.api === 'expected')
  return ofPeriod ? `${wordOf(asked)} ${JSON.stringify(range)}` : wordOf(asked)
}

/** Remembers a good answer of a runtime as of a time, epoch ms. */
export function noteMoment(of: Runtime, name: string, answer: { ok: boolean }, asOfMs: number) {
  // While the log is loaded, what is not there yet is soon there.
  if (!answer.ok || of.loading?.()?.done === false) return
  of.lastMoments ??= new Map()
  of.lastMoments.delete(name)
  of.lastMoments.set(name, { answer, asOfMs, of })
  const [oldest] = of.lastMoments.size > maxMoments ? of.lastMoments.keys() : []
  if (oldest !== undefined) of.lastMoments.delete(oldest)
}

/** The last good answer of the same question and view, where it is so new that it may be shown; null otherwise. */
export function earlierOf(asked: Asked, view: View): Earlier | null {
  const current = runtime()
  // A recording answers at once, and always the same.
  if (current.env.cloudwatch === 'recorded') return null
  const within = (reading: object, asOfMs: number, maxMs: number) => {
    const ageMs = Math.max(0, current.now() - asOfMs)
    return ageMs <= maxMs ? { reading, ageMs } : null
  }
  if (asked !== 'source' && 'query' in asked) {
    const last = lastReading(asked.query, view, asked.period)
    return last ? within(last.reading, last.newestMs, maxEarlierMs) : null
  }
  const last = current.lastMoments?.get(momentName(asked, view))
  return last?.of === current ? within(last.answer, last.asOfMs, maxEarlierMomentMs) : null
}

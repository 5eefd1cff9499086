import type { Outcomes } from './group-outcomes'

// Of an incident, however many gaps between its failures, so many ends may be said that are none.
const falseEnds = 0.05
const leastAnswered = 2
/** What is known of the share of failures before any is seen (Jeffreys): half a failure, half a good answer. */
const prior = 0.5

/** The chance of so many good answers in a row if a request failed as before, whatever its share of failures is. */
function chanceOfRow(count: number, failed: number, answered: number): number {
  let chance = 1
  for (let at = 0; at < count && chance > 1e-9; at += 1)
    chance *= (answered + prior + at) / (failed + answered + 2 * prior + at)
  return chance
}

/** Whether so many good answers since the last failure are no gap between two. */
export function isAnsweredAgain({ failed, answered, answeredSince }: Outcomes): boolean {
  if (answeredSince < leastAnswered) return false
  const before = Math.max(0, answered - answeredSince)
  return chanceOfRow(answeredSince, failed, before) < falseEnds / Math.max(3, failed)
}

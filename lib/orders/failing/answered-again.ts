import type { Outcomes } from './group-outcomes'

// Of an incident, however many gaps between its failures, so many ends may be said that are none.
export const falseEnds = 0.05
// In an incident one gap as long is no surprise.
const possibleEnds = 1
const leastAnswered = 2
/** What is known of the share of failures before any is seen (Jeffreys): half a failure, half a good answer. */
const prior = 0.5

/** The chance of so many good answers in a row if a request failed as before, whatever its share of failures is. */
function* chancesOfRow(failed: number, answered: number): Generator<number> {
  // The first failure began the count: it says nothing of the share.
  const all = Math.max(0, failed - 1) + answered + 2 * prior
  let chance = 1
  for (let at = 0; ; at += 1) {
    chance *= (answered + prior + at) / (all + at)
    yield chance
  }
}

const maxNeeded = 10_000

/** How many good answers in a row are no gap between two failures. */
export function answersNeeded({ failed, answered, answeredSince }: Outcomes): number {
  const limit = falseEnds / Math.max(3, failed)
  let needed = 0
  for (const chance of chancesOfRow(failed, Math.max(0, answered - answeredSince))) {
    needed += 1
    if ((needed >= leastAnswered && chance < limit) || needed >= maxNeeded) break
  }
  return needed
}

function isRowUnlikely({ failed, answered, answeredSince }: Outcomes, ends: number): boolean {
  let row = 0
  for (const chance of chancesOfRow(failed, Math.max(0, answered - answeredSince))) {
    row += 1
    if (row > answeredSince) return false
    if (chance <= ends / Math.max(3, failed)) return true
  }
  return false
}

/** Whether so many good answers since the last failure are no gap between two. */
export const isAnsweredAgain = (outcomes: Outcomes): boolean =>
  outcomes.answeredSince >= leastAnswered && isRowUnlikely(outcomes, falseEnds)

/** Whether so many good answers since the last failure may be the end of it, or a gap between two. */
export const seemsAnsweredAgain = (outcomes: Outcomes): boolean =>
  isRowUnlikely(outcomes, possibleEnds)

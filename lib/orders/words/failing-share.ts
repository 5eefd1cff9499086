import { full } from '@/lib/format'
import type { Candidate } from '@/lib/orders/watch/shop-state'
import { shareOfGroup } from './among-words'

/** So few good answers are those of a cache. */
const strayShare = 0.03

/**
 * How many of its requests fail so, where one that is repeated at once is the same attempt: "every request",
 * "nearly every request", "31 of 331 attempts", "all 4 visits from Poland".
 */
export function failingShare({
  among,
  failures,
  answered,
  otherFailures,
}: Pick<Candidate, 'among' | 'failures' | 'answered' | 'otherFailures'>): string {
  if (among) return shareOfGroup(among)
  const others = answered + otherFailures
  if (others === 0) return 'every request'
  return others <= failures * strayShare
    ? 'nearly every request'
    : `${full(failures)} of ${full(failures + others)} attempts`
}

import { counted, full } from '@/lib/format'
import type { Candidate } from '@/lib/orders/watch/shop-state'
import { shareOfGroup } from './among-words'

/** So few good answers are those of a cache. */
const strayShare = 0.03

/**
 * How many of its requests fail so: "every request", "nearly every request", "31 of 331 visits", "all 4 visits from
 * Poland"; where visits cannot be told, "31 of 331 attempts": one that is repeated at once is the same attempt.
 */
export function failingShare({
  among,
  failures,
  answered,
  asking,
  otherFailures,
}: Pick<Candidate, 'among' | 'asking' | 'failures' | 'answered' | 'otherFailures'>): string {
  if (among) return shareOfGroup(among)
  const others = answered + otherFailures
  if (others === 0) return 'every request'
  if (others <= failures * strayShare) return 'nearly every request'
  // Of a request that fails in several ways, nobody has counted the visits that met any of them.
  if (!asking || otherFailures > 0 || asking.met === 0)
    return `${full(failures)} of ${full(failures + others)} attempts`
  // Whoever tries again and gets through has met it all the same.
  return asking.met >= asking.visits
    ? `all ${counted(asking.met, 'visit')}, at least once each,`
    : `${full(asking.met)} of ${counted(asking.visits, 'visit')}`
}

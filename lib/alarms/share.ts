import { full, percent } from '@/lib/format'

/** A metric-math expression that is a share in percent, and 0 of fewer than so many. */
export interface Share {
  /** The ids of what is compared: of these … */
  part: string
  /** … among these. */
  whole: string
  least: number
}

/** As Server-Errors has it: `IF(errors >= 3, errors, 0) * 100 / requests`. */
const written = /^IF\((\w+) >= (\d+), \1, 0\) \* 100 \/ (\w+)$/

/** The share that an expression is; null for any other expression. */
export function shareIn(expression: string): Share | null {
  const [, part, least, whole] = written.exec(expression.trim()) ?? []
  return part && whole ? { part, whole, least: Number(least) } : null
}

/** "raised from 3 errors and 5 % on", of an alarm that compares a share with ≥. */
export const raisedFrom = ({ part, least }: Share, threshold: number): string =>
  `raised from ${full(least)} ${part} and ${full(threshold)}\u00a0% on`

/** "15 % of requests (9 of 61)"; the counts where they are known, since a share of fewer is 0. */
export function shareWords(
  { part, whole, least }: Share,
  value: number,
  counts?: { part: number; whole: number },
): string {
  if (counts && counts.whole > 0)
    return `${percent(counts.part / counts.whole)} of ${whole} (${full(counts.part)} of ${full(counts.whole)})`
  return value === 0 ? `fewer than ${full(least)} ${part}` : `${percent(value / 100)} of ${whole}`
}

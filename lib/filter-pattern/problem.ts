import { TextProblem } from '@/lib/text/problem'

/** A filter pattern that cannot be read: what is wrong, and where. */
export class PatternProblem extends TextProblem {
  override readonly name = 'PatternProblem'
}

/** CloudWatch's error for a pattern that cannot be read. */
export const cloudWatchMessage = ({ message, span }: PatternProblem): string =>
  `Invalid metric filter pattern: ${message} at position ${span.start + 1}`

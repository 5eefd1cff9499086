/** Where in a pattern something stands, in characters; the end is exclusive. */
export interface Span {
  start: number
  end: number
}

/** A filter pattern that cannot be read: what is wrong, and where. */
export class PatternProblem extends Error {
  override readonly name = 'PatternProblem'
  constructor(
    message: string,
    readonly span: Span,
  ) {
    super(message)
  }
}

/** What CloudWatch says of a pattern that cannot be read. */
export const cloudWatchMessage = ({ message, span }: PatternProblem): string =>
  `Invalid metric filter pattern: ${message} at position ${span.start + 1}`

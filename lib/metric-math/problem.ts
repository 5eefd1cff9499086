/** Where in the expression something stands, in characters; the end is exclusive. */
export interface Span {
  start: number
  end: number
}

/** An expression that cannot be evaluated as it is written. */
export class ExpressionProblem extends Error {
  override readonly name = 'ExpressionProblem'
  constructor(
    message: string,
    readonly span: Span,
  ) {
    super(message)
  }
}

/** Where in a text something stands, in characters; the end is exclusive. */
export interface Span {
  start: number
  end: number
}

/** A text of one of the languages that cannot be read or evaluated as it is written: what is wrong, and where. */
export class TextProblem extends Error {
  constructor(
    message: string,
    readonly span: Span,
  ) {
    super(message)
  }
}

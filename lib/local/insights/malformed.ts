/** Where in the query text something stands, in characters; the end is exclusive. */
export interface Span {
  start: number
  end: number
}

/** A query that cannot be run as it is written. */
export class MalformedQuery extends Error {
  override readonly name = 'MalformedQuery'
  constructor(
    message: string,
    readonly span: Span,
  ) {
    super(message)
  }
}

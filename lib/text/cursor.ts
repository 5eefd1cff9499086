import type { Span } from './problem'

/** What the tokens of every language have in common: marks such as `(`, and one token for the end of the text. */
export type Token = Span & { kind: string; text?: string }

/** The token at or after a character; at the end of the text it is the end token, again and again. */
export type TokenAt<T extends Token> = (from: number) => T

/** What a sticky pattern finds at a character. */
export function matchAt(pattern: RegExp, text: string, from: number): RegExpExecArray | null {
  pattern.lastIndex = from
  return pattern.exec(text)
}

/** Reads all tokens at once, so that a character that begins none is refused before the grammar is. */
export function readAll<T extends Token>(tokenAt: TokenAt<T>, from = 0): TokenAt<T> {
  const tokens = new Map<number, T>()
  let token = tokenAt(from)
  for (let at = from; token.kind !== 'end'; token = tokenAt(at)) {
    tokens.set(at, token)
    at = token.end
  }
  return (at) => tokens.get(at) ?? token
}

/** Walks over the tokens of a text, one at a time. */
export class Cursor<T extends Token> {
  token: T
  /** Where the token that was taken last ends. */
  protected lastEnd: number
  #depth = 0

  constructor(
    private readonly tokenAt: TokenAt<T>,
    from = 0,
    /** How deep `nested` may go, and what refuses the token at which it would go deeper. */
    private readonly depthLimit?: { maxDepth: number; problem: (token: T) => Error },
  ) {
    this.lastEnd = from
    this.token = tokenAt(from)
  }

  /** Takes the present token. */
  advance(): T {
    const taken = this.token
    this.moveTo(taken.end)
    return taken
  }

  protected moveTo(end: number): void {
    this.lastEnd = end
    this.token = this.tokenAt(end)
  }

  is(mark: string): boolean {
    return this.token.kind === 'mark' && this.token.text === mark
  }

  take(mark: string): boolean {
    if (!this.is(mark)) return false
    this.advance()
    return true
  }

  /** What `read` reads, one level further in. */
  nested<Read>(read: () => Read): Read {
    this.#depth += 1
    if (this.depthLimit && this.#depth > this.depthLimit.maxDepth)
      throw this.depthLimit.problem(this.token)
    const result = read()
    this.#depth -= 1
    return result
  }
}

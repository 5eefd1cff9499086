import { Cursor } from '@/lib/text/cursor'
import type { Span } from '@/lib/text/problem'
import type { Expression, Query } from './ast'
import { regexAt, skip, type Token, tokenAt } from './lexer'
import { MalformedQuery } from './malformed'
import type { Named } from './names'

type Option = string | number | boolean

const maxDepth = 200

/** Walks over the tokens of a query, one at a time. */
export class Reader extends Cursor<Token> {
  /** Every name that stands anywhere in the query. */
  readonly mentioned = new Set<string>()
  /** The same with their places, in their order. */
  readonly names: Named[] = []
  /** Every expression that was read. */
  readonly expressions: Expression[] = []

  constructor(
    readonly text: string,
    /** Reads a query in brackets up to its closing one. */
    private readonly subquery: (reader: Reader) => Query,
  ) {
    const problem = (token: Token) => new MalformedQuery('the query is nested too deeply', token)
    super((from) => tokenAt(text, from), 0, { maxDepth, problem })
  }

  override advance(): Token {
    const taken = super.advance()
    if (taken.kind === 'name') {
      this.mentioned.add(taken.name)
      this.names.push(taken)
    }
    return taken
  }

  /** From `start` to the end of what was taken last. */
  spanFrom(start: number): Span {
    return { start, end: this.lastEnd }
  }

  /** Refuses what was taken since `start`. */
  malformed(message: string, start: number): MalformedQuery {
    return new MalformedQuery(message, this.spanFrom(start))
  }

  typed(start: number): string {
    return this.text.slice(start, this.lastEnd).trim()
  }

  unexpected(expected: string): MalformedQuery {
    const { kind, start, end } = this.token
    const shown = kind === 'end' ? 'the end of the query' : `'${this.text.slice(start, end)}'`
    const span = { start, end: Math.max(end, start + 1) }
    return new MalformedQuery(`unexpected symbol found ${shown}, expecting ${expected}`, span)
  }

  isWord(...words: string[]): boolean {
    const { token } = this
    return token.kind === 'name' && token.plain && words.includes(token.name.toLowerCase())
  }

  /** Whether this word is what follows the present token. */
  nextIsWord(word: string): boolean {
    const next = tokenAt(this.text, this.token.end)
    return next.kind === 'name' && next.plain && next.name.toLowerCase() === word
  }

  takeWord(...words: string[]): boolean {
    if (!this.isWord(...words)) return false
    this.advance()
    return true
  }

  expect(mark: string): void {
    if (!this.take(mark)) throw this.unexpected(`'${mark}'`)
  }

  expectWord(word: string): void {
    if (!this.takeWord(word)) throw this.unexpected(`'${word}'`)
  }

  name(what: string): Named {
    const { token } = this
    if (token.kind !== 'name') throw this.unexpected(what)
    this.advance()
    return token
  }

  /** `as name`, where it is given. */
  alias(): string | undefined {
    return this.takeWord('as') ? this.name('a name').name : undefined
  }

  string(what: string): string {
    const { token } = this
    if (token.kind !== 'text') throw this.unexpected(what)
    this.advance()
    return token.value
  }

  number(what: string): number {
    const { token } = this
    if (token.kind !== 'number') throw this.unexpected(what)
    this.advance()
    return token.value
  }

  wholeNumber(what: string): number {
    if (this.token.kind === 'number' && !Number.isInteger(this.token.value))
      throw this.unexpected(what)
    return this.number(what)
  }

  regex(): string {
    const start = skip(this.text, this.token.start)
    if (this.text[start] !== '/') throw this.unexpected('a regular expression')
    const { source, end } = regexAt(this.text, start)
    this.moveTo(end)
    return source
  }

  list<T>(read: () => T): T[] {
    const items = [read()]
    while (this.take(',')) items.push(read())
    return items
  }

  /** A list that may be empty, up to the mark that closes it. */
  listTo<T>(mark: string, read: () => T): T[] {
    const items = this.is(mark) ? [] : this.list(read)
    this.expect(mark)
    return items
  }

  /** A query in brackets. */
  bracketed(): Query {
    this.expect('(')
    const query = this.nested(() => this.subquery(this))
    this.expect(')')
    return query
  }

  /** `name=value` as often as one of `names` stands here; later ones win. */
  options<Name extends string>(...names: Name[]): Partial<Record<Name, Option>> {
    const found: Partial<Record<Name, Option>> = {}
    for (;;) {
      const { token } = this
      const name = names.find((candidate) => this.isWord(candidate))
      if (!name || !/^\s*=/.test(this.text.slice(token.end))) return found
      this.advance()
      this.expect('=')
      found[name] = this.#option()
    }
  }

  #option(): Option {
    const { token } = this
    if (this.takeWord('true', 't')) return true
    if (this.takeWord('false', 'f')) return false
    if (token.kind === 'name') return this.name('a value').name
    if (token.kind === 'text') return this.string('a value')
    return this.number('a value')
  }
}

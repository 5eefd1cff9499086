import { describe, expect, test } from 'vitest'
import { Cursor, matchAt, readAll, type Token } from './cursor'
import { TextProblem } from './problem'

const word = /[a-z]+/y

/** Words and parentheses between blanks. */
function tokenAt(text: string, from: number): Token {
  const start = from + (/^ */.exec(text.slice(from))?.[0].length ?? 0)
  const char = text[start]
  if (char === undefined) return { kind: 'end', start, end: start }
  if (char === '(' || char === ')') return { kind: 'mark', text: char, start, end: start + 1 }
  const [found] = matchAt(word, text, start) ?? []
  if (found) return { kind: 'word', text: found, start, end: start + found.length }
  throw new TextProblem(`unexpected ${char}`, { start, end: start + 1 })
}

const cursorOver = (text: string) =>
  new Cursor((from) => tokenAt(text, from), 0, {
    maxDepth: 2,
    problem: (token) => new TextProblem('too deep', token),
  })

test('tokens come one after the other, and the end again and again', () => {
  const tokens = cursorOver(' a (b)')
  expect(tokens.take('(')).toBe(false)
  expect(tokens.advance()).toEqual({ kind: 'word', text: 'a', start: 1, end: 2 })
  expect(tokens.take('(')).toBe(true)
  expect(tokens.advance().text).toBe('b')
  expect(tokens.is(')')).toBe(true)
  tokens.advance()
  expect([tokens.advance(), tokens.advance()]).toEqual([
    { kind: 'end', start: 6, end: 6 },
    { kind: 'end', start: 6, end: 6 },
  ])
})

test('a word is no mark, however it is written', () => {
  const tokens = new Cursor<Token>(() => ({ kind: 'word', text: '(', start: 0, end: 1 }))
  expect(tokens.is('(')).toBe(false)
})

test('what lies too deep is refused with its place', () => {
  const tokens = cursorOver('a b')
  tokens.advance()
  const read = (depth: number): string =>
    depth === 0 ? 'read' : tokens.nested(() => read(depth - 1))
  expect([read(2), read(2)]).toEqual(['read', 'read'])
  expect(() => read(3)).toThrow(expect.objectContaining({ span: tokens.token }))
})

describe('reading all tokens at once', () => {
  test('gives the same tokens', () => {
    const tokens = new Cursor(readAll((from) => tokenAt('a (b) c', from)))
    const texts = [tokens.advance(), tokens.advance(), tokens.advance(), tokens.advance()]
    expect(texts.map(({ text }) => text)).toEqual(['a', '(', 'b', ')'])
    expect(tokens.advance().text).toBe('c')
    expect(tokens.token.kind).toBe('end')
  })
  test('refuses a wrong character before the first token is taken', () => {
    expect(() => readAll((from) => tokenAt('a b ?', from))).toThrow('unexpected ?')
    expect(cursorOver('a b ?').advance().text).toBe('a')
  })
})

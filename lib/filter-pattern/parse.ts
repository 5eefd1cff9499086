import type { Cursor } from '@/lib/text/cursor'
import type { Span } from '@/lib/text/problem'
import type { Column, JsonLeaf, Pattern, Term } from './ast'
import { comparisonsOf, leavesOf, readComparison, readCondition } from './condition'
import { type Token, takeToken, tokensOf } from './lexer'
import { PatternProblem } from './problem'
import { readRegex } from './regex'
import { readSelector } from './selector'

const maxRegexes = 2
const maxWildcards = 3

/** The pattern, when it has no more regular expressions than it may. */
function withFewRegexes(pattern: Pattern): Pattern {
  const beyond = comparisonsOf(pattern).filter(({ operand }) => operand.kind === 'regex')[
    maxRegexes
  ]
  if (beyond)
    throw new PatternProblem(`a pattern has at most ${maxRegexes} regular expressions`, beyond)
  return pattern
}

function expectEnd(tokens: Cursor<Token>): void {
  const { token } = tokens
  if (token.kind !== 'end') throw new PatternProblem(`unexpected ${token.text}`, token)
}

function readJsonLeaf(tokens: Cursor<Token>): JsonLeaf {
  const name = takeToken(tokens, 'a selector such as $.status')
  if (name.kind !== 'word') throw new PatternProblem('a selector such as $.status is needed', name)
  const selector = readSelector(name.text, name)
  const next = tokens.token
  const word = next.kind === 'word' ? next.text.toUpperCase() : ''
  if (word === 'NOT') {
    tokens.advance()
    const exists = takeToken(tokens, 'EXISTS')
    if (exists.text.toUpperCase() !== 'EXISTS')
      throw new PatternProblem('NOT EXISTS is meant', { start: next.start, end: exists.end })
    return { kind: 'absent', selector }
  }
  if (word === 'IS') {
    tokens.advance()
    const token = takeToken(tokens, 'NULL, TRUE or FALSE')
    const state = token.text.toUpperCase()
    if (token.kind === 'word' && (state === 'NULL' || state === 'TRUE' || state === 'FALSE'))
      return { kind: 'is', selector, state }
    throw new PatternProblem('IS goes with NULL, TRUE or FALSE', token)
  }
  return { kind: 'compare', selector, comparison: readComparison(tokens) }
}

function readJson(text: string, body: Span): Pattern {
  const tokens = tokensOf(text, body, 'json')
  const condition = readCondition(tokens, readJsonLeaf)
  expectEnd(tokens)
  const leaves = leavesOf(condition)
  const open = leaves.filter(({ selector }) => selector.steps.includes('*'))
  const beyond = open[maxWildcards]
  if (beyond) {
    const problem = `a pattern has at most ${maxWildcards} selectors with *`
    throw new PatternProblem(problem, beyond.selector)
  }
  return withFewRegexes({ kind: 'json', condition })
}

function readColumn(tokens: Cursor<Token>): Column | 'gap' {
  const isOver = () => tokens.token.kind === 'end' || tokens.is(',')
  const first = tokens.token
  if (isOver()) return { name: '', condition: null }
  let name = ''
  let named = false
  const readName = () => {
    const token = takeToken(tokens, 'the name of a column')
    if (token.kind !== 'word')
      throw new PatternProblem(`the name of a column is needed, not ${token.text}`, token)
    name ||= token.text
  }
  if (first.kind === 'word') {
    readName()
    named = true
    if (isOver()) return first.text === '...' ? 'gap' : { name, condition: null }
  }
  const condition = readCondition(tokens, () => {
    // The name of the first comparison may be read already.
    if (!named) readName()
    named = false
    return readComparison(tokens)
  })
  return { name, condition }
}

function readSpace(text: string, body: Span): Pattern {
  const tokens = tokensOf(text, body, 'space')
  if (tokens.token.kind === 'end') return { kind: 'space', columns: ['gap'] }
  const columns = [readColumn(tokens)]
  while (tokens.take(',')) columns.push(readColumn(tokens))
  expectEnd(tokens)
  if (columns.filter((column) => column === 'gap').length > 1)
    throw new PatternProblem('... may stand once', body)
  return withFewRegexes({ kind: 'space', columns })
}

const termAt = /\s*([?-]?)(?:"((?:[^"\\]|\\.)*)"|%((?:[^%\\]|\\.)+)%|([^\s"%]\S*))/sy

function readTerms(text: string): Pattern {
  const terms: Term[] = []
  for (let at = 0; text.slice(at).trim() !== ''; ) {
    termAt.lastIndex = at
    const found = termAt.exec(text)
    if (!found) {
      const start = at + text.slice(at).search(/["%]/)
      const what = text[start] === '"' ? 'a quote is not closed' : 'a % is not closed'
      throw new PatternProblem(what, { start, end: text.length })
    }
    const [whole, sign = '', phrase, source, word] = found
    const span = { start: at + whole.search(/\S/), end: at + whole.length }
    terms.push({
      sign: sign as Term['sign'],
      text:
        source === undefined
          ? { kind: 'text', text: phrase?.replace(/\\(["\\])/g, '$1') ?? word ?? '' }
          : { kind: 'regex', source: readRegex({ kind: 'regex', text: source, ...span }) },
      ...span,
    })
    at += whole.length
  }
  return { kind: 'terms', terms }
}

/** Reads a CloudWatch filter pattern. Throws {@link PatternProblem}, with the position. */
export function parsePattern(text: string): Pattern {
  const start = text.search(/\S/)
  const end = text.trimEnd().length
  const inner = { start: start + 1, end: end - 1 }
  if (start === -1 || text.trim() === '" "') return { kind: 'everything' }
  const closed = (mark: string, what: string) => {
    if (end - start < 2 || text[end - 1] !== mark)
      throw new PatternProblem(`a ${what} is not closed`, { start, end: start + 1 })
  }
  if (text[start] === '{') {
    closed('}', 'brace')
    return readJson(text, inner)
  }
  if (text[start] === '[') {
    closed(']', 'bracket')
    return readSpace(text, inner)
  }
  return readTerms(text)
}

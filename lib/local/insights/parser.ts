import type { Expression, Item, Query, SortKey, Stage } from './ast'
import { regexAt, skip, type Token, tokenAt } from './lexer'
import { MalformedQuery, type Span } from './malformed'
import { periodOf } from './period'

// Commands of the language that this engine does not run yet: refused by name, never passed over.
const notYet = new Set([
  'accum',
  'addtotals',
  'anomaly',
  'appendcols',
  'autoregress',
  'cidrlookup',
  'countfrequent',
  'diff',
  'expand',
  'filldown',
  'fillmissing',
  'join',
  'json',
  'logcompare',
  'lookup',
  'outlier',
  'pattern',
  'relevantfields',
  'sessionize',
  'source',
  'unmask',
  'unnest',
])
const commands = [
  'fields',
  'display',
  'filter',
  'where',
  'filterIndex',
  'stats',
  'sort',
  'limit',
  'parse',
  'dedup',
]
const deepest = 200
const notIndexed =
  '[…] behind a value is not supported by this engine yet; elements of a list in the event are fields, such as users.0'

/** Reads a query. Throws {@link MalformedQuery} with the place of what cannot be read. */
export function parse(text: string): Query {
  let token: Token = tokenAt(text, 0)
  let lastEnd = 0
  let depth = 0

  const advance = (): Token => {
    const taken = token
    lastEnd = taken.end
    token = tokenAt(text, taken.end)
    return taken
  }
  const shown = () =>
    token.kind === 'end' ? 'the end of the query' : `'${text.slice(token.start, token.end)}'`
  const unexpected = (expected: string): MalformedQuery =>
    new MalformedQuery(`unexpected symbol found ${shown()}, expecting ${expected}`, {
      start: token.start,
      end: Math.max(token.end, token.start + 1),
    })
  const isMark = (mark: string) => token.kind === 'mark' && token.mark === mark
  const isWord = (...words: string[]) =>
    token.kind === 'name' && token.plain && words.includes(token.name.toLowerCase())
  const takeMark = (mark: string) => {
    if (!isMark(mark)) return false
    advance()
    return true
  }
  const takeWord = (...words: string[]) => {
    if (!isWord(...words)) return false
    advance()
    return true
  }
  const expectMark = (mark: string) => {
    if (!takeMark(mark)) throw unexpected(`'${mark}'`)
  }
  const expectName = (what: string): { name: string; span: Span } => {
    if (token.kind !== 'name') throw unexpected(what)
    const { name, start, end } = token
    advance()
    return { name, span: { start, end } }
  }
  function listOf<T>(read: () => T): T[] {
    const items = [read()]
    while (takeMark(',')) items.push(read())
    return items
  }
  const from = (start: number): Span => ({ start, end: lastEnd })

  function takeRegex(): string {
    const start = skip(text, token.start)
    if (text[start] !== '/') throw unexpected('a regular expression')
    const { source, end } = regexAt(text, start)
    lastEnd = end
    token = tokenAt(text, end)
    return source
  }

  function primary(): Expression {
    const { start, end } = token
    if (token.kind === 'text') {
      const { value } = token
      advance()
      return { kind: 'text', value, start, end }
    }
    if (token.kind === 'number') {
      const { value } = token
      advance()
      return { kind: 'number', value, start, end }
    }
    if (token.kind === 'period') {
      const { count, unit } = token
      advance()
      return periodOf(count, unit, { start, end })
    }
    if (takeMark('(')) {
      const inner = expression()
      expectMark(')')
      return inner
    }
    if (token.kind !== 'name') throw unexpected('a field, a value or a function')
    const { name, plain } = token
    advance()
    if (isMark('[')) throw new MalformedQuery(notIndexed, token)
    if (!plain || !isMark('(')) return { kind: 'field', name, start, end }
    advance()
    if (takeMark('*')) {
      expectMark(')')
      return { kind: 'call', name, args: [], star: true, ...from(start) }
    }
    const args = isMark(')') ? [] : listOf(expression)
    expectMark(')')
    if (isMark('[')) throw new MalformedQuery(notIndexed, token)
    return { kind: 'call', name, args, ...from(start) }
  }

  function unary(): Expression {
    const { start } = token
    if (takeMark('-')) return { kind: 'negate', operand: nested(unary), ...from(start) }
    return primary()
  }

  function power(): Expression {
    const left = unary()
    if (!takeMark('^')) return left
    const right = power()
    return { kind: 'arithmetic', operator: '^', left, right, ...from(left.start) }
  }

  function arithmetic(
    operators: readonly ('+' | '-' | '*' | '/' | '%')[],
    next: () => Expression,
  ): Expression {
    let left = next()
    for (;;) {
      const operator = operators.find(isMark)
      if (!operator) return left
      advance()
      const right = next()
      left = { kind: 'arithmetic', operator, left, right, ...from(left.start) }
    }
  }
  const product = () => arithmetic(['*', '/', '%'], power)
  const sum = () => arithmetic(['+', '-'], product)

  function likeOf(value: Expression): Expression {
    if (token.kind === 'text') {
      const pattern = token.value
      advance()
      return { kind: 'like', value, pattern, regex: false, ...from(value.start) }
    }
    if (!isMark('/')) throw unexpected('a string or a regular expression')
    const pattern = takeRegex()
    return { kind: 'like', value, pattern, regex: true, ...from(value.start) }
  }

  function inOf(value: Expression): Expression {
    if (isMark('(')) throw unexpected("'[' (subqueries are not supported by this engine yet)")
    expectMark('[')
    const list = isMark(']') ? [] : listOf(sum)
    expectMark(']')
    return { kind: 'in', value, list, ...from(value.start) }
  }

  const comparisons = ['=', '==', '!=', '<', '<=', '>', '>='] as const

  function comparison(): Expression {
    let left = sum()
    for (;;) {
      const operator = comparisons.find(isMark)
      if (operator) {
        advance()
        const right = sum()
        left = {
          kind: 'compare',
          operator: operator === '==' ? '=' : operator,
          left,
          right,
          ...from(left.start),
        }
      } else if (takeMark('=~')) {
        const pattern = takeRegex()
        left = { kind: 'like', value: left, pattern, regex: true, ...from(left.start) }
      } else if (takeWord('like')) left = likeOf(left)
      else if (takeWord('in')) left = inOf(left)
      else if (isWord('not')) {
        advance()
        const operand: Expression = takeWord('like')
          ? likeOf(left)
          : takeWord('in')
            ? inOf(left)
            : (() => {
                throw unexpected("'like' or 'in'")
              })()
        left = { kind: 'not', operand, ...from(left.start) }
      } else return left
    }
  }

  function negation(): Expression {
    const { start } = token
    if (takeWord('not') || takeMark('!'))
      return { kind: 'not', operand: nested(negation), ...from(start) }
    return comparison()
  }

  function conjunction(): Expression {
    let left = negation()
    while (takeWord('and')) {
      const right = negation()
      left = { kind: 'logic', operator: 'and', left, right, ...from(left.start) }
    }
    return left
  }

  function nested<T>(read: () => T): T {
    depth += 1
    if (depth > deepest) throw new MalformedQuery('the query is nested too deeply', token)
    const result = read()
    depth -= 1
    return result
  }

  function expression(): Expression {
    return nested(() => {
      let left = conjunction()
      while (takeWord('or')) {
        const right = conjunction()
        left = { kind: 'logic', operator: 'or', left, right, ...from(left.start) }
      }
      return left
    })
  }

  function item(): Item {
    const read = expression()
    const { start } = read
    // The name of a column without an alias is its text as typed.
    const typed = read.kind === 'field' ? read.name : text.slice(start, lastEnd).trim()
    if (!takeWord('as')) return { expression: read, name: typed, aliased: false, ...from(start) }
    const { name } = expectName('a name')
    return { expression: read, name, aliased: true, ...from(start) }
  }

  function sortKey(): SortKey {
    const read = expression()
    const descending = isWord('desc')
    takeWord('asc', 'desc')
    return { expression: read, descending, ...from(read.start) }
  }

  function stats(start: number): Stage {
    const aggregates = listOf(item)
    const by = takeWord('by') ? listOf(item) : []
    let offsetMs = 0
    if (takeWord('offset')) {
      const period = primary()
      if (period.kind !== 'period')
        throw new MalformedQuery('offset needs a period such as 30m', period)
      if (period.calendar)
        throw new MalformedQuery('offset needs a period that is always as long', period)
      offsetMs = period.ms
    }
    return { command: 'stats', aggregates, by, offsetMs, ...from(start) }
  }

  function names(): string[] {
    return listOf(() => expectName('a name').name)
  }

  function parseStage(start: number): Stage {
    let source: Expression | null = null
    if (token.kind !== 'text' && !isMark('/')) source = primary()
    if (isWord('logfmt', 'csv', 'xml')) {
      throw new MalformedQuery(`parse ${shown()} is not supported by this engine yet`, token)
    }
    if (token.kind === 'text') {
      const pattern = token.value
      advance()
      if (!takeWord('as')) throw unexpected("'as'")
      const list = names()
      const stars = pattern.split('*').length - 1
      if (stars !== list.length) {
        throw new MalformedQuery(
          `the pattern has ${stars} wildcards and ${list.length} names`,
          from(start),
        )
      }
      return { command: 'parse', source, pattern, regex: false, names: list, ...from(start) }
    }
    const pattern = takeRegex()
    if (isWord('multi'))
      throw new MalformedQuery('parse … multi is not supported by this engine yet', token)
    const named = [...pattern.matchAll(/\(\?P?<([A-Za-z_]\w*)>/g)].map(([, name]) => name ?? '')
    const list = takeWord('as') ? names() : named
    const groups = pattern.replace(/\\./g, '').split(/\((?!\?)|\(\?P?<(?![=!])/).length - 1
    if (list.length === 0 || list.length > groups) {
      throw new MalformedQuery(
        'the regular expression needs a named group, (?<name>…)',
        from(start),
      )
    }
    return { command: 'parse', source, pattern, regex: true, names: list, ...from(start) }
  }

  function limit(start: number): Extract<Stage, { command: 'limit' }> {
    takeWord('any')
    if (token.kind !== 'number' || !Number.isInteger(token.value))
      throw unexpected('a whole number')
    const count = token.value
    advance()
    if (count < 1 || count > 100_000) {
      throw new MalformedQuery('limit must be between 1 and 100000', from(start))
    }
    return { command: 'limit', count, from: 'start', ...from(start) }
  }

  function stage(): Stage {
    const { start } = token
    if (token.kind !== 'name') throw unexpected(`one of ${commands.join(', ')}`)
    const word = token.name.toLowerCase()
    if (notYet.has(word)) {
      throw new MalformedQuery(`${token.name} is not supported by this engine yet`, token)
    }
    const wrong = unexpected(`one of ${commands.join(', ')}`)
    advance()
    switch (word) {
      case 'fields':
      case 'display':
        return { command: word, items: listOf(item), ...from(start) }
      case 'filter':
      case 'where':
      case 'filterindex':
        return { command: 'filter', condition: expression(), ...from(start) }
      case 'stats':
        return stats(start)
      case 'sort':
      case 'order':
        takeWord('by')
        return { command: 'sort', keys: listOf(sortKey), ...from(start) }
      case 'limit':
      case 'head':
        return limit(start)
      case 'tail':
        return { ...limit(start), from: 'end' }
      case 'parse':
        return parseStage(start)
      case 'dedup':
        return { command: 'dedup', names: listOf(() => expectName('a field')), ...from(start) }
      default:
        throw wrong
    }
  }

  const isEnd = () => token.kind === 'end'
  if (isEnd()) return { stages: [] }
  const stages = [stage()]
  while (takeMark('|')) stages.push(stage())
  if (!isEnd()) throw unexpected("'|'")
  return { stages }
}

import type { Metric } from './series'
import { containsParts, partsOfTerm } from './tokens'

/** Why a search cannot be made. */
export class SearchProblem extends Error {}

type Test = (metric: Metric) => boolean
type Token = { kind: 'text' | 'bare'; value: string } | { kind: 'mark'; mark: string }

const longest = 1024
const deepest = 50
const bare = /[^\s{}()"=,]+/y
const operators = ['AND', 'OR', 'NOT']

function tokensOf(query: string): Token[] {
  const tokens: Token[] = []
  for (let at = 0; at < query.length; ) {
    const char = query[at] ?? ''
    bare.lastIndex = at
    const word = bare.exec(query)?.[0]
    if (/\s/.test(char)) at += 1
    else if (char === '"') {
      let value = ''
      for (at += 1; query[at] !== '"'; at += 1) {
        if (query[at] === '\\') at += 1
        if (at >= query.length) throw new SearchProblem('a quoted text does not end')
        value += query[at]
      }
      at += 1
      tokens.push({ kind: 'text', value })
    } else if (word !== undefined) {
      tokens.push({ kind: 'bare', value: word })
      at += word.length
    } else {
      tokens.push({ kind: 'mark', mark: char })
      at += 1
    }
  }
  return tokens
}

const valuesOf = ({ Namespace, MetricName, Dimensions }: Metric): string[] => [
  Namespace,
  MetricName,
  ...Dimensions.flatMap(({ Name, Value }) => [Name, Value]),
]

function propertyOf(metric: Metric, property: string): string[] {
  if (property === 'Namespace') return [metric.Namespace]
  if (property === 'MetricName') return [metric.MetricName]
  return metric.Dimensions.flatMap(({ Name, Value }) => (Name === property ? [Value] : []))
}

function termTest(term: Token & { value: string }): (name: string) => boolean {
  if (term.kind === 'text') return (name) => name === term.value
  const parts = partsOfTerm(term.value)
  if (parts.length === 0) {
    throw new SearchProblem(
      `the term ${term.value} has neither letters nor digits: put it in double quotes`,
    )
  }
  return (name) => containsParts(name, parts)
}

/** Reads `{Namespace,Dimension} terms` into a test of a metric. Throws {@link SearchProblem}. */
export function searchTest(query: string): Test {
  if (query.length > longest) {
    throw new SearchProblem(`a search may have ${longest} characters at most`)
  }
  const tokens = tokensOf(query)
  let place = 0
  let depth = 0
  const peek = () => tokens[place]
  const take = (mark: string): boolean => {
    const token = peek()
    const here = token?.kind === 'mark' && token.mark === mark
    if (here) place += 1
    return here
  }
  const takeWord = (word: string): boolean => {
    const token = peek()
    const here = token?.kind === 'bare' && token.value === word
    if (here) place += 1
    return here
  }
  const value = (what: string): Token & { value: string } => {
    const token = peek()
    place += 1
    if (token && token.kind !== 'mark') return token
    throw new SearchProblem(`${what} is missing${token ? ` before ${token.mark}` : ' at the end'}`)
  }

  function schema(): Test {
    const namespace = value('the namespace').value
    const names: string[] = []
    while (take(',')) names.push(value('a dimension').value)
    if (!take('}')) throw new SearchProblem('the } that ends the schema is missing')
    return ({ Namespace, Dimensions }) =>
      Namespace === namespace &&
      (names.length === 0 ||
        (Dimensions.length === names.length &&
          Dimensions.every(({ Name }) => names.includes(Name))))
  }

  function term(): Test {
    if (takeWord('NOT')) {
      const inner = nested(term)
      return (metric) => !inner(metric)
    }
    if (take('(')) {
      const inner = nested(either)
      if (!take(')')) throw new SearchProblem('a ) is missing')
      return inner
    }
    const first = value('a term')
    if (first.kind === 'bare' && operators.includes(first.value)) {
      throw new SearchProblem(`a term is missing before ${first.value}`)
    }
    if (take('=')) {
      const test = termTest(value(`the value of ${first.value}`))
      return (metric) => propertyOf(metric, first.value).some(test)
    }
    const test = termTest(first)
    return (metric) => valuesOf(metric).some(test)
  }

  function nested(read: () => Test): Test {
    depth += 1
    if (depth > deepest) throw new SearchProblem(`it is nested more than ${deepest} deep`)
    const test = read()
    depth -= 1
    return test
  }

  const atEnd = () => {
    const token = peek()
    return !token || (token.kind === 'mark' && token.mark === ')')
  }

  function both(): Test {
    const tests = [term()]
    for (;;) {
      const token = peek()
      if (atEnd() || (token?.kind === 'bare' && token.value === 'OR')) break
      takeWord('AND')
      tests.push(term())
    }
    return (metric) => tests.every((test) => test(metric))
  }

  function either(): Test {
    const tests = [both()]
    while (takeWord('OR')) tests.push(both())
    return (metric) => tests.some((test) => test(metric))
  }

  const inSchema = take('{') ? schema() : null
  take(',')
  if (!inSchema && tokens.length === 0) {
    throw new SearchProblem('a schema such as {Namespace,Dimension} or a term is needed')
  }
  if (place === tokens.length) return inSchema ?? (() => true)
  const terms = either()
  if (place < tokens.length) throw new SearchProblem('a ) stands too many')
  return (metric) => (inSchema?.(metric) ?? true) && terms(metric)
}

import { Cursor, matchAt, readAll } from '@/lib/text/cursor'
import { type Span, TextProblem } from '@/lib/text/problem'
import type { CallNode } from './ast'
import { isPeriod, periodRule } from './period'
import { ExpressionProblem } from './problem'
import type { Metric, MetricStat } from './series'
import { statisticOf, statisticRule } from './statistic'

/** Why a search cannot be made. */
export class SearchProblem extends TextProblem {}

type Matches = (metric: Metric) => boolean
type Token = Span & { kind: 'quoted' | 'bare' | 'mark' | 'end'; text: string }

const maxLength = 1024
const maxDepth = 50
const operators = ['AND', 'OR', 'NOT']
const pattern = /\s*(?:"((?:[^"\\]|\\.)*)"|([^\s{}()"=,]+)|(.)|$)/sy

function tokenAt(query: string, from: number): Token {
  const [whole = '', quoted, bare, mark] = matchAt(pattern, query, from) ?? []
  const span = { start: from, end: from + whole.length }
  if (mark === '"') throw new SearchProblem('a quoted text does not end', span)
  if (quoted !== undefined)
    return { kind: 'quoted', text: quoted.replace(/\\(.)/gs, '$1'), ...span }
  if (bare !== undefined) return { kind: 'bare', text: bare, ...span }
  return { kind: mark === undefined ? 'end' : 'mark', text: mark ?? '', ...span }
}

// `ReadOps2` has three parts.
const part = /\p{Lu}+(?!\p{Ll})|\p{Lu}?[\p{Ll}\p{Lo}\p{Lm}\p{Lt}\p{M}]+|\p{Lu}|\p{Nd}+/gu
const partsOf = (text: string): string[] => text.match(part) ?? []

const tokenOf = (parts: readonly string[]) => parts.join('').toLowerCase()

const isDigits = (text: string) => /^\p{Nd}/u.test(text)

/** Whether capitals split a term, as `couNT` into `cou` and `NT`; digits do not. */
const splitByCapitals = (parts: readonly string[]) =>
  parts.some((text, at) => at > 0 && !isDigits(text) && !isDigits(parts[at - 1] ?? ''))

/** Whether the parts of a term follow one another in a name, or are the token of the whole name. */
function nameMatcher({ kind, text: term, ...span }: Token): (name: string) => boolean {
  if (kind === 'quoted') return (name) => name === term
  const runs = term.split(/[^\p{L}\p{M}\p{Nd}]+/u).map(partsOf)
  // A term that runs several parts together, such as Count1, is looked for as it is written.
  const wanted = runs.flatMap((parts) =>
    parts.map((text) => ({ text, lower: parts.length > 1 ? null : text.toLowerCase() })),
  )
  if (wanted.length === 0) {
    throw new SearchProblem(
      `the term ${term} has neither letters nor digits: put it in double quotes`,
      span,
    )
  }
  const whole = runs.some(splitByCapitals) ? null : tokenOf(runs.flat())
  return (name) => {
    const parts = partsOf(name)
    if (whole !== null && tokenOf(parts) === whole) return true
    return parts.some((_, from) =>
      wanted.every(({ text, lower }, at) => {
        const here = parts[from + at]
        return lower === null ? here === text : here?.toLowerCase() === lower
      }),
    )
  }
}

const valuesOf = ({ Namespace, MetricName, Dimensions }: Metric): string[] => [
  Namespace,
  MetricName,
  ...Dimensions.flatMap(({ Name, Value }) => [Name, Value]),
]

/** There is one account, whose number any other may stand for. */
const accountProperty = ':aws.AccountId'

function propertyOf({ Namespace, MetricName, Dimensions }: Metric, property: string): string[] {
  if (property === 'Namespace') return [Namespace]
  if (property === 'MetricName') return [MetricName]
  return Dimensions.flatMap(({ Name, Value }) => (Name === property ? [Value] : []))
}

/** Which metrics `{Namespace,Dimension} terms` finds. Throws {@link SearchProblem}. */
export function searchMatcher(query: string): Matches {
  if (query.length > maxLength) {
    const span = { start: maxLength, end: query.length }
    throw new SearchProblem(`a search may have ${maxLength} characters at most`, span)
  }
  const tooDeep = (token: Token) =>
    new SearchProblem(`it is nested more than ${maxDepth} deep`, token)
  const tokens = new Cursor(
    readAll((from) => tokenAt(query, from)),
    0,
    { maxDepth, problem: tooDeep },
  )
  const isWord = (word: string) => tokens.token.kind === 'bare' && tokens.token.text === word
  function takeWord(word: string): boolean {
    const isNext = isWord(word)
    if (isNext) tokens.advance()
    return isNext
  }
  function value(what: string): Token {
    const token = tokens.advance()
    if (token.kind === 'quoted' || token.kind === 'bare') return token
    const where = token.kind === 'mark' ? `before ${token.text}` : 'at the end'
    throw new SearchProblem(`${what} is missing ${where}`, token)
  }

  function schema(): Matches {
    const namespace = value('the namespace').text
    const names: string[] = []
    while (tokens.take(',')) names.push(value('a dimension').text)
    if (!tokens.take('}'))
      throw new SearchProblem('the } that ends the schema is missing', tokens.token)
    return ({ Namespace, Dimensions }) =>
      Namespace === namespace &&
      (names.length === 0 ||
        (Dimensions.length === names.length &&
          Dimensions.every(({ Name }) => names.includes(Name))))
  }

  /** The property whose values stand in the parentheses: `InstanceId=("i-0" OR "i-1")`. */
  let listed: string | null = null

  function valuesOfProperty(name: string): Matches {
    listed = name
    const inner = term()
    listed = null
    return inner
  }

  function term(): Matches {
    if (takeWord('NOT')) {
      const inner = tokens.nested(term)
      return (metric) => !inner(metric)
    }
    if (tokens.take('(')) {
      const inner = tokens.nested(either)
      if (!tokens.take(')')) throw new SearchProblem('a ) is missing', tokens.token)
      return inner
    }
    const first = value('a term')
    if (first.kind === 'bare' && operators.includes(first.text))
      throw new SearchProblem(`a term is missing before ${first.text}`, first)
    const property = listed
    if (property === accountProperty) return () => true
    if (property !== null) {
      if (tokens.is('='))
        throw new SearchProblem(`a = stands among the values of ${property}`, tokens.token)
      const matches = nameMatcher(first)
      return (metric) => propertyOf(metric, property).some(matches)
    }
    if (tokens.take('=')) {
      if (tokens.is('(')) return valuesOfProperty(first.text)
      const wanted = value(`the value of ${first.text}`)
      if (first.text === accountProperty) return () => true
      const matches = nameMatcher(wanted)
      return (metric) => propertyOf(metric, first.text).some(matches)
    }
    const matches = nameMatcher(first)
    return (metric) => valuesOf(metric).some(matches)
  }

  const isEnd = () => tokens.token.kind === 'end'

  function both(): Matches {
    const terms = [term()]
    while (!isEnd() && !tokens.is(')') && !isWord('OR')) {
      takeWord('AND')
      terms.push(term())
    }
    return (metric) => terms.every((matches) => matches(metric))
  }

  function either(): Matches {
    const sides = [both()]
    while (takeWord('OR')) sides.push(both())
    return (metric) => sides.some((matches) => matches(metric))
  }

  if (isEnd()) {
    throw new SearchProblem(
      'a schema such as {Namespace,Dimension} or a term is needed',
      tokens.token,
    )
  }
  const inSchema = tokens.take('{') ? schema() : () => true
  tokens.take(',')
  if (isEnd()) return inSchema
  const terms = either()
  if (!isEnd()) throw new SearchProblem('a ) stands too many', tokens.token)
  return (metric) => inSchema(metric) && terms(metric)
}

const form = `SEARCH('{Namespace,Dimension} MetricName="Name"', 'Sum', 300)`

/** A SEARCH, from its arguments as written: gives the metrics of a list that it finds. */
export function readSearch(
  node: CallNode,
  periodSeconds: number,
): (metrics: readonly Metric[]) => MetricStat[] {
  const [query, stat, period] = node.args
  if (query?.kind !== 'text' || stat?.kind !== 'text' || node.args.length > 3) {
    throw new ExpressionProblem(
      `SEARCH takes a quoted search, a quoted statistic and, if wanted, a period: ${form}`,
      node,
    )
  }
  if (!statisticOf(stat.value)) {
    throw new ExpressionProblem(`'${stat.value}' is not a valid statistic: ${statisticRule}`, stat)
  }
  const Period = period === undefined ? periodSeconds : period.kind === 'number' ? period.value : 0
  if (!isPeriod(Period)) throw new ExpressionProblem(periodRule, period ?? node)
  try {
    const matches = searchMatcher(query.value)
    return (metrics) =>
      metrics.filter(matches).map((Metric) => ({ Metric, Period, Stat: stat.value }))
  } catch (error) {
    if (!(error instanceof SearchProblem)) throw error
    throw new ExpressionProblem(`the search cannot be read: ${error.message}`, query)
  }
}

import type { Span } from '@/lib/text/problem'
import { type CallNode, type Node, walk } from './ast'
import { parse } from './parser'
import { ExpressionProblem } from './problem'
import type { MetricStat } from './series'

/** A query as GetMetricData and metric-math alarms write it: a metric, or an expression over the others. */
export interface MetricDataQuery {
  Id: string
  MetricStat?: MetricStat | undefined
  Expression?: string | undefined
  Label?: string | undefined
  ReturnData?: boolean | undefined
  /** Of an expression, in seconds. */
  Period?: number | undefined
}

/** An expression that cannot be evaluated; the message is CloudWatch's: `Error in expression 'e1': …`. */
export class ExpressionFailed extends Error {
  constructor(id: string, problem: string, { start }: Span) {
    super(`Error in expression '${id}': ${problem} (at character ${start + 1})`)
  }
}

/** Runs one step of an expression; its error names the step. */
export function within<Result>(id: string, step: () => Result): Result {
  try {
    return step()
  } catch (error) {
    if (error instanceof ExpressionProblem)
      throw new ExpressionFailed(id, error.message, error.span)
    throw error
  }
}

export interface Expression {
  query: MetricDataQuery
  node: Node
  /** The queries that it reads, and where it names them. */
  reads: { id: string; span: Span }[]
  searches: CallNode[]
}

const metricsInsights = /^\s*select\s/i

function expressionOf(query: MetricDataQuery, text: string): Expression {
  if (metricsInsights.test(text)) {
    throw new ExpressionProblem(
      'this engine does not know Metrics Insights (SELECT …): find the metrics with SEARCH instead',
      { start: 0, end: text.length },
    )
  }
  const node = parse(text)
  const nodes = [...walk(node)]
  return {
    query,
    node,
    reads: nodes.flatMap((part) =>
      part.kind === 'reference' ? [{ id: part.id, span: part }] : [],
    ),
    searches: nodes.flatMap((part) =>
      part.kind === 'call' && part.name === 'SEARCH' ? [part] : [],
    ),
  }
}

const taken = new WeakMap<MetricDataQuery, { text: string; expression: Expression }>()

/** The same, once for a query: an alarm asks at each minute. */
function knownExpressionOf(query: MetricDataQuery, text: string): Expression {
  const known = taken.get(query)
  if (known?.text === text) return known.expression
  const expression = expressionOf(query, text)
  taken.set(query, { text, expression })
  return expression
}

/** The expressions among the queries, each after those that it reads. Throws {@link ExpressionFailed}. */
export function expressionsOf(queries: readonly MetricDataQuery[]): Expression[] {
  const expressions = new Map<string, Expression>()
  for (const query of queries) {
    const text = query.Expression
    if (text === undefined) continue
    expressions.set(
      query.Id,
      within(query.Id, () => knownExpressionOf(query, text)),
    )
  }
  const ordered = new Map<string, Expression>()
  function visit(expression: Expression, path: readonly string[]) {
    const { Id } = expression.query
    if (ordered.has(Id)) return
    const here = [...path, Id]
    for (const { id, span } of expression.reads) {
      const from = here.indexOf(id)
      if (from >= 0) {
        const circle = [...here.slice(from), id].join(', ')
        throw new ExpressionFailed(Id, `it refers to itself by way of ${circle}`, span)
      }
      const read = expressions.get(id)
      if (read) visit(read, here)
    }
    ordered.set(Id, expression)
  }
  for (const expression of expressions.values()) visit(expression, [])
  return [...ordered.values()]
}

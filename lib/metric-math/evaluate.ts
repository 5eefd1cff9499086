import type { CallNode, Node } from './ast'
import { Call, type Scope } from './call'
import { functions, refused } from './functions'
import { combine } from './operators'
import { didYouMean, ExpressionProblem } from './problem'
import type { Series, Value } from './series'
import { maxSeries } from './undecided'

const sizeOf = (value: Value): number =>
  typeof value === 'number'
    ? 1
    : [value].flat().reduce((sum, { values }) => sum + values.length + 1, 0)

function rowOf({ name, args, start, end }: CallNode) {
  const span = { start, end: start + name.length }
  if (Object.hasOwn(refused, name)) throw new ExpressionProblem(refused[name] ?? name, span)
  const row = Object.hasOwn(functions, name) ? functions[name] : undefined
  if (!row) {
    throw new ExpressionProblem(
      `Function '${name}' not found${didYouMean(name, Object.keys(functions))}`,
      span,
    )
  }
  const [min, max] = row.takes
  if (args.length < min || args.length > max) {
    const wanted = min === max ? String(min) : `${min} to ${max}`
    throw new ExpressionProblem(
      `${name} takes ${wanted} argument${wanted === '1' ? '' : 's'}, and has ${args.length}`,
      { start, end },
    )
  }
  return row
}

function arrayOf(items: Node[], node: Node, evaluateItem: (item: Node) => Value): Series[] {
  const array = items.flatMap((item) => {
    const value = evaluateItem(item)
    if (typeof value !== 'number') return value
    throw new ExpressionProblem(
      'an array holds time series, not scalars; TIME_SERIES makes a series of a scalar',
      item,
    )
  })
  if (array.length > maxSeries) {
    throw new ExpressionProblem(`an array may hold ${maxSeries} time series at most`, node)
  }
  return array
}

function resultOf(node: Node, scope: Scope): Value {
  const below = (child: Node) => evaluate(child, scope)
  switch (node.kind) {
    case 'number':
      return Number.isFinite(node.value) ? node.value : Number.NaN
    case 'reference':
      return scope.resolve(node.id, node)
    case 'array':
      return arrayOf(node.items, node, below)
    case 'minus':
      return combine('*', -1, below(node.operand), node)
    case 'binary':
      return combine(node.operator, below(node.left), below(node.right), node)
    case 'call':
      return rowOf(node).apply(new Call(node, scope, below))
    case 'text':
      throw new ExpressionProblem('a quoted text is no value here', node)
    case 'word':
      throw new ExpressionProblem(
        `${node.name} is no value here: an Id begins with a small letter, a function has parentheses`,
        node,
      )
  }
}

/** The value of an expression. Throws {@link ExpressionProblem}. */
export function evaluate(node: Node, scope: Scope): Value {
  const value = resultOf(node, scope)
  scope.spend(sizeOf(value))
  return value
}

import type { Span } from '@/lib/text/problem'
import { ExpressionProblem } from './problem'
import { align, mapValues, redraw, type Series, type Value } from './series'

type Operation = (left: number, right: number) => number

const truth =
  (holds: (left: number, right: number) => boolean): Operation =>
  (left, right) =>
    Number.isNaN(left) || Number.isNaN(right) ? Number.NaN : Number(holds(left, right))

/** The operators: how strongly each binds, and what it makes of two numbers. */
export const operators = {
  OR: { binding: 1, apply: truth((left, right) => left !== 0 || right !== 0) },
  AND: { binding: 2, apply: truth((left, right) => left !== 0 && right !== 0) },
  '==': { binding: 3, apply: truth((left, right) => left === right) },
  '!=': { binding: 3, apply: truth((left, right) => left !== right) },
  '<': { binding: 4, apply: truth((left, right) => left < right) },
  '<=': { binding: 4, apply: truth((left, right) => left <= right) },
  '>': { binding: 4, apply: truth((left, right) => left > right) },
  '>=': { binding: 4, apply: truth((left, right) => left >= right) },
  '+': { binding: 5, apply: (left: number, right: number) => left + right },
  '-': { binding: 5, apply: (left: number, right: number) => left - right },
  '*': { binding: 6, apply: (left: number, right: number) => left * right },
  '/': { binding: 6, apply: (left: number, right: number) => left / right },
  '^': { binding: 8, apply: (left: number, right: number) => left ** right },
}
export type Operator = keyof typeof operators

/** Where only one series has a datapoint, the other counts as 0. */
function merge(left: Series, right: Series, operation: Operation): Series {
  const both = {
    ...left,
    periodSeconds: Math.min(left.periodSeconds, right.periodSeconds),
    dropped: left.dropped || right.dropped,
  }
  return redraw(both, (add) => align(left, right, (at, a = 0, b = 0) => add(at, operation(a, b))))
}

const onSeries = (left: Series, right: number | Series, operation: Operation): Series =>
  typeof right === 'number'
    ? mapValues(left, (value) => operation(value, right))
    : merge(left, right, operation)

/** Applies an operator to two values; an array is taken series by series. */
export function combine(operator: Operator, left: Value, right: Value, span: Span): Value {
  const operation: Operation = operators[operator].apply
  const swapped: Operation = (a, b) => operation(b, a)
  if (Array.isArray(left)) {
    if (Array.isArray(right)) {
      throw new ExpressionProblem(
        `${operator} stands between two arrays of time series: make one of them a single series, with SUM or FIRST for example`,
        span,
      )
    }
    return left.map((series) => onSeries(series, right, operation))
  }
  if (Array.isArray(right)) return right.map((series) => onSeries(series, left, swapped))
  if (typeof left !== 'number') return onSeries(left, right, operation)
  if (typeof right !== 'number') return onSeries(right, left, swapped)
  const result = operation(left, right)
  return Number.isFinite(result) ? result : Number.NaN
}

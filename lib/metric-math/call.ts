import type { CallNode, Node } from './ast'
import type { Window } from './period'
import { didYouMean, ExpressionProblem } from './problem'
import { kindOf, type Series, type Value } from './series'

/** What an expression is evaluated in. */
export interface Scope {
  window: Window
  /** Period of what the expression makes by itself, in seconds. */
  periodSeconds: number
  /** The metrics of the request by Id, in its order. */
  metrics: ReadonlyMap<string, Series>
  /** The value of another query of the request; throws, with the position, when there is none of that Id. */
  resolve: (id: string, at: Node) => Value
  /** What the SEARCH at a node has found. */
  found: (node: Node) => Series[]
  /** Counts datapoints that are about to be made; throws when a request makes too many. */
  spend: (points: number) => void
}

/** One call of a function: its arguments, each read as what the function needs. Throws {@link ExpressionProblem} where it is something else. */
export class Call {
  constructor(
    readonly node: CallNode,
    readonly scope: Scope,
    private readonly evaluate: (node: Node) => Value,
  ) {}

  get count(): number {
    return this.node.args.length
  }

  argument(at: number): Node {
    const node = this.node.args[at]
    if (node) return node
    throw new ExpressionProblem(`${this.node.name} needs an argument ${at + 1}`, this.node)
  }

  refuse(at: number, needed: string, given: string): never {
    throw new ExpressionProblem(
      `argument ${at + 1} of ${this.node.name} must be ${needed}, and is ${given}`,
      this.argument(at),
    )
  }

  value(at: number): Value {
    return this.evaluate(this.argument(at))
  }

  number(at: number): number {
    const value = this.value(at)
    return typeof value === 'number' ? value : this.refuse(at, 'a scalar', kindOf(value))
  }

  /** A whole number, 0 or more. */
  whole(at: number): number {
    const value = this.number(at)
    return Number.isSafeInteger(value) && value >= 0
      ? value
      : this.refuse(at, 'a whole number of 0 or more', String(value))
  }

  series(at: number): Series {
    const value = this.value(at)
    return typeof value === 'number' || Array.isArray(value)
      ? this.refuse(at, 'a time series', kindOf(value))
      : value
  }

  array(at: number): Series[] {
    const value = this.value(at)
    return Array.isArray(value) ? value : this.refuse(at, 'an array of time series', kindOf(value))
  }

  seriesOrArray(at: number): Series | Series[] {
    const value = this.value(at)
    return typeof value === 'number'
      ? this.refuse(at, 'a time series or an array of time series', 'a scalar')
      : value
  }

  /** Changes a series, or each series of an array. */
  changed(at: number, change: (series: Series) => Series): Series | Series[] {
    const value = this.seriesOrArray(at)
    return Array.isArray(value) ? value.map(change) : change(value)
  }

  scalarOrSeries(at: number): number | Series {
    const value = this.value(at)
    return Array.isArray(value)
      ? this.refuse(at, 'a scalar or a time series', kindOf(value))
      : value
  }

  text(at: number): string {
    const node = this.argument(at)
    return node.kind === 'text' ? node.value : this.refuse(at, 'a quoted text', 'something else')
  }

  /** A keyword, one of those allowed. */
  word<Word extends string>(at: number, allowed: readonly Word[]): Word {
    const node = this.argument(at)
    const spelt = node.kind === 'word' ? node.name : node.kind === 'reference' ? node.id : ''
    return (
      allowed.find((word) => word === spelt) ??
      this.refuse(
        at,
        `one of ${allowed.join(', ')}`,
        `something else${spelt === '' ? '' : didYouMean(spelt, allowed)}`,
      )
    )
  }
}

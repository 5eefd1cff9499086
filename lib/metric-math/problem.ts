import { nearest } from '@/lib/text/nearest'
import { TextProblem } from '@/lib/text/problem'

/** An expression that cannot be evaluated as it is written. */
export class ExpressionProblem extends TextProblem {
  override readonly name = 'ExpressionProblem'
}

/** A hint at the name that was meant, to append to a message; empty when none is near. */
export function didYouMean(name: string, known: readonly string[]): string {
  const near = nearest(name, known)
  return near === undefined ? '' : `; did you mean ${near}?`
}

import { TextProblem } from '@/lib/text/problem'

/** A query that cannot be run as it is written. */
export class MalformedQuery extends TextProblem {
  override readonly name = 'MalformedQuery'
}

/** Neither the query nor who starts it names a log group. */
export class NoLogGroup extends MalformedQuery {}

import { readExpression } from '../expressions'
import { asCondition } from '../value'
import { sqlOf } from '../write'
import type { Command } from './command'

/** `filter condition`, also `where` and, for this engine has no indexes to skip by, `filterIndex`. */
export const filter: Command = (reader) => {
  const condition = readExpression(reader)
  return (rows) => {
    // A group that is filtered away takes its count with it.
    rows.matchedCount = null
    if (rows.matching === null) rows.filtered = true
    const holds = asCondition(sqlOf(rows, condition))
    rows.step`FROM ${rows.relation} WHERE ${holds}`
  }
}

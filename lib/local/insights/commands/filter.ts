import type { Expression, Write } from '../ast'
import { sqlMadeOf } from '../bound'
import { readExpression } from '../expressions'
import { MalformedQuery } from '../malformed'
import { asCondition } from '../value'
import { sqlOf } from '../write'
import type { Command } from './command'

const filterBy =
  (condition: Expression): Write =>
  (rows) => {
    // A group that is filtered away takes its count with it.
    rows.matchedCount = null
    if (rows.matching === null) rows.filtered = true
    const holds = sqlMadeOf(sqlOf(rows, condition), asCondition)
    rows.step`FROM ${rows.relation} WHERE ${holds}`
  }

/** `filter condition`, also `where`. */
export const filter: Command = (reader) => filterBy(readExpression(reader))

/** Whether an index could answer it: a field, and the values that it may have. */
function isIndexed(condition: Expression): boolean {
  switch (condition.kind) {
    case 'logic':
      return isIndexed(condition.left) && isIndexed(condition.right)
    case 'compare':
      return condition.operator === '=' && condition.left.kind === 'field'
    case 'in':
      return condition.value.kind === 'field'
    default:
      return false
  }
}

/** `filterIndex field = value`. This engine has no indexes: no event is skipped. */
export const filterIndex: Command = (reader) => {
  const condition = readExpression(reader)
  if (!isIndexed(condition))
    throw new MalformedQuery(
      'filterIndex takes field = value and field in [value, value]: filter takes all else',
      condition,
    )
  return filterBy(condition)
}

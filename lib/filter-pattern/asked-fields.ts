import type { JsonLeaf, Pattern } from './ast'
import { leavesOf } from './condition'
import { fieldOf } from './selector'

// Whether something is null, true, false or absent is only in the message.
const fieldOfLeaf = (leaf: JsonLeaf) => (leaf.kind === 'compare' ? fieldOf(leaf.selector) : null)

/** The fields that decide alone whether an event matches; null when more of it does. */
export function askedFields(pattern: Pattern): string[] | null {
  if (pattern.kind === 'everything') return []
  if (pattern.kind !== 'json') return null
  const fields = leavesOf(pattern.condition).map(fieldOfLeaf)
  return fields.every((field) => field !== null) ? fields : null
}

import type { Selector } from './ast'
import { fieldNamed, valuesOf } from './fields'
import { membersAt } from './members'
import { fieldOf } from './selector'

/** A log event as a filter pattern sees it. */
export interface Candidate {
  message: string
  /** Flattened fields, null when none were discovered. */
  fields: Record<string, string> | null
}

const mayBeBoolean = (value: string) => value === '1' || value === '0'
const hasWord = /true|false/

/**
 * The values at a selector. A field is 1 where the event says true, as in Logs Insights; a pattern sees
 * `true`, which is no number.
 */
export function valuesSeen(selector: Selector): (event: Candidate) => string[] {
  const values = valuesOf(selector)
  const members = membersAt(selector)
  return ({ fields, message }) => {
    const found = values(fields ?? {})
    if (!found.some(mayBeBoolean) || !hasWord.test(message)) return found
    const scalars = members(message).filter((one) => one !== null && typeof one !== 'object')
    // What is no JSON has no members.
    if (scalars.length !== found.length) return found
    return found.map((value, at) =>
      typeof scalars[at] === 'boolean' ? String(scalars[at]) : value,
    )
  }
}

/** The same of a selector of one field. */
export function valueSeen(selector: Selector): (event: Candidate) => string | undefined {
  const field = fieldOf(selector)
  const valueIn = fieldNamed(field ?? '')
  const members = membersAt(selector)
  return ({ fields, message }) => {
    const value = valueIn(fields ?? {})
    if (value === undefined || !mayBeBoolean(value) || !hasWord.test(message)) return value
    const [member] = members(message)
    return typeof member === 'boolean' ? String(member) : value
  }
}

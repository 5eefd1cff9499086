import { maxFields } from '@/lib/access-log/discover-fields'
import { parseObject } from '@/lib/access-log/json'
import { withNumbersAsTexts } from '@/lib/access-log/long-numbers'
import type { Selector } from './ast'
import { fieldNamed, valuesOf } from './fields'
import { membersOf } from './members'
import { fieldOf } from './selector'

/** A log event as a filter pattern sees it. */
export interface Candidate {
  message: string
  /** Flattened fields, null when none were discovered. */
  fields: Record<string, string> | null
}

const mayBeBoolean = (value: string) => value === '1' || value === '0'
const hasWord = /true|false/

const mayBeNumber = /^-?\d/
// 12.0, 1e3, -0 and 0.0000001: JavaScript writes them otherwise.
const hasOddNumber = /[:[,]\s*(?:-0|-?\d+(?:\.\d*0|\.0{6}\d*|(?:\.\d+)?[eE][-+]?\d+))\s*[,}\]]/

// So many fields take at least so many characters.
const fullLength = maxFields * 2

const isFull = (fields: object, message: string) =>
  message.length > fullLength && Object.keys(fields).length >= maxFields

const namesOf = ({ steps }: Selector): string[] =>
  steps.map((step) => (step === '*' ? step : String('key' in step ? step.key : step.at)))

/** Whether an object has a value of this flattened name, wherever its dots come from. */
function holds(node: unknown, name: string): boolean {
  if (typeof node !== 'object' || node === null) return false
  return Object.entries(node).some(
    ([key, member]) =>
      (key === name && (typeof member !== 'object' || member === null)) ||
      (name.startsWith(`${key}.`) && holds(member, name.slice(key.length + 1))),
  )
}

const scalarsOf = (object: object, { steps }: Selector): string[] =>
  membersOf(object, steps).flatMap((one) =>
    one === null || typeof one === 'object' ? [] : String(one),
  )

const objectIn = (message: string) => parseObject(message, withNumbersAsTexts)

/**
 * Whether a field may differ from what the event says: it is 1 where the event says true and 12 where it says
 * 12.0, as in Logs Insights, and `a.b` may be one key or two.
 */
function mayDifferFrom(selector: Selector) {
  const names = namesOf(selector)
  // A key with a dot, or one that looks like an index.
  const isOdd = selector.steps.some(
    (step) => step !== '*' && 'key' in step && /\.|^\d+$/.test(step.key),
  )
  // What stands in a key that joins two steps, or that looks like an index.
  const joined = [
    ...names.slice(1).map((name, at) => `${names[at]}.${name}`),
    ...selector.steps.flatMap((step) => (step !== '*' && 'at' in step ? `"${step.at}"` : [])),
  ]
  return (value: string, message: string) =>
    isOdd ||
    (mayBeBoolean(value) && hasWord.test(message)) ||
    (mayBeNumber.test(value) && hasOddNumber.test(message)) ||
    joined.some((part) => message.includes(part))
}

/** The value at a selector of one field, as it is written in the event. */
export function valueSeen(selector: Selector): (event: Candidate) => string | undefined {
  const valueIn = fieldNamed(fieldOf(selector) ?? '')
  const mayDiffer = mayDifferFrom(selector)
  const name = namesOf(selector).join('.')
  return ({ fields, message }) => {
    const value = valueIn(fields ?? {})
    if (value === undefined ? !isFull(fields ?? {}, message) : !mayDiffer(value, message))
      return value
    const object = objectIn(message)
    // A line of text has fields only, and so has what a reader of access logs gave another name.
    if (object === null) return value
    return scalarsOf(object, selector)[0] ?? (holds(object, name) ? undefined : value)
  }
}

/** The values at a selector, as they are written in the event. */
export function valuesSeen(selector: Selector): (event: Candidate) => string[] {
  if (fieldOf(selector) !== null) {
    const valueIn = valueSeen(selector)
    return (event) => {
      const value = valueIn(event)
      return value === undefined ? [] : [value]
    }
  }
  const values = valuesOf(selector)
  return ({ fields, message }) => {
    const object = objectIn(message)
    return object === null ? values(fields ?? {}) : scalarsOf(object, selector)
  }
}

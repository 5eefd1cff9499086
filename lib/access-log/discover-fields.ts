import { withLongNumbers } from './long-numbers'

/** As many fields are discovered in an event. */
export const maxFields = 200
// What lies deeper is no field, and would overflow the stack.
const maxDepth = 100

const nameOf = (key: string) => (key.startsWith('@') ? `@${key}` : key)

const isValue = (value: unknown) =>
  value !== null && value !== undefined && typeof value !== 'object'

function flatten(
  value: unknown,
  name: string,
  into: Record<string, string>,
  budget: { left: number; flat: object },
  depth = 1,
): void {
  if (value === null || value === undefined || budget.left <= 0 || depth > maxDepth) return
  if (typeof value === 'object') {
    for (const [key, member] of Object.entries(value))
      flatten(member, `${name}.${key}`, into, budget, depth + 1)
    return
  }
  // A member that is called `a.b` itself goes before what is nested as `a.b`.
  if (depth > 1 && isValue(Object.getOwnPropertyDescriptor(budget.flat, name)?.value)) return
  budget.left -= 1
  into[name] = typeof value === 'boolean' ? (value ? '1' : '0') : String(value)
}

/** Whether an object is what discovery would make of it: texts only, not too many, no name to escape. */
function isFlat(parsed: object): parsed is Record<string, string> {
  let count = 0
  for (const key in parsed) {
    count += 1
    if (typeof (parsed as Record<string, unknown>)[key] !== 'string') return false
    if (count > maxFields || key.charCodeAt(0) === 64) return false
  }
  return true
}

/** The fields that CloudWatch Logs finds in a JSON object, flattened (`a.b`, `a.0`). */
export function fieldsOf(object: object): Record<string, string> {
  if (isFlat(object)) return object
  // No prototype: a key such as __proto__ or constructor is a field like any other.
  const fields: Record<string, string> = Object.create(null)
  const budget = { left: maxFields, flat: object }
  for (const [key, value] of Object.entries(object)) {
    if (typeof value === 'string') {
      if (budget.left <= 0) break
      budget.left -= 1
      fields[nameOf(key)] = value
    } else flatten(value, nameOf(key), fields, budget)
  }
  return fields
}

/** The fields that CloudWatch Logs finds in a JSON event; null when it is no JSON object. */
export function discoverFields(message: string): Record<string, string> | null {
  if (message.charCodeAt(0) !== 123 && !/^\s*\{/.test(message)) return null
  let parsed: unknown
  try {
    parsed = JSON.parse(withLongNumbers(message))
  } catch {
    return null
  }
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) return null
  return fieldsOf(parsed)
}

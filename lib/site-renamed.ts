/** Members of a site file that have been renamed, old → new: files with the old names keep working. */
const fileMembers = new Map([['targets', 'recipients']])
const alarmMembers = new Map([
  ['tell', 'notify'],
  ['tellOf', 'notifyOn'],
  ['judged', 'evaluated'],
])
const tellValues = new Map<unknown, string>([
  ['everybody', 'all'],
  ['nobody', 'none'],
])
const oldNames = new Map([...fileMembers, ...alarmMembers].map(([old, name]) => [name, old]))

const isObject = (value: unknown): value is Record<PropertyKey, unknown> =>
  typeof value === 'object' && value !== null

/** A member whose new name is taken keeps its old one, and is refused as unknown. */
function renamed(value: unknown, names: Map<string, string>): unknown {
  if (!isObject(value)) return value
  const entries = Object.entries(value).map(([old, member]) => {
    const name = names.get(old)
    if (name === undefined || name in value) return [old, member]
    return [name, old === 'tell' ? (tellValues.get(member) ?? member) : member]
  })
  return Object.fromEntries(entries)
}

/** The file with the new names in place of the old. */
export function withNewNames(file: unknown): unknown {
  const read = renamed(file, fileMembers)
  if (!isObject(read) || !Array.isArray(read.alarms)) return read
  return { ...read, alarms: read.alarms.map((alarm: unknown) => renamed(alarm, alarmMembers)) }
}

/** Where a member stands in the file, under the names that the file uses, such as `targets.0.url`. */
export function pathInFile(file: unknown, path: readonly PropertyKey[]): string {
  let value = file
  const names = path.map((name) => {
    const old = oldNames.get(String(name))
    const used = isObject(value) && !(name in value) && old && old in value ? old : name
    value = isObject(value) ? value[used] : undefined
    return String(used)
  })
  return names.join('.')
}

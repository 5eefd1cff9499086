/** SQL of a text. */
export const literal = (text: string) => `'${text.replaceAll("'", "''")}'`
const pointerTo = (name: string) => literal(`/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`)

/** SQL of a field that has no column of its own; null where an event lacks it. */
export const otherField = (name: string): string =>
  `json_extract_string(other_fields, ${pointerTo(name)})`

/** Half a character, as JSON escapes may leave it, is no text to DuckDB. */
export const wellFormed = (text: string): string => text.replace(/\p{Surrogate}/gu, '\ufffd')

/** Such fields as they are stored: a JSON object of texts. */
export const otherFieldsText = (fields: Readonly<Record<string, string>>): string =>
  JSON.stringify(fields, (_, value) => (typeof value === 'string' ? wellFormed(value) : value))

/** What is read of events, in SQL. */
interface Read {
  /** The texts of fields, by their names. */
  values: ReadonlyMap<string, string>
  /** Whether some of the events may have the field in `others`. */
  mayBeInOthers: (name: string) => boolean
  /** A JSON object with further fields; null where none has any. */
  others: string | null
}

/**
 * The columns that events are stored in, and SQL for each. Whoever wrote what is read may have known of
 * other columns than the group has.
 */
export function storedFields(
  columns: ReadonlyMap<string, string>,
  { values, mayBeInOthers, others }: Read,
): { column: string; value: string }[] {
  const names = new Set([...values.keys(), ...(others === null ? [] : columns.keys())])
  const sought = others === null ? [] : [...names].filter(mayBeInOthers)
  // Together: each by itself would read the object again.
  const found = `json_extract_string(${others}, [${sought.map(pointerTo).join(', ')}])`
  const places = new Map(sought.map((name, at) => [name, `${found}[${at + 1}]`]))
  const stored: { column: string; value: string }[] = []
  const members: string[] = []
  for (const name of names) {
    const column = columns.get(name)
    const reads = [values.get(name), places.get(name)].filter((read) => read !== undefined)
    const value = `coalesce(${reads.join(', ')})`
    if (column === undefined) members.push(literal(name), value)
    else {
      stored.push({ column, value })
      if (places.has(name)) members.push(literal(name), 'NULL')
    }
  }
  if (members.length > 0) {
    // A merge leaves out what is null.
    const merged = `json_merge_patch(coalesce(${others}, '{}'), json_object(${members.join(', ')}))`
    stored.push({ column: 'other_fields', value: `nullif(${merged}::VARCHAR, '{}')` })
  } else if (others !== null) stored.push({ column: 'other_fields', value: others })
  return stored
}

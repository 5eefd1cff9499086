/** Where the events of one log group are. */
export interface EventTable {
  /**
   * A table with the columns id BIGINT, ts BIGINT (epoch ms), ingested BIGINT (epoch ms), message
   * VARCHAR and size INTEGER (UTF-8 bytes of message).
   */
  table: string
  /** SQL of "000000000000:group" and of the name of the log stream, both VARCHAR. */
  log: string
  stream: string
  /** SQL for a discovered field as VARCHAR, null where an event lacks it; undefined when no event has it. */
  field(name: string): string | undefined
}

/** The log groups that a query reads. */
export interface Source {
  tables: readonly EventTable[]
  /** The names of the discovered fields that have columns. */
  fields: readonly string[]
  /** Whether events may have further fields: `field` gives SQL for any name then. */
  hasOthers: boolean
}

/** Log groups by their names or by how their names begin. */
export interface Selection {
  names?: readonly string[]
  prefixes?: readonly string[]
}

/** What a query may name by itself, beside the log groups that it was started on. */
export interface Library {
  /** For SOURCE, subqueries and join; undefined when no log group is meant. */
  logGroups(selection: Selection): Source | undefined
  /** For lookup and cidrlookup: a relation and its columns, quoted for SQL, by the names of the table's head. All VARCHAR. */
  lookupTable(name: string): { from: string; columns: ReadonlyMap<string, string> } | undefined
}

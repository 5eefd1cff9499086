import type { Library } from '@/lib/local/insights/source'
import { recordsOf, type Session } from './duckdb'

export interface LookupTable {
  id: number
  name: string
  description: string | null
  /** The names in the head of the table. */
  fields: string[]
  records: number
  sizeBytes: number
  updatedMs: number
}

interface NewLookupTable extends Pick<LookupTable, 'name' | 'description' | 'fields'> {
  rows: string[][]
  /** The CSV text that was given. */
  body: string
  nowMs: number
}

export const lookupTableTables = `
  CREATE TABLE IF NOT EXISTS lookup_tables (id INTEGER PRIMARY KEY, name VARCHAR UNIQUE, description VARCHAR, fields VARCHAR, records INTEGER, body VARCHAR, size INTEGER, updated BIGINT);`

interface Access {
  query: Session['query']
  transaction<T>(work: (session: Session) => Promise<T>): Promise<T>
}

const tableOf = (id: number) => `lookup_${id}`
const columnAt = (at: number) => `c${at + 1}`

export async function readLookupTables({ query }: Session): Promise<Map<string, LookupTable>> {
  const tables = recordsOf<Omit<LookupTable, 'fields'> & { fields: string }>(
    await query(
      'SELECT id, name, description, fields, records, size AS sizeBytes, updated AS updatedMs FROM lookup_tables',
    ),
  )
  return new Map(
    tables.map((table) => [table.name, { ...table, fields: JSON.parse(table.fields) as string[] }]),
  )
}

/**
 * Small tables that queries look things up in, each a table of texts. `known` gives the current ones:
 * they are read anew when the store is reopened.
 */
export function lookupTables(known: () => Map<string, LookupTable>, access: Access) {
  let nextId = Math.max(0, ...[...known().values()].map(({ id }) => id)) + 1

  async function drop(session: Session, name: string) {
    const old = known().get(name)
    if (!old) return
    await session.run(`DROP TABLE ${tableOf(old.id)}`)
    await session.run('DELETE FROM lookup_tables WHERE id = $1', [old.id])
  }

  return {
    all: () => [...known().values()].sort((a, b) => (a.name < b.name ? -1 : 1)),
    get: (name: string) => known().get(name),

    async body(name: string) {
      const { rows } = await access.query('SELECT body FROM lookup_tables WHERE name = $1', [name])
      return String(rows[0]?.[0] ?? '')
    },

    /** Creates a table or replaces the one of that name. */
    async put({ name, description, fields, rows, body, nowMs }: NewLookupTable) {
      const id = nextId++
      const sizeBytes = Buffer.byteLength(body)
      await access.transaction(async (session) => {
        await drop(session, name)
        const columns = fields.map((_, at) => `${columnAt(at)} VARCHAR`)
        await session.run(`CREATE TABLE ${tableOf(id)} (${columns.join(', ')})`)
        const values = fields.map((_, at) => `r[${at + 1}]`)
        await session.run(
          `INSERT INTO ${tableOf(id)} SELECT ${values.join(', ')} FROM (SELECT unnest(from_json($1, '[["VARCHAR"]]')) AS r)`,
          [JSON.stringify(rows)],
        )
        await session.run('INSERT INTO lookup_tables VALUES ($1, $2, $3, $4, $5, $6, $7, $8)', [
          id,
          name,
          description,
          JSON.stringify(fields),
          rows.length,
          body,
          sizeBytes,
          nowMs,
        ])
      })
      const records = rows.length
      const table: LookupTable = {
        id,
        name,
        description,
        fields,
        records,
        sizeBytes,
        updatedMs: nowMs,
      }
      known().set(name, table)
      return table
    },

    async delete(name: string) {
      await access.transaction((session) => drop(session, name))
      known().delete(name)
    },

    relation: ((name) => {
      const table = known().get(name)
      return (
        table && {
          from: tableOf(table.id),
          columns: new Map(table.fields.map((field, at) => [field, columnAt(at)])),
        }
      )
    }) satisfies Library['lookupTable'],
  }
}

import type { Statement } from '@/lib/local/insights/sql'
import { numberOf } from '@/lib/local/store/duckdb'
import type { Reading } from './reading'
import { create, drop } from './tables'

/** Tables that are made on the way to an answer. */
export function newWorkshop(reading: Reading) {
  const tables = new Set<string>()
  return {
    async make(statement: Statement): Promise<string> {
      const table = await create(reading, statement)
      tables.add(table)
      return table
    },
    size: async (table: string) =>
      numberOf(await reading.reader.query(`SELECT count(*) FROM ${table}`, [], reading.options)),
    async one(sql: string): Promise<number> {
      return numberOf(await reading.reader.query(sql, [], reading.options))
    },
    /** It is in nobody's use when this ends. */
    discard(unused: readonly string[]) {
      for (const table of unused) tables.add(table)
    },
    /** Drops all but these. */
    async clear(kept: readonly string[]): Promise<void> {
      for (const table of tables) if (!kept.includes(table)) await drop(reading.reader, table)
    },
  }
}

export type Workshop = ReturnType<typeof newWorkshop>

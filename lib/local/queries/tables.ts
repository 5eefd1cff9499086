import { randomUUID } from 'node:crypto'
import type { Statement } from '@/lib/local/insights/sql'
import { memory } from '@/lib/local/store/database'
import type { Reader } from '@/lib/local/store/readers'
import type { Reading } from './reading'

/** Makes a table in memory of the rows of a statement; its name. */
export async function create(
  { reader, options }: Pick<Reading, 'reader' | 'options'>,
  { sql, parameters }: Statement,
): Promise<string> {
  const table = `${memory}.base_${randomUUID().replaceAll('-', '')}`
  await reader.query(`CREATE TABLE ${table} AS ${sql}`, parameters, options)
  return table
}

export async function drop(reader: Reader, table: string | null): Promise<void> {
  if (table) await reader.query(`DROP TABLE IF EXISTS ${table}`, [], {}).catch(() => {})
}

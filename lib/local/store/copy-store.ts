import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import type { Store } from './store'

/** Writes all that is stored at one moment into a new file in the work folder, while reading and writing go on. Gives its path. */
export async function copyStore({ workDir, query }: Pick<Store, 'workDir' | 'query'>) {
  const path = join(workDir, `backup-${randomUUID()}.duckdb`)
  const name = 'backup_copy'
  const { rows } = await query('SELECT current_database()')
  const from = String(rows[0]?.[0]).replaceAll('"', '""')
  await query(`ATTACH '${path.replaceAll("'", "''")}' AS ${name} (STORAGE_VERSION 'v1.4.0')`)
  try {
    await query(`COPY FROM DATABASE "${from}" TO ${name}`)
  } finally {
    // What is written is in the file itself then, without a log beside it.
    await query(`DETACH ${name}`)
  }
  return path
}

import { randomUUID } from 'node:crypto'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Store } from './store'

/** Writes all that is stored at one moment into a new file in the work folder, while reading and writing go on. Gives its path. */
export async function copyStore({ workDir, query }: Pick<Store, 'workDir' | 'query'>) {
  const path = join(workDir, `backup-${randomUUID()}.duckdb`)
  const name = 'backup_copy'
  const { rows } = await query('SELECT current_database()')
  const from = String(rows[0]?.[0]).replaceAll('"', '""')
  try {
    await query(`ATTACH '${path.replaceAll("'", "''")}' AS ${name} (STORAGE_VERSION 'v1.4.0')`)
    await query(`COPY FROM DATABASE "${from}" TO ${name}`)
  } catch (error) {
    // Half a copy would take the room that was missing.
    await query(`DETACH DATABASE IF EXISTS ${name}`).catch(() => {})
    for (const file of [path, `${path}.wal`]) await rm(file, { force: true })
    throw error
  }
  // What is written is in the file itself then, without a log beside it.
  await query(`DETACH ${name}`)
  return path
}

import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'

/** The file of the store; what DuckDB has beside it goes with it. */
export const storeFile = 'cloudwatch.duckdb'
/** Where a running server is asked for a copy of its store: who may write to the folder may ask. */
export const socketFile = 'backup.sock'

/** What goes along with the store of a folder: all but the archive, which is saved by copying it, and what passes. */
export function besideStore(folder: string): string[] {
  if (!existsSync(folder)) return []
  return readdirSync(folder).filter(
    (name) => !name.startsWith(storeFile) && !/^(?:archive|archive-work|backup\.sock)$/.test(name),
  )
}

/** The folders of stores in a data folder: one for each log and way of reading it. */
export const storeFolders = (dataDir: string): string[] =>
  existsSync(dataDir)
    ? readdirSync(dataDir)
        .map((name) => join(dataDir, name))
        .filter((folder) => existsSync(join(folder, storeFile)))
    : []

/** What of the data folder belongs to a site whatever log it follows. */
export const siteParts = (dataDir: string): string[] =>
  ['site.json', 'access'].filter((name) => existsSync(join(dataDir, name)))

/** A session that has ended since must not be on again when a backup is put in place. */
export const isKept = (path: string): boolean => !path.endsWith(join('access', 'sessions.json'))

import { existsSync, readdirSync } from 'node:fs'
import { dirname } from 'node:path'
import { asTyped } from '@/lib/as-typed'

/** Whether there is nothing in a folder; one that cannot be listed is not empty: reading says what to do. */
function isEmpty(folder: string): boolean {
  try {
    return readdirSync(folder).length === 0
  } catch {
    return false
  }
}

/** Those of the usual logs, globs, whose folder exists here; empty folders only when all are, to wait for a log in them. Throws an Error that says what to do when there is no web server's folder. */
export function findLogs(usual: readonly string[]): string[] {
  const found = usual.filter((pattern) => existsSync(dirname(pattern)))
  const filled = found.filter((pattern) => !isEmpty(dirname(pattern)))
  if (found.length > 0) return filled.length > 0 ? filled : found
  throw new Error(
    asTyped(
      `ACCESS_LOG is auto, but there is no web server's log folder here (${usual.map(dirname).join(', ')}). Name the log instead: ACCESS_LOG=/path/to/access.log npm start`,
    ),
  )
}

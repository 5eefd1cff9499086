import { existsSync } from 'node:fs'
import { dirname } from 'node:path'

/** Those of the usual logs, globs, whose folder exists here. Throws an Error that says what to do when there is no web server's folder. */
export function findLogs(usual: readonly string[]): string[] {
  const found = usual.filter((pattern) => existsSync(dirname(pattern)))
  if (found.length > 0) return found
  throw new Error(
    `ACCESS_LOG is auto, but there is no web server's log folder here (${usual.map(dirname).join(', ')}). Name the log instead: ACCESS_LOG=/path/to/access.log npm start`,
  )
}

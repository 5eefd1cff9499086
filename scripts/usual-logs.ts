import { readdir } from 'node:fs/promises'
import { dirname } from 'node:path'
import { mayNotRead } from '@/lib/local/pipeline/may-not-read'

interface Found {
  /** Globs whose folder exists here. */
  accessLog: string[]
  /** What prevents reading, and what to do. */
  problems: string[]
}

/** Which of the usual logs can exist here. Throws an Error that says what to do when there is no web server's folder. */
export async function findLogs(usual: readonly string[]): Promise<Found> {
  const found: Found = { accessLog: [], problems: [] }
  for (const pattern of usual) {
    const folder = dirname(pattern)
    const code = await readdir(folder).then(
      () => null,
      (error: NodeJS.ErrnoException) => error.code ?? 'EIO',
    )
    if (code === 'ENOENT' || code === 'ENOTDIR') continue
    found.accessLog.push(pattern)
    if (code !== null) found.problems.push(mayNotRead(folder, { isFolder: true }))
  }
  if (found.accessLog.length === 0) {
    throw new Error(
      `ACCESS_LOG is auto, but there is no web server's log folder here (${usual.map(dirname).join(', ')}). Name the log instead: ACCESS_LOG=/path/to/access.log npm start`,
    )
  }
  return found
}

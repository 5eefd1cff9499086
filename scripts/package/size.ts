import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'

export const megabytes = (bytes: number) => `${(bytes / 1e6).toFixed(0)} MB`

/** How many bytes the files of a folder have. */
export const folderBytes = (folder: string): number =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .reduce((sum, { parentPath, name }) => sum + statSync(join(parentPath, name)).size, 0)

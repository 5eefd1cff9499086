import { join, resolve } from 'node:path'

/** What lies beside an engine's store for its archive. */
export const archiveFolder = (dataDir: string) => join(resolve(dataDir), 'archive')
export const headFile = (dataDir: string) => join(resolve(dataDir), 'archive-head.json')
/** Files on their way into the archive or out of it: empty between two starts. */
export const workFolder = (dataDir: string) => join(resolve(dataDir), 'archive-work')

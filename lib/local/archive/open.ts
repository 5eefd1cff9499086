import { join, resolve } from 'node:path'
import type { Archive } from '@/lib/monitoring'
import { openFolder } from './folder'
import type { ObjectStore } from './object-store'

/** What lies beside an engine's store for its archive. */
export const archiveFolder = (dataDir: string) => join(resolve(dataDir), 'archive')
export const headFile = (dataDir: string) => join(resolve(dataDir), 'archive-head.json')
/** Files on their way into the archive or out of it: empty between two starts. */
export const workFolder = (dataDir: string) => join(resolve(dataDir), 'archive-work')

/** The archive that the settings name, or the one in `folder`. Null when they want none. */
export async function openObjectStore(
  to: Archive,
  folder: string,
  closed?: AbortSignal,
): Promise<ObjectStore | null> {
  if (to === false) return null
  if (to === undefined) return openFolder(folder)
  if ('folder' in to) return openFolder(to.folder)
  // Most have none, and its client takes a while to load.
  const { openBucket } = await import('./bucket')
  return openBucket(to, closed)
}

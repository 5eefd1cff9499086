import type { Archive } from '@/lib/monitoring'
import { openBucket } from './bucket'
import { openFolder } from './folder'
import type { ObjectStore } from './object-store'

/** Where the settings say that the archive is; `folder` when they say nothing. Null when none is kept. */
export function openObjectStore(
  to: Archive,
  folder: string,
  closed?: AbortSignal,
): ObjectStore | null {
  if (to === false) return null
  if (to === undefined) return openFolder(folder)
  return 'folder' in to ? openFolder(to.folder) : openBucket(to, closed)
}

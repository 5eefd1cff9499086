import { existsSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { workerData } from 'node:worker_threads'

/** A reader that ends at once when it is started first, and leaves half a file behind. */
const { folder } = workerData as { folder: string }
const begun = join(folder, 'begun')
if (existsSync(begun)) createRequire(import.meta.url)('../worker')
else {
  writeFileSync(begun, '')
  writeFileSync(join(folder, 'events-half.txt'), 'half')
  throw new Error('no memory')
}

import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parentPort } from 'node:worker_threads'
import type { Start } from '../threads'

/** A reader that ends at once when it is started first, and leaves half a file behind. */
parentPort?.once('message', async (start: Start) => {
  const begun = join(start.folder, 'begun')
  if (existsSync(begun)) {
    await import('../worker')
    parentPort?.emit('message', start)
    return
  }
  writeFileSync(begun, '')
  writeFileSync(join(start.folder, 'events-half.txt'), 'half')
  throw new Error('no memory')
})

import { createWriteStream } from 'node:fs'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { asTyped } from '@/lib/as-typed'
import { numberOf } from '@/lib/local/store/duckdb'
import type { Store } from '@/lib/local/store/store'
import { hourMs } from '@/lib/time'
import { hourName } from './keys'
import type { ArchivedObject, StoredEntry } from './manifest'
import { digester, type ObjectStore } from './object-store'

export interface Restored {
  events: number
  objects: number
  /** Objects that were loaded before. */
  skipped: number
}

/** Fetches an object into a file. Throws when it is not what its entry says. */
export async function fetchObject(
  from: ObjectStore,
  { key, sha256, bytes }: ArchivedObject,
  file: string,
): Promise<void> {
  const content = await from.read(key)
  if (content === null) throw new Error(`${key} is missing in the archive.`)
  const read = digester()
  await pipeline(
    content,
    read.pass,
    async function* (parts: AsyncIterable<Uint8Array>) {
      let left = bytes
      for await (const part of parts) {
        left -= part.length
        if (left < 0) throw new Error(`${key} is longer than what was written.`)
        yield part
      }
    },
    createWriteStream(file),
  )
  if (read.digest().sha256 !== sha256) {
    throw new Error(
      asTyped(
        `${key} is not what was written: nothing of it is loaded. Run: npm run archive -- verify`,
      ),
    )
  }
}

/** Events of an hour that did not come from an archive. */
async function ownEvents(store: Store, { logGroup, fromMs }: { logGroup: string; fromMs: number }) {
  const counted = await store.query(
    `SELECT (SELECT count(*) FROM ${store.source([logGroup]).from} WHERE ts >= $1::BIGINT AND ts < $2::BIGINT) -
            (SELECT coalesce(sum(events), 0) FROM restored r JOIN log_groups g ON g.id = r.log_group WHERE g.name = $3 AND r.hour_ms = $1::BIGINT)`,
    [fromMs, fromMs + hourMs, logGroup],
  )
  return numberOf(counted)
}

/** Loads the objects of some entries into a store. What was loaded before is skipped: no event is there twice. */
export async function restoreEntries(
  store: Store,
  from: ObjectStore,
  entries: readonly StoredEntry[],
  { nowMs, log }: { nowMs: number; log: (text: string) => void },
): Promise<Restored> {
  const file = join(store.workDir, 'restored.parquet')
  const result: Restored = { events: 0, objects: 0, skipped: 0 }
  for (const entry of entries) {
    const { logGroup, fromMs, objects, events } = entry
    const object = objects.find(({ key }) => key.endsWith('.parquet'))
    if (!object) throw new Error(`Entry ${entry.sequence} of ${logGroup} names no Parquet object.`)
    await store.createLogGroup(logGroup, nowMs)
    const otherEvents = await ownEvents(store, entry)
    if (otherEvents > 0) {
      throw new Error(
        `The store has ${otherEvents} events of ${logGroup} from ${hourName(fromMs)} that came from elsewhere. Restore into an empty folder: --into <folder>`,
      )
    }
    await fetchObject(from, object, file)
    const loaded = await store.restore(logGroup, {
      file,
      object: object.sha256,
      hourMs: fromMs,
      nowMs,
    })
    result.objects += loaded ? 1 : 0
    result.skipped += loaded ? 0 : 1
    result.events += loaded ? events : 0
    if (loaded) log(`${logGroup} ${hourName(fromMs)} part ${entry.part}: ${events} events`)
  }
  await rm(file, { force: true })
  return result
}

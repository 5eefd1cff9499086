import { discoverFields } from '@/lib/access-log/discover-fields'
import { newBatch } from '@/lib/local/store/batch'
import type { Store } from '@/lib/local/store/store'
import { messagesOf } from './firehose'
import { hourMs } from './keys'
import type { ObjectInfo, ObjectStore } from './object-store'

/**
 * What Data Firehose delivered into a bucket. It writes no manifest and may deliver an event twice:
 * what can be checked is that each object is whole, that none was replaced, and how long it is locked.
 */
export interface Delivered {
  findings: { key: string; text: string }[]
  objects: number
  bytes: number
  events: number
  /** Events that were delivered before, told by their ids. */
  repeated: number
  /** Null when the bucket does not tell. */
  locked: { objects: number; untilMs: number | null } | null
}

interface Period {
  fromMs: number
  toMs: number
}

const steps =
  /(?:^|\/)(?:year=(\d{4})\/month=(\d{2})\/day=(\d{2})\/hour=(\d{2})|(\d{4})\/(\d{2})\/(\d{2})\/(\d{2}))\/[^/]+$/

/** The hour of delivery that a key tells, epoch ms; null when it tells none. */
export function hourOf(key: string): number | null {
  const found = steps.exec(key)
  if (!found) return null
  const [year, month, day, hour] = found.slice(1).filter((part) => part !== undefined)
  return Date.UTC(Number(year), Number(month) - 1, Number(day), Number(hour))
}

// Where Data Firehose puts what it could not deliver.
const isUndelivered = (key: string) => key.startsWith('undelivered/')

async function* objectsOf(
  store: ObjectStore,
  { fromMs, toMs }: Period,
): AsyncIterable<ObjectInfo & { hourMs: number }> {
  for await (const object of store.list('')) {
    const hour = hourOf(object.key)
    if (hour === null || hour >= toMs || hour + hourMs <= fromMs) continue
    yield { ...object, hourMs: hour }
  }
}

const sentence = (error: unknown) =>
  (error instanceof Error ? error.message : String(error)).split('\n')[0] ?? ''

async function* readObject(store: ObjectStore, key: string) {
  const content = await store.read(key)
  if (content === null) throw new Error('it is missing')
  yield* messagesOf(content)
}

export async function verifyDelivered(store: ObjectStore, period: Period): Promise<Delivered> {
  const result: Delivered = {
    findings: [],
    objects: 0,
    bytes: 0,
    events: 0,
    repeated: 0,
    locked: null,
  }
  const ids = new Set<string>()
  for await (const { key, bytes } of objectsOf(store, period)) {
    if (isUndelivered(key)) {
      result.findings.push({ key, text: 'was put aside: Data Firehose could not deliver it' })
      continue
    }
    try {
      for await (const { logEvents } of readObject(store, key)) {
        for (const { id } of logEvents) {
          if (ids.has(id)) result.repeated += 1
          else result.events += 1
          ids.add(id)
        }
      }
      result.objects += 1
      result.bytes += bytes
    } catch (error) {
      result.findings.push({ key, text: `is damaged: ${sentence(error)}` })
    }
  }
  const history = await store.history('')
  if (history !== null) {
    for (const { key, changed } of history) {
      if (changed === 'deleted')
        result.findings.push({ key, text: 'was deleted; the bucket has its older version' })
      if (changed === 'replaced')
        result.findings.push({ key, text: 'was replaced; the bucket has its older version' })
    }
    const until = history.flatMap(({ lockedUntilMs }) => lockedUntilMs ?? [])
    result.locked = {
      objects: until.length,
      untilMs: until.length === 0 ? null : until.reduce((a, b) => Math.min(a, b)),
    }
  }
  return result
}

// Firehose delivers 128 MB at most.
const mostEvents = 5_000_000

/** Loads what was delivered in a period into a store: each event once, each object once. */
export async function restoreDelivered(
  store: Store,
  from: ObjectStore,
  period: Period,
  { nowMs, say }: { nowMs: number; say: (text: string) => void },
) {
  const result = { events: 0, objects: 0, skipped: 0, repeated: 0 }
  const ids = new Set<string>()
  for await (const { key, hourMs: hour } of objectsOf(from, period)) {
    if (isUndelivered(key)) {
      say(`${key} could not be delivered and is left out.`)
      continue
    }
    const known = await store.query('SELECT count(*) FROM restored WHERE object = $1', [key])
    if (Number(known.rows[0]?.[0]) > 0) {
      // Its ids still count: the next object may repeat them.
      for await (const { logEvents } of readObject(from, key))
        for (const { id } of logEvents) ids.add(id)
      result.skipped += 1
      continue
    }
    const batches = new Map<
      string,
      { group: string; stream: string; batch: ReturnType<typeof newBatch> }
    >()
    let events = 0
    try {
      for await (const { logGroup, logStream, logEvents } of readObject(from, key)) {
        const name = JSON.stringify([logGroup, logStream])
        const found = batches.get(name) ?? { group: logGroup, stream: logStream, batch: newBatch() }
        batches.set(name, found)
        for (const { id, timestamp, message } of logEvents) {
          if (ids.has(id)) {
            result.repeated += 1
            continue
          }
          ids.add(id)
          found.batch.add({ timestampMs: timestamp, message, fields: discoverFields(message) })
          events += 1
        }
        if (events > mostEvents)
          throw new Error('it holds more events than Firehose delivers in one object')
      }
    } catch (error) {
      throw new Error(`${key} is damaged: ${sentence(error)}. Nothing of it is loaded.`)
    }
    const all = [...batches.values()]
    for (const [at, { group, stream, batch }] of all.entries()) {
      await store.createLogGroup(group, nowMs)
      await store.createLogStream(group, stream, nowMs)
      await store.append(group, stream, batch, {
        ingestedMs: hour,
        // With the last of its batches the object is known as loaded.
        also: async (session) => {
          if (at < all.length - 1) return
          await session.run(
            'INSERT INTO restored SELECT id, $2, $3::BIGINT, $4::BIGINT FROM log_groups WHERE name = $1',
            [group, key, hour, events],
          )
        },
      })
    }
    result.objects += 1
    result.events += events
    say(`${key}: ${events} events`)
  }
  return result
}

import { fieldsOfEvent } from '@/lib/access-log/service-fields'
import { type EventBatch, newBatch } from '@/lib/local/store/batch'
import { numberOf } from '@/lib/local/store/duckdb'
import type { Store } from '@/lib/local/store/store'
import { hourMs } from '@/lib/time'
import { messagesOf } from './firehose'
import { type Locks, locksOf, type ObjectInfo, type ObjectStore } from './object-store'

/**
 * What Data Firehose delivered into a bucket. It writes no manifest and may deliver an event twice:
 * what can be checked is that each object is whole, that none was replaced, and how long it is locked.
 */
export interface Delivered {
  findings: { key: string; text: string }[]
  objects: number
  bytes: number
  events: number
  /** Events that were delivered before, known by their ids. */
  repeated: number
  /** Null when the bucket has no history to ask for. */
  locked: Locks | null
}

interface Period {
  fromMs: number
  toMs: number
}

const hourInKey =
  /(?:^|\/)(?:year=(\d{4})\/month=(\d{2})\/day=(\d{2})\/hour=(\d{2})|(\d{4})\/(\d{2})\/(\d{2})\/(\d{2}))\/[^/]+$/

/** The hour of delivery in a key, epoch ms; null when it has none. */
export function hourOf(key: string): number | null {
  const found = hourInKey.exec(key)
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

/** The messages of an object with the events whose ids are not in `ids` yet, which they are then. */
async function* newEvents(store: ObjectStore, key: string, ids: Set<string>) {
  const content = await store.read(key)
  if (content === null) throw new Error('it is missing')
  for await (const message of messagesOf(content)) {
    const logEvents = message.logEvents.filter(({ id }) => !ids.has(id) && ids.add(id))
    yield { ...message, logEvents, repeated: message.logEvents.length - logEvents.length }
  }
}

export async function verifyDelivered(store: ObjectStore, period: Period): Promise<Delivered> {
  const counts = { objects: 0, bytes: 0, events: 0, repeated: 0 }
  const result: Delivered = { findings: [], ...counts, locked: null }
  const add = (key: string, text: string) => result.findings.push({ key, text })
  const ids = new Set<string>()
  for await (const { key, bytes } of objectsOf(store, period)) {
    if (isUndelivered(key)) {
      add(key, 'was put aside: Data Firehose could not deliver it')
      continue
    }
    try {
      for await (const { logEvents, repeated } of newEvents(store, key, ids)) {
        result.events += logEvents.length
        result.repeated += repeated
      }
      result.objects += 1
      result.bytes += bytes
    } catch (error) {
      add(key, `is damaged: ${sentence(error)}`)
    }
  }
  const history = await store.history('')
  for (const { key, changed } of history ?? [])
    if (changed !== null) add(key, `was ${changed}; the bucket has its older version`)
  result.locked = history && locksOf(history)
  return result
}

// Firehose delivers 128 MB at most.
const maxEvents = 5_000_000

/** The new events of an object, a batch for each log stream. Throws when the object is damaged. */
async function readBatches(from: ObjectStore, key: string, ids: Set<string>) {
  const batches = new Map<string, { group: string; stream: string; batch: EventBatch }>()
  let events = 0
  let repeated = 0
  try {
    for await (const message of newEvents(from, key, ids)) {
      const { logGroup: group, logStream: stream, logEvents } = message
      const name = JSON.stringify([group, stream])
      const found = batches.get(name) ?? { group, stream, batch: newBatch() }
      batches.set(name, found)
      for (const { timestamp, message } of logEvents)
        found.batch.add({ timestampMs: timestamp, message, fields: fieldsOfEvent(message) })
      events += logEvents.length
      repeated += message.repeated
      if (events > maxEvents)
        throw new Error('it contains more events than Firehose delivers in one object')
    }
  } catch (error) {
    throw new Error(`${key} is damaged: ${sentence(error)}. Nothing of it is loaded.`)
  }
  return { batches: [...batches.values()], events, repeated }
}

/** Loads what was delivered in a period into a store: each event once, each object once. */
export async function restoreDelivered(
  store: Store,
  from: ObjectStore,
  period: Period,
  { nowMs, log }: { nowMs: number; log: (text: string) => void },
) {
  const result = { events: 0, objects: 0, skipped: 0, repeated: 0 }
  const ids = new Set<string>()
  for await (const { key, hourMs: hour } of objectsOf(from, period)) {
    if (isUndelivered(key)) {
      log(`${key} could not be delivered and is left out.`)
      continue
    }
    const known = await store.query('SELECT count(*) FROM restored WHERE object = $1', [key])
    if (numberOf(known) > 0) {
      for await (const _ of newEvents(from, key, ids)) {
        // Its ids count: the next object may repeat them.
      }
      result.skipped += 1
      continue
    }
    const { batches, events, repeated } = await readBatches(from, key, ids)
    for (const [at, { group, stream, batch }] of batches.entries()) {
      await store.createLogGroup(group, nowMs)
      await store.createLogStream(group, stream, nowMs)
      await store.append(group, stream, batch, {
        ingestedMs: hour,
        // With the last of its batches the object is known as loaded.
        also: async (session) => {
          if (at < batches.length - 1) return
          await session.run(
            'INSERT INTO restored SELECT id, $2, $3::BIGINT, $4::BIGINT FROM log_groups WHERE name = $1',
            [group, key, hour, events],
          )
        },
      })
    }
    result.objects += 1
    result.events += events
    result.repeated += repeated
    log(`${key}: ${events} events`)
  }
  return result
}

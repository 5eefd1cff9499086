import { parseLine } from '@/lib/access-log/parse-line'
import { type EventBatch, type NewEvent, newBatch } from '@/lib/local/store/batch'
import type { Session } from '@/lib/local/store/duckdb'
import type { Store } from '@/lib/local/store/store'
import type { LocationOf } from '@/lib/location'
import type { Position } from './identity'
import type { LineRun } from './line-batches'

/** Sees each event of a batch, then stores what it made of them in the batch's own transaction. */
export interface Watch {
  see(event: NewEvent): void
  store(session: Session): Promise<void>
}

export interface IngestOptions {
  store: Store
  group: string
  locationOf: LocationOf
  /** Epoch ms. */
  clock: () => number
  /** What watches the events of one batch. */
  watch: () => Watch | Promise<Watch>
  /** Called after each batch with the number of its lines. */
  onStored: (lines: number) => void
}

/** Stores lines as events of a log stream and moves the position past them, until `closing` aborts. */
export type Ingest = (
  stream: string,
  position: Position,
  runs: AsyncIterable<LineRun>,
  closing: AbortSignal,
) => Promise<void>

type Batch = { events: EventBatch; watcher: Watch }

function addLocation(fields: Record<string, string>, locationOf: LocationOf) {
  if (fields.country !== undefined || fields.remoteIP === undefined) return
  const found = locationOf(fields.remoteIP)
  if (!found) return
  for (const name of ['country', 'region', 'city', 'lat', 'lon'] as const) {
    if (found[name] !== '') fields[name] = found[name]
  }
}

/** Makes one event of each line. A line without a time takes that of the line before it. */
function newEventOf({ locationOf, clock }: Pick<IngestOptions, 'locationOf' | 'clock'>) {
  let lastMs: number | null = null
  return (line: string): NewEvent => {
    const { timestampMs, fields } = parseLine(line)
    if (fields) addLocation(fields, locationOf)
    lastMs = timestampMs ?? lastMs ?? clock()
    return { timestampMs: lastMs, message: line, fields }
  }
}

/** Each line becomes one event; a line in no known format has no fields and is counted. */
export function newIngest(options: IngestOptions): Ingest {
  const { store, group, clock, watch, onStored } = options
  const eventOf = newEventOf(options)

  async function append(stream: string, position: Position, batch: Batch, offset: number) {
    const { events, watcher } = batch
    if (!store.hasLogStream(group, stream)) await store.createLogStream(group, stream, clock())
    const lines = events.messages.length
    const next: Position = {
      ...position,
      offset,
      lines: position.lines + lines,
      unparsed: position.unparsed + events.unparsed,
    }
    await store.append(group, stream, events, {
      ingestedMs: clock(),
      position: { key: next.key, value: JSON.stringify(next) },
      also: watcher.store,
    })
    Object.assign(position, next)
    onStored(lines)
  }

  return async (stream, position, runs, closing) => {
    let batch: Batch | null = null
    let offset = position.offset
    // One batch is stored while the next is read.
    let storing: Promise<void> = Promise.resolve()

    async function send() {
      await storing
      if (!batch) return
      storing = append(stream, position, batch, offset)
      // The next await reports its failure; until then it must not count as unhandled.
      storing.catch(() => {})
      batch = null
    }

    try {
      for await (const { lines, endOffset, endsBatch } of runs) {
        const current: Batch = batch ?? { events: newBatch(), watcher: await watch() }
        // A batch that fails half-way is dropped; its lines are read again.
        batch = null
        for (const line of lines) {
          const event = eventOf(line)
          current.events.add(event)
          current.watcher.see(event)
        }
        batch = current
        offset = endOffset
        if (endsBatch) await send()
        if (closing.aborted) break
      }
    } finally {
      // What was read is stored, even when the rest cannot be read.
      await send()
      await storing
    }
  }
}

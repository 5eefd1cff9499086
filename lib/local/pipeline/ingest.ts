import { type LineReader, newLineReader } from '@/lib/access-log/line-reader'
import { type EventBatch, type NewEvent, newBatch } from '@/lib/local/store/batch'
import type { Session } from '@/lib/local/store/duckdb'
import type { Store } from '@/lib/local/store/store'
import type { LocationOf } from '@/lib/location'
import type { Position, ReadContent } from './identity'
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
}

export interface IngestedFile {
  /** The log stream that its lines become events of. */
  stream: string
  position: Position
  /** When it was last written, epoch ms. */
  modifiedMs: number
  /** Called after each batch with the number of its lines. */
  onStored: (lines: number) => void
}

/** Stores lines as events of a log stream and moves the position past them, until `closing` aborts. */
export type Ingest = (
  file: IngestedFile,
  runs: AsyncIterable<LineRun>,
  closing: AbortSignal,
) => Promise<void>

interface Batch {
  events: EventBatch
  watcher: Watch
  content: ReadContent
}

function addLocation(fields: Record<string, string>, locationOf: LocationOf) {
  if (fields.country !== undefined || fields.remoteIP === undefined) return
  const found = locationOf(fields.remoteIP)
  if (!found) return
  for (const name of ['country', 'region', 'city', 'lat', 'lon'] as const) {
    if (found[name] !== '') fields[name] = found[name]
  }
}

/** Where a line that is no request is stored: at the time of the request before it in its file or, before the first, of the one after it. */
function firstRequestMs(lines: readonly string[], reader: LineReader): number | null {
  for (const line of lines) {
    const reading = reader.read(line)
    if (reading.kind === 'request') return reading.timestampMs
  }
  return null
}

/** Each line becomes one event. One that is no request has no fields of a request, and nothing watches it. */
export function newIngest(options: IngestOptions): Ingest {
  const { store, group, clock, locationOf, watch } = options

  /** Adds a line to a batch. */
  function add(
    { events, watcher, content }: Batch,
    line: string,
    reader: LineReader,
    nearMs: number,
  ) {
    const reading = reader.read(line)
    if (reading.kind === 'header') return
    content.lines += 1
    if (reading.kind === 'request') {
      const { timestampMs, fields } = reading
      content.requests += 1
      content.newestRequestMs = Math.max(content.newestRequestMs ?? timestampMs, timestampMs)
      addLocation(fields, locationOf)
      const event = { timestampMs, message: line, fields }
      events.add(event)
      watcher.see(event)
      return
    }
    content[reading.kind] += 1
    const known = reading.kind === 'inDoubt' ? reading.timestampMs : null
    events.add({
      timestampMs: known ?? reader.state().lastMs ?? nearMs,
      message: line,
      fields: reading.kind === 'inDoubt' ? { inDoubt: reading.reason } : null,
    })
  }

  async function append(
    { stream, position, onStored }: IngestedFile,
    batch: Batch,
    offset: number,
  ) {
    const { events, watcher, content } = batch
    if (!store.hasLogStream(group, stream)) await store.createLogStream(group, stream, clock())
    const lines = events.messages.length
    const next: Position = { ...position, offset, content }
    await store.append(group, stream, events, {
      ingestedMs: clock(),
      position: { key: next.key, value: JSON.stringify(next) },
      also: watcher.store,
    })
    Object.assign(position, next)
    onStored(lines)
  }

  return async (file, runs, closing) => {
    const { position, modifiedMs } = file
    let batch: Batch | null = null
    let offset = position.offset
    let content = position.content
    const reader = newLineReader({ clock }, { ...content.reader })
    // One batch is stored while the next is read.
    let storing: Promise<void> = Promise.resolve()

    async function send() {
      await storing
      if (!batch) return
      storing = append(file, batch, offset)
      // The next await reports its failure; until then it must not count as unhandled.
      storing.catch(() => {})
      batch = null
    }

    try {
      for await (const { lines, endOffset, endsBatch } of runs) {
        const current: Batch = batch ?? {
          events: newBatch(),
          watcher: await watch(),
          content: { ...content },
        }
        // A batch that fails half-way is dropped; its lines are read again.
        batch = null
        const nearMs =
          reader.state().lastMs ??
          firstRequestMs(lines, newLineReader({ clock }, { ...reader.state() })) ??
          Math.min(modifiedMs, clock())
        for (const line of lines) add(current, line, reader, nearMs)
        content = { ...current.content, reader: { ...reader.state() } }
        batch = { ...current, content }
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

import { newReaders, noLogSettings, type ReaderOf } from '@/lib/access-log/declared/readers'
import type { LineReader } from '@/lib/access-log/line-reader'
import type { Session } from '@/lib/local/store/duckdb'
import {
  canJoin,
  type EventFiles,
  type EventWriter,
  joinFiles,
  newEventWriter,
  removeEventFiles,
} from '@/lib/local/store/event-files'
import type { Store } from '@/lib/local/store/store'
import type { LocationOf } from '@/lib/location'
import { minuteMs } from '@/lib/time'
import type { Position, ReadContent } from './identity'
import { type LineRun, lineSpans } from './line-batches'
import { newPlainLines, type PlainLines } from './plain-lines'
import { newStoreQueue } from './store-queue'
import type { Watcher } from './watcher'

/** Stores what it made of the requests in the batch's own transaction. */
export interface Watch extends Watcher {
  store(session: Session): Promise<void>
}

/** Events that go into the store at once, with the position after them. */
export interface StoredBatch<W extends Watcher> {
  stream: string
  files: EventFiles
  position: Position
  /** One or several, in the order of what they saw. */
  watchers: readonly W[]
}

/** A log group that batches of events go to. */
export interface Destination<W extends Watcher> {
  /** Where files with events may be written. */
  folder: string
  /** What watches the next batch, and the fields that have a column by now. */
  begin(): Promise<{ watcher: W; fields: readonly string[] }>
  /** Stores a batch, all or nothing. Its files are not needed afterwards. */
  store(batch: StoredBatch<W>): Promise<void>
}

interface ReadOptions {
  locationOf: LocationOf
  /** Epoch ms. */
  clock: () => number
  /** By default formats are recognized, and no proxy is known. */
  readerOf?: ReaderOf
}

export interface IngestOptions extends ReadOptions {
  store: Pick<Store, 'workDir' | 'hasLogStream' | 'createLogStream' | 'appendFiles' | 'fieldsOf'>
  group: string
  /** What watches the events of one batch. */
  watch: () => Watch | Promise<Watch>
}

export interface IngestedFile {
  /** The log stream that its lines become events of. */
  stream: string
  path: string
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

interface Batch<W extends Watcher> {
  events: EventWriter
  watcher: W
  content: ReadContent
}

interface ReadyBatch<W extends Watcher> {
  files: EventFiles
  watcher: W
  content: ReadContent
  /** Where in the content what follows begins, in bytes. */
  offset: number
}

/** The location of a request; null where its line says one, or none is known. */
function locate({ country, remoteIP }: Record<string, string>, locationOf: LocationOf) {
  return country !== undefined || remoteIP === undefined ? null : locationOf(remoteIP)
}

/** The end of the last full minute: a page's period ends with one, and shows the line at once. */
const lastFullMinuteMs = (ms: number) => Math.max(0, Math.floor(ms / minuteMs) * minuteMs - 1)

/** Where a line that is no request is stored: at the time of the request before it in its file or, before the first, of the one after it. */
function firstRequestMs(lines: readonly string[], reader: LineReader): number | null {
  for (const line of lines) {
    const reading = reader.read(line)
    if (reading.kind === 'request') return reading.timestampMs
  }
  return null
}

function countRequest(content: ReadContent, timestampMs: number) {
  content.lines += 1
  content.requests += 1
  if (content.newestRequestMs === null || timestampMs > content.newestRequestMs)
    content.newestRequestMs = timestampMs
}

/** Adds a line to a batch. */
function add<W extends Watcher>(
  { events, watcher, content }: Batch<W>,
  text: string,
  reader: LineReader,
  nearMs: number,
  locationOf: LocationOf,
) {
  const reading = reader.read(text)
  if (reading.kind === 'header') return
  const line = reading.line ?? text
  if (reading.kind === 'request') {
    const { timestampMs, fields } = reading
    countRequest(content, timestampMs)
    const location = locate(fields, locationOf)
    events.add(timestampMs, line, fields, location)
    watcher.see({ timestampMs, message: line, fields }, location)
    return
  }
  content.lines += 1
  content[reading.kind] += 1
  const known = reading.kind === 'inDoubt' ? reading.timestampMs : null
  events.add(
    known ?? reader.state().lastMs ?? nearMs,
    line,
    reading.kind === 'inDoubt' ? { inDoubt: reading.reason } : null,
    null,
  )
}

interface AddOptions {
  reader: LineReader
  /** Where a line without a time is stored before the first with one, epoch ms. */
  nearMs: number
  locationOf: LocationOf
  plain: PlainLines
}

/** Adds the lines of a run. */
function addRun<W extends Watcher>(
  batch: Batch<W>,
  run: LineRun,
  { reader, nearMs, locationOf, plain }: AddOptions,
) {
  const spans = lineSpans(run)
  if (!spans) {
    for (const line of run.lines) add(batch, line, reader, nearMs, locationOf)
    return
  }
  const { bytes, from, to } = spans
  for (let at = 0; at < from.length; at += 1) {
    const timestampMs = plain.add(batch, reader, spans, at)
    if (timestampMs === null)
      add(batch, bytes.toString('utf8', from[at], to[at]), reader, nearMs, locationOf)
    else countRequest(batch.content, timestampMs)
  }
}

/** Each line becomes one event. One that is no request has no fields of a request, and nothing watches it. */
export function newBatchIngest<W extends Watcher>(
  destination: Destination<W>,
  { clock, locationOf, readerOf = newReaders(noLogSettings, clock) }: ReadOptions,
): Ingest {
  const plain = newPlainLines(locationOf)

  async function store(
    { stream, position, onStored }: IngestedFile,
    batches: readonly ReadyBatch<W>[],
  ) {
    const [first, ...others] = batches
    if (!first) return
    const { content, offset } = others.at(-1) ?? first
    const files = joinFiles([first.files, ...others.map((other) => other.files)])
    const next: Position = { ...position, offset, content }
    const watchers = batches.map(({ watcher }) => watcher)
    try {
      await destination.store({ stream, files, position: next, watchers })
    } finally {
      removeEventFiles(files)
    }
    Object.assign(position, next)
    onStored(files.events)
  }

  return async (file, runs, closing) => {
    const { path, position, modifiedMs } = file
    const reader = readerOf(path, { ...position.content.reader })
    const events = newEventWriter(destination.folder)
    const queue = newStoreQueue<ReadyBatch<W>>({
      store: (batches) => store(file, batches),
      drop: ({ files }) => removeEventFiles(files),
      canJoin: (batches) => canJoin(batches.map(({ files }) => files)),
    })
    // One object for all batches: a new one would have the code of each line compiled again.
    let batch: Batch<W> | null = null
    /** What is in the batch now; null while it is empty. */
    let ready: Pick<ReadyBatch<W>, 'content' | 'offset'> | null = null

    async function begin(): Promise<Batch<W>> {
      const { watcher, fields } = await destination.begin()
      events.begin(fields)
      batch ??= { events, watcher, content: { ...position.content } }
      batch.watcher = watcher
      return batch
    }

    async function send() {
      if (!batch || !ready) return
      const sent = { ...ready, watcher: batch.watcher, files: events.end() }
      ready = null
      await queue.add(sent)
    }

    try {
      for await (const run of runs) {
        const { endOffset, endsBatch } = run
        const current: Batch<W> = ready && batch ? batch : await begin()
        // A batch that fails half-way is dropped; its lines are read again.
        ready = null
        const nearMs =
          reader.state().lastMs ??
          firstRequestMs(run.lines, readerOf(path, { ...reader.state() })) ??
          lastFullMinuteMs(Math.min(modifiedMs, clock()))
        addRun(current, run, { reader, nearMs, locationOf, plain })
        ready = {
          content: { ...current.content, reader: { ...reader.state() } },
          offset: endOffset,
        }
        if (endsBatch) await send()
        if (closing.aborted) break
      }
    } finally {
      // What was read is stored, even when the rest cannot be read.
      try {
        await send()
      } finally {
        events.drop()
        await queue.end()
      }
    }
  }
}

/** Into a log group of a store. */
export function newIngest({ store, group, watch, ...options }: IngestOptions): Ingest {
  return newBatchIngest<Watch>(
    {
      folder: store.workDir,
      begin: async () => ({ watcher: await watch(), fields: store.fieldsOf(group) }),
      async store({ stream, files, position, watchers }) {
        const ingestedMs = options.clock()
        if (!store.hasLogStream(group, stream))
          await store.createLogStream(group, stream, ingestedMs)
        await store.appendFiles(group, stream, files, {
          ingestedMs,
          position: { key: position.key, value: JSON.stringify(position) },
          async also(session) {
            for (const watcher of watchers) await watcher.store(session)
          },
        })
      },
    },
    options,
  )
}

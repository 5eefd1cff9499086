import type { LineReader } from '@/lib/access-log/line-reader'
import { asciiText, fieldsOfPlain, type PlainRequest } from '@/lib/access-log/plain/plain-request'
import type { NewEvent } from '@/lib/local/store/batch'
import { viewed } from '@/lib/local/store/copy-bytes'
import type { EventWriter } from '@/lib/local/store/event-files'
import type { LocationOf } from '@/lib/location'
import type { LineSpans } from './line-batches'
import { newPlaces } from './places'
import type { Watcher } from './watcher'

interface PlainBatch {
  events: EventWriter
  watcher: Watcher
}

/** The short way for lines that are plain requests: their bytes go into the event file as they are. */
export function newPlainLines(locationOf: LocationOf) {
  let places: ReturnType<typeof newPlaces> | null = null
  const nothing = viewed(Buffer.alloc(0))
  const line = { block: nothing, from: 0, to: 0 }
  const place = { block: nothing, at: 0 }
  let request: PlainRequest = { timestampMs: 0, client: 0, names: [], spans: new Int32Array(0) }

  function event(): NewEvent {
    const { bytes } = line.block
    const message = bytes.toString('latin1', line.from, line.to)
    return { timestampMs: request.timestampMs, message, fields: fieldsOfPlain(request, bytes) }
  }

  function address(): string {
    const { names, spans } = request
    const field = 2 * names.indexOf('remoteIP')
    return asciiText(line.block.bytes, spans[field] as number, spans[field + 1] as number)
  }

  return {
    /** Adds one line of a block where it is plain, and gives its time, epoch ms; null leaves it to others. */
    add({ events, watcher }: PlainBatch, reader: LineReader, spans: LineSpans, at: number) {
      const { bytes } = spans
      if (line.block.bytes !== bytes) line.block = viewed(bytes)
      line.from = spans.from[at] as number
      line.to = spans.to[at] as number
      const read = reader.readPlain(bytes, line.from, line.to)
      if (read === null) return null
      request = read
      places ??= newPlaces(locationOf)
      place.block = places.block
      place.at = places.find(request.client, address)
      // Its columns are longer than what is remembered.
      if (place.at === -1) return null
      const known = places.block.bytes[place.at] === 0 ? null : place
      if (!events.addPlain(line, request, known)) return null
      if (!watcher.seePlain?.(request, bytes, event)) watcher.see(event(), locationOf(address()))
      return request.timestampMs
    },
  }
}

export type PlainLines = ReturnType<typeof newPlainLines>

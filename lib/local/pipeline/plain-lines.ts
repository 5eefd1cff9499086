import type { LineReader } from '@/lib/access-log/line-reader'
import { fieldsOfPlain, type PlainRequest } from '@/lib/access-log/plain/plain-request'
import type { NewEvent } from '@/lib/local/store/batch'
import type { EventFileWriter } from '@/lib/local/store/event-file'
import type { LocationOf } from '@/lib/location'
import type { Watcher } from './ingest'
import type { LineSpans } from './line-batches'
import { newPlaces } from './places'

const client = 'remoteIP'

/** The short way for lines that are plain requests: their bytes go into the event file as they are. */
export function newPlainLines(locationOf: LocationOf) {
  let places: ReturnType<typeof newPlaces> | null = null
  const line: { bytes: Buffer; from: number; to: number } = {
    bytes: Buffer.alloc(0),
    from: 0,
    to: 0,
  }
  let request: PlainRequest | null = null
  const measured = { bytes: Buffer.alloc(0), at: 0 }

  function event(): NewEvent {
    const { bytes, from, to } = line
    const fields = request && fieldsOfPlain(request, bytes)
    return {
      timestampMs: request?.timestampMs ?? 0,
      message: bytes.toString('latin1', from, to),
      fields,
    }
  }
  const address = () => event().fields?.[client] ?? ''

  return {
    /** Adds one line of a block where it is plain, and gives its time; null leaves it to others. */
    add(
      events: EventFileWriter,
      watcher: Watcher,
      reader: LineReader,
      spans: LineSpans,
      at: number,
    ): number | null {
      line.bytes = spans.bytes
      line.from = spans.from[at] as number
      line.to = spans.to[at] as number
      request = reader.readPlain(line.bytes, line.from, line.to)
      if (request === null) return null
      places ??= newPlaces(locationOf)
      measured.bytes = places.bytes
      measured.at = places.find(request.client, address)
      // Its columns are longer than what is remembered.
      if (measured.at === -1) return null
      events.addPlain(line, request, measured.bytes[measured.at] === 0 ? null : measured)
      if (!watcher.seeAlike?.(request.alike, request.timestampMs, event))
        watcher.see(event(), locationOf(address()))
      return request.timestampMs
    },
  }
}

export type PlainLines = ReturnType<typeof newPlainLines>

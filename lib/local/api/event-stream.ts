import { EventStreamCodec } from '@smithy/core/event-streams'

export const eventStreamType = 'application/vnd.amazon.eventstream'

const codec = new EventStreamCodec(
  (bytes) => Buffer.from(bytes).toString('utf8'),
  (text) => Buffer.from(text, 'utf8'),
)
const string = (value: string) => ({ type: 'string' as const, value })
const integer = (value: number) => ({ type: 'integer' as const, value })

/** One event of a reply that is a stream. `more` goes beside it as headers, which clients that do not know them pass over. */
export function eventFrame(
  type: string,
  content: object,
  more: Record<string, number> = {},
): Uint8Array {
  const headers = Object.entries(more).map(([name, value]) => [name, integer(value)])
  return codec.encode({
    headers: {
      ':message-type': string('event'),
      ':event-type': string(type),
      ':content-type': string('application/json'),
      ...Object.fromEntries(headers),
    },
    body: Buffer.from(JSON.stringify(content)),
  })
}

/** The error that a stream ends with. */
export function exceptionFrame(type: string, message: string): Uint8Array {
  return codec.encode({
    headers: {
      ':message-type': string('exception'),
      ':exception-type': string(type),
      ':content-type': string('application/json'),
    },
    body: Buffer.from(JSON.stringify({ message })),
  })
}

import { PassThrough, pipeline } from 'node:stream'
import { createGunzip } from 'node:zlib'
import * as z from 'zod'

/** What Amazon Data Firehose writes of a log group: JSON messages one after another, often without a separator. */
const message = z.object({
  messageType: z.enum(['DATA_MESSAGE', 'CONTROL_MESSAGE']),
  logGroup: z.string(),
  logStream: z.string(),
  logEvents: z.array(z.object({ id: z.string(), timestamp: z.number(), message: z.string() })),
})
export type FirehoseMessage = z.infer<typeof message>

// Firehose takes records of 1 MB before they are compressed.
const maxMessageLength = 64 << 20

/** Cuts a stream of text into its JSON objects, whatever stands between them. Throws when one is cut off. */
async function* objectsIn(text: AsyncIterable<string>): AsyncIterable<string> {
  let rest = ''
  let at = 0
  let depth = 0
  let quoted = false
  for await (const part of text) {
    rest += part
    for (; at < rest.length; at += 1) {
      const code = rest.charCodeAt(at)
      if (quoted) {
        if (code === 92) at += 1
        else if (code === 34) quoted = false
      } else if (code === 34) quoted = true
      else if (code === 123) depth += 1
      else if (code === 125) {
        depth -= 1
        if (depth > 0) continue
        yield rest.slice(0, at + 1).trim()
        rest = rest.slice(at + 1)
        at = -1
      }
    }
    if (rest.length > maxMessageLength) throw new Error('it contains a message that does not end')
  }
  if (rest.trim() !== '') throw new Error('it ends within a message')
}

/** Content as text, decompressed if it is gzip. */
async function* textOf(content: AsyncIterable<Uint8Array>): AsyncIterable<string> {
  const parts = content[Symbol.asyncIterator]()
  const first = await parts.next()
  if (first.done) return
  async function* all() {
    yield first.value
    yield* { [Symbol.asyncIterator]: () => parts }
  }
  const [magic, more] = first.value
  const decompressed = magic === 0x1f && more === 0x8b ? createGunzip() : new PassThrough()
  // Its errors reach the reader of what comes out.
  yield* pipeline(all, decompressed, () => {}).setEncoding('utf8')
}

/** The messages of one object, also of several gzip members one after another. Throws an Error that says what is wrong with it. */
export async function* messagesOf(
  content: AsyncIterable<Uint8Array>,
): AsyncIterable<FirehoseMessage> {
  for await (const text of objectsIn(textOf(content))) {
    const read = message.safeParse(JSON.parse(text))
    if (!read.success) {
      throw new Error(
        'it contains JSON that is no message of CloudWatch Logs. If Firehose takes the messages out, only their texts are left: turn message extraction off',
      )
    }
    if (read.data.messageType === 'DATA_MESSAGE') yield read.data
  }
}

import { connect, type Socket } from 'node:net'
import { brotliDecompressSync, gunzipSync } from 'node:zlib'

/** What a server said to one request; `status` is null where it ended the connection without a word. */
export interface Answer {
  status: number | null
  head: string
  body: string
  tookMs: number
}

interface Asked {
  bytes: Buffer
  isHead: boolean
  /** Whether the connection may be used again. */
  keeps: boolean
  maxMs: number
  /** How long a stream that has no end is read. */
  streamMs: number
}

const endOfHead = '\r\n\r\n'
const nothing = Buffer.alloc(0)

function unchunked(bytes: Buffer): { body: Buffer; end: number } | null {
  const parts: Buffer[] = []
  for (let at = 0; ; ) {
    const line = bytes.indexOf('\r\n', at)
    if (line < 0) return null
    const size = Number.parseInt(bytes.toString('latin1', at, line), 16)
    const next = line + 2 + size + 2
    if (!(next <= bytes.length)) return null
    if (size === 0) return { body: Buffer.concat(parts), end: next }
    parts.push(bytes.subarray(line + 2, line + 2 + size))
    at = next
  }
}

/** The chunks that are there of a body that goes on. */
function chunksOf(bytes: Buffer): Buffer {
  const parts: Buffer[] = []
  for (let at = 0; ; ) {
    const line = bytes.indexOf('\r\n', at)
    const size = line < 0 ? 0 : Number.parseInt(bytes.toString('latin1', at, line), 16)
    if (!(size > 0)) return Buffer.concat(parts)
    parts.push(bytes.subarray(line + 2, line + 2 + size))
    at = line + 2 + size + 2
  }
}

function plain(head: string, body: Buffer): string {
  try {
    if (/^content-encoding: gzip/im.test(head)) return gunzipSync(body).toString()
    if (/^content-encoding: br/im.test(head)) return brotliDecompressSync(body).toString()
  } catch {
    // Of a part, as a range gives it, there is nothing to unpack.
  }
  return body.toString()
}

interface Parsed {
  status: number
  head: string
  body: Buffer
  isWhole: boolean
  isStream: boolean
  closes: boolean
}

/** The first answer in these bytes, as far as it has come; null before its head is whole. */
function parsed(bytes: Buffer, isHead: boolean, hasEnded: boolean): Parsed | null {
  const split = bytes.indexOf(endOfHead)
  if (split < 0) return null
  const head = bytes.toString('latin1', 0, split)
  const rest = bytes.subarray(split + endOfHead.length)
  const status = Number(/^HTTP\/1\.[01] (\d{3})/.exec(head)?.[1] ?? Number.NaN)
  if (status < 200 && status !== 101) return parsed(rest, isHead, hasEnded)
  const said = {
    status,
    head,
    isStream: /^content-type: text\/event-stream/im.test(head),
    closes: /^connection: close/im.test(head),
  }
  if (isHead || status === 204 || status === 304) return { ...said, body: nothing, isWhole: true }
  if (/^transfer-encoding: chunked/im.test(head)) {
    const whole = unchunked(rest)
    return { ...said, body: whole?.body ?? chunksOf(rest), isWhole: whole !== null }
  }
  const length = /^content-length: (\d+)/im.exec(head)?.[1]
  if (length === undefined) return { ...said, closes: true, body: rest, isWhole: hasEnded }
  return { ...said, body: rest.subarray(0, Number(length)), isWhole: rest.length >= Number(length) }
}

/** Asks one request after the other, over one connection as long as both sides keep it. */
export class Asker {
  #socket: Socket | null = null

  constructor(readonly port: number) {}

  ask({ bytes, isHead, keeps, maxMs, streamMs }: Asked): Promise<Answer> {
    const socket = this.#socket ?? connect(this.port, '127.0.0.1').setNoDelay()
    this.#socket = null
    const started = performance.now()
    return new Promise((resolve) => {
      let parts: Buffer[] = []
      let headMs: number | null = null
      const read = (hasEnded: boolean) => {
        const all = parts.length === 1 ? (parts[0] as Buffer) : Buffer.concat(parts)
        parts = [all]
        return parsed(all, isHead, hasEnded)
      }
      const end = (hasEnded: boolean) => {
        clearTimeout(late)
        clearTimeout(left)
        socket.removeAllListeners()
        socket.on('error', () => {})
        const found = read(hasEnded)
        const mayStay = keeps && !hasEnded && found?.isWhole && !found.closes
        if (mayStay) this.#socket = socket
        else socket.destroy()
        const tookMs = found?.isStream && headMs !== null ? headMs : performance.now() - started
        const { status = null, head = '' } = found ?? {}
        resolve({ status, head, body: found ? plain(head, found.body) : '', tookMs })
      }
      const late = setTimeout(() => end(true), maxMs)
      let left: NodeJS.Timeout | undefined
      socket.on('data', (part) => {
        parts.push(part)
        const found = read(false)
        if (found) headMs ??= performance.now() - started
        if (found?.isWhole) end(false)
        else if (found?.isStream) left ??= setTimeout(() => end(true), streamMs)
      })
      socket.on('error', () => {})
      socket.on('close', () => end(true))
      socket.write(bytes)
    })
  }

  close(): void {
    this.#socket?.destroy()
  }
}

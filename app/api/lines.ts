import { progressType } from '@/lib/progress'

/** Sends values as lines of JSON while they come. `left` aborts when the reader leaves. */
export function linesTo<Line>(left: AbortController) {
  const encoder = new TextEncoder()
  let controller: ReadableStreamDefaultController<Uint8Array> | undefined
  const stream = new ReadableStream<Uint8Array>({
    start: (given) => {
      controller = given
    },
    cancel: () => left.abort(),
  })
  let waiting = ''
  const flush = () => {
    if (waiting !== '' && !left.signal.aborted) controller?.enqueue(encoder.encode(waiting))
    waiting = ''
  }
  /** A line that is JSON already. Lines that come together are sent together: each piece has its price on its way. */
  const sendJson = (json: string) => {
    if (waiting === '') setImmediate(flush)
    waiting += `${json}\n`
  }
  return {
    send: (line: Line) => sendJson(JSON.stringify(line)),
    sendJson,
    end: () => {
      flush()
      if (!left.signal.aborted) controller?.close()
    },
    response: () => new Response(stream, { headers: { 'content-type': progressType } }),
  }
}

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
  const sendJson = (json: string) => {
    if (!left.signal.aborted) controller?.enqueue(encoder.encode(`${json}\n`))
  }
  return {
    send: (line: Line) => sendJson(JSON.stringify(line)),
    /** A line that is JSON already. */
    sendJson,
    end: () => {
      if (!left.signal.aborted) controller?.close()
    },
    response: () => new Response(stream, { headers: { 'content-type': progressType } }),
  }
}

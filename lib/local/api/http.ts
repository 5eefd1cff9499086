import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { Reply, Request } from './answer'

const maxBodyBytes = 16 << 20
const loopback = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])(?::\d+)?$/

async function bodyOf(request: IncomingMessage): Promise<Buffer | null> {
  const parts: Buffer[] = []
  let bytes = 0
  for await (const part of request) {
    bytes += (part as Buffer).length
    if (bytes > maxBodyBytes) return null
    parts.push(part as Buffer)
  }
  return Buffer.concat(parts)
}

const refuse = (status: number, type: string, message: string): Reply => ({
  status,
  headers: { 'content-type': 'application/x-amz-json-1.1' },
  body: JSON.stringify({ __type: type, message }),
})

async function reply(
  request: IncomingMessage,
  closed: AbortSignal,
  answer: (request: Request) => Promise<Reply>,
): Promise<Reply> {
  if (!loopback.test(request.headers.host ?? '')) {
    return refuse(403, 'AccessDeniedException', 'This server answers only to loopback names.')
  }
  if (request.headers.origin !== undefined) {
    return refuse(403, 'AccessDeniedException', 'This server does not answer to web pages.')
  }
  if (request.method !== 'POST') {
    return refuse(
      400,
      'UnknownOperationException',
      'Send AWS JSON by POST: this is an endpoint for AWS clients.',
    )
  }
  const body = await bodyOf(request)
  if (!body)
    return refuse(413, 'RequestEntityTooLargeException', 'The request is larger than 16 MB.')
  const target = request.headers['x-amz-target']
  return answer({
    target: typeof target === 'string' ? target : '',
    headers: request.headers,
    body,
    closed,
  })
}

async function send({ status, headers, body }: Reply, response: ServerResponse): Promise<void> {
  response.writeHead(status, { ...headers, 'x-amzn-requestid': crypto.randomUUID() })
  if (typeof body === 'string') response.end(body)
  else await pipeline(Readable.from(body, { highWaterMark: 1 }), response)
}

/** Serves the engine to AWS clients on a loopback address. Rejects when it cannot listen there. */
export function serveEngine(
  answer: (request: Request) => Promise<Reply>,
  { host, port }: { host: string; port: number },
): Promise<Server> {
  const server = createServer((request, response) => {
    const closed = new AbortController()
    response.once('close', () => closed.abort())
    reply(request, closed.signal, answer)
      .then((answered) => send(answered, response))
      .catch(() => response.destroy())
  })
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, () => resolve(server))
  })
}

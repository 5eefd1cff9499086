import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { setTimeout } from 'node:timers/promises'
import { AwsError } from '@/lib/local/aws-error'
import { type Reply, type Request, refuse } from './answer'

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

const ofService = /^\/service\/([^/]+)\/operation\/([^/?]+)/

/** The operation that a request names beside its body: in a header, or in its path. */
function targetOf({ headers, url = '' }: IncomingMessage): string {
  const target = headers['x-amz-target']
  if (typeof target === 'string') return target
  const [, service, operation] = ofService.exec(url) ?? []
  return service === undefined ? '' : `${service}.${operation}`
}

const formType = 'application/x-www-form-urlencoded'

/** The form in the address of a request by GET, as the Query protocol allows; null when there is none. */
function formInAddress({ method, url = '' }: IncomingMessage): string | null {
  const form = method === 'GET' ? url.slice(url.indexOf('?') + 1) : ''
  return /(?:^|&)Action=/.test(form) ? form : null
}

async function reply(
  request: IncomingMessage,
  closed: AbortSignal,
  answer: (request: Request) => Promise<Reply>,
): Promise<Reply> {
  const { headers } = request
  const target = targetOf(request)
  const refused = (status: number, type: string, message: string) =>
    refuse({ target, headers }, new AwsError(type, message, status))
  if (!loopback.test(headers.host ?? ''))
    return refused(403, 'AccessDeniedException', 'This server answers only to loopback names.')
  const isFromPage = ['origin', 'referer', 'sec-fetch-site'].some((name) => name in headers)
  if (isFromPage)
    return refused(403, 'AccessDeniedException', 'This server does not answer to web pages.')
  const form = formInAddress(request)
  if (form !== null)
    return answer({ target, headers: { ...headers, 'content-type': formType }, body: form, closed })
  if (request.method !== 'POST') {
    return refused(
      400,
      'UnknownOperationException',
      'Send a request of AWS by POST: this is an endpoint for AWS clients.',
    )
  }
  const body = await bodyOf(request)
  if (!body)
    return refused(413, 'RequestEntityTooLargeException', 'The request is larger than 16 MB.')
  return answer({ target, headers, body, closed })
}

async function send({ status, headers, body }: Reply, response: ServerResponse): Promise<void> {
  response.writeHead(status, { 'x-amzn-requestid': crypto.randomUUID(), ...headers })
  if (typeof body === 'string') response.end(body)
  else await pipeline(Readable.from(body, { highWaterMark: 1 }), response)
}

/** The door of an engine. */
export interface EngineServer extends Server {
  /**
   * Takes no more requests and waits, no longer than this, until those that came have their answers: a
   * client sends a request without an answer again, and what it put would be stored twice.
   */
  drain(limitMs: number): Promise<void>
}

/** Serves the engine to AWS clients on a loopback address. Rejects when it cannot listen there. */
export function serveEngine(
  answer: (request: Request) => Promise<Reply>,
  { host, port }: { host: string; port: number },
): Promise<EngineServer> {
  const unanswered = new Set<Promise<void>>()
  let isOver = false
  const answerInTime = async (request: Request) => {
    // What reached an engine that closes would bring its store down.
    if (isOver) throw new Error('The engine closes.')
    return answer(request)
  }
  const server = createServer((request, response) => {
    const closed = new AbortController()
    const left = new Promise<void>((resolve) => response.once('close', resolve))
    unanswered.add(left)
    left.then(() => {
      closed.abort()
      unanswered.delete(left)
    })
    reply(request, closed.signal, answerInTime)
      .then((answered) => {
        // A stream has no end of its own to wait for.
        if (typeof answered.body !== 'string') unanswered.delete(left)
        if (!server.listening) response.setHeader('connection', 'close')
        return send(answered, response)
      })
      .catch(() => response.destroy())
  })
  async function allAnswered() {
    while (unanswered.size > 0) await Promise.all(unanswered)
  }
  async function drain(limitMs: number) {
    server.close()
    server.closeIdleConnections()
    const limit = new AbortController()
    const atLimit = setTimeout(limitMs, undefined, { signal: limit.signal }).catch(() => {})
    await Promise.race([allAnswered(), atLimit])
    limit.abort()
    isOver = true
  }
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, () => resolve(Object.assign(server, { drain })))
  })
}

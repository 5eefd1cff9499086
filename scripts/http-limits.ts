import {
  type IncomingMessage,
  type Server,
  type ServerOptions,
  type ServerResponse,
  STATUS_CODES,
} from 'node:http'
import type { Duplex } from 'node:stream'

/** How long a client may take, and what of it is refused here. */
export const times: ServerOptions = {
  // By itself Node refuses it with nothing at all.
  requireHostHeader: false,
  // What is slow or half is cut off.
  headersTimeout: 20_000,
  requestTimeout: 60_000,
  connectionsCheckingInterval: 5_000,
  // Proxies reuse a connection for 60 to 75 seconds: one that is closed before would be reset under them.
  keepAliveTimeout: 95_000,
}

export interface Limits {
  maxBodyBytes: number
}
export const limits: Limits = { maxBodyBytes: 1 << 20 }

const methods = ['GET', 'HEAD', 'POST', 'PUT', 'DELETE']
const maxNameLength = 255
// What an editor shows as the end of a line, and no field of ours has.
const unwanted = /[\0\u2028\u2029]/

interface Refusal {
  status: number
  sentence: string
  headers?: Record<string, string>
}

const decoded = (text: string) => {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '))
  } catch {
    return null
  }
}

function inAddress(url: string): Refusal | null {
  if (!url.startsWith('/'))
    return { status: 400, sentence: 'The address of a request must begin with a slash.' }
  const [path = '', query = ''] = url.split(/\?(.*)/s)
  const names = path.split('/').map(decoded)
  const parts = [...names, ...query.split(/[&=]/).map(decoded)]
  if (parts.includes(null))
    return {
      status: 400,
      sentence: 'A % in the address is not followed by two digits of UTF-8: write %25 for a %.',
    }
  if (parts.some((part) => part !== null && unwanted.test(part)))
    return {
      status: 400,
      sentence: 'The address has a NUL or a line or paragraph separator (U+2028, U+2029) in it.',
    }
  if (names.some((name) => name !== null && name.length > maxNameLength))
    return {
      status: 404,
      sentence: `Nothing here has a name of more than ${maxNameLength} characters.`,
    }
  return null
}

const tooLarge = (maxBytes: number): Refusal => ({
  status: 413,
  sentence: `The body of a request may have at most ${maxBytes} bytes.`,
})

/** Whoever offers another protocol, such as HTTP/2, can go on in this one; a WebSocket cannot. */
const isWebSocket = ({ headers }: IncomingMessage) => /websocket/i.test(headers.upgrade ?? '')

const hostsIn = ({ rawHeaders }: IncomingMessage) =>
  rawHeaders.filter((name, at) => at % 2 === 0 && name.toLowerCase() === 'host').length

/** Why a request is not for this server; null when it may be. */
function refusalOf(request: IncomingMessage, { maxBodyBytes }: Limits): Refusal | null {
  const { method = '', url = '', headers } = request
  if (!methods.includes(method))
    return {
      status: 405,
      sentence: `This server answers ${methods.join(', ')} only.`,
      headers: { allow: methods.join(', ') },
    }
  if (hostsIn(request) !== 1)
    return { status: 400, sentence: 'A request must name its server once, as in Host: localhost.' }
  if (isWebSocket(request))
    return { status: 400, sentence: 'This server speaks HTTP only, no WebSockets.' }
  if (Number(headers['content-length'] ?? 0) > maxBodyBytes) return tooLarge(maxBodyBytes)
  return inAddress(url)
}

/** How long, and how much, is still taken of what is refused, ms and bytes. */
const linger = { ms: 2_000, bytes: 8 << 20 }

/** Answers with a sentence. The connection ends with `response.end()`, at the latest after a while: what else comes on it is not wanted. */
function answerWith(response: ServerResponse, { status, sentence, headers = {} }: Refusal) {
  const body = `${sentence}\n`
  response.writeHead(status, {
    'content-type': 'text/plain; charset=utf-8',
    'content-length': Buffer.byteLength(body),
    'cache-control': 'no-store',
    ...headers,
    connection: 'close',
  })
  response.write(body)
  const timer = setTimeout(() => response.end(), linger.ms).unref()
  response.once('close', () => clearTimeout(timer))
}

/** Refuses a request, and ends its connection once its body has come, or enough of it: a reset would take the answer with it. */
function refuse(request: IncomingMessage, response: ServerResponse, refusal: Refusal) {
  answerWith(response, refusal)
  let left = linger.bytes
  request.on('data', (chunk: Buffer) => {
    left -= chunk.length
    if (left < 0) response.end()
  })
  request.once('end', () => response.end())
}

/** Counts a body while it comes, whoever reads it, and cuts it off when it is too long. */
function limitBody(
  request: IncomingMessage,
  response: ServerResponse,
  { maxBodyBytes }: Limits,
): void {
  const push = request.push.bind(request)
  let bytes = 0
  let isRefused = false
  const refuseBody = () => {
    isRefused = true
    if (response.headersSent) return response.destroy()
    answerWith(response, tooLarge(maxBodyBytes))
    response.once('finish', () => request.destroy())
  }
  request.push = (chunk: Buffer | null, encoding) => {
    bytes += chunk?.length ?? 0
    if (bytes <= maxBodyBytes) return push(chunk, encoding)
    if (!isRefused) refuseBody()
    if (chunk === null || bytes > maxBodyBytes + linger.bytes) response.end()
    // More may come: nobody reads it.
    return true
  }
}

/** Whether a request may go on to be answered; otherwise it has been refused. */
export function mayPass(
  request: IncomingMessage,
  response: ServerResponse,
  given: Limits = limits,
): boolean {
  const refusal = refusalOf(request, given)
  if (refusal) {
    refuse(request, response, refusal)
    return false
  }
  // Node reads nothing that comes behind an offer of another protocol.
  if (request.headers.upgrade !== undefined) response.setHeader('connection', 'close')
  limitBody(request, response, given)
  return true
}

function endWith(socket: Duplex, { status, sentence }: Refusal) {
  // Whoever resets a connection that is refused does no more harm.
  socket.on('error', () => {})
  const body = `${sentence}\n`
  if (!socket.writable) {
    socket.destroy()
    return
  }
  socket.end(
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\ncontent-type: text/plain; charset=utf-8\r\ncontent-length: ${body.length}\r\nconnection: close\r\n\r\n${body}`,
    () => socket.destroy(),
  )
}

const unread: Record<string, Refusal> = {
  ERR_HTTP_REQUEST_TIMEOUT: { status: 408, sentence: 'The request took too long to come.' },
  HPE_HEADER_OVERFLOW: { status: 431, sentence: 'Address and headers are longer than 16 kB.' },
}

/** Refuses what never becomes a request. An upgrade is one like others, as long as nothing listens for upgrades. */
export function refuseTheRest(server: Server): void {
  server.on('clientError', ({ code = '' }: NodeJS.ErrnoException, socket) => {
    if (code === 'ECONNRESET') socket.destroy()
    else endWith(socket, unread[code] ?? { status: 400, sentence: 'This is no HTTP request.' })
  })
  // By itself Node refuses it with nothing at all.
  server.on('checkExpectation', (request, response) => {
    refuse(request, response, {
      status: 417,
      sentence: 'This server knows one expectation: 100-continue.',
    })
  })
  server.on('connect', (_, socket) => {
    endWith(socket, { status: 405, sentence: 'This server is no proxy.' })
  })
}

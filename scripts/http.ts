import { randomBytes } from 'node:crypto'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import { type Access, fromHeader, isPassedOn, passedOnHeader } from '@/lib/access/access'
import type { Provider } from '@/lib/access/provider/provider'
import { asTyped } from '@/lib/as-typed'
import { withoutBase } from '@/lib/base-path'
import { notOurHost } from '@/lib/guard'
import { noteViewer, viewerHeader } from '@/lib/viewers'
import { admit } from './admission'
import { answerForm } from './forms'
import { mayPass, refuseTheRest, times } from './http-limits'
import { answerProvider } from './provider-sign-in'

function contentSecurityPolicy(nonce: string, dev: boolean): string {
  return [
    `default-src 'none'`,
    `script-src 'self' 'nonce-${nonce}' 'strict-dynamic'${dev ? " 'unsafe-eval'" : ''}`,
    `style-src 'self' 'unsafe-inline'`,
    `img-src 'self' data: blob:`,
    `manifest-src 'self'`,
    `font-src 'self'`,
    `connect-src 'self'${dev ? ' ws:' : ''}`,
    `form-action 'self'`,
    `base-uri 'none'`,
    `frame-ancestors 'none'`,
    `object-src 'none'`,
  ].join('; ')
}

function refuse(response: ServerResponse, status: number, message: string): null {
  response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8' })
  response.end(`${message}\n`)
  return null
}

/** The path of a request that may be looked at further; null when it was answered. */
function protect(
  request: IncomingMessage,
  response: ServerResponse,
  { access, dev, basePath }: Options,
): string | null {
  response.setHeader('x-content-type-options', 'nosniff')
  // Without a referrer of its own a form would say no origin either.
  response.setHeader('referrer-policy', 'same-origin')
  response.setHeader('cross-origin-opener-policy', 'same-origin')
  response.setHeader('cross-origin-resource-policy', 'same-origin')
  response.setHeader('permissions-policy', 'camera=(), microphone=(), geolocation=()')
  if (!access.isOurHost(request.headers.host)) return refuse(response, 403, notOurHost)
  if (request.headers['next-action'] !== undefined)
    return refuse(response, 403, 'This server has no such actions.')
  const policy = contentSecurityPolicy(randomBytes(16).toString('base64'), dev)
  // Next takes the nonce for its own scripts from the request's header.
  request.headers['content-security-policy'] = policy
  response.setHeader('content-security-policy', policy)
  const [url = '', here] = [request.url, 'http://here.invalid']
  if (!url.startsWith('/') || !URL.canParse(url, here))
    return refuse(response, 400, 'This is no address of a page.')
  const inner = withoutBase(url, basePath)
  if (inner === null)
    return refuse(response, 404, `There is nothing here. CafeWatch is at ${basePath}/.`)
  // From here on nobody knows of the base path, but whoever writes an address for a browser.
  request.url = inner
  return new URL(inner, here).pathname
}

type Handle = (request: IncomingMessage, response: ServerResponse) => Promise<void>

interface Options {
  access: Access
  /** Who signs people in beside us; null where nobody does. */
  provider: Provider | null
  dev: boolean
  basePath: string
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  { handle, ...options }: Options & { handle: Handle },
): Promise<void> {
  const { access, provider, dev } = options
  const path = protect(request, response, options)
  if (path === null) return
  const connection = request.socket.remoteAddress ?? ''
  const from = access.addressOf(connection, request.headers['x-forwarded-for']?.toString())
  delete request.headers[fromHeader]
  // Our pages are loaded whole and never send it, and to one that it cannot read Next answers 500.
  if (!dev) delete request.headers['next-router-state-tree']
  const passedOn = isPassedOn((name) => request.headers[name]?.toString())
  request.headers[fromHeader] = from
  if (passedOn) request.headers[passedOnHeader] = 'yes'
  else delete request.headers[passedOnHeader]
  const isForm = request.method === 'POST' && (path === '/sign-in' || path === '/sign-out')
  if (isForm) {
    if (await answerForm(request, response, { access, path, from })) return
  } else if (await answerProvider(request, response, { access, provider, path, from })) return
  else if (!admit(request, response, { access, path, dev })) return
  const left = new AbortController()
  response.once('close', () => left.abort())
  request.headers[viewerHeader] = noteViewer(left.signal, path)
  // What is sent bit by bit is not held back by nginx.
  response.setHeader('x-accel-buffering', 'no')
  await handle(request, response)
}

interface Listening extends Options {
  host: string
  port: number
  /** PEM; null where no TLS is spoken. */
  tls: { cert: Buffer; key: Buffer } | null
}

/** Why nothing can listen there, and what to do. */
function listenProblem(
  error: NodeJS.ErrnoException,
  { host, port }: { host: string; port: number },
): Error {
  const problems: Record<string, string> = {
    EADDRINUSE: asTyped(
      `Port ${port} is in use. Stop what listens there, or choose another: PORT=${port + 1} npm start`,
    ),
    EACCES: `Port ${port} is kept for root. Choose one from 1024 on, and let a web server in front pass on to it: docs/access.md.`,
    EADDRNOTAVAIL: `HOST is "${host}", which is no address of this machine. Name one of its own (ip address), or 0.0.0.0 for all.`,
    ENOTFOUND: `HOST is "${host}", a name that cannot be found. Name an address of this machine, such as 127.0.0.1.`,
  }
  const problem = problems[error.code ?? '']
  return problem === undefined ? error : new Error(problem)
}

/** The HTTP server in front of Next: our own host names only, who may do what, and headers on every answer. */
export function serve(
  handle: Handle,
  { host, port, tls, access, provider, dev, basePath }: Listening,
): Promise<Server> {
  const listener = (request: IncomingMessage, response: ServerResponse) => {
    if (!mayPass(request, response)) return
    answer(request, response, { handle, access, provider, dev, basePath }).catch(
      (error: unknown) => {
        // Refused half-way, as a body that is too long, or nobody is there any more.
        if (response.writableEnded || response.destroyed) return
        console.error(error)
        if (response.headersSent) response.end()
        else
          refuse(response, 500, 'This could not be answered. What the server has written says why.')
      },
    )
  }
  const server = tls
    ? createTlsServer({ ...times, ...tls }, listener)
    : createServer(times, listener)
  refuseTheRest(server)
  return new Promise((resolve, reject) => {
    server.once('error', (error) => reject(listenProblem(error, { host, port })))
    server.listen(port, host, () => resolve(server))
  })
}

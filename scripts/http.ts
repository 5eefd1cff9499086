import { randomBytes } from 'node:crypto'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { isOurHost } from '@/lib/guard'
import { mayPass, refuseTheRest, times } from './http-limits'

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

function protect(request: IncomingMessage, response: ServerResponse, dev: boolean): boolean {
  response.setHeader('x-content-type-options', 'nosniff')
  response.setHeader('referrer-policy', 'no-referrer')
  response.setHeader('cross-origin-opener-policy', 'same-origin')
  response.setHeader('cross-origin-resource-policy', 'same-origin')
  response.setHeader('permissions-policy', 'camera=(), microphone=(), geolocation=()')
  const refused = !isOurHost(request.headers.host) || request.headers['next-action'] !== undefined
  if (refused) {
    response.writeHead(403, { 'content-type': 'text/plain; charset=utf-8' })
    response.end('This server answers only to loopback names such as localhost.\n')
    return false
  }
  const policy = contentSecurityPolicy(randomBytes(16).toString('base64'), dev)
  // Next takes the nonce for its own scripts from the request's header.
  request.headers['content-security-policy'] = policy
  response.setHeader('content-security-policy', policy)
  return true
}

/** The HTTP server in front of Next: loopback names only, and headers on every answer. */
export function serve(
  handle: (request: IncomingMessage, response: ServerResponse) => Promise<void>,
  { host, port, dev }: { host: string; port: number; dev: boolean },
): Promise<Server> {
  const server = createServer(times, (request, response) => {
    if (!mayPass(request, response)) return
    if (!protect(request, response, dev)) return
    handle(request, response).catch((error: unknown) => {
      // Refused half-way, as a body that is too long.
      if (response.writableEnded) return
      console.error(error)
      if (!response.headersSent) response.writeHead(500)
      response.end()
    })
  })
  refuseTheRest(server, { dev })
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      reject(
        error.code === 'EADDRINUSE'
          ? new Error(
              `Port ${port} is in use. Stop what listens there, or choose another: PORT=${port + 1} npm start`,
            )
          : error,
      )
    })
    server.listen(port, host, () => resolve(server))
  })
}

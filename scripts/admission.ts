import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Access } from '@/lib/access/access'
import { rightOf } from '@/lib/access/rights'
import { withBase } from '@/lib/base-path'
import { isFromElsewhere, notFromElsewhere, toNobody, unknownCallers } from '@/lib/guard'

const isForPrograms = (path: string) => path.startsWith('/api/') || path === '/metrics'

const isPage = (method: string, path: string) =>
  (method === 'GET' || method === 'HEAD') && !isForPrograms(path)

/** Of a page, plain text; of the API, JSON. */
function refuse(response: ServerResponse, status: number, message: string, path: string) {
  const isApi = isForPrograms(path)
  response.writeHead(status, {
    'content-type': isApi ? 'application/json' : 'text/plain; charset=utf-8',
    'cache-control': 'no-store',
    ...(status === 401 && { 'www-authenticate': 'Bearer realm="CafeWatch"' }),
  })
  response.end(isApi ? JSON.stringify({ error: { message } }) : `${message}\n`)
}

interface Asked {
  access: Access
  path: string
  dev: boolean
}

/**
 * Whether a request may go on to the pages; answers it otherwise. Route handlers and pages look for themselves
 * as well: this is the first of two doors.
 */
export function admit(request: IncomingMessage, response: ServerResponse, asked: Asked): boolean {
  try {
    return isAdmitted(request, response, asked)
  } catch (error) {
    const said = unknownCallers(error)
    if (said === null) throw error
    refuse(response, 503, said, asked.path)
    return false
  }
}

function isAdmitted(
  request: IncomingMessage,
  response: ServerResponse,
  { access, path, dev }: Asked,
): boolean {
  const method = request.method ?? ''
  const right = rightOf(method, path)
  const header = (name: string) => request.headers[name]?.toString()
  const callerOf = () => access.callerOf(header)
  // Where a file of them is broken, it has nothing to offer.
  if (path === '/sign-in' && access.hasUsers()) callerOf()
  if (right?.role === 'anyone' || (dev && path.startsWith('/_next/'))) return true
  if (isFromElsewhere(header, { isPage: isPage(method, path) })) {
    refuse(response, 403, notFromElsewhere, path)
    return false
  }
  const caller = callerOf()
  // Of the API its guard refuses what the role does not allow, and writes it down; a page says so itself.
  if (caller && right) return true
  if (caller) {
    // No route has this name: the page that says so.
    if (isPage(method, path)) request.url = '/not-found'
    else refuse(response, 404, 'There is nothing here.', path)
    return isPage(method, path)
  }
  if (isPage(method, path) && access.canSignIn()) {
    const next = request.url === '/' ? '' : `?${new URLSearchParams({ next: request.url ?? '/' })}`
    response.writeHead(303, { location: withBase(`/sign-in${next}`), 'cache-control': 'no-store' })
    response.end()
  } else refuse(response, 401, toNobody(), path)
  return false
}

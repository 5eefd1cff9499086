import { isLoopback } from './env'

/** The name in a Host header without its port. */
const nameOf = (host: string) => host.replace(/:\d+$/, '').replace(/^\[(.*)\]$/, '$1')

/** Whether a Host header names this machine by a loopback name: what a rebound DNS name does not. */
export const isOurHost = (host: string | null | undefined): boolean =>
  Boolean(host) && isLoopback(nameOf(host ?? ''))

const refuse = (status: number, message: string) =>
  Response.json({ error: { message } }, { status })

const isSafe = (method: string) => method === 'GET' || method === 'HEAD'

/** Whether another site sent this request; a script, or a person who typed the address, did not. */
function isFromElsewhere({ headers }: Request): boolean {
  const site = headers.get('sec-fetch-site')
  return site !== null && site !== 'same-origin' && site !== 'none'
}

interface Options {
  /** What lasts or costs is refused to other sites by GET too. */
  ownPagesOnly?: boolean
}

/** Why a request is refused, or null when it may pass: Host always, origin and JSON for unsafe methods. */
function objection(request: Request, { ownPagesOnly = false }: Options): Response | null {
  const { headers, method } = request
  const host = headers.get('host')
  if (!isOurHost(host))
    return refuse(403, 'This server answers only to loopback names such as localhost.')
  if (ownPagesOnly && isFromElsewhere(request))
    return refuse(403, 'This request comes from another site.')
  if (isSafe(method)) return null
  const site = headers.get('sec-fetch-site')
  const origin = headers.get('origin')
  const sameOrigin =
    site === 'same-origin' || (site === null && (origin === null || origin === `http://${host}`))
  if (!sameOrigin || (origin !== null && origin !== `http://${host}`)) {
    return refuse(403, 'This request comes from another site.')
  }
  const type = headers.get('content-type')?.split(';')[0]?.trim()
  if (type !== 'application/json')
    return refuse(415, 'Send JSON: content-type must be application/json.')
  return null
}

/** A viewer who left gets an empty response. */
async function answer(handle: () => Promise<Response>, { signal }: Request): Promise<Response> {
  try {
    return await handle()
  } catch (error) {
    if (signal.aborted) return new Response(null, { status: 499 })
    throw error
  }
}

/** Wraps every route handler: checks first, and sends nothing that may be stored. */
export function guard<Context>(
  handle: (request: Request, context: Context) => Promise<Response>,
  options: Options = {},
): (request: Request, context: Context) => Promise<Response> {
  return async (request, context) => {
    const response =
      objection(request, options) ?? (await answer(() => handle(request, context), request))
    response.headers.set('cache-control', 'no-store')
    response.headers.set('x-content-type-options', 'nosniff')
    return response
  }
}

/** A bad parameter: 400 with the field and what it must be. */
export const badRequest = (field: string, problem: string) =>
  Response.json({ error: { field, message: `${field} ${problem}` } }, { status: 400 })

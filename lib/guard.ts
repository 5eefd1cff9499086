import { asTyped } from '@/lib/as-typed'
import { access, fromHeader, orNull } from './access/access'
import { saidOfFile } from './access/private-file'
import { type FoundRight, rightOf } from './access/rights'
import { type Caller, mayAct, type Role } from './access/roles'
import { askedBy } from './asking'
import { basePath, withoutBase } from './base-path'
import { masked } from './mask'
import { automaticHeader } from './spending/budget'

const refuse = (status: number, message: string, headers?: Record<string, string>) =>
  Response.json({ error: { message } }, { status, headers })

const isSafe = (method: string) => method === 'GET' || method === 'HEAD'

/**
 * Whether a page of another site sent this request; a script, or a person who typed the address, did not. A
 * link to one of our pages may be followed from anywhere, but a picture or a frame asks for none.
 */
export function isFromElsewhere(
  header: (name: string) => string | null | undefined,
  { isPage }: { isPage: boolean },
): boolean {
  const site = header('sec-fetch-site') ?? 'none'
  if (site === 'same-origin' || site === 'none') return false
  const isFollowed =
    header('sec-fetch-mode') === 'navigate' && header('sec-fetch-dest') === 'document'
  return !(isPage && isFollowed)
}

export const notFromElsewhere = 'This request comes from another site.'

/** What is said to a host name that is not this server's. */
export const notOurHost =
  'This server answers only to loopback names such as localhost, and to the host of PUBLIC_URL.'

/** What is said to whoever is nobody. */
export const toNobody = (): string =>
  access().canSignIn()
    ? 'Sign in, or send an API token: Authorization: Bearer …'
    : asTyped(
        'There is no user yet who could sign in. Add one on the server: npm run user -- add NAME --role admin.',
      )

/** What is said while it is not known who may do what; null where an error has another cause. */
export function unknownCallers(error: unknown): string | null {
  const said = saidOfFile(error)
  return said === null ? null : `Nobody can be let in now. ${said}`
}

/** Why a request is refused, or null when it may pass: Host always, origin and JSON for unsafe methods. */
function objection({ headers, method, url }: Request): Response | null {
  const host = headers.get('host')
  if (!access().isOurHost(host)) return refuse(403, notOurHost)
  // Whatever is read here may be paid for by the byte; what anyone may see, anyone may link to.
  const isPage = rightOf(method, new URL(url).pathname)?.role === 'anyone'
  if (isFromElsewhere((name) => headers.get(name), { isPage })) return refuse(403, notFromElsewhere)
  if (isSafe(method)) return null
  const site = headers.get('sec-fetch-site')
  const origin = headers.get('origin')
  const isOurs =
    origin === null
      ? site === null || site === 'same-origin'
      : access().isOurOrigin(origin, host) && (site === null || site === 'same-origin')
  if (!isOurs) {
    const said = origin === null ? null : access().misnamed(origin, host)
    return refuse(403, said ?? notFromElsewhere)
  }
  const type = headers.get('content-type')?.split(';')[0]?.trim()
  // No form of another page sends a DELETE.
  const isBare = method === 'DELETE' && type === undefined
  if (type !== 'application/json' && !isBare)
    return refuse(415, 'Send JSON: content-type must be application/json.')
  return null
}

/** Of a request that may be answered. */
export interface Asking {
  /** Null for nobody, where anyone may ask. */
  caller: Caller | null
  /** Writes into the audit log that whole addresses are about to be shown. Throws where it cannot be written: then they are not. */
  noteAddresses(asked: string): void
  /** Says for the audit log what is changed, where the path does not. */
  isAbout(name: string): void
  /** Whether whoever asks may still be answered: an answer that lasts outlives a sign-out. */
  isStillIn(): boolean
}

type Admitted =
  | { caller: Caller | null; right: FoundRight }
  | { refusal: Response; caller?: Caller; right?: FoundRight }

/** Who asks, or why nobody is answered. */
function admitted({ headers, method, url }: Request): Admitted {
  const right = rightOf(method, new URL(url).pathname)
  if (!right) return { refusal: refuse(404, 'There is nothing here.') }
  const callerOf = () => access().callerOf((name) => headers.get(name))
  // What everybody may have is not kept back because a file of users is broken.
  if (right.role === 'anyone') return { caller: orNull(callerOf), right }
  try {
    return withRole(callerOf(), right, right.role)
  } catch (error) {
    const said = unknownCallers(error)
    if (said === null) throw error
    return { refusal: refuse(503, said) }
  }
}

function withRole(caller: Caller | null, right: FoundRight, needed: Role): Admitted {
  if (!caller)
    return { refusal: refuse(401, toNobody(), { 'www-authenticate': 'Bearer realm="CafeWatch"' }) }
  if (!mayAct(caller.role, needed))
    return {
      refusal: refuse(403, `This needs the role ${needed}; yours is ${caller.role}.`),
      caller,
      right,
    }
  return { caller, right }
}

/** The same as people may see it. */
export const shownViewer = (caller: Caller | null, from: string | null): string =>
  caller?.name ?? (from === null ? 'unknown' : masked(from))

/** A page as it is counted: those of single incidents and alarms are one each. */
export const pageOf = (path: string): string | null => rightOf('GET', path)?.route ?? null

/** By whom one is counted: a name, or where nobody signs in an address. */
export const viewerName = (caller: Caller | null, from: string | null): string =>
  JSON.stringify([caller?.by ?? null, caller?.name ?? null, caller?.name == null ? from : null])

/** A viewer who left gets an empty response. */
async function answer(handle: () => Promise<Response>, { signal }: Request): Promise<Response> {
  try {
    return await handle()
  } catch (error) {
    if (signal.aborted) return new Response(null, { status: 499 })
    throw error
  }
}

/** The part of a path that names something: what fits the `*` of its route. */
function namedIn(url: string, route: string): string | null {
  const at = route.split('/').indexOf('*')
  const name = at < 0 ? undefined : new URL(url).pathname.split('/')[at]
  try {
    return name === undefined ? null : decodeURIComponent(name)
  } catch {
    return null
  }
}

interface Change {
  request: Request
  caller: Caller | null
  right: FoundRight
  about: string | null
  done: boolean
}

const whoIs = (request: Request, caller: Caller | null) => ({
  who: caller?.name ?? null,
  by: caller?.by ?? ('nobody' as const),
  from: request.headers.get(fromHeader),
})

// The audit log names nobody's visitors.
const shownLength = 300
const notedAddresses = (request: Request, caller: Caller | null, asked: string) =>
  access().audit.add({
    ...whoIs(request, caller),
    what: 'addresses seen',
    of: masked(asked).replace(/\s+/g, ' ').slice(0, shownLength),
    done: true,
  })

function audit({ request, caller, right, about, done }: Change): void {
  if (right.changes === undefined) return
  try {
    const of = about ?? namedIn(request.url, right.route)
    access().audit.add({ ...whoIs(request, caller), what: right.changes, of, done })
  } catch (error) {
    // What was changed is changed.
    console.error(error)
  }
}

/** Why a change could not be written into the audit log; null where it can. */
function whyUnwritten(): string | null {
  try {
    access().audit.mustTakeEntry()
    return null
  } catch (error) {
    const said = saidOfFile(error)
    if (said === null) throw error
    return said
  }
}

/** The page that asks, as its browser says, and whether it does by itself. */
function askedWhere({ headers, url }: Request) {
  const referrer = headers.get('referer') ?? ''
  const path = URL.canParse(referrer) ? withoutBase(new URL(referrer).pathname, basePath()) : null
  const isApi = new URL(url).pathname.startsWith('/api/')
  return {
    page: isApi && path !== null ? pageOf(path) : null,
    isAutomatic: headers.get(automaticHeader) !== null,
  }
}

type Handle<Context> = (request: Request, context: Context, asking: Asking) => Promise<Response>

/** Wraps every route handler: checks first, writes down what is changed, and sends nothing that may be stored. */
export function guard<Context>(
  handle: Handle<Context>,
): (request: Request, context: Context) => Promise<Response> {
  async function respond(request: Request, context: Context): Promise<Response> {
    const refused = objection(request)
    if (refused) return refused
    const found = admitted(request)
    const { caller = null, right } = found
    let about: string | null = null
    const isAbout = (name: string) => {
      about = name
    }
    const note = (done: boolean) => right && audit({ request, caller, right, about, done })
    if ('refusal' in found) {
      if (caller) note(false)
      return found.refusal
    }
    const isStillIn = () => !('refusal' in admitted(request))
    const noteAddresses = (asked: string) => notedAddresses(request, caller, asked)
    const asking = { caller, isAbout, isStillIn, noteAddresses }
    const unwritten = right?.changes === undefined ? null : whyUnwritten()
    if (unwritten !== null)
      return refuse(503, `Nothing is changed, since it could not be written down. ${unwritten}`)
    let response: Response
    try {
      const from = request.headers.get(fromHeader)
      const by = { viewer: viewerName(caller, from), shownAs: shownViewer(caller, from) }
      response = await askedBy({ ...by, ...askedWhere(request) }, () =>
        answer(() => handle(request, context, asking), request),
      )
    } catch (error) {
      note(false)
      const said = saidOfFile(error)
      if (said !== null)
        return refuse(503, `This is not done, since it cannot be written down. ${said}`)
      throw error
    }
    note(response.ok)
    return response
  }
  return async (request, context) => {
    const response = await respond(request, context)
    response.headers.set('cache-control', 'no-store')
    response.headers.set('x-content-type-options', 'nosniff')
    return response
  }
}

/** A bad parameter: 400 with the field and what it must be. */
export const badRequest = (field: string, problem: string) =>
  Response.json({ error: { field, message: `${field} ${problem}` } }, { status: 400 })

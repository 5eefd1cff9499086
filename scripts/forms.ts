import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Access } from '@/lib/access/access'
import { saidOfFile } from '@/lib/access/private-file'
import { basePath, withBase, withoutBase } from '@/lib/base-path'

const maxBytes = 8 * 1024

/** The fields of a small form; null when it is none, or larger than such forms are. */
async function fieldsOf(request: IncomingMessage): Promise<URLSearchParams | null> {
  const type = request.headers['content-type']?.split(';')[0]?.trim()
  if (type !== 'application/x-www-form-urlencoded') return null
  const parts: Buffer[] = []
  let bytes = 0
  for await (const part of request) {
    bytes += (part as Buffer).length
    if (bytes > maxBytes) return null
    parts.push(part as Buffer)
  }
  return new URLSearchParams(Buffer.concat(parts).toString('utf8'))
}

/** Where to go after the sign-in: a path of this server, whatever the address says. */
export function ownPath(text: string | null): string {
  try {
    const here = 'http://here.invalid'
    const url = new URL(text ?? '/', here)
    const written = url.pathname + url.search
    // As a browser shows it, or as the page names it.
    const path = withoutBase(written, basePath()) ?? written
    // /.//elsewhere becomes //elsewhere, which is another host.
    const isOwn = url.origin === here && text?.startsWith('/') && !path.startsWith('//')
    // Who has just signed in is not signed out again.
    return isOwn && !/^\/sign-out(?:\?|$)/.test(path) ? path : '/'
  } catch {
    return '/'
  }
}

/** What is said where the files of users and sessions cannot be read or written. */
export function nobodyCan(error: unknown): string {
  console.error(error)
  return `Nobody can sign in now. ${saidOfFile(error) ?? 'What the server has written says why.'}`
}

export const say = (response: ServerResponse, status: number, text: string) => {
  response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8' })
  response.end(`${text}\n`)
}

/** To an address: of ours, or of the provider. */
export function sendTo(response: ServerResponse, address: string, ...cookies: string[]): void {
  response.writeHead(303, {
    location: address,
    'cache-control': 'no-store',
    ...(cookies.length > 0 && { 'set-cookie': cookies }),
  })
  response.end()
}

/** To a page of ours. */
export const goTo = (response: ServerResponse, path: string, ...cookies: string[]): void =>
  sendTo(response, withBase(path), ...cookies)

/** What is said to a form that was sent by a page of another site, or by ours at an address that is not known; else null. */
function saidElsewhere({ headers }: IncomingMessage, access: Access): string | null {
  const elsewhere = 'This form comes from another site.'
  const site = headers['sec-fetch-site']
  if (site !== undefined && site !== 'same-origin' && site !== 'none') return elsewhere
  const { origin, host = null } = headers
  if (origin === undefined || access.isOurOrigin(origin, host)) return null
  return access.misnamed(origin, host) ?? elsewhere
}

/**
 * Answers the forms of sign-in and sign-out. True when there is nothing more to answer; a sign-in that failed
 * becomes a request for the page that says so.
 */
export async function answerForm(
  request: IncomingMessage,
  response: ServerResponse,
  { access, path, from }: { access: Access; path: string; from: string },
): Promise<boolean> {
  const elsewhere = saidElsewhere(request, access)
  if (elsewhere !== null) {
    say(response, 403, elsewhere)
    return true
  }
  if (access.isUnprotected(request.headers.origin)) {
    say(
      response,
      403,
      'This address is not protected by TLS: sign in at the address of PUBLIC_URL.',
    )
    return true
  }
  const headerOf = (name: string) => request.headers[name]?.toString()
  if (path === '/sign-out') {
    const { cookie, by } = await access.signOut(headerOf, from)
    // At the provider the person is still signed in, which the page says.
    goTo(response, by === 'provider' ? '/sign-in?problem=signed-out' : '/sign-in', cookie)
    return true
  }
  const fields = await fieldsOf(request)
  if (!fields) {
    response.setHeader('connection', 'close')
    say(response, 415, 'Send the form of the sign-in page: name and password, at most 8 kB.')
    return true
  }
  const name = fields.get('name') ?? ''
  const next = ownPath(fields.get('next'))
  const given = { name, password: fields.get('password') ?? '', from }
  const signedIn = await access.signIn(given, headerOf).catch(nobodyCan)
  if (typeof signedIn === 'string') {
    say(response, 503, signedIn)
    return true
  }
  if (signedIn.ok) {
    goTo(response, next, signedIn.cookie)
    return true
  }
  const said = new URLSearchParams({ problem: signedIn.problem, name: name.slice(0, 64), next })
  if (signedIn.problem === 'too-often') {
    const seconds = String(Math.ceil(signedIn.waitMs / 1000))
    said.set('seconds', seconds)
    response.setHeader('retry-after', seconds)
  }
  const status = signedIn.problem === 'wrong' ? 401 : 429
  request.method = 'GET'
  request.url = `/sign-in?${said}`
  for (const header of ['content-length', 'content-type', 'transfer-encoding'])
    delete request.headers[header]
  // Next answers every page with 200, and this one is of a sign-in that failed.
  Object.defineProperty(response, 'statusCode', { get: () => status, set: () => {} })
  return false
}

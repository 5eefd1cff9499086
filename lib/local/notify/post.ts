import type { LookupAddress } from 'node:dns'
import { lookup as resolve } from 'node:dns/promises'
import { request as http } from 'node:http'
import { request as https } from 'node:https'
import { isIP, type LookupFunction } from 'node:net'
import { kindOfAddress } from './address'

/** An address that must not be sent to. */
export class AddressRefused extends Error {
  constructor(
    readonly kind: 'private' | 'forbidden',
    readonly address: string,
  ) {
    super(`refused address ${address}`)
  }
}

export interface HttpAnswer {
  status: number
  retryAfter: string | undefined
  /** The first 64 kB. */
  body: string
}

interface Options {
  headers: Record<string, string>
  body: string
  /** Allows private addresses. */
  allowPrivate: boolean
  signal: AbortSignal
}

const maxBytes = 64 * 1024

function check(address: string, allowPrivate: boolean): void {
  const kind = kindOfAddress(address)
  if (kind === 'forbidden' || (kind === 'private' && !allowPrivate))
    throw new AddressRefused(kind, address)
}

/** Resolves a name and checks its addresses; the connection goes to exactly those. */
const checkedLookup =
  (allowPrivate: boolean): LookupFunction =>
  (hostname, options, done) => {
    resolve(hostname, { ...options, all: true }).then(
      (found: LookupAddress[]) => {
        try {
          for (const { address } of found) check(address, allowPrivate)
        } catch (error) {
          return done(error as Error, '')
        }
        if (options.all) return done(null, found)
        const [first] = found
        done(null, first?.address ?? '', first?.family)
      },
      (error: Error) => done(error as NodeJS.ErrnoException, ''),
    )
  }

/**
 * Posts once, without following redirects. Rejects with {@link AddressRefused} or a network or TLS
 * error; resolves once a status has arrived, however the rest of the answer ends.
 */
export function post(
  url: URL,
  { headers, body, allowPrivate, signal }: Options,
): Promise<HttpAnswer> {
  const literal = url.hostname.replace(/^\[(.*)\]$/, '$1')
  return new Promise((settle, fail) => {
    // A literal address is connected to without being looked up.
    if (isIP(literal)) check(literal, allowPrivate)
    const send = url.protocol === 'https:' ? https : http
    const request = send(
      url,
      {
        method: 'POST',
        agent: false,
        signal,
        lookup: checkedLookup(allowPrivate),
        headers: {
          'user-agent': 'CafeWatch',
          'content-type': 'application/json; charset=utf-8',
          'content-length': Buffer.byteLength(body),
          ...headers,
        },
      },
      (response) => {
        const parts: Buffer[] = []
        let size = 0
        const end = () =>
          settle({
            status: response.statusCode ?? 0,
            retryAfter: response.headers['retry-after'],
            body: Buffer.concat(parts).toString('utf8', 0, maxBytes),
          })
        response.on('data', (part: Buffer) => {
          parts.push(part)
          size += part.length
          if (size >= maxBytes) response.destroy()
        })
        // 'close' follows the end, a cut connection and the deadline alike.
        response.on('error', () => {})
        response.on('close', end)
      },
    )
    request.on('error', fail)
    request.end(body)
  })
}

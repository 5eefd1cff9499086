import type { LookupAddress } from 'node:dns'
import { lookup as resolve } from 'node:dns/promises'
import { request as http } from 'node:http'
import { request as https } from 'node:https'
import { isIP, type LookupFunction } from 'node:net'
import { kindOfAddress } from './address'

/** An address to which nothing is sent. */
export class Refused extends Error {
  constructor(
    readonly kind: 'own' | 'forbidden',
    readonly address: string,
  ) {
    super(`refused address ${address}`)
  }
}

export interface Answered {
  status: number
  retryAfter: string | undefined
  /** At most 64 kB of it. */
  body: string
}

interface Options {
  headers: Record<string, string>
  body: string
  /** Allows addresses of one's own network. */
  ownNetwork: boolean
  signal: AbortSignal
}

const mostBytes = 64 * 1024

function check(address: string, ownNetwork: boolean): void {
  const kind = kindOfAddress(address)
  if (kind === 'forbidden' || (kind === 'own' && !ownNetwork)) throw new Refused(kind, address)
}

/** Looks a name up and checks what it stands for; the connection goes to just that. */
const checkedLookup =
  (ownNetwork: boolean): LookupFunction =>
  (hostname, options, done) => {
    resolve(hostname, { ...options, all: true }).then(
      (found: LookupAddress[]) => {
        try {
          for (const { address } of found) check(address, ownNetwork)
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
 * Posts once and follows nothing. Rejects with {@link Refused}, or with an error of the network or of
 * TLS; once a status has come it resolves, however the rest of the answer ends.
 */
export function post(url: URL, { headers, body, ownNetwork, signal }: Options): Promise<Answered> {
  const literal = url.hostname.replace(/^\[(.*)\]$/, '$1')
  return new Promise((settle, fail) => {
    // A literal address is connected to without being looked up.
    if (isIP(literal)) check(literal, ownNetwork)
    const send = url.protocol === 'https:' ? https : http
    const request = send(
      url,
      {
        method: 'POST',
        agent: false,
        signal,
        lookup: checkedLookup(ownNetwork),
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
            body: Buffer.concat(parts).toString('utf8', 0, mostBytes),
          })
        response.on('data', (part: Buffer) => {
          parts.push(part)
          size += part.length
          if (size >= mostBytes) response.destroy()
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

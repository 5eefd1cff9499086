import { createHmac, generateKeyPairSync, sign } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

const newPair = () => generateKeyPairSync('rsa', { modulusLength: 2048 })
const [own, other] = [newPair(), newPair()]

const encoded = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')

/** What stands in an ID token, and who signs it. */
export interface Token {
  header: Record<string, unknown>
  claims: Record<string, unknown>
  by: 'own' | 'other' | 'secret' | 'nobody'
}

function written({ header, claims, by }: Token): string {
  const text = `${encoded(header)}.${encoded(claims)}`
  if (by === 'nobody') return `${text}.`
  if (by === 'secret')
    return `${text}.${createHmac('sha256', 'secret').update(text).digest('base64url')}`
  const { privateKey } = by === 'own' ? own : other
  return `${text}.${sign('sha256', Buffer.from(text), privateKey).toString('base64url')}`
}

const json = (response: ServerResponse, status: number, value: unknown) => {
  response.writeHead(status, { 'content-type': 'application/json' })
  response.end(JSON.stringify(value))
}

/** A provider that says what a test makes it say. */
export async function runLyingProvider() {
  const server = createServer((request, response) => {
    const path = new URL(request.url ?? '', 'http://here.invalid').pathname
    lies.asked.push(path)
    const lie = lies.answers[path]
    if (lie) lie(response)
    else if (path === '/jwks')
      json(response, 200, { keys: [{ ...own.publicKey.export({ format: 'jwk' }), kid: 'own' }] })
    else if (path === '/token') {
      const claims = { iss: issuer, aud: 'cafewatch', sub: 'u-1', roles: ['admins'], ...lies.now() }
      const token = lies.token({
        header: { alg: 'RS256', kid: 'own' },
        claims: { ...claims, nonce: lies.nonce },
        by: 'own',
      })
      json(response, 200, {
        access_token: 'a',
        token_type: 'bearer',
        ...(token && { id_token: written(token) }),
      })
    } else json(response, 200, metadata())
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`

  const metadata = () => ({
    issuer,
    authorization_endpoint: `${issuer}/authorize`,
    token_endpoint: `${issuer}/token`,
    jwks_uri: `${issuer}/jwks`,
    response_types_supported: ['code'],
    subject_types_supported: ['public'],
    authorization_response_iss_parameter_supported: true,
    ...lies.metadata,
  })

  const lies = {
    issuer,
    asked: [] as string[],
    /** That of the sign-in that has begun. */
    nonce: '',
    metadata: {} as Record<string, unknown>,
    /** Other answers, by their path. */
    answers: {} as Record<string, (response: ServerResponse) => void>,
    /** The token that is sent; null sends none. */
    token: (token: Token): Token | null => token,
    now: () => {
      const seconds = Math.floor(Date.now() / 1000)
      return { iat: seconds, exp: seconds + 300 }
    },
    close() {
      server.closeAllConnections()
      server.close()
    },
  }
  return lies
}

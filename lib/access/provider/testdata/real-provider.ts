import { generateKeyPairSync, type JsonWebKey } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import OidcProvider, { type Configuration } from 'oidc-provider'

/** What the provider says about a person. */
export type Person = Record<string, unknown> & { sub: string }

const keys = new Map<string, JsonWebKey>()

/** A signing key; the same for all the tests of a file, as it takes a while to make one. */
function keyNamed(kid: string): JsonWebKey {
  const known = keys.get(kid)
  if (known) return known
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const key = { ...privateKey.export({ format: 'jwk' }), kid, alg: 'RS256', use: 'sig' }
  keys.set(kid, key)
  return key
}

const page = (people: readonly Person[]) =>
  `<!doctype html><title>Provider</title><form method="post">${[
    ...people.map(({ sub }) => sub),
    'cancel',
  ]
    .map((sub) => `<button name="sub" value="${sub}">${sub}</button>`)
    .join('')}</form>`

interface Given {
  people: readonly Person[]
  /** Where CafeWatch takes people back. */
  redirectUri: string
  /** Whether the ID token holds what is said about the person. */
  inToken?: boolean
}

export const clientId = 'cafewatch'
export const clientSecret = 'a-secret-that-only-the-two-know'

/** A provider as shops run one, whose sign-in page asks for no password. */
export async function runProvider({ people, redirectUri, inToken = false }: Given) {
  let answer: (request: IncomingMessage, response: ServerResponse) => Promise<void>
  const server = createServer((request, response) => void answer(request, response))
  const open = async (port: number) => {
    server.listen(port, '127.0.0.1')
    await once(server, 'listening')
  }
  await open(0)
  const { port } = server.address() as AddressInfo
  const issuer = `http://127.0.0.1:${port}`

  const configuration = (key: JsonWebKey): Configuration => ({
    clients: [
      { client_id: clientId, client_secret: clientSecret, redirect_uris: [redirectUri] },
      { client_id: 'another', client_secret: 'another', redirect_uris: [redirectUri] },
    ],
    jwks: { keys: [key] } as Configuration['jwks'],
    cookies: { keys: ['of the tests'] },
    claims: {
      openid: ['sub'],
      email: ['email', 'email_verified'],
      profile: ['preferred_username', 'roles', 'realm_access'],
    },
    conformIdTokenClaims: !inToken,
    pkce: { required: () => true },
    features: { devInteractions: { enabled: false } },
    interactions: { url: (_, { uid }) => `/interaction/${uid}` },
    ttl: {
      AccessToken: 3600,
      AuthorizationCode: 60,
      Grant: 3600,
      IdToken: 3600,
      Interaction: 600,
      Session: 3600,
    },
    findAccount: (_, sub) => {
      const person = people.find((one) => one.sub === sub)
      return person && { accountId: sub, claims: () => person }
    },
    // Whoever signs in has consented.
    async loadExistingGrant({ oidc }) {
      const grant = new oidc.provider.Grant({
        clientId: oidc.client?.clientId ?? '',
        accountId: oidc.session?.accountId ?? '',
      })
      grant.addOIDCScope('openid profile email')
      await grant.save()
      return grant
    },
  })

  function changeKey(kid: string): void {
    const provider = new OidcProvider(issuer, configuration(keyNamed(kid)))
    const callback = provider.callback()
    answer = async (request, response) => {
      if (!request.url?.startsWith('/interaction/')) return callback(request, response)
      if (request.method === 'GET') {
        response.setHeader('content-type', 'text/html')
        response.end(page(people))
        return
      }
      const sub = new URLSearchParams(await text(request)).get('sub')
      const result =
        sub === 'cancel' || sub === null
          ? { error: 'access_denied', error_description: 'The person pressed Cancel' }
          : { login: { accountId: sub } }
      await provider.interactionFinished(request, response, result)
    }
  }
  changeKey('first')

  return {
    issuer,
    /** Signs with a new key from now on; those of before are gone. */
    changeKey,
    /** Again, at the same address. */
    open: () => open(port),
    async close(): Promise<void> {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

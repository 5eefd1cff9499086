import type { ServerResponse } from 'node:http'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { openProvider } from './provider'
import { runLyingProvider, type Token } from './testdata/lying-provider'

type Lies = Awaited<ReturnType<typeof runLyingProvider>>
let lies: Lies
beforeEach(async () => {
  lies = await runLyingProvider()
})
afterEach(() => lies.close())

const opened = (timeoutSeconds?: number) =>
  openProvider(
    {
      issuer: lies.issuer,
      clientId: 'cafewatch',
      clientSecret: 'secret',
      clientAuth: null,
      scopes: 'openid',
      roleClaim: 'roles',
      members: { admin: ['admins'], operator: [], viewer: [] },
      name: null,
      redirectUri: 'https://watch.example/sign-in/callback',
    },
    Date.now,
    timeoutSeconds,
  )

/** A whole sign-in, but for the person. */
async function signIn(query: Record<string, string> = {}, provider = opened()) {
  const begun = await provider.begin('/')
  if (!begun.ok) return begun
  const { searchParams } = new URL(begun.location)
  const state = searchParams.get('state') ?? ''
  lies.nonce = searchParams.get('nonce') ?? ''
  const taken = provider.take(begun.sealed, state)
  if (!taken) throw new Error('It is not taken back')
  const given = { code: 'c', state, iss: lies.issuer, ...query }
  return provider.finish(taken, new URLSearchParams(given).toString())
}

test('what is as it should be signs in', async () => {
  expect(await signIn()).toMatchObject({ ok: true, person: { sub: 'u-1', role: 'admin' } })
})

test('the person is sent with PKCE, a state and a nonce, and what the server keeps is sealed', async () => {
  const begun = await opened().begin('/tail')
  if (!begun.ok) throw new Error(begun.problem)
  const { searchParams } = new URL(begun.location)
  expect(Object.fromEntries(searchParams)).toMatchObject({
    client_id: 'cafewatch',
    response_type: 'code',
    redirect_uri: 'https://watch.example/sign-in/callback',
    scope: 'openid',
    code_challenge_method: 'S256',
  })
  for (const name of ['state', 'nonce', 'code_challenge'])
    expect(searchParams.get(name)).toMatch(/^[\w-]{43}$/)
  const kept = Buffer.from(begun.sealed, 'base64url').toString('latin1')
  for (const part of ['tail', searchParams.get('nonce') ?? '-']) expect(kept).not.toContain(part)
})

const claiming = (claims: Record<string, unknown>) => (token: Token) => ({
  ...token,
  claims: { ...token.claims, ...claims },
})
const hourAgo = Math.floor(Date.now() / 1000) - 3600
const hourAhead = hourAgo + 7200

describe('an ID token is not believed', () => {
  test.each<[string, (token: Token) => Token | null, string]>([
    ['for another audience', claiming({ aud: 'another' }), 'untrusted'],
    [
      'for several, and another party',
      claiming({ aud: ['cafewatch', 'b'], azp: 'b' }),
      'untrusted',
    ],
    ['of another issuer', claiming({ iss: 'https://evil.example' }), 'untrusted'],
    ['of another sign-in', claiming({ nonce: 'another' }), 'untrusted'],
    ['of no sign-in', claiming({ nonce: undefined }), 'untrusted'],
    ['that expired', claiming({ exp: hourAgo }), 'clock'],
    ['that never expires', claiming({ exp: undefined }), 'untrusted'],
    ['that is not valid yet', claiming({ nbf: hourAhead }), 'clock'],
    ['of nobody', claiming({ sub: undefined }), 'untrusted'],
    ['signed by another key', (token) => ({ ...token, by: 'other' }), 'untrusted'],
    [
      'of a key that the provider does not have',
      (token) => ({ ...token, header: { alg: 'RS256', kid: 'other' }, by: 'other' }),
      'untrusted',
    ],
    [
      'signed by nobody',
      (token) => ({ ...token, header: { alg: 'none' }, by: 'nobody' }),
      'untrusted',
    ],
    ['that says it is signed, and is not', (token) => ({ ...token, by: 'nobody' }), 'untrusted'],
    [
      'signed with the secret that both know',
      (token) => ({ ...token, header: { alg: 'HS256' }, by: 'secret' }),
      'untrusted',
    ],
    ['that is not there', () => null, 'untrusted'],
  ])('%s', async (_, token, problem) => {
    lies.token = token
    expect(await signIn()).toMatchObject({ ok: false, problem })
  })

  test('signed by nobody, also where the provider says that it does so', async () => {
    lies.metadata = { id_token_signing_alg_values_supported: ['none', 'RS256'] }
    lies.token = (token) => ({ ...token, header: { alg: 'none' }, by: 'nobody' })
    expect(await signIn()).toMatchObject({ ok: false, problem: 'untrusted' })
  })
})

const says = (status: number, type: string, text: string) => (response: ServerResponse) => {
  response.writeHead(status, { 'content-type': type })
  response.end(text)
}
const saysJson = (status: number, value: unknown) =>
  says(status, 'application/json', JSON.stringify(value))
const hangs = () => {}
const breaksOff = (response: ServerResponse) => void response.destroy()

const atIssuer = '/.well-known/openid-configuration'

describe('what a provider answers', () => {
  test.each<[string, string, (response: ServerResponse) => void, string]>([
    ['of itself: 503', atIssuer, says(503, 'text/plain', 'busy'), 'away'],
    ['of itself: 404', atIssuer, says(404, 'text/html', 'Not found'), 'settings'],
    ['of itself: a redirect', atIssuer, says(302, 'text/html', 'Elsewhere'), 'away'],
    ['of itself: a page', atIssuer, says(200, 'text/html', '<h1>Hello</h1>'), 'away'],
    ['of itself: half', atIssuer, says(200, 'application/json', '{"issuer"'), 'away'],
    ['of itself: no object', atIssuer, saysJson(200, ['issuer']), 'settings'],
    ['of itself: nothing', atIssuer, saysJson(200, {}), 'settings'],
    ['of itself: it breaks off', atIssuer, breaksOff, 'away'],
    ['with the token: 502', '/token', says(502, 'text/html', 'bad gateway'), 'away'],
    ['with the token: a page', '/token', says(200, 'text/html', '<h1>Hello</h1>'), 'away'],
    ['with the token: it breaks off', '/token', breaksOff, 'away'],
    ['that the code is used', '/token', saysJson(400, { error: 'invalid_grant' }), 'refused'],
    ['that the secret is wrong', '/token', saysJson(401, { error: 'invalid_client' }), 'settings'],
    ['with its keys: 500', '/jwks', says(500, 'text/plain', 'oh'), 'away'],
    ['with its keys: none', '/jwks', saysJson(200, { keys: [] }), 'untrusted'],
    ['with its keys: rubbish', '/jwks', saysJson(200, { keys: [{ kty: 'RSA' }] }), 'untrusted'],
  ])('%s', async (_, path, answer, problem) => {
    lies.answers[path] = answer
    const found = await signIn()
    expect(found).toMatchObject({ ok: false, problem })
    expect(JSON.stringify(found)).not.toContain('"secret"')
  })

  test.each([atIssuer, '/token', '/jwks'])(
    '%s too slowly is waited for no longer',
    async (path) => {
      lies.answers[path] = hangs
      expect(await signIn({}, opened(0.2))).toMatchObject({ ok: false, problem: 'away' })
    },
  )

  test('in the name of another: OIDC_ISSUER must be as it names itself', async () => {
    lies.metadata = { issuer: 'https://other.example' }
    const found = await signIn()
    expect(found).toMatchObject({ ok: false, problem: 'settings' })
    expect(found).toHaveProperty('said', expect.stringContaining('set OIDC_ISSUER to that'))
  })

  test('with a sign-in page that is none', async () => {
    lies.metadata = { authorization_endpoint: 'javascript:alert(1)' }
    expect(await signIn()).toMatchObject({ ok: false, problem: 'settings' })
  })

  test('about another person than the token', async () => {
    lies.metadata = { userinfo_endpoint: `${lies.issuer}/userinfo` }
    lies.answers['/userinfo'] = saysJson(200, { sub: 'u-2', roles: ['admins'] })
    expect(await signIn()).toMatchObject({ ok: false, problem: 'untrusted' })
  })
})

describe('what the person brings back', () => {
  test.each<[Record<string, string>, string]>([
    [{ error: 'access_denied' }, 'cancelled'],
    [{ error: 'login_required' }, 'refused'],
    [{ error: 'temporarily_unavailable' }, 'away'],
    [{ error: 'invalid_scope', error_description: 'no such\nscope' }, 'settings'],
    [{ iss: 'https://evil.example' }, 'untrusted'],
    [{ state: 'another' }, 'untrusted'],
  ])('%j', async (query, problem) => {
    const found = await signIn(query)
    expect(found).toMatchObject({ ok: false, problem })
    expect(found).toHaveProperty('said', expect.not.stringContaining('\n'))
    expect(lies.asked).not.toContain('/token')
  })
})

test('a provider that is away is said once, however many wait for it', async () => {
  lies.answers[atIssuer] = breaksOff
  const provider = opened()
  const all = await Promise.all(Array.from({ length: 5 }, () => provider.begin('/')))
  expect(all.map((one) => !one.ok && one.said !== null)).toEqual([true, false, false, false, false])
  expect(lies.asked).toEqual([atIssuer])
})

test('what is not there is said with its address', async () => {
  lies.answers[atIssuer] = says(404, 'text/html', 'Not found')
  expect(await opened().problemNow()).toBe(
    `OIDC_ISSUER "${lies.issuer}" was asked: unexpected HTTP response status code: HTTP 404 from ${lies.issuer}${atIssuer}.`,
  )
})

test('what is wrong is said at the start', async () => {
  expect(await opened().problemNow()).toBeNull()
  lies.metadata = { issuer: 'https://other.example' }
  expect(await opened().problemNow()).toContain('names itself "https://other.example"')
})

test('the provider is asked about itself once an hour, and by many at once once', async () => {
  const provider = opened()
  await Promise.all(Array.from({ length: 20 }, () => provider.begin('/')))
  await provider.begin('/')
  expect(lies.asked).toEqual([atIssuer])
})

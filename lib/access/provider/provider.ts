import * as openid from 'openid-client'
import { hourMs } from '@/lib/time'
import { visible } from '@/lib/visible'
import { type Claims, type ProviderPerson, personIn } from './person'
import type { ProviderProblem } from './problems'
import type { ProviderSettings } from './settings'
import { newTransactions, type Transaction } from './transactions'

const maxSeconds = 10
const knownMs = hourMs
/** A provider that is away is not asked again by each person who tries. */
const retryMs = 5_000

/** Why a sign-in failed: in the page's words, and in those for whoever runs this server. */
export interface ProviderFailure {
  ok: false
  problem: ProviderProblem
  /** Holds no secrets. Null where it was said before. */
  said: string | null
}

const codeOf = (error: unknown) =>
  error instanceof Error && 'code' in error ? String(error.code) : ''

// The causes of errors hold whole answers, tokens among them: only their words are said.
function wordsOf(error: unknown): string {
  if (!(error instanceof Error)) return 'it failed'
  const { cause } = error
  const described =
    'error' in error
      ? [error.error, (error as { error_description?: unknown }).error_description]
      : []
  const causes = [
    ...(cause instanceof Error ? [cause.message] : []),
    ...(cause instanceof Response ? [`HTTP ${cause.status} from ${cause.url}`] : []),
  ]
  const words = [error.message, ...described, ...causes]
  const told = words.filter((word) => typeof word === 'string' && word !== '')
  return visible([...new Set(told)].join(': ')).slice(0, 300)
}

const ofAuthorization: Partial<Record<string, ProviderProblem>> = {
  access_denied: 'cancelled',
  server_error: 'away',
  temporarily_unavailable: 'away',
  unauthorized_client: 'settings',
  invalid_request: 'settings',
  invalid_scope: 'settings',
  unsupported_response_type: 'settings',
}

const ofToken: Partial<Record<string, ProviderProblem>> = {
  invalid_grant: 'refused',
  server_error: 'away',
  temporarily_unavailable: 'away',
}

const byCode: Partial<Record<string, ProviderProblem>> = {
  OAUTH_TIMEOUT: 'away',
  OAUTH_RESPONSE_IS_NOT_CONFORM: 'away',
  OAUTH_RESPONSE_IS_NOT_JSON: 'away',
  OAUTH_PARSE_ERROR: 'away',
  OAUTH_JWT_TIMESTAMP_CHECK_FAILED: 'clock',
}

function problemOf(error: unknown): ProviderProblem {
  if (error instanceof openid.AuthorizationResponseError)
    return ofAuthorization[error.error] ?? 'refused'
  if (error instanceof openid.ResponseBodyError)
    return error.status >= 500 ? 'away' : (ofToken[error.error] ?? 'settings')
  if (error instanceof openid.WWWAuthenticateChallengeError) return 'settings'
  // So fetch says that nobody was reached.
  if (error instanceof TypeError && error.cause !== undefined) return 'away'
  // Nothing is there, or it is not for us.
  const { cause } = error as { cause?: unknown }
  if (cause instanceof Response && cause.status >= 400 && cause.status < 500) return 'settings'
  return byCode[codeOf(error)] ?? 'untrusted'
}

const failure = (error: unknown, before = ''): ProviderFailure => ({
  ok: false,
  problem: problemOf(error),
  said: `${before}${wordsOf(error)}.`,
})

/** Whether an address may be gone to: the provider's own, without TLS only where it has none itself. */
const isProtected = (address: string | undefined, issuer: string) =>
  address !== undefined &&
  URL.canParse(address) &&
  ['https:', new URL(issuer).protocol].includes(new URL(address).protocol)

function issuerIn(error: unknown): string | null {
  const { cause } = error as { cause?: { body?: { issuer?: unknown } } }
  const issuer = cause?.body?.issuer
  return typeof issuer === 'string' ? visible(issuer).slice(0, 200) : null
}

/** A provider that signs people in. Nothing waits for it but who signs in by it. */
export function openProvider(
  settings: ProviderSettings,
  clock: () => number = Date.now,
  timeoutSeconds = maxSeconds,
) {
  const { issuer, clientId, clientSecret, redirectUri } = settings
  const transactions = newTransactions(clock)
  const insecure = issuer.startsWith('http://') ? [openid.allowInsecureRequests] : []
  let known: { metadata: openid.ServerMetadata; atMs: number } | null = null
  let failed: { failure: ProviderFailure; atMs: number } | null = null
  let asking: Promise<openid.ServerMetadata> | null = null

  async function discover(): Promise<openid.ServerMetadata> {
    const found = await openid
      .discovery(new URL(issuer), clientId, undefined, undefined, {
        execute: insecure,
        timeout: timeoutSeconds,
      })
      .catch((error: unknown) => {
        const other = issuerIn(error)
        if (codeOf(error) !== 'OAUTH_JSON_ATTRIBUTE_COMPARISON_FAILED' || other === null)
          throw error
        throw new Error(`the provider names itself "${other}": set OIDC_ISSUER to that`)
      })
    const metadata = { ...found.serverMetadata() } as openid.ServerMetadata
    // The library lets some providers answer in the name of every one of their tenants.
    if (new URL(metadata.issuer).href !== new URL(issuer).href)
      throw new Error(`the provider names itself "${visible(metadata.issuer)}"`)
    if (!isProtected(metadata.authorization_endpoint, issuer))
      throw new Error('the provider names no sign-in page that TLS protects')
    known = { metadata, atMs: clock() }
    return metadata
  }

  /** What the provider says of itself, or why it does not. */
  async function ask(): Promise<{ ok: true; metadata: openid.ServerMetadata } | ProviderFailure> {
    const nowMs = clock()
    if (known && nowMs - known.atMs < knownMs) return { ok: true, metadata: known.metadata }
    if (failed && nowMs - failed.atMs < retryMs) return failed.failure
    // Said once, however many wait for it.
    const isFirst = asking === null
    asking ??= discover().finally(() => {
      asking = null
    })
    try {
      return { ok: true, metadata: await asking }
    } catch (error) {
      const found = failure(error, `OIDC_ISSUER "${issuer}" was asked: `)
      const problem = found.problem === 'untrusted' ? 'settings' : found.problem
      failed = { failure: { ok: false, problem, said: null }, atMs: clock() }
      return isFirst ? { ...found, problem } : failed.failure
    }
  }

  /** For one sign-in alone: its keys are asked for anew, as they may have changed. */
  function configurationOf(metadata: openid.ServerMetadata): openid.Configuration {
    const offered = metadata.token_endpoint_auth_methods_supported ?? ['client_secret_basic']
    const isBasic =
      (settings.clientAuth ?? (offered.includes('client_secret_basic') ? 'basic' : 'post')) ===
      'basic'
    const auth = isBasic
      ? openid.ClientSecretBasic(clientSecret)
      : openid.ClientSecretPost(clientSecret)
    const configuration = new openid.Configuration(metadata, clientId, undefined, auth)
    configuration.timeout = timeoutSeconds
    for (const change of [openid.enableNonRepudiationChecks, ...insecure]) change(configuration)
    return configuration
  }

  async function claimsOf(
    configuration: openid.Configuration,
    { state, nonce, verifier }: Transaction,
    query: string,
  ): Promise<{ sub: string; all: Claims[] }> {
    const tokens = await openid.authorizationCodeGrant(
      configuration,
      new URL(`${redirectUri}?${query}`),
      {
        expectedState: state,
        expectedNonce: nonce,
        pkceCodeVerifier: verifier,
        idTokenExpected: true,
      },
    )
    const inToken = tokens.claims()
    if (!inToken) throw new Error('the provider sent no ID token')
    const { sub } = inToken
    if (configuration.serverMetadata().userinfo_endpoint === undefined)
      return { sub, all: [inToken] }
    return {
      sub,
      all: [inToken, await openid.fetchUserInfo(configuration, tokens.access_token, sub)],
    }
  }

  return {
    roleClaim: settings.roleClaim,

    /** What is wrong with the provider, or with the settings, for whoever starts this server; null for nothing. */
    async problemNow(): Promise<string | null> {
      const asked = await ask()
      return asked.ok ? null : asked.said
    },

    /** Where to send a person who wants to sign in, and what the browser keeps until it is back. */
    async begin(
      next: string,
    ): Promise<{ ok: true; location: string; sealed: string } | ProviderFailure> {
      const asked = await ask()
      if (!asked.ok) return asked
      const [state, nonce, verifier] = [
        openid.randomState(),
        openid.randomNonce(),
        openid.randomPKCECodeVerifier(),
      ]
      const location = openid.buildAuthorizationUrl(configurationOf(asked.metadata), {
        redirect_uri: redirectUri,
        scope: settings.scopes,
        state,
        nonce,
        code_challenge: await openid.calculatePKCECodeChallenge(verifier),
        code_challenge_method: 'S256',
      })
      return {
        ok: true,
        location: location.href,
        sealed: transactions.seal({ state, nonce, verifier, next }),
      }
    },

    take: transactions.take,

    /** Who came back: asks the provider. */
    async finish(
      begun: Transaction,
      query: string,
    ): Promise<{ ok: true; person: ProviderPerson } | ProviderFailure> {
      const asked = await ask()
      if (!asked.ok) return asked
      try {
        const { sub, all } = await claimsOf(configurationOf(asked.metadata), begun, query)
        return { ok: true, person: personIn(all, sub, settings) }
      } catch (error) {
        // It may have moved, unless it just does not know the code.
        const isOfPerson =
          error instanceof openid.AuthorizationResponseError ||
          (error instanceof openid.ResponseBodyError && error.error === 'invalid_grant')
        if (!isOfPerson) known = null
        return failure(error)
      }
    },
  }
}

export type Provider = ReturnType<typeof openProvider>

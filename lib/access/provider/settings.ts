import { readFileSync } from 'node:fs'
import * as z from 'zod'
import { fileProblem } from '@/lib/file-problem'
import { isLoopback, nameOf } from '../hosts'
import { type Role, roles } from '../roles'
import { sha256Of } from '../tokens'

/** Where the provider sends people back to. */
export const callbackPath = '/sign-in/callback'
/** Where a sign-in by the provider begins. */
export const providerPath = '/sign-in/provider'

/** A provider that signs people in (OpenID Connect), and what they may do here. */
export interface ProviderSettings {
  /** As the provider names itself, to the letter. */
  issuer: string
  clientId: string
  /** A secret. */
  clientSecret: string
  /** How the secret is sent; null leaves it to what the provider says. */
  clientAuth: 'basic' | 'post' | null
  scopes: string
  /** The claim that says what a person is; a dot leads into it. */
  roleClaim: string
  /** Who has a role: values of that claim, or verified e-mail addresses. */
  members: Record<Role, string[]>
  /** What people call it; null when the operator has not said. */
  name: string | null
  redirectUri: string
}

const list = z
  .string()
  .transform((text) => text.split(',').map((one) => one.trim()))
  .refine(
    (values) => values.every((value) => value !== ''),
    'values of the claim OIDC_ROLE_CLAIM or e-mail addresses, separated by commas',
  )
  .optional()

// Whoever may write what they like into an account could take another's name or address.
const chosenByPeople = ['email', 'preferred_username', 'upn', 'name', 'nickname']

/** The variables of the environment that name a provider. */
export const providerVariables = {
  OIDC_ISSUER: z
    .url({ protocol: /^https?$/, error: 'the address of your provider, as it names itself' })
    .refine((url) => !/[?#]/.test(url), 'an address without ? and #')
    .refine(
      (url) => !url.includes('/.well-known/'),
      'the address of your provider without /.well-known/openid-configuration',
    )
    .optional(),
  OIDC_CLIENT_ID: z.string().optional(),
  OIDC_CLIENT_SECRET: z.string().optional(),
  OIDC_CLIENT_SECRET_FILE: z.string().optional(),
  OIDC_CLIENT_AUTH: z.enum(['basic', 'post'], { error: 'basic or post' }).optional(),
  OIDC_SCOPES: z
    .string()
    .refine((text) => text.split(' ').includes('openid'), 'scopes, of which one is openid')
    .default('openid profile email'),
  OIDC_ROLE_CLAIM: z
    .string()
    .refine(
      (claim) => !chosenByPeople.includes(claim),
      'another claim, one that people cannot change themselves; e-mail addresses in OIDC_ADMINS, OIDC_OPERATORS and OIDC_VIEWERS are compared without it, and only when they are verified',
    )
    .default('roles'),
  OIDC_ADMINS: list,
  OIDC_OPERATORS: list,
  OIDC_VIEWERS: list,
  OIDC_NAME: z
    .string()
    .max(40, 'a name of at most 40 characters')
    .regex(/^[\p{L}\p{N}\p{P}\p{S} ]+$/u, 'a name')
    .optional(),
}

type Given = z.infer<z.ZodObject<typeof providerVariables>>

const isProtected = (url: URL) => url.protocol === 'https:' || isLoopback(nameOf(url.host))

// Their tokens are of whatever tenant, whose administrators give out what roles they like.
const ofEveryTenant = /^\/(?:common|organizations|consumers)(?:\/|$)/

function secretOf({ OIDC_CLIENT_SECRET: secret, OIDC_CLIENT_SECRET_FILE: path }: Given): string {
  if (secret !== undefined && path !== undefined)
    throw new Error('Give OIDC_CLIENT_SECRET or OIDC_CLIENT_SECRET_FILE, not both.')
  if (secret !== undefined) return secret
  if (path === undefined)
    throw new Error(
      'OIDC_ISSUER needs OIDC_CLIENT_SECRET, or OIDC_CLIENT_SECRET_FILE with the path of a file that holds it.',
    )
  let text: string
  try {
    text = readFileSync(path, 'utf8').trim()
  } catch (error) {
    throw new Error(
      `OIDC_CLIENT_SECRET_FILE is "${path}", which cannot be read: ${fileProblem(error)}.`,
    )
  }
  if (text === '') throw new Error(`OIDC_CLIENT_SECRET_FILE is "${path}", which is empty.`)
  return text
}

/** The provider that the environment names; null when it names none. Throws an Error that says what is wrong. */
export function providerFrom(given: Given, publicUrl: string | undefined): ProviderSettings | null {
  const { OIDC_ISSUER: issuer, OIDC_CLIENT_ID: clientId } = given
  if (issuer === undefined) {
    // Two of them have a value by themselves.
    const { OIDC_SCOPES: _, OIDC_ROLE_CLAIM: __, ...others } = given
    const [left] = Object.entries(others).filter(
      ([name, value]) => name.startsWith('OIDC_') && value !== undefined,
    )
    if (left) throw new Error(`${left[0]} is given, but OIDC_ISSUER, the provider, is not.`)
    return null
  }
  const url = new URL(issuer)
  if (!isProtected(url))
    throw new Error(`OIDC_ISSUER is "${issuer}", but must begin with https://.`)
  if (url.hostname === 'login.microsoftonline.com' && ofEveryTenant.test(url.pathname))
    throw new Error(
      `OIDC_ISSUER is "${issuer}", which signs in people of every organization. Name your own: https://login.microsoftonline.com/TENANT-ID/v2.0.`,
    )
  if (clientId === undefined)
    throw new Error(
      'OIDC_ISSUER needs OIDC_CLIENT_ID, which the provider gave when CafeWatch was registered there.',
    )
  const clientSecret = secretOf(given)
  const members = {
    admin: given.OIDC_ADMINS ?? [],
    operator: given.OIDC_OPERATORS ?? [],
    viewer: given.OIDC_VIEWERS ?? [],
  }
  if (roles.every((role) => members[role].length === 0))
    throw new Error(
      'OIDC_ISSUER needs OIDC_ADMINS, OIDC_OPERATORS or OIDC_VIEWERS: nobody whom the provider signs in has a role otherwise.',
    )
  if (publicUrl === undefined)
    throw new Error(
      'OIDC_ISSUER needs PUBLIC_URL, the address to which the provider sends people back.',
    )
  if (!isProtected(new URL(publicUrl)))
    throw new Error(
      `PUBLIC_URL is "${publicUrl}", but must begin with https:// where a provider signs people in (OIDC_ISSUER).`,
    )
  return {
    issuer,
    clientId,
    clientSecret,
    clientAuth: given.OIDC_CLIENT_AUTH ?? null,
    scopes: given.OIDC_SCOPES,
    roleClaim: given.OIDC_ROLE_CLAIM,
    members,
    name: given.OIDC_NAME ?? null,
    redirectUri: `${publicUrl}${callbackPath}`,
  }
}

/** What a session of the provider is bound to: it is over when who may do what is said anew. */
export const keyOfProvider = ({ issuer, clientId, roleClaim, members }: ProviderSettings) =>
  sha256Of(
    JSON.stringify([issuer, clientId, roleClaim, ...roles.map((role) => members[role].toSorted())]),
  )

import { visible } from '@/lib/visible'
import { type Role, roles } from '../roles'
import { nameProblem } from '../users'
import type { ProviderSettings } from './settings'

/** What a provider says about a person in one place: its ID token, or its answer about the person. */
export type Claims = Readonly<Record<string, unknown>>

const isObject = (value: unknown): value is Claims =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** The claim of a name, or of a path such as `realm_access.roles`; names may have dots of their own. */
function claimAt(claims: unknown, path: string): unknown {
  if (!isObject(claims)) return undefined
  if (Object.hasOwn(claims, path)) return claims[path]
  for (let at = path.indexOf('.'); at >= 0; at = path.indexOf('.', at + 1)) {
    const name = path.slice(0, at)
    const found = Object.hasOwn(claims, name)
      ? claimAt(claims[name], path.slice(at + 1))
      : undefined
    if (found !== undefined) return found
  }
  return undefined
}

const textsIn = (value: unknown): string[] =>
  (Array.isArray(value) ? value : [value]).filter((one) => typeof one === 'string')

// Letters beyond ASCII may become others: the Kelvin sign becomes a k.
const inLowerCase = (address: string) => address.replace(/[A-Z]/g, (letter) => letter.toLowerCase())

const google = 'https://accounts.google.com'

/** An e-mail address that the provider has verified, as it says itself in the same place. */
function verifiedEmail({ email, email_verified, hd }: Claims, issuer: string): string | null {
  if (email_verified !== true || typeof email !== 'string' || !email.includes('@')) return null
  const address = inLowerCase(email)
  // A private account keeps the address of a company for as long as it exists: only what Google itself gives out is sure.
  const isSure = issuer !== google || address.endsWith('@gmail.com') || typeof hd === 'string'
  return isSure ? address : null
}

function roleIn(values: readonly string[], members: ProviderSettings['members']): Role | null {
  const has = (role: Role) =>
    members[role].some(
      (member) =>
        values.includes(member) || (member.includes('@') && values.includes(inLowerCase(member))),
    )
  return roles.findLast(has) ?? null
}

/** What a person is called here: a name to be read, or else what the provider tells people apart by. */
function nameOf(all: readonly Claims[], emails: readonly string[], sub: string): string {
  const names = [...emails, ...all.map(({ preferred_username }) => preferred_username)]
  const found = names.find(
    (name): name is string =>
      typeof name === 'string' &&
      nameProblem(name) === null &&
      // A name that people choose themselves could be another's address.
      (emails.includes(name) || !name.includes('@')),
  )
  return found ?? visible(sub).slice(0, 64)
}

/** A person whom a provider signed in. */
export interface ProviderPerson {
  name: string
  /** What never changes about the person, for the audit log. */
  sub: string
  /** Null for whoever has none here. */
  role: Role | null
  /** For whoever sets it up: what gave no role. */
  sent: { values: string[]; claims: string[] }
}

/** Who a person is, and may do here, by what the provider says in one or more places. */
export function personIn(
  all: readonly Claims[],
  sub: string,
  { issuer, roleClaim, members }: Pick<ProviderSettings, 'issuer' | 'roleClaim' | 'members'>,
): ProviderPerson {
  const emails = all
    .map((claims) => verifiedEmail(claims, issuer))
    .filter((email) => email !== null)
  const values = [...all.flatMap((claims) => textsIn(claimAt(claims, roleClaim))), ...emails]
  return {
    name: nameOf(all, emails, sub),
    sub,
    role: roleIn(values, members),
    sent: { values, claims: [...new Set(all.flatMap((claims) => Object.keys(claims)))] },
  }
}

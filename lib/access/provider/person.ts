import { visible } from '@/lib/visible'
import { mayAct, type Role, roles } from '../roles'
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

/** An e-mail address that the provider has verified, as it says itself in the same place. */
const verifiedEmail = ({ email, email_verified }: Claims): string | null =>
  email_verified === true && typeof email === 'string' ? inLowerCase(email) : null

/** The values that give somebody a role, as all the places say. */
function valuesOf(all: readonly Claims[], roleClaim: string): string[] {
  const emails = all.map(verifiedEmail).filter((email) => email !== null)
  return [...all.flatMap((claims) => textsIn(claimAt(claims, roleClaim))), ...emails]
}

function roleIn(values: readonly string[], members: ProviderSettings['members']): Role | null {
  const has = (role: Role) =>
    members[role].some(
      (member) =>
        values.includes(member) || (member.includes('@') && values.includes(inLowerCase(member))),
    )
  return roles.filter(has).reduce<Role | null>((highest, role) => {
    return highest !== null && mayAct(highest, role) ? highest : role
  }, null)
}

/** What a person is called here: a name to be read, or else what the provider tells people apart by. */
function nameOf(all: readonly Claims[], sub: string): string {
  const names = [
    ...all.map(verifiedEmail),
    ...all.map(({ preferred_username }) => preferred_username),
  ]
  const found = names.find(
    (name): name is string => typeof name === 'string' && nameProblem(name) === null,
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
  { roleClaim, members }: Pick<ProviderSettings, 'roleClaim' | 'members'>,
): ProviderPerson {
  const values = valuesOf(all, roleClaim)
  return {
    name: nameOf(all, sub),
    sub,
    role: roleIn(values, members),
    sent: { values, claims: [...new Set(all.flatMap((claims) => Object.keys(claims)))] },
  }
}

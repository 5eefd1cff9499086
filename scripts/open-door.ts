import { type Access, openAccess } from '@/lib/access/access'
import { asTyped } from '@/lib/as-typed'
import { type Env, WrongSettings } from '@/lib/env'

/** Opens what says who may do what. Throws when other machines could connect and nobody could sign in. */
export function openDoor(env: Env, say: (sentence: string) => void): Access {
  const access = openAccess({ ...env, trustedProxies: env.trustedProxies ?? [] })
  // A file of users, tokens or sessions that cannot be read ends the start, not each request.
  const problem = access.problem()
  if (problem !== null) throw new Error(problem)
  const canSignIn = access.canSignIn()
  if (env.isOpen && !canSignIn)
    throw new WrongSettings(
      asTyped(
        `HOST is "${env.host}", so that other machines could open this page, but nobody could sign in yet. Add a user first: npm run user -- add NAME --role admin. Or name a provider (OIDC_ISSUER: docs/access.md). Or leave HOST at 127.0.0.1.`,
      ),
    )
  if (access.isPublic && !canSignIn)
    say(
      asTyped(
        `Nobody is let in yet, neither at ${env.publicUrl} nor here, since there is no user: npm run user -- add NAME --role admin. No restart is needed.`,
      ),
    )
  return access
}

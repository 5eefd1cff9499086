import { headers } from 'next/headers'
import { forbidden, redirect } from 'next/navigation'
import { access } from '@/lib/access/access'
import { type Caller, mayAct, type Role } from '@/lib/access/roles'
import { withBase } from '@/lib/base-path'

/** Who asks for a page; null for nobody. */
export async function pageCaller(): Promise<Caller | null> {
  const given = await headers()
  return access().callerOf((name) => given.get(name))
}

/** Sends nobody to the sign-in; who has another role is told so, with 403. */
export async function requireRole(needed: Role): Promise<Caller> {
  const caller = await pageCaller()
  if (!caller) redirect(withBase('/sign-in'))
  if (!mayAct(caller.role, needed)) forbidden()
  return caller
}

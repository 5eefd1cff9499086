import { headers } from 'next/headers'
import { notFound, redirect } from 'next/navigation'
import { access } from '@/lib/access/access'
import { type Caller, mayAct, type Role } from '@/lib/access/roles'

/** Who asks for a page; null for nobody. */
export async function pageCaller(): Promise<Caller | null> {
  const given = await headers()
  return access().callerOf((name) => given.get(name))
}

/** Sends nobody to the sign-in; a page that needs another role is not found. */
export async function requireRole(needed: Role): Promise<Caller> {
  const caller = await pageCaller()
  if (!caller) redirect('/sign-in')
  if (!mayAct(caller.role, needed)) notFound()
  return caller
}

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { type AccessSettings, openAccess } from '../access'
import type { Role } from '../roles'
import { openTokens } from '../tokens'
import { openUsers } from '../users'

export const password = 'correct horse battery'
const startMs = Date.parse('2026-11-20T12:00:00Z')

/** Access in a folder of its own that goes with the test, on a clock that the test moves. */
export function accessIn(given: Partial<AccessSettings> = {}) {
  const dataDir = mkdtempSync(join(tmpdir(), 'access-'))
  onTestFinished(() => rmSync(dataDir, { recursive: true, force: true }))
  const clock = { nowMs: startMs }
  const settings = {
    dataDir,
    publicUrl: 'http://127.0.0.1:3000',
    isOpen: false,
    tls: null,
    basePath: '',
    trustedProxies: [],
    provider: null,
    ...given,
  }
  const open = () => openAccess(settings, () => clock.nowMs)
  return {
    dataDir,
    clock,
    access: open(),
    /** As after a restart of the server. */
    reopen: open,
    users: openUsers(dataDir),
    tokens: openTokens(dataDir),
  }
}

type Opened = ReturnType<typeof accessIn>

/** What of a cookie goes back to the server. */
export const sentBack = (cookie: string): string => cookie.split(';', 1)[0] ?? ''

/** The headers of a user who has just been added and signed in. */
export async function signedIn({ users, access }: Opened, name: string, role: Role) {
  await users.add(name, role, password)
  const found = await access.signIn({ name, password, from: '203.0.113.7' })
  if (!found.ok) throw new Error(found.problem)
  return { host: '127.0.0.1:3000', cookie: sentBack(found.cookie) }
}

export const headerIn =
  (headers: Record<string, string | undefined>) =>
  (name: string): string | undefined =>
    headers[name]

import { isAddress, newAddressList, withinIpv6 } from '@/lib/access-log/address'
import { fileProblem } from '@/lib/file-problem'
import { maskAddresses } from '@/lib/mask'
import { keyOfName, keyOfNetwork, keyOfProviderFrom, newAttempts } from './attempts'
import { openAudit } from './audit'
import type { AuditEntry } from './audit-entry'
import { type Hosts, isLoopback, isOurHost, isOurOrigin, misnamed, nameOf } from './hosts'
import { isPassword } from './passwords'
import { keyOfProvider, type ProviderSettings, providerPath } from './provider/settings'
import type { Caller, Role } from './roles'
import { openSessions } from './sessions'
import { openTokens } from './tokens'
import { openUsers } from './users'

/** An address without the port that some proxies add. */
const addressIn = (hop: string) =>
  hop.replace(/^\[(.*)\](?::\d+)?$/, '$1').replace(/^(\d+(?:\.\d+){3}):\d+$/, '$1')

/** A header of a request, by its name in lower case. */
export type HeaderOf = (name: string) => string | null | undefined

export interface AccessSettings extends Hosts {
  dataDir: string
  /** Whose X-Forwarded-For is believed. */
  trustedProxies: readonly string[]
  /** The path of a host that others share; the session is not theirs to see. */
  basePath: string
  /** Who signs people in beside us; null where nobody does. */
  provider: ProviderSettings | null
}

/** A person whom the provider signed in. */
interface FromProvider {
  name: string
  role: Role
  /** What the provider tells the person apart by. */
  sub: string
  from: string
}

interface Attempt {
  name: string
  password: string
  /** The address that it came from. */
  from: string
}

export type SignIn =
  | { ok: true; cookie: string }
  | { ok: false; problem: 'wrong' }
  | { ok: false; problem: 'too-often'; waitMs: number }

// Whatever a proxy adds to a request that it passes on.
const forwarded = [
  'forwarded',
  'via',
  'x-forwarded-for',
  'x-forwarded-host',
  'x-forwarded-proto',
  'x-real-ip',
]

/** The header in which the server in front of Next says whose connection it is. */
export const fromHeader = 'x-cafewatch-from'
/** And that a proxy had passed it on: Next adds headers of a proxy itself. */
export const passedOnHeader = 'x-cafewatch-passed-on'

/** Whether a proxy has passed a request on. */
export const isPassedOn = (headerOf: HeaderOf): boolean =>
  headerOf(fromHeader)
    ? Boolean(headerOf(passedOnHeader))
    : forwarded.some((name) => headerOf(name))

const cookieNamed = (name: string, header: string | null | undefined) =>
  header
    ?.split(';')
    .map((pair) => pair.trim())
    .find((pair) => pair.startsWith(`${name}=`))
    ?.slice(name.length + 1)

/** What is found; null, and the error written, where that fails. */
export function orNull<Found>(find: () => Found): Found | null {
  try {
    return find()
  } catch (error) {
    console.error(error)
    return null
  }
}

/** Who may use this server: users, tokens, sessions, and what they changed. */
export function openAccess(settings: AccessSettings, clock: () => number = Date.now) {
  const { dataDir, publicUrl, isOpen, tls, basePath, provider } = settings
  const providerKey = provider && keyOfProvider(provider)
  const users = openUsers(dataDir)
  const tokens = openTokens(dataDir)
  const sessions = openSessions(dataDir, clock)
  const audit = openAudit(dataDir, clock)
  const attempts = newAttempts(clock)
  const isPublic = basePath !== '' || !isLoopback(nameOf(new URL(publicUrl).host))
  // A public name, or a path, at a server on loopback has a proxy of this machine in front.
  const own = isPublic && !isOpen ? ['127.0.0.0/8', '::1'] : []
  const isProxy = newAddressList([...own, ...settings.trustedProxies])
  const isSecure = tls !== null || publicUrl.startsWith('https:')
  // Browsers take __Host- for the whole host only.
  const cookiePrefix = basePath === '' ? '__Host-' : '__Secure-'
  const cookieName = `${isSecure ? cookiePrefix : ''}cafewatch`
  /** Between the beginning of a sign-in by the provider and its end. */
  const providerCookieName = `${cookieName}-provider`
  const cookieOf = (value: string, more: string, name = cookieName) =>
    `${name}=${value}; Path=${basePath || '/'}; HttpOnly; SameSite=Lax${isSecure ? '; Secure' : ''}${more}`
  let hadUsers = false
  /** Once there was one, a file that is gone opens nothing. */
  const hasUsers = () => {
    // Read in any case: one that is broken is said, also where there were users.
    hadUsers = users.all().length > 0 || hadUsers
    return hadUsers
  }
  const canSignIn = () => provider !== null || hasUsers()
  const secretIn = (headerOf: HeaderOf) => cookieNamed(cookieName, headerOf('cookie'))

  function bySession(secret: string): Caller | null {
    const session = sessions.find(secret)
    if (!session) return null
    const { name } = session
    if (session.role !== null) {
      const isOn = providerKey !== null && session.provider === providerKey
      return isOn ? { name, role: session.role, by: 'provider' } : null
    }
    const user = users.find(name)
    const isOn = user?.passwordSinceMs === session.passwordSinceMs
    return user && isOn ? { name: user.name, role: user.role, by: 'session' } : null
  }

  /** Who asks; null for nobody. */
  function callerOf(headerOf: HeaderOf): Caller | null {
    const authorization = headerOf('authorization')
    // What a web server in front asks for by itself (Basic) is its own.
    if (authorization && /^Bearer\b/i.test(authorization)) {
      const text = /^Bearer +(\S+)$/i.exec(authorization)?.[1]
      const token = text === undefined ? null : tokens.find(text)
      return token && { name: token.name, role: token.role, by: 'token' }
    }
    const secret = secretIn(headerOf)
    const caller = secret ? bySession(secret) : null
    if (caller) return caller
    const isHere =
      !isOpen &&
      !isPublic &&
      isLoopback(nameOf(headerOf('host') ?? '').toLowerCase()) &&
      !isPassedOn(headerOf)
    return isHere && !canSignIn() ? { name: null, role: 'admin', by: 'this machine' } : null
  }

  /** The client's address: that of the connection, or the one that trusted proxies say. */
  function addressOf(connection: string, forwardedFor: string | null | undefined): string {
    const hops = (forwardedFor ?? '').split(',').map((hop) => addressIn(hop.trim()))
    let address = withinIpv6(connection)
    while (isAddress(address) && isProxy(address)) {
      const hop = hops.pop()
      if (!hop || !isAddress(hop)) break
      address = withinIpv6(hop)
    }
    return address
  }

  /** What was done is done, also where it cannot be written down. */
  function note(entry: Omit<AuditEntry, 'at'>): void {
    try {
      audit.add(entry)
    } catch (error) {
      console.error(error)
    }
  }

  async function signIn(
    { name, password, from }: Attempt,
    headerOf: HeaderOf = () => null,
  ): Promise<SignIn> {
    const network = maskAddresses(from)
    const user = users.find(name)
    const isKnown = user !== null && sessions.isKnownFrom(user, network)
    const keys = [keyOfNetwork(network), ...(isKnown ? [] : [keyOfName(name)])]
    const waitMs = attempts.waitMs(keys)
    if (waitMs > 0) return { ok: false, problem: 'too-often', waitMs }
    const entry = { who: user?.name ?? null, of: null, from }
    // Counted before it is looked at: many at once are many.
    const takeBack = attempts.failed(keys)
    if (!(await isPassword(password, user?.passwordHash ?? null)) || !user) {
      note({ ...entry, by: 'nobody', what: 'sign-in', done: false })
      return { ok: false, problem: 'wrong' }
    }
    takeBack()
    const { passwordSinceMs } = user
    const before = secretIn(headerOf)
    if (before) await sessions.end(before)
    const secret = await sessions.begin({ name: user.name, passwordSinceMs, role: null, network })
    note({ ...entry, by: 'session', what: 'sign-in', done: true })
    return { ok: true, cookie: cookieOf(secret, '; Max-Age=2592000') }
  }

  /** Begins the session of a person whom the provider signed in; its cookie. */
  async function signInFromProvider(
    { name, role, sub, from }: FromProvider,
    headerOf: HeaderOf,
  ): Promise<string> {
    const before = secretIn(headerOf)
    if (before) await sessions.end(before)
    const network = maskAddresses(from)
    const given = { name, passwordSinceMs: null, role, network, provider: providerKey ?? undefined }
    const secret = await sessions.begin(given)
    note({ who: name, by: 'provider', what: 'sign-in by the provider', of: sub, from, done: true })
    return cookieOf(secret, '; Max-Age=43200')
  }

  /** Counts an attempt to sign in by the provider until it is known to be none that failed. */
  function attemptByProvider(from: string) {
    const keys = [keyOfProviderFrom(maskAddresses(from))]
    const waitMs = attempts.waitMs(keys)
    return waitMs > 0 ? { waitMs, takeBack: null } : { waitMs: 0, takeBack: attempts.failed(keys) }
  }

  /** Ends the session of a request; the cookie that takes its place. */
  async function signOut(
    headerOf: HeaderOf,
    from: string,
  ): Promise<{ cookie: string; by: Caller['by'] | null }> {
    const secret = secretIn(headerOf)
    // The browser forgets it in any case, also where the files are broken.
    const caller = secret ? orNull(() => bySession(secret)) : null
    if (secret && caller) {
      await sessions.end(secret).catch((error: unknown) => console.error(error))
      note({ who: caller.name, by: caller.by, what: 'sign-out', of: null, from, done: true })
    }
    return { cookie: cookieOf('', '; Max-Age=0'), by: caller?.by ?? null }
  }

  return {
    callerOf,
    addressOf,
    signIn,
    signOut,
    signInFromProvider,
    attemptByProvider,
    /** What the browser keeps while a person is at the provider; null ends it. */
    providerCookie: (sealed: string | null) =>
      cookieOf(sealed ?? '', `; Max-Age=${sealed === null ? 0 : 600}`, providerCookieName),
    sealedIn: (headerOf: HeaderOf) => cookieNamed(providerCookieName, headerOf('cookie')),
    hasUsers,
    /** What is wrong with the files of users, tokens and sessions; null for nothing. */
    problem(): string | null {
      try {
        for (const one of [users, tokens, sessions]) one.all()
        return null
      } catch (error) {
        return fileProblem(error)
      }
    },
    /** Whether others may reach this server, at a public name or a path of it: nobody is here without a sign-in then. */
    isPublic,
    /** Whether anybody could: nobody is let in without it then. */
    canSignIn,
    provider: provider && {
      name: provider.name,
      /** Where a person begins: at the host to which the provider sends people back. */
      address: (next: string) => `${publicUrl}${providerPath}?${new URLSearchParams({ next })}`,
    },
    note,
    audit,
    /** Whether a page would not keep the session: it came without TLS, and the cookie needs it. */
    isUnprotected: (origin: string | undefined) =>
      isSecure &&
      origin?.startsWith('http:') === true &&
      !isLoopback(nameOf(origin.slice('http://'.length))),
    isOurHost: (host: string | null | undefined) => isOurHost(host, settings),
    isOurOrigin: (origin: string, host: string | null) => isOurOrigin(origin, host, settings),
    misnamed: (origin: string, host: string | null) => misnamed(origin, host, settings),
  }
}

export type Access = ReturnType<typeof openAccess>

// Next evaluates modules once per entry; this exists once a process.
const key = Symbol.for('cafewatch.access')
const holder = globalThis as { [key]?: Access }

export function setAccess(access: Access): void {
  holder[key] = access
}

/** Throws where the launcher has not opened it: nobody is answered then. */
export function access(): Access {
  const found = holder[key]
  if (!found) throw new Error('CafeWatch is started by `npm start`, not by `next start`.')
  return found
}

import { once } from 'node:events'
import { mkdirSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { openAccess } from '@/lib/access/access'
import { openProvider } from '@/lib/access/provider/provider'
import type { ProviderSettings } from '@/lib/access/provider/settings'
import { type Browser, newBrowser } from '@/lib/access/provider/testdata/browser'
import {
  clientId,
  clientSecret,
  type Person,
  runProvider,
} from '@/lib/access/provider/testdata/real-provider'
import { accessIn, headerIn, password } from '@/lib/access/testdata/access-in'
import { hourMs, minuteMs } from '@/lib/time'
import { serve } from './http'

const people: Person[] = [
  { sub: 'u-1', preferred_username: 'anna', roles: ['cafewatch-admin', 'cafewatch-viewer'] },
  { sub: 'u-2', preferred_username: 'otto', roles: ['cafewatch-operator'] },
  { sub: 'u-3', email: 'Vera@shop.example', email_verified: true },
  { sub: 'u-4', email: 'vera@shop.example', email_verified: false, preferred_username: 'mallory' },
  { sub: 'u-5', preferred_username: 'nora', roles: ['another'] },
]

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}

interface Given {
  settings?: Partial<ProviderSettings>
  inToken?: boolean
}

/** CafeWatch, whose pages say who asks, and a provider beside it. */
async function opened({ settings, inToken }: Given = {}) {
  const said: string[] = []
  const spy = vi.spyOn(console, 'log').mockImplementation((text) => void said.push(String(text)))
  onTestFinished(() => spy.mockRestore())
  const port = await freePort()
  const publicUrl = `http://127.0.0.1:${port}`
  const redirectUri = `${publicUrl}/sign-in/callback`
  const real = await runProvider({ people, redirectUri, inToken })
  onTestFinished(() => real.close().catch(() => {}))
  const provider: ProviderSettings = {
    issuer: real.issuer,
    clientId,
    clientSecret,
    clientAuth: null,
    scopes: 'openid profile email',
    roleClaim: 'roles',
    members: {
      admin: ['cafewatch-admin'],
      operator: ['cafewatch-operator'],
      viewer: ['cafewatch-viewer', 'vera@shop.example'],
    },
    name: null,
    redirectUri,
    ...settings,
  }
  const inside = accessIn({ publicUrl, provider })
  const { access } = inside
  const server = await serve(
    async (request, response) => {
      const caller = access.callerOf((name) => request.headers[name]?.toString())
      response.end(JSON.stringify({ url: request.url, caller }))
    },
    {
      host: '127.0.0.1',
      port,
      tls: null,
      access,
      provider: openProvider(provider, () => inside.clock.nowMs),
      dev: false,
      basePath: '',
    },
  )
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })

  /** Goes to the provider's own page. */
  const begin = async (browser: Browser, next = '/') =>
    (await browser.follow(`${publicUrl}/sign-in/provider?${new URLSearchParams({ next })}`)).address

  const isCallback = (address: string) => address.startsWith(redirectUri)
  const answering = (sub: string) => ({ method: 'POST', body: new URLSearchParams({ sub }) })

  /** Answers there, and gets the address that leads back. */
  const answer = async (browser: Browser, page: string, sub: string) =>
    (await browser.follow(page, isCallback, answering(sub))).address

  /** All of it; where the browser is then, and who it is. */
  async function signIn(sub: string, browser = newBrowser(), next = '/') {
    const back = await answer(browser, await begin(browser, next), sub)
    const { address, response } = await browser.follow(back)
    return { browser, back, address, ...(await response?.json()) }
  }
  const callerIn = async (browser: Browser) =>
    (await (await browser.ask(`${publicUrl}/sign-in`)).json()).caller

  return { ...inside, settings: provider, real, publicUrl, said, begin, answer, signIn, callerIn }
}

const problemAt = (address: string) => {
  const { pathname, searchParams } = new URL(address)
  return pathname === '/sign-in' ? searchParams.get('problem') : null
}

describe.each<Given>([{ inToken: true }, { inToken: false, settings: { clientAuth: 'post' } }])(
  'a person signs in: %j',
  (given) => {
    test.each([
      ['u-1', 'anna', 'admin'],
      ['u-2', 'otto', 'operator'],
      ['u-3', 'vera@shop.example', 'viewer'],
    ])('%s is %s, %s', async (sub, name, role) => {
      const { signIn, publicUrl, access } = await opened(given)
      const { address, caller } = await signIn(sub, newBrowser(), '/errors?range=24h')
      expect(address).toBe(`${publicUrl}/errors?range=24h`)
      expect(caller).toEqual({ name, role, by: 'provider' })
      expect(access.audit.newest(9)).toMatchObject([
        {
          who: name,
          by: 'provider',
          what: 'sign-in by the provider',
          of: sub,
          from: '127.0.0.1',
          done: true,
        },
      ])
    })
  },
)

test.each([
  ['u-4', 'mallory', 'an address that is not verified'],
  ['u-5', 'nora', 'a role of another application'],
])('%s, %s, has no role by %s, and is not let in', async (sub, name) => {
  const { signIn, access, said, callerIn } = await opened()
  const { browser, address } = await signIn(sub)
  expect(problemAt(address)).toBe('no-role')
  expect(await callerIn(browser)).toBeNull()
  expect(access.audit.newest(9)).toMatchObject([
    { who: name, by: 'provider', what: 'sign-in by the provider', done: false },
  ])
  expect(said.join()).toContain(`${name} has no role`)
})

test('who cancels at the provider is back at the sign-in, and may begin again', async () => {
  const { signIn, access } = await opened()
  const browser = newBrowser()
  const { address } = await signIn('cancel', browser, '/tail')
  expect(problemAt(address)).toBe('cancelled')
  expect(new URL(address).searchParams.get('next')).toBe('/tail')
  expect(access.audit.newest(1)).toMatchObject([{ who: null, of: 'cancelled', done: false }])
  expect((await signIn('u-1', browser)).caller.name).toBe('anna')
})

describe('what comes back counts once, in the browser that began it', () => {
  test('another browser is not signed in by it, and cannot use it up', async () => {
    const { begin, answer, publicUrl, callerIn } = await opened()
    const [mallory, victim] = [newBrowser(), newBrowser()]
    const back = await answer(mallory, await begin(mallory), 'u-1')
    const { address } = await victim.follow(back)
    expect(problemAt(address)).toBe('lost')
    // Not even one that began a sign-in of its own.
    await begin(victim)
    expect(problemAt((await victim.follow(back)).address)).toBe('lost')
    expect(await callerIn(victim)).toBeNull()
    expect((await mallory.follow(back)).address).toBe(`${publicUrl}/`)
  })

  test('states swapped between two browsers sign nobody in', async () => {
    const { begin, answer, callerIn } = await opened()
    const [one, other] = [newBrowser(), newBrowser()]
    const backOfOne = new URL(await answer(one, await begin(one), 'u-1'))
    const backOfOther = new URL(await answer(other, await begin(other), 'u-2'))
    // The code of the one with the state of the other: PKCE and nonce are those of another sign-in.
    backOfOther.searchParams.set('code', backOfOne.searchParams.get('code') ?? '')
    expect(problemAt((await other.follow(backOfOther.href)).address)).toBe('refused')
    expect(await callerIn(other)).toBeNull()
  })

  test('replayed with its own cookie, it is lost', async () => {
    const { begin, answer, publicUrl } = await opened()
    const browser = newBrowser()
    const page = await begin(browser)
    const kept = new Map(browser.cookiesOf(publicUrl))
    const back = await answer(browser, page, 'u-1')
    expect((await browser.follow(back)).address).toBe(`${publicUrl}/`)
    const thief = newBrowser()
    for (const [name, value] of kept) thief.cookiesOf(publicUrl).set(name, value)
    expect(problemAt((await thief.follow(back)).address)).toBe('lost')
  })

  test('after ten minutes, or a cookie that was changed, it is lost', async () => {
    const { begin, answer, publicUrl, clock } = await opened()
    const browser = newBrowser()
    const back = await answer(browser, await begin(browser), 'u-1')
    const cookies = browser.cookiesOf(publicUrl)
    const [name = '', value = ''] = [...cookies].find(([key]) => key.endsWith('-provider')) ?? []
    cookies.set(name, `${value.slice(0, 40)}${value[40] === 'A' ? 'B' : 'A'}${value.slice(41)}`)
    expect(problemAt((await browser.follow(back)).address)).toBe('lost')
    cookies.set(name, value)
    clock.nowMs += 10 * minuteMs
    expect(problemAt((await browser.follow(back)).address)).toBe('lost')
  })
})

test.each(['//evil.example/', 'https://evil.example/', '/\\evil.example', 'javascript:alert(1)'])(
  'who is to go on to %s goes to the overview',
  async (next) => {
    const { signIn, publicUrl } = await opened()
    expect((await signIn('u-1', newBrowser(), next)).address).toBe(`${publicUrl}/`)
  },
)

test('a page of another site cannot begin a sign-in', async () => {
  const { publicUrl } = await opened()
  const browser = newBrowser()
  const begun = await browser.ask(`${publicUrl}/sign-in/provider?next=%2Ftail`, {
    headers: { 'sec-fetch-site': 'cross-site' },
  })
  expect(begun.headers.get('location')).toBe('/sign-in?next=%2Ftail')
  expect(begun.headers.getSetCookie()).toEqual([])
})

test('the cookie of a sign-in is for this host, this browser and ten minutes', async () => {
  const { publicUrl } = await opened()
  const [cookie] = (await newBrowser().ask(`${publicUrl}/sign-in/provider`)).headers.getSetCookie()
  expect(cookie).toMatch(
    /^cafewatch-provider=[\w-]+; Path=\/; HttpOnly; SameSite=Lax; Max-Age=600$/,
  )
})

describe('a session of the provider', () => {
  test('ends after twelve hours, however much it is used', async () => {
    const { signIn, callerIn, clock } = await opened()
    const { browser } = await signIn('u-1')
    clock.nowMs += 12 * hourMs - 1
    expect((await callerIn(browser)).name).toBe('anna')
    clock.nowMs += 1
    expect(await callerIn(browser)).toBeNull()
  })

  test('takes the place of the one before', async () => {
    const { signIn, callerIn, publicUrl } = await opened()
    const browser = newBrowser()
    await signIn('u-1', browser)
    const before = new Map(browser.cookiesOf(publicUrl))
    await signIn('u-1', browser)
    const thief = newBrowser()
    for (const [name, value] of before) thief.cookiesOf(publicUrl).set(name, value)
    expect(await callerIn(thief)).toBeNull()
    expect((await callerIn(browser)).name).toBe('anna')
  })

  test('is over when the settings say anew who may do what, or name no provider', async () => {
    const { signIn, publicUrl, dataDir, clock, reopen, settings } = await opened()
    const { browser } = await signIn('u-1')
    const cookie = [...browser.cookiesOf(publicUrl)].map((pair) => pair.join('=')).join('; ')
    const callerOf = (access: ReturnType<typeof reopen>) => access.callerOf(headerIn({ cookie }))
    expect(callerOf(reopen())?.name).toBe('anna')
    const members = { admin: [], operator: [], viewer: ['cafewatch-admin'] }
    const others = [
      null,
      { ...settings, members },
      { ...settings, issuer: 'https://other.example' },
    ]
    const closed = { isOpen: false, tls: null, basePath: '', trustedProxies: [] }
    for (const provider of others)
      expect(
        callerOf(openAccess({ ...closed, dataDir, publicUrl, provider }, () => clock.nowMs)),
      ).toBeNull()
  })

  test('is over, as all others, when the file of sessions is deleted', async () => {
    const { signIn, callerIn, dataDir } = await opened()
    const { browser } = await signIn('u-1')
    expect((await callerIn(browser)).name).toBe('anna')
    rmSync(join(dataDir, 'access/sessions.json'))
    expect(await callerIn(browser)).toBeNull()
  })

  test('that cannot be stored is none, and says so', async () => {
    const { begin, answer, callerIn, dataDir } = await opened()
    const browser = newBrowser()
    const back = await answer(browser, await begin(browser), 'u-1')
    mkdirSync(join(dataDir, 'access/sessions.json'), { recursive: true })
    const complaints = vi.spyOn(console, 'error').mockImplementation(() => {})
    const { response } = await browser.follow(back)
    expect(response?.status).toBe(503)
    expect(await response?.text()).toContain('Nobody can sign in now')
    expect(complaints).toHaveBeenCalledTimes(1)
    complaints.mockReset()
    rmSync(join(dataDir, 'access/sessions.json'), { recursive: true })
    expect(await callerIn(browser)).toBeNull()
  })

  test('is signed out of here, and the page is told that the provider was not', async () => {
    const { signIn, publicUrl, callerIn, access } = await opened()
    const { browser } = await signIn('u-1')
    const out = await browser.ask(`${publicUrl}/sign-out`, { method: 'POST' })
    expect(out.headers.get('location')).toBe('/sign-in?problem=signed-out')
    expect(await callerIn(browser)).toBeNull()
    expect(access.audit.newest(1)).toMatchObject([
      { who: 'anna', by: 'provider', what: 'sign-out', done: true },
    ])
  })
})

test('a person of the provider has nothing of the local user of that name', async () => {
  const { signIn, users, access, callerIn, publicUrl } = await opened()
  await users.add('otto', 'admin', password)
  const { browser, caller } = await signIn('u-2')
  expect(caller).toEqual({ name: 'otto', role: 'operator', by: 'provider' })
  // Nor does a session there make this network the local user's.
  for (let at = 0; at < 5; at += 1)
    await access.signIn({ name: 'otto', password: 'wrong', from: `198.51.${at}.1` })
  expect(await access.signIn({ name: 'otto', password, from: '127.0.0.1' })).toMatchObject({
    problem: 'too-often',
  })
  await users.remove('otto')
  expect((await callerIn(browser)).role).toBe('operator')
  expect(publicUrl).toContain('127.0.0.1')
})

test('with a provider nobody is let in without sign-in, also on this machine', async () => {
  const { callerIn, access } = await opened()
  expect(await callerIn(newBrowser())).toBeNull()
  expect(access.hasUsers()).toBe(false)
  expect(access.canSignIn()).toBe(true)
})

describe('a provider that is in trouble', () => {
  test('away: it is said, asked no more for some seconds, and local users sign in', async () => {
    const { real, publicUrl, said, users, access, begin, clock, signIn } = await opened()
    await users.add('lisa', 'viewer', password)
    const { port } = new URL(real.issuer)
    await real.close()
    const browser = newBrowser()
    for (let at = 0; at < 3; at += 1) expect(problemAt(await begin(browser, '/tail'))).toBe('away')
    expect(said).toHaveLength(1)
    expect(said[0]).toContain(real.issuer)
    const signedIn = await access.signIn({ name: 'lisa', password, from: '127.0.0.1' })
    expect(signedIn.ok).toBe(true)
    expect(publicUrl).not.toContain(port)
    clock.nowMs += 5_000
    await real.open()
    expect((await signIn('u-1')).caller.name).toBe('anna')
  })

  test('gone while a person is there: it is said', async () => {
    const { real, begin, answer } = await opened()
    const browser = newBrowser()
    const back = await answer(browser, await begin(browser), 'u-1')
    await real.close()
    expect(problemAt((await browser.follow(back)).address)).toBe('away')
  })

  test('a new signing key is taken at once', async () => {
    const { real, signIn } = await opened()
    expect((await signIn('u-1')).caller.name).toBe('anna')
    real.changeKey('second')
    expect((await signIn('u-1')).caller.name).toBe('anna')
  })

  test('a wrong secret is said to whoever runs this, and told to nobody', async () => {
    const { signIn, said } = await opened({ settings: { clientSecret: 'a-wrong-secret' } })
    expect(problemAt((await signIn('u-1')).address)).toBe('settings')
    expect(said).toHaveLength(1)
    expect(said[0]).not.toContain('a-wrong-secret')
  })

  test('its issuer is another name than the one that is set', async () => {
    const { begin, said, real } = await opened()
    const other = real.issuer.replace('127.0.0.1', 'localhost')
    const wrong = await opened({ settings: { issuer: other } })
    expect(problemAt(await wrong.begin(newBrowser()))).toBe('settings')
    expect(wrong.said.join()).toContain(`names itself "${real.issuer}"`)
    expect(said).toEqual([])
    expect(problemAt(await begin(newBrowser()))).toBeNull()
  })

  test('twenty failures a minute from one network, and it is asked no more', async () => {
    const { signIn, clock } = await opened()
    for (let at = 0; at < 20; at += 1)
      expect(problemAt((await signIn('u-5')).address)).toBe('no-role')
    const { address } = await signIn('u-1')
    expect(problemAt(address)).toBe('too-often')
    expect(new URL(address).searchParams.get('seconds')).toBe('60')
    clock.nowMs += minuteMs
    expect((await signIn('u-1')).caller.name).toBe('anna')
  })
})

import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test, vi } from 'vitest'
import { dayMs, minuteMs } from '@/lib/time'
import { accessIn, headerIn, password, sentBack, signedIn } from './testdata/access-in'

// Stories sign in often; scripts/user.test.ts and scripts/http.test.ts do so at the full cost.
vi.mock('./password-cost', () => ({ cost: { N: 2 ** 8, r: 8, p: 1 } }))

const here = { host: '127.0.0.1:3000' }

describe('before there is a user', () => {
  test.each([
    [{ host: '127.0.0.1:3000' }, 'admin'],
    [{ host: 'localhost:3000' }, 'admin'],
    [{ host: '[::1]:3000' }, 'admin'],
    [{ host: 'watch.example' }, null],
    [{}, null],
    // What came through a proxy did not come from this machine.
    [{ host: '127.0.0.1:3000', 'x-forwarded-for': '203.0.113.7' }, null],
    [{ host: '127.0.0.1:3000', via: '1.1 caddy' }, null],
    [{ host: '127.0.0.1:3000', forwarded: 'for=203.0.113.7' }, null],
    [{ host: '127.0.0.1:3000', authorization: 'Bearer nothing' }, null],
  ] as [Record<string, string>, string | null][])('%j is %s', (headers, role) => {
    const { access } = accessIn()
    expect(access.callerOf(headerIn(headers))?.role ?? null).toBe(role)
  })

  test('a public name says that others may come, whatever host their proxy names', () => {
    const { access } = accessIn({ publicUrl: 'https://watch.example' })
    expect(access.callerOf(headerIn(here))).toBeNull()
  })

  test('a path of a shared host says so too', () => {
    const { access } = accessIn({ basePath: '/watch' })
    expect(access.callerOf(headerIn(here))).toBeNull()
  })

  test('where other machines may connect, nobody is let in by the name of the host', () => {
    const { access } = accessIn({ isOpen: true })
    expect(access.callerOf(headerIn(here))).toBeNull()
  })
})

test('once there is a user, this machine is asked to sign in as well, without a restart', async () => {
  const { access, users } = accessIn()
  expect(access.callerOf(headerIn(here))?.by).toBe('this machine')
  await users.add('anna', 'viewer', password)
  expect(access.callerOf(headerIn(here))).toBeNull()
})

test('a session lasts over a restart, and ends at the sign-out', async () => {
  const opened = accessIn()
  const headers = await signedIn(opened, 'Anna', 'operator')
  const anna = { name: 'Anna', role: 'operator', by: 'session' }
  expect(opened.access.callerOf(headerIn(headers))).toEqual(anna)
  const again = opened.reopen()
  expect(again.callerOf(headerIn(headers))).toEqual(anna)
  await again.signOut(headerIn(headers), '203.0.113.7')
  for (const access of [opened.access, again]) expect(access.callerOf(headerIn(headers))).toBeNull()
})

test.each([
  [
    'the password is changed',
    (users: { setPassword: (a: string, b: string) => Promise<void> }) =>
      users.setPassword('anna', 'another password'),
  ],
  [
    'the user is removed',
    (users: { remove: (a: string) => Promise<void> }) => users.remove('anna'),
  ],
] as const)('a session is over when %s', async (_, change) => {
  const opened = accessIn()
  const headers = await signedIn(opened, 'anna', 'admin')
  await opened.users.add('bert', 'admin', password)
  await change(opened.users)
  expect(opened.access.callerOf(headerIn(headers))).toBeNull()
})

test('a user who is removed and added again has none of the sessions of before', async () => {
  const opened = accessIn()
  const headers = await signedIn(opened, 'anna', 'admin')
  await opened.users.remove('anna')
  await opened.users.add('anna', 'admin', password)
  expect(opened.access.callerOf(headerIn(headers))).toBeNull()
})

test('a session that is used goes on for 30 days, and one that is not for 7', async () => {
  const opened = accessIn()
  const headers = await signedIn(opened, 'anna', 'viewer')
  const { clock, access } = opened
  for (let day = 1; day < 30; day += 1) {
    clock.nowMs += dayMs
    expect(access.callerOf(headerIn(headers))?.name).toBe('anna')
    // The time at which it was seen is stored in the background.
    await expect
      .poll(() => readFileSync(join(opened.dataDir, 'access/sessions.json'), 'utf8'))
      .toContain(String(clock.nowMs))
  }
  clock.nowMs += dayMs
  expect(access.callerOf(headerIn(headers))).toBeNull()

  const idle = accessIn()
  const left = await signedIn(idle, 'anna', 'viewer')
  idle.clock.nowMs += 7 * dayMs
  expect(idle.access.callerOf(headerIn(left))).toBeNull()
})

describe('a cookie', () => {
  test.each([
    [{}, 'cafewatch=', false],
    [{ publicUrl: 'https://watch.example' }, '__Host-cafewatch=', true],
    [{ tls: {} }, '__Host-cafewatch=', true],
    [{ tls: {}, basePath: '/watch' }, '__Secure-cafewatch=', true, '/watch'],
    [{ basePath: '/watch' }, 'cafewatch=', false, '/watch'],
  ])('of %j is %s…', async (given, start, secure, path = '/') => {
    const { access, users } = accessIn(given)
    await users.add('anna', 'viewer', password)
    const found = await access.signIn({ name: 'anna', password, from: '203.0.113.7' })
    expect(found.ok && found.cookie.startsWith(start)).toBe(true)
    if (!found.ok) return
    expect(found.cookie).toContain(`; Path=${path}; HttpOnly; SameSite=Lax`)
    expect(found.cookie.includes('; Secure')).toBe(secure)
    expect(
      access.callerOf(
        headerIn({ host: 'watch.example', cookie: `a=b; ${sentBack(found.cookie)}; c=d` }),
      )?.name,
    ).toBe('anna')
    expect(access.callerOf(headerIn({ cookie: `${sentBack(found.cookie)}x` }))).toBeNull()
  })
})

describe('who fails to sign in', () => {
  const attempt = (
    { access }: ReturnType<typeof accessIn>,
    name: string,
    from: string,
    given = 'wrong',
  ) => access.signIn({ name, password: given, from })

  test('is told the same for a name that exists and one that does not', async () => {
    const opened = accessIn()
    await opened.users.add('anna', 'viewer', password)
    expect(await attempt(opened, 'anna', '198.51.100.1')).toEqual({ ok: false, problem: 'wrong' })
    expect(await attempt(opened, 'nobody', '198.51.100.1')).toEqual({ ok: false, problem: 'wrong' })
  })

  test('five times in a minute waits, whatever the names, in the whole network', async () => {
    const opened = accessIn()
    await opened.users.add('anna', 'viewer', password)
    for (let at = 0; at < 5; at += 1) await attempt(opened, `name${at}`, `198.51.100.${at}`)
    expect(await attempt(opened, 'anna', '198.51.100.9', password)).toEqual({
      ok: false,
      problem: 'too-often',
      waitMs: minuteMs,
    })
    // Others are not kept out.
    expect((await attempt(opened, 'anna', '203.0.113.7', password)).ok).toBe(true)
    opened.clock.nowMs += minuteMs
    expect((await attempt(opened, 'anna', '198.51.100.9', password)).ok).toBe(true)
  })

  test('many at once are counted as many', async () => {
    const opened = accessIn()
    await opened.users.add('anna', 'viewer', password)
    const all = await Promise.all(
      Array.from({ length: 12 }, () => attempt(opened, 'anna', '198.51.100.1')),
    )
    expect(all.filter((one) => !one.ok && one.problem === 'wrong')).toHaveLength(5)
  })

  test('from everywhere at one name waits, but not its owner where she was signed in before', async () => {
    const opened = accessIn()
    await signedIn(opened, 'anna', 'viewer')
    for (let at = 0; at < 5; at += 1) await attempt(opened, 'Anna', `198.51.${at}.1`)
    expect(await attempt(opened, 'anna', '192.0.2.1', password)).toMatchObject({
      problem: 'too-often',
    })
    expect((await attempt(opened, 'anna', '203.0.113.8', password)).ok).toBe(true)
    // Letters that only look otherwise are the same name.
    expect(await attempt(opened, 'ａnna', '192.0.2.1', password)).toMatchObject({
      problem: 'too-often',
    })
    // And nobody for longer than a minute, however long it goes on.
    opened.clock.nowMs += minuteMs
    for (let at = 0; at < 8; at += 1) {
      await attempt(opened, 'Anna', `198.51.${100 + at}.1`)
      opened.clock.nowMs += 15_000
    }
    expect((await attempt(opened, 'anna', '192.0.2.1', password)).ok).toBe(true)
  })
})

test('a token is sent as a bearer, works at once, and not when it is removed', async () => {
  const { access, tokens } = accessIn()
  const text = await tokens.add('grafana', 'viewer')
  const headers = { host: 'watch.example', authorization: `Bearer ${text}` }
  expect(access.callerOf(headerIn(headers))).toEqual({
    name: 'grafana',
    role: 'viewer',
    by: 'token',
  })
  await tokens.remove('grafana')
  expect(access.callerOf(headerIn(headers))).toBeNull()
})

test('no secret is stored as it is, and only the owner may read the folder', async () => {
  const opened = accessIn()
  const { cookie } = await signedIn(opened, 'anna', 'viewer')
  const token = await opened.tokens.add('grafana', 'viewer')
  const folder = join(opened.dataDir, 'access')
  expect(statSync(folder).mode & 0o777).toBe(0o700)
  for (const name of readdirSync(folder)) {
    const path = join(folder, name)
    expect(statSync(path).mode & 0o777, name).toBe(0o600)
    const text = readFileSync(path, 'utf8')
    for (const secret of [password, token, cookie.split('=')[1] ?? ''])
      expect(text).not.toContain(secret)
  }
})

test('ten commands at once lose nothing', async () => {
  const { tokens, reopen } = accessIn()
  const names = Array.from({ length: 10 }, (_, at) => `t${at}`)
  await Promise.all(names.map((name) => tokens.add(name, 'viewer')))
  expect(
    tokens
      .all()
      .map(({ name }) => name)
      .toSorted(),
  ).toEqual(names)
  reopen()
})

test('a broken file is said, quotes nothing of it, and lets nobody in', async () => {
  const opened = accessIn()
  mkdirSync(join(opened.dataDir, 'access'), { recursive: true })
  writeFileSync(join(opened.dataDir, 'access/users.json'), '{"users": [{"passwordHash": "s3cret"')
  const ask = () => opened.access.callerOf(headerIn(here))
  expect(ask).toThrow(/users\.json" is not as CafeWatch wrote it/)
  expect(ask).not.toThrow(/s3cret/)
})

describe('the address of a client', () => {
  test.each([
    ['203.0.113.7', undefined, '203.0.113.7'],
    ['203.0.113.7', '198.51.100.1', '203.0.113.7'],
    ['127.0.0.1', '198.51.100.1', '198.51.100.1'],
    ['::ffff:127.0.0.1', '198.51.100.1', '198.51.100.1'],
    ['127.0.0.1', '6.6.6.6, 198.51.100.1, 10.1.1.1', '198.51.100.1'],
    ['127.0.0.1', '', '127.0.0.1'],
    ['127.0.0.1', '203.0.113.7:4711', '203.0.113.7'],
    ['127.0.0.1', '[2001:db8::1]:443', '2001:db8::1'],
    ['127.0.0.1', 'unknown', '127.0.0.1'],
    ['127.0.0.1', '6.6.6.6, x', '127.0.0.1'],
    ['', '203.0.113.7', ''],
  ])('of %s with X-Forwarded-For %s is %s', (connection, header, address) => {
    const { access } = accessIn({ trustedProxies: ['127.0.0.1', '10.0.0.0/8'] })
    expect(access.addressOf(connection, header)).toBe(address)
  })

  test('is what a web server of this machine says, where there is a public name', () => {
    const { access } = accessIn({ publicUrl: 'https://watch.example' })
    expect(access.addressOf('127.0.0.1', '198.51.100.1')).toBe('198.51.100.1')
    expect(access.addressOf('192.168.1.9', '198.51.100.1')).toBe('192.168.1.9')
  })

  test('is that of the connection where no proxy is trusted', () => {
    const { access } = accessIn()
    expect(access.addressOf('127.0.0.1', '198.51.100.1')).toBe('127.0.0.1')
  })
})

describe('host names that are ours', () => {
  const hosts = { publicUrl: 'https://watch.example', isOpen: false }
  test.each([
    ['localhost:3000', {}, true],
    ['watch.example', {}, true],
    ['WATCH.example', {}, true],
    ['watch.example:8443', {}, true],
    ['evil.example', {}, false],
    ['127.0.0.1.nip.io', {}, false],
    ['192.168.1.5:3000', {}, false],
    ['192.168.1.5:3000', { isOpen: true }, true],
    ['[2001:db8::1]:3000', { isOpen: true }, true],
    ['evil.example', { isOpen: true }, false],
    [undefined, { isOpen: true }, false],
  ])('%s with %j: %s', (host, given, is) => {
    expect(accessIn({ ...hosts, ...given }).access.isOurHost(host)).toBe(is)
  })
})

test.each([
  ['https://watch.example:8443', 'watch.example', /opened at https:\/\/watch\.example:8443, and/],
  ['http://watch.example', 'watch.example:3000', /PUBLIC_URL says https:\/\/watch\.example:/],
  ['http://192.168.1.5', '192.168.1.5:3000', /opened at http:\/\/192\.168\.1\.5,/],
  ['http://[2001:db8::1]', '[2001:db8::1]:3000', /set PUBLIC_URL to what the browser shows/],
  ['https://evil.example', 'watch.example', null],
  ['https://watch.example.evil.example', 'watch.example', null],
  ['null', 'watch.example', null],
])('a page of %s at %s is ours at another address: %s', (origin, host, said) => {
  const { access } = accessIn({ publicUrl: 'https://watch.example' })
  expect(access.isOurOrigin(origin, host)).toBe(false)
  const sentence = access.misnamed(origin, host)
  if (said === null) expect(sentence).toBeNull()
  else expect(sentence).toMatch(said)
})

test('a web server’s own password in front does not end the session', async () => {
  const opened = accessIn()
  const headers = await signedIn(opened, 'anna', 'viewer')
  const caller = opened.access.callerOf(headerIn({ ...headers, authorization: 'Basic eDp4' }))
  expect(caller?.name).toBe('anna')
})

test('who signs in again ends the session of before', async () => {
  const opened = accessIn()
  const headers = await signedIn(opened, 'anna', 'viewer')
  const again = await opened.access.signIn(
    { name: 'anna', password, from: '203.0.113.7' },
    headerIn(headers),
  )
  expect(again.ok).toBe(true)
  expect(opened.access.callerOf(headerIn(headers))).toBeNull()
})

test('a role that is changed holds at once', async () => {
  const opened = accessIn()
  const headers = await signedIn(opened, 'anna', 'viewer')
  await opened.users.setRole('anna', 'operator')
  expect(opened.access.callerOf(headerIn(headers))?.role).toBe('operator')
})

test('an entry of the audit log that a full disk cut off takes none with it', () => {
  const { access } = accessIn()
  const entry = { who: 'anna', by: 'session', what: 'alarm muted', from: null, done: true } as const
  access.audit.add({ ...entry, of: 'one' })
  writeFileSync(access.audit.path, `${readFileSync(access.audit.path, 'utf8')}{"at":"2026`)
  access.audit.add({ ...entry, of: 'two' })
  expect(access.audit.newest(9).map(({ of }) => of)).toEqual(['two', 'one'])
})

test('once there was a user, a file that is gone opens nothing, and a broken one is said', async () => {
  const { access, users, dataDir } = accessIn()
  const here = headerIn({ host: '127.0.0.1:3000' })
  expect(access.callerOf(here)).toMatchObject({ by: 'this machine' })
  await users.add('anna', 'admin', password)
  expect(access.callerOf(here)).toBeNull()
  expect(access.problem()).toBeNull()
  const file = join(dataDir, 'access/users.json')
  rmSync(file)
  expect(access.callerOf(here)).toBeNull()
  writeFileSync(file, '{"us')
  expect(access.problem()).toMatch(/users\.json" is not as CafeWatch wrote it\. Put it back/)
})

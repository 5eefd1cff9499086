import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from '@playwright/test'
import { type Method, rights } from '@/lib/access/rights'
import { mayAct, roles } from '@/lib/access/roles'
import { tryRequests } from '@/scripts/fuzz-http/try-requests'
import { ask, launched, password, signIn } from './launched'

const server = launched(3188)
const { address } = server

/** A log without a request: what is asked here is who may ask. */
function emptyLog(): string {
  const path = join(server.dir(), 'access_log')
  writeFileSync(path, '')
  return path
}

const methods = ['GET', 'POST', 'PUT', 'DELETE', 'PATCH']
const json = { 'content-type': 'application/json' }

test('every route and method answers nobody, viewer, operator and admin as the table says', async () => {
  test.setTimeout(300_000)
  await server.start({ ACCESS_LOG: emptyLog() })
  const states: [string, Record<string, string>][] = [['nobody', {}]]
  for (const role of roles) {
    await server.users().add(role, role, password)
    states.push([role, await signIn(address, role)])
    const token = await server.tokens().add(`${role}-token`, role)
    states.push([role, { authorization: `Bearer ${token}` }])
  }
  const wrong: string[] = []
  let asked = 0
  for (const [route, of] of Object.entries(rights))
    for (const method of methods)
      for (const [state, headers] of states) {
        // Signs out whoever asks, and is a story of its own.
        if (route === '/sign-out' || (route === '/sign-in' && method === 'POST')) continue
        const path = route.replace(/\*+/g, 'x')
        const { status } = await ask(address + path, {
          method,
          headers: { ...headers, ...json },
          body: method === 'GET' ? undefined : '{}',
        })
        asked += 1
        const right = of[method as Method]
        const may =
          right !== undefined &&
          (right.role === 'anyone' || (state !== 'nobody' && mayAct(state as 'viewer', right.role)))
        const isRefused = [401, 403].includes(status) || (status === 303 && state === 'nobody')
        const isUnknown = status === 404 || status === 405
        const isRight = may ? !isRefused && status < 500 : isRefused || (!right && isUnknown)
        if (!isRight) wrong.push(`${method} ${path} as ${state}: ${status}`)
      }
  expect(wrong).toEqual([])
  expect(asked).toBeGreaterThan(1_500)
})

test('a route that is not in the table answers nobody', async () => {
  await server.start({ ACCESS_LOG: emptyLog() })
  await server.users().add('anna', 'admin', password)
  for (const path of ['/api/nothing', '/_next/image?url=%2Ficon-192.png&w=64&q=75', '/x.txt'])
    expect((await ask(address + path)).status, path).not.toBe(200)
  const headers = await signIn(address, 'anna')
  expect((await ask(`${address}/nothing`, { headers })).status).toBe(404)
  expect(
    (await ask(`${address}/_next/image?url=%2Ficon-192.png&w=64&q=75`, { headers })).status,
  ).toBe(404)
})

test('a person signs in, sees who is signed in, and out again', async ({ page }) => {
  await server.start({ ACCESS_LOG: emptyLog() })
  await page.goto(`${address}/setup`)
  await expect(page.getByRole('link', { name: 'Set-up' })).toBeVisible()
  await server.users().add('anna', 'viewer', password)

  await page.goto(`${address}/errors?range=24h`)
  await expect(page).toHaveURL(/\/sign-in\?next=/)
  await page.getByLabel('Name').fill('anna')
  await page.getByLabel('Password').fill('not this one')
  await page.getByRole('button', { name: 'Sign in' }).click()
  await expect(page.getByRole('alert').filter({ hasText: 'wrong' })).toHaveText(
    'The name or the password is wrong.',
  )
  await expect(page.getByLabel('Name')).toHaveValue('anna')
  await page.getByLabel('Password').fill(password)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await expect(page).toHaveURL(`${address}/errors?range=24h`)
  await expect(page.getByText('anna (viewer)')).toBeVisible()
  await expect(page.getByRole('link', { name: 'Set-up' })).toHaveCount(0)
  expect((await page.goto(`${address}/setup`))?.status()).toBe(403)
  await expect(page.getByRole('main')).toContainText(
    'You are signed in as anna, with the role viewer.',
  )

  await page.getByRole('button', { name: 'Sign out' }).click()
  await expect(page).toHaveURL(`${address}/sign-in`)
  await page.goto(address)
  await expect(page).toHaveURL(`${address}/sign-in`)
})

test('five wrong passwords: one waits, and is told how long', async ({ page }) => {
  await server.start({ ACCESS_LOG: emptyLog() })
  await server.users().add('anna', 'viewer', password)
  await page.goto(`${address}/sign-in`)
  for (let at = 0; at < 6; at += 1) {
    await page.getByLabel('Name').fill('anna')
    await page.getByLabel('Password').fill(`wrong ${at}`)
    await page.getByRole('button', { name: 'Sign in' }).click()
    await expect(page.getByLabel('Password')).toHaveValue('')
  }
  await expect(page.getByRole('alert').filter({ hasText: 'Too many' })).toHaveText(
    'Too many attempts have failed. Try again in a minute.',
  )
})

test('what is changed is written down: who, what, when, from where', async ({ page }) => {
  await server.start({ ACCESS_LOG: emptyLog() })
  await server.users().add('oscar', 'operator', password)
  await server.users().add('anna', 'admin', password)
  const oscar = await signIn(address, 'oscar')
  const mute = { method: 'PUT', headers: { ...oscar, ...json }, body: '{"forMinutes":5}' }
  expect((await ask(`${address}/api/alarms/500-Errors/mute`, mute)).status).toBe(200)
  const anna = await signIn(address, 'anna')
  const { text } = await ask(`${address}/api/audit`, { headers: anna })
  expect(JSON.parse(text).entries.slice(0, 3)).toMatchObject([
    { who: 'anna', what: 'sign-in', from: '127.0.0.1', done: true },
    {
      who: 'oscar',
      by: 'session',
      what: 'alarm muted',
      of: '500-Errors',
      from: '127.0.0.1',
      done: true,
    },
    { who: 'oscar', what: 'sign-in' },
  ])
  const [name, value] = anna.cookie.split('=')
  await page.context().addCookies([{ name: name ?? '', value: value ?? '', url: address }])
  await page.goto(`${address}/audit`)
  const row = page.getByRole('row').filter({ hasText: 'alarm muted: 500-Errors' })
  await expect(row).toContainText('oscar')
})

test('a form of another site, a path elsewhere and a huge form get nowhere', async () => {
  await server.start({ ACCESS_LOG: emptyLog() })
  await server.users().add('anna', 'admin', password)
  const form = { 'content-type': 'application/x-www-form-urlencoded' }
  const send = (headers: Record<string, string>, fields: Record<string, string>) =>
    ask(`${address}/sign-in`, {
      method: 'POST',
      headers: { ...form, ...headers },
      body: new URLSearchParams({ name: 'anna', password, ...fields }).toString(),
    })
  expect((await send({ origin: 'https://evil.example' }, {})).status).toBe(403)
  expect((await send({ 'sec-fetch-site': 'cross-site' }, {})).status).toBe(403)
  expect((await send({ host: 'evil.example' }, {})).status).toBe(403)
  expect((await send({}, { more: 'x'.repeat(20_000) })).status).toBe(415)
  for (const next of [
    '//evil.example/',
    '/\\evil.example',
    'https://evil.example/',
    'javascript:alert(1)',
  ])
    expect((await send({}, { next })).headers.location, next).toBe('/')
})

test('without a user, other machines are not let in, whatever says so', async () => {
  await server.start({ ACCESS_LOG: emptyLog(), PUBLIC_URL: 'https://watch.example' })
  for (const headers of [
    {},
    { host: 'watch.example' },
    { 'x-forwarded-for': '203.0.113.7' },
  ] as Record<string, string>[])
    for (const path of ['/', '/api/alarms']) {
      const { status, text } = await ask(address + path, { headers })
      expect(status).toBe(401)
      expect(text).toContain('There is no user yet')
    }
  expect((await ask(address, { headers: { host: 'evil.example' } })).status).toBe(403)
})

test('hostile requests over every route: no crash, no hang, no 500, no whole address, no secret', async () => {
  test.setTimeout(240_000)
  const { requests, wrong } = await tryRequests(150, 20_000)
  expect(wrong).toEqual([])
  expect(requests).toBe(150)
})

import type { ChildProcess } from 'node:child_process'
import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { chromium, expect, test } from '@playwright/test'
import { minuteMs } from '@/lib/time'
import { findChromium } from '@/scripts/chromium'
import { apacheMissing, freePort } from './apache'
import { ask, launched, password } from './launched'
import { askOver, host, line, makeCertificate, proxyNames, startProxy } from './proxies'
import { serversMissing } from './web-servers'

const server = launched(3190)
let proxy: ChildProcess | null = null

test.beforeAll(() => {
  const missing = serversMissing() ?? apacheMissing()
  test.skip(missing !== null, missing ?? '')
})
test.afterEach(() => {
  proxy?.kill('SIGTERM')
  proxy = null
})

const form = { 'content-type': 'application/x-www-form-urlencoded' }
const json = { 'content-type': 'application/json' }

for (const name of proxyNames)
  test(`behind ${name}, by the recipe of the docs: page, scripts, sign-in, POST, live tail; other hosts are refused`, async () => {
    test.setTimeout(240_000)
    const port = await freePort()
    const log = join(server.dir(), 'access_log')
    // Explore's period ends with the last whole minute.
    writeFileSync(log, line('/before', 5 * minuteMs))
    await server.users().add('anna', 'admin', password)
    await server.start({
      ACCESS_LOG: log,
      PUBLIC_URL: `https://${host}:${port}`,
    })
    const dir = join(server.dir(), name)
    mkdirSync(dir)
    proxy = await startProxy(name, { dir, port, ours: server.port })

    const browser = await chromium.launch({
      executablePath: findChromium(),
      args: ['--no-sandbox', '--disable-gpu', `--host-resolver-rules=MAP ${host} 127.0.0.1`],
    })
    const context = await browser.newContext({ ignoreHTTPSErrors: true })
    const page = await context.newPage()
    const broken: string[] = []
    page.on('response', (response) => {
      if (response.status() >= 400) broken.push(`${response.status()} ${response.url()}`)
    })
    await page.goto(`https://${host}:${port}/explore`)
    await page.getByLabel('Name').fill('anna')
    await page.getByLabel('Password').fill(password)
    await page.getByRole('button', { name: 'Sign in' }).click()
    await expect(page).toHaveURL(`https://${host}:${port}/explore`)
    await expect(page.getByText('anna (admin)')).toBeVisible()
    // Only the page's own scripts draw an editor, and run a query by POST.
    await expect(async () => {
      await page.getByRole('button', { name: /^Run/ }).click()
      await expect(page.getByText('/before').first()).toBeVisible({ timeout: 5_000 })
    }).toPass({ timeout: 60_000 })
    expect(broken).toEqual([])
    const cookies = await context.cookies()
    expect(cookies.find(({ name: cookie }) => cookie === '__Host-cafewatch')).toMatchObject({
      httpOnly: true,
      secure: true,
      sameSite: 'Lax',
    })
    const cookie = cookies.map(({ name: key, value }) => `${key}=${value}`).join('; ')
    await browser.close()

    const origin = `https://${host}:${port}`
    const mute = { method: 'PUT', body: '{"forMinutes":5}' }
    const path = '/api/alarms/500-Errors/mute'
    expect(
      (await askOver(port, path, { ...mute, headers: { ...json, cookie, origin } })).status,
    ).toBe(200)
    const { text } = await askOver(port, '/api/audit', { headers: { cookie } })
    expect(JSON.parse(text).entries[0]).toMatchObject({
      who: 'anna',
      what: 'alarm muted',
      from: '127.0.0.1',
    })

    const tail = askOver(port, '/api/tail', { headers: { cookie } })
    const writing = setInterval(() => appendFileSync(log, line('/while')), 500)
    const first = await tail.finally(() => clearInterval(writing))
    expect(first.status).toBe(200)
    expect(first.text).toMatch(/^(?:event|data|id|retry|:)/)

    const evil = { ...json, cookie, origin: 'https://evil.example' }
    expect((await askOver(port, path, { ...mute, headers: evil })).status).toBe(403)
    expect(
      (
        await askOver(port, '/sign-in', {
          method: 'POST',
          headers: { ...form, origin: 'https://evil.example' },
          body: '',
        })
      ).status,
    ).toBe(403)
    const rebound = await askOver(port, '/', { headers: { host: 'evil.example', cookie } }).catch(
      () => null,
    )
    // Caddy has no site of that name and answers nothing.
    expect(rebound === null || rebound.status >= 400 || rebound.text === '').toBe(true)
    expect((await ask(server.address, { headers: { host: 'evil.example', cookie } })).status).toBe(
      403,
    )
    expect((await askOver(port, '/api/alarms')).status).toBe(401)
  })

test('by itself, with TLS, once there is a user', async () => {
  const { cert, key } = makeCertificate(server.dir())
  const log = join(server.dir(), 'access_log')
  writeFileSync(log, '')
  const settings = { HOST: '0.0.0.0', TLS_CERT: cert, TLS_KEY: key, ACCESS_LOG: log }
  await expect(server.start(settings)).rejects.toThrow()
  expect(server.said()).toContain('nobody could sign in yet')
  await server.users().add('anna', 'viewer', password)
  await server.start(settings)
  const body = new URLSearchParams({ name: 'anna', password }).toString()
  const own = { host: `127.0.0.1:${server.port}` }
  const { status, headers } = await askOver(server.port, '/sign-in', {
    method: 'POST',
    headers: { ...form, ...own },
    body,
  })
  expect(status).toBe(303)
  const cookie = headers['set-cookie']?.[0] ?? ''
  expect(cookie).toMatch(/^__Host-cafewatch=.*; Secure/)
  const signedIn = { ...own, cookie: cookie.split(';', 1)[0] ?? '' }
  expect((await askOver(server.port, '/', { headers: signedIn })).status).toBe(200)
  expect(
    (await askOver(server.port, '/', { headers: { ...signedIn, host: 'evil.example' } })).status,
  ).toBe(403)
})

import type { ChildProcess } from 'node:child_process'
import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type BrowserContext, chromium, expect, type Page, test } from '@playwright/test'
import { minuteMs } from '@/lib/time'
import { findChromium } from '@/scripts/chromium'
import { apacheMissing, freePort } from './apache'
import { ask, launched, password } from './launched'
import { askOver, line, proxyNames, shopHost, startProxy } from './proxies'
import { moveUntilThere } from './sign-of-life'
import { serversMissing } from './web-servers'

const server = launched(3189)
let proxy: ChildProcess | null = null

test.afterEach(() => {
  proxy?.kill('SIGTERM')
  proxy = null
})

function newLog(): string {
  const log = join(server.dir(), 'access_log')
  // Explore's period ends with the last whole minute.
  writeFileSync(log, line('/before', 5 * minuteMs))
  return log
}

/** Asks for what lies elsewhere, and for what is not there. */
function follow(page: Page, within: string) {
  const outside: string[] = []
  const broken: string[] = []
  page.on('request', (request) => {
    const { protocol, href } = new URL(request.url())
    if (protocol.startsWith('http') && !`${href}/`.startsWith(`${within}/`)) outside.push(href)
  })
  page.on('response', (response) => {
    if (response.status() >= 400) broken.push(`${response.status()} ${response.url()}`)
  })
  page.on('requestfailed', (request) => {
    // Whoever leaves a page asks no further.
    if (request.failure()?.errorText !== 'net::ERR_ABORTED') broken.push(request.url())
  })
  page.on('pageerror', (error) => broken.push(error.message))
  page.on('console', (message) => {
    if (message.type() === 'error') broken.push(message.text())
  })
  return { outside, broken }
}

const open = () =>
  chromium.launch({
    executablePath: findChromium(),
    args: ['--no-sandbox', '--disable-gpu', `--host-resolver-rules=MAP ${shopHost} 127.0.0.1`],
  })

/** Runs Explore's query, which only the page's own scripts can: they draw the editor and the answer. */
async function runQuery(page: Page): Promise<void> {
  await expect(async () => {
    await page.getByRole('button', { name: /^Run/ }).click()
    await expect(page.getByText('/before').first()).toBeVisible({ timeout: 5_000 })
  }).toPass({ timeout: 60_000 })
}

async function signInAs(page: Page, name: string): Promise<void> {
  await page.getByLabel('Name').fill(name)
  await page.getByLabel('Password').fill(password)
  await page.getByRole('button', { name: 'Sign in' }).click()
}

const cookiesOf = async (context: BrowserContext) =>
  (await context.cookies()).map(({ name, value }) => `${name}=${value}`).join('; ')

const form = { 'content-type': 'application/x-www-form-urlencoded' }
const json = { 'content-type': 'application/json' }

test('under BASE_PATH every page asks only for what is there, and for nothing outside', async () => {
  test.setTimeout(300_000)
  await server.users().add('anna', 'admin', password)
  await server.start({ ACCESS_LOG: newLog(), BASE_PATH: '/watch' })
  expect(server.said()).toContain(`CafeWatch is at ${server.address}/watch`)
  const within = `${server.address}/watch`
  const browser = await open()
  const page = await (await browser.newContext()).newPage()
  const { outside, broken } = follow(page, within)
  await page.goto(within)
  await expect(page).toHaveURL(`${within}/sign-in`)
  await signInAs(page, 'anna')
  await expect(page).toHaveURL(`${within}/`)
  // By links alone, as people go; each page has its own.
  const seen = new Set<string>()
  const waiting = [`${within}/`]
  for (let at = waiting.shift(); at !== undefined; at = waiting.shift()) {
    const place = new URL(at).pathname
    if (seen.has(place)) continue
    seen.add(place)
    await page.goto(at)
    await expect(page.locator('main h1, main h2').first()).toBeVisible()
    await page.waitForTimeout(1_500)
    for (const href of await page
      .locator('a[href]')
      .evaluateAll((links) => links.map((link) => (link as HTMLAnchorElement).href))) {
      const { origin, pathname } = new URL(href)
      if (origin !== server.address || pathname.startsWith('/watch/api/')) continue
      expect(pathname).toMatch(/^\/watch(?:\/|$)/)
      waiting.push(href)
    }
  }
  for (const name of [
    '',
    'errors',
    'incidents',
    'alarms',
    'explore',
    'tail',
    'setup',
    'back-test',
    'audit',
  ])
    expect([...seen]).toContain(`/watch/${name}`)
  expect([...seen].filter((place) => place.startsWith('/watch/alarms/')).length).toBeGreaterThan(2)
  expect({ outside, broken }).toEqual({ outside: [], broken: [] })

  await page.goto(`${within}/explore`)
  await runQuery(page)
  await expect(page).toHaveURL(/^http:\/\/[^/]+\/watch\/explore/)
  // What is asked for when the pointer comes.
  await page.goto(`${within}/`)
  await page.waitForLoadState('networkidle')
  const chart = page.locator('svg.recharts-surface').first()
  await moveUntilThere(page, chart)
  await chart.hover()
  await page.waitForTimeout(1_000)
  for (const path of ['manifest.webmanifest', 'favicon.ico', 'icon.svg'])
    expect((await ask(`${within}/${path}`)).status).toBe(200)
  expect({ outside, broken }).toEqual({ outside: [], broken: [] })

  await page.goto(`${within}/nothing`)
  await page.getByRole('main').getByRole('link', { name: 'Alarms' }).click()
  await expect(page).toHaveURL(`${within}/alarms`)
  await browser.close()

  for (const path of ['/', '/alarms', '/watches', '/api/health', '/_next/static/x.js']) {
    const { status, text } = await ask(server.address + path)
    expect([path, status, text]).toEqual([
      path,
      404,
      'There is nothing here. CafeWatch is at /watch/.\n',
    ])
  }
  const asked = await ask(within)
  expect([asked.status, asked.headers.location]).toEqual([303, '/watch/sign-in'])
  expect((await ask(`${within}/api/health/live`)).status).toBe(200)
  expect((await ask(`${within}//evil.example/`)).status).toBe(404)
})

for (const name of proxyNames)
  test(`under a path of the shop's host, behind ${name} by the recipe of the docs: page, scripts, sign-in, POST, live tail, alarm, links; other hosts are refused`, async () => {
    const missing = serversMissing() ?? apacheMissing()
    test.skip(missing !== null, missing ?? '')
    test.setTimeout(240_000)
    const port = await freePort()
    const log = newLog()
    await server.users().add('anna', 'admin', password)
    const origin = `https://${shopHost}:${port}`
    await server.start({ ACCESS_LOG: log, PUBLIC_URL: `${origin}/watch` })
    const dir = join(server.dir(), name)
    mkdirSync(dir)
    const place = { dir, port, ours: server.port, name: shopHost, base: '/watch' }
    proxy = await startProxy(name, place)
    const over = (path: string, asked: Parameters<typeof askOver>[2] = {}) =>
      askOver(port, path, { name: shopHost, ...asked })

    const browser = await open()
    const context = await browser.newContext({ ignoreHTTPSErrors: true })
    const page = await context.newPage()
    const { outside, broken } = follow(page, `${origin}/watch`)
    await page.goto(`${origin}/watch/explore`)
    await expect(page).toHaveURL(`${origin}/watch/sign-in?next=%2Fexplore`)
    await signInAs(page, 'anna')
    await expect(page).toHaveURL(`${origin}/watch/explore`)
    await expect(page.getByText('anna (admin)')).toBeVisible()
    await runQuery(page)
    await page.getByRole('navigation', { name: 'Pages' }).getByText('Alarms').click()
    await expect(page).toHaveURL(`${origin}/watch/alarms`)
    await page.getByRole('link', { name: '500-Errors' }).first().click()
    await expect(page).toHaveURL(`${origin}/watch/alarms/500-Errors`)
    await expect(page.getByRole('heading', { name: '500-Errors', level: 1 })).toBeVisible()
    const cookies = await context.cookies()
    expect(cookies.find(({ name: cookie }) => cookie === '__Secure-cafewatch')).toMatchObject({
      path: '/watch',
      httpOnly: true,
      secure: true,
      sameSite: 'Lax',
    })
    const cookie = await cookiesOf(context)
    expect({ outside, broken }).toEqual({ outside: [], broken: [] })
    await page.goto(`${origin}/watch`)
    await expect(page.getByText('anna (admin)')).toBeVisible()

    const mute = { method: 'PUT', body: '{"forMinutes":5}' }
    const path = '/watch/api/alarms/500-Errors/mute'
    const muted = await over(path, { ...mute, headers: { ...json, cookie, origin } })
    expect(muted.status).toBe(200)
    const { text } = await over('/watch/api/audit', { headers: { cookie } })
    expect(JSON.parse(text).entries[0]).toMatchObject({ who: 'anna', what: 'alarm muted' })

    const tail = over('/watch/api/tail', { headers: { cookie } })
    const writing = setInterval(() => appendFileSync(log, line('/while')), 500)
    const first = await tail.finally(() => clearInterval(writing))
    expect(first.status).toBe(200)
    expect(first.text).toMatch(/^(?:event|data|id|retry|:)/)

    const evil = { cookie, origin: 'https://evil.example' }
    expect((await over(path, { ...mute, headers: { ...json, ...evil } })).status).toBe(403)
    const forged = { method: 'POST', headers: { ...form, ...evil }, body: '' }
    expect((await over('/watch/sign-in', forged)).status).toBe(403)
    const foreign = { headers: { host: 'evil.example', cookie } }
    expect((await ask(`${server.address}/watch/`, foreign)).status).toBe(403)
    expect((await over('/watch/api/alarms')).status).toBe(401)
    // The rest of the host is the shop's.
    expect((await over('/api/alarms', { headers: { cookie } })).text).not.toContain('500-Errors')

    await page.getByRole('button', { name: 'Sign out' }).click()
    await expect(page).toHaveURL(`${origin}/watch/sign-in`)
    await page.goto(`${origin}/watch/alarms`)
    await expect(page).toHaveURL(/\/watch\/sign-in\?next=%2Falarms$/)
    await browser.close()
  })

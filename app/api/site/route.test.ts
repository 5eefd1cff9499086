import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { runtime, setRuntime } from '@/lib/aws/runtime'
import { readEnv } from '@/lib/env'
import { bareShop } from '@/lib/saving/testdata/bare-shop'
import { openShop } from '@/lib/saving/testdata/open-shop'
import { parseSite } from '@/lib/site'
import { DELETE, GET, POST, PUT } from './route'

const nowMs = Date.parse('2026-11-24T12:00:30Z')
const bakery = [
  { name: 'shop', match: [{ path: '/' }] },
  { name: 'order', match: [{ method: 'POST', path: '/bakery/order' }] },
]
const secrets = {
  smtp: 'smtp://me:smtp-password-7f3a@mail.example:587',
  url: 'https://hooks.example/services/T0SECRET/B0SECRET',
  secret: 'signing-secret-of-the-webhook',
}
const recipients = [
  { name: 'ops', kind: 'email', to: ['ops@bakery.example'], smtp: secrets.smtp },
  { name: 'chat', kind: 'slack', url: secrets.url },
  { name: 'pager', kind: 'webhook', url: secrets.url, secret: secrets.secret },
]
const secretTexts = /smtp-password-7f3a|T0SECRET|signing-secret/

async function openWithEngine() {
  const shop = await openShop({ nowMs })
  onTestFinished(shop.close)
  return shop
}
function openBare() {
  const shop = bareShop()
  onTestFinished(shop.close)
  return shop
}

function request(method: string, body?: unknown, more: Record<string, string> = {}) {
  const headers = { host: 'localhost', 'content-type': 'application/json', ...more }
  const text = typeof body === 'string' ? body : JSON.stringify(body)
  return new Request('http://localhost/api/site', { method, headers, body: text })
}
async function answered(response: Response) {
  const text = await response.text()
  expect(text).not.toMatch(secretTexts)
  return { status: response.status, ...JSON.parse(text) }
}
const get = async () => answered(await GET(request('GET'), undefined))
const put = async (site: unknown) => answered(await PUT(request('PUT', { site }), undefined))
const check = async (site: unknown) => answered(await POST(request('POST', { site }), undefined))
const forget = async () => answered(await DELETE(request('DELETE'), undefined))
const savedIn = (dir: string) => JSON.parse(readFileSync(join(dir, 'site.json'), 'utf8'))

test('what is saved is in force at once, read again by the next start, and forgotten again', async () => {
  const shop = await openWithEngine()
  const before = await shop.filters()
  const notSetUp = { from: 'default', canSave: true, why: null, site: {}, variables: [] }
  expect(await get()).toEqual({ status: 200, ...notSetUp })

  const site = { name: 'the bakery', steps: bakery }
  const reading = { status: 200, ...notSetUp, from: 'setup', site }
  expect(await put(site)).toEqual({ ...reading, toDo: null })
  expect(await get()).toEqual(reading)
  expect((await shop.filters()).Orders).toContain('/bakery/order')
  expect(runtime().env.site).toMatchObject({ name: 'the bakery', steps: bakery })

  const file = join(shop.dir, 'site.json')
  expect(statSync(file).mode & 0o777).toBe(0o600)
  const next = readEnv({ DATA_DIR: shop.dir })
  expect(next.site).toEqual(runtime().env.site)
  expect(next.monitoring).toEqual(runtime().env.monitoring)

  expect(await forget()).toEqual({ status: 200, ...notSetUp, toDo: null })
  expect(await shop.filters()).toEqual(before)
  expect(readEnv({ DATA_DIR: shop.dir }).siteFile.from).toBe('default')
})

test('alarms follow the steps and the recipients', async () => {
  const shop = await openWithEngine()
  await put({ steps: [], recipients })
  expect(Object.keys(await shop.filters())).not.toContain('Orders')
  const alarms = await shop.alarms()
  expect(Object.keys(alarms)).not.toContain('Orders-Stopped')
  expect(alarms['Server-Errors']).toHaveLength(3)
  await put({ steps: null, recipients: recipients.slice(0, 1) })
  expect(Object.keys(await shop.filters())).toContain('Orders')
  expect((await shop.alarms())['Orders-Stopped']).toEqual(['arn:aws:sns:local:000000000000:ops'])
  const named = (await shop.engine.recipients.status()).map(({ name }) => name)
  expect(named).toEqual(['ops'])
})

test('secrets stay on the server, and are kept for what stands in their place', async () => {
  const shop = openBare()
  const { site, variables } = await put({ recipients })
  expect(variables).toEqual(['OPS_SMTP_PASSWORD', 'CHAT_URL', 'PAGER_URL', 'PAGER_SECRET'])
  expect(site.recipients[0].smtp).toBe(`smtp://me:\${OPS_SMTP_PASSWORD}@mail.example:587`)
  const [ops, chat, pager] = site.recipients
  const renamed = [{ ...chat, name: 'kitchen' }, { ...ops, to: ['new@bakery.example'] }, pager]
  expect((await put({ recipients: renamed })).status).toBe(200)
  expect(savedIn(shop.dir).recipients).toEqual([
    { ...recipients[1], name: 'kitchen' },
    { ...recipients[0], to: ['new@bakery.example'] },
    recipients[2],
  ])
})

test('a site file can be checked without being saved, and is refused as saving it is', async () => {
  const shop = openBare()
  const wrong = { recipients: [{ name: 'webhook', kind: 'webhook', url: '' }], averageOrder: 1e12 }
  const refused = await check(wrong)
  expect(refused).toEqual(await put(wrong))
  expect(refused).toMatchObject({
    status: 400,
    error: { message: expect.stringMatching(/averageOrder: .*recipients\.0\.url: /) },
  })
  expect(await check({ name: 'the bakery', recipients })).toEqual({ status: 200, ok: true })
  expect(existsSync(join(shop.dir, 'site.json'))).toBe(false)
})

test('one that SITE_FILE names is checked with its own variables', async () => {
  const shop = openBare()
  const SITE_FILE = join(shop.dir, 'own.json')
  const chat = { name: 'chat', kind: 'slack', url: `\${CHAT_URL}` }
  writeFileSync(SITE_FILE, JSON.stringify({ name: 'own', recipients: [chat] }))
  const CHAT_URL = 'https://hooks.example/services/1'
  setRuntime({ ...runtime(), env: readEnv({ DATA_DIR: shop.dir, SITE_FILE, CHAT_URL }) })
  expect(await check({ steps: bakery, recipients: [chat] })).toEqual({ status: 200, ok: true })
  expect(await check({ steps: bakery, averageOrder: -1 })).toMatchObject({ status: 400 })
})

test('a site file named in SITE_FILE rules', async () => {
  const shop = openBare()
  const SITE_FILE = join(shop.dir, 'own.json')
  writeFileSync(SITE_FILE, JSON.stringify({ name: 'own', recipients }))
  setRuntime({ ...runtime(), env: readEnv({ DATA_DIR: shop.dir, SITE_FILE }) })
  const why = expect.stringMatching(/own\.json rules, since SITE_FILE names it/)
  const reading = await get()
  expect(reading).toMatchObject({ from: 'siteFile', canSave: false, why, site: { name: 'own' } })
  expect(await put({ name: 'x' })).toEqual({ status: 409, error: { message: why } })
  expect(await forget()).toEqual({ status: 409, error: { message: why } })
})

test('what may be exported is a site file of its own', async () => {
  openBare()
  await put({ name: 'the bakery', steps: bakery, recipients })
  const response = await GET(
    new Request('http://localhost/api/site?download', { headers: { host: 'localhost' } }),
    undefined,
  )
  expect(response.headers.get('content-disposition')).toBe('attachment; filename="site.json"')
  const text = await response.text()
  expect(text).not.toMatch(secretTexts)
  const OPS_SMTP_PASSWORD = 'smtp-password-7f3a'
  const { url, secret } = secrets
  const variables = { OPS_SMTP_PASSWORD, CHAT_URL: url, PAGER_URL: url, PAGER_SECRET: secret }
  const { site, monitoring } = parseSite(text, variables)
  expect({ site, monitoring }).toEqual({
    site: runtime().env.site,
    monitoring: runtime().env.monitoring,
  })
})

const deep = '['.repeat(30_000) + ']'.repeat(30_000)
test.each<[what: string, body: unknown, headers: Record<string, string>, status: number]>([
  ['another site', { site: {} }, { origin: 'https://evil.example' }, 403],
  ['another host', { site: {} }, { host: 'evil.example' }, 403],
  ['a form', { site: {} }, { 'content-type': 'text/plain' }, 415],
  ['no site', {}, {}, 400],
  ['a list', { site: [] }, {}, 400],
  ['members of how the log is read', { site: { logFormat: 'combined' } }, {}, 400],
  ['members of what is watched', { site: { alarms: [] } }, {}, 400],
  ['something beside', { site: {}, path: '/etc/passwd' }, {}, 400],
  ['a prototype', '{"site":{"__proto__":{"name":"x"}}}', {}, 400],
  ['what is nested deeply', `{"site":{"steps":${deep}}}`, {}, 400],
  ['what is too long', { site: { name: 'x'.repeat(70_000) } }, {}, 400],
])('PUT from or with %s saves nothing', async (_, body, headers, status) => {
  const shop = openBare()
  const { env } = runtime()
  expect((await PUT(request('PUT', body, headers), undefined)).status).toBe(status)
  expect(runtime().env).toBe(env)
  expect(readEnv({ DATA_DIR: shop.dir }).siteFile.from).toBe('default')
})

test('DELETE from another site forgets nothing', async () => {
  const shop = openBare()
  await put({ name: 'the bakery' })
  const evil = { 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' }
  expect((await DELETE(request('DELETE', undefined, evil), undefined)).status).toBe(403)
  expect(savedIn(shop.dir)).toEqual({ name: 'the bakery' })
})

test('a member that is wrong is named', async () => {
  openBare()
  expect(await put({ steps: [{ name: 'order', match: [{ path: 'x' }] }] })).toMatchObject({
    status: 400,
    error: {
      field: 'site.steps.0.match.0.path',
      message: expect.stringMatching(/^steps\.0\.match\.0\.path: /),
      problems: [{ path: 'steps.0.match.0.path', message: expect.not.stringMatching(/^steps/) }],
    },
  })
})

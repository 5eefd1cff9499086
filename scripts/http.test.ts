import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { expect, onTestFinished, test, vi } from 'vitest'
import { accessIn, password, signedIn } from '@/lib/access/testdata/access-in'
import { viewerHeader, viewerLeft } from '@/lib/viewers'
import { serve } from './http'

const open = (host: string, port: number, { access } = accessIn()) =>
  serve(async (_, response) => void response.end('a page'), {
    host,
    port,
    tls: null,
    access,
    provider: null,
    dev: false,
    basePath: '',
  })

test('where nothing can listen, it says why and what to do', async () => {
  const other = createServer().listen(0, '127.0.0.1')
  await new Promise((resolve) => other.once('listening', resolve))
  const { port } = other.address() as AddressInfo
  await expect(open('127.0.0.1', port)).rejects.toThrow(
    `Port ${port} is in use. Stop what listens there, or choose another: PORT=${port + 1} npm start`,
  )
  other.close()
  await expect(open('203.0.113.9', 0)).rejects.toThrow(
    'HOST is "203.0.113.9", which is no address of this machine.',
  )
})

/** Asks a server of some access that ends with the test. */
async function asked(opened: ReturnType<typeof accessIn>) {
  const server = await open('127.0.0.1', 0, opened)
  onTestFinished(() => void server.close())
  const { port } = server.address() as AddressInfo
  return async (path: string, init: RequestInit = {}) => {
    const response = await fetch(`http://127.0.0.1:${port}${path}`, {
      redirect: 'manual',
      ...init,
    })
    return { status: response.status, text: await response.text() }
  }
}

test('what only Next’s own router would send does not reach Next, which answers 500 to some of it', async () => {
  const seen: unknown[] = []
  const { access } = accessIn()
  const settings = { host: '127.0.0.1', port: 0, tls: null, provider: null, dev: false }
  const handle = async (request: IncomingMessage, response: ServerResponse) => {
    seen.push(request.headers['next-router-state-tree'])
    response.end('a page')
  }
  const server = await serve(handle, { ...settings, access, basePath: '' })
  onTestFinished(() => void server.close())
  const { port } = server.address() as AddressInfo
  const headers = { 'next-router-state-tree': '%5B%22%22%5D' }
  expect((await fetch(`http://127.0.0.1:${port}/alarms`, { headers })).status).toBe(200)
  expect(seen).toEqual([undefined])
})

const damages: [string, (path: string) => void, RegExp][] = [
  [
    'is cut short',
    (path) => writeFileSync(path, '{"'),
    /is not as CafeWatch wrote it\. Put it back/,
  ],
  [
    'is a folder',
    (path) => [rmSync(path, { force: true }), mkdirSync(path)],
    /cannot be read: it is a folder, not a file\. Move it away\./,
  ],
]

test.each(
  damages.flatMap(([how, damage, sentence]) =>
    ['users', 'tokens', 'sessions'].map((file) => ({ file, how, damage, sentence })),
  ),
)(
  'where the file of $file $how, nobody is let in by it, and every answer says so',
  async (given) => {
    const opened = accessIn()
    const { cookie } = await signedIn(opened, 'anna', 'admin')
    const authorization = `Bearer ${await opened.tokens.add('grafana', 'viewer')}`
    const ask = await asked(opened)
    const headers: Record<string, string> = given.file === 'tokens' ? { authorization } : { cookie }
    expect(await ask('/', { headers })).toMatchObject({ status: 200 })
    given.damage(join(opened.dataDir, `access/${given.file}.json`))
    for (const path of ['/', '/setup', '/api/alarms', '/metrics', '/nothing']) {
      const { status, text } = await ask(path, { headers })
      expect(status, path).toBe(503)
      expect(text).toMatch(/^({"error":{"message":")?Nobody can be let in now\. /)
      expect(text.replaceAll('\\"', '"')).toContain(`access/${given.file}.json" `)
      expect(text).toMatch(given.sentence)
    }
    expect((await ask('/api/health', { headers })).status).toBe(200)
  },
)

test('while the file of users is broken, the page of the sign-in says so, and the form too', async () => {
  const opened = accessIn()
  const { cookie } = await signedIn(opened, 'anna', 'admin')
  const ask = await asked(opened)
  expect((await ask('/sign-in')).status).toBe(200)
  writeFileSync(join(opened.dataDir, 'access/users.json'), '{"')
  const said = vi.spyOn(console, 'error').mockImplementation(() => {})
  expect(await ask('/sign-in')).toMatchObject({ status: 503 })
  const body = new URLSearchParams({ name: 'anna', password })
  const { status, text } = await ask('/sign-in', { method: 'POST', body })
  expect(status).toBe(503)
  expect(text).toMatch(/^Nobody can sign in now\. .*users\.json" is not as CafeWatch wrote it\./)
  // The browser forgets the session all the same.
  expect(await ask('/sign-out', { method: 'POST', headers: { cookie } })).toMatchObject({
    status: 303,
  })
  said.mockRestore()
})

const picture = { 'sec-fetch-mode': 'no-cors', 'sec-fetch-dest': 'image' }
const link = { 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' }
const frame = { 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'iframe' }

test.each<[from: string, headers: Record<string, string>, path: string, status: number]>([
  ['cross-site', picture, '/', 403],
  ['cross-site', frame, '/', 403],
  ['cross-site', link, '/', 200],
  ['cross-site', picture, '/api/readings?ask=totals', 403],
  ['cross-site', link, '/api/readings?ask=totals', 403],
  ['same-site', picture, '/errors', 403],
  ['same-origin', picture, '/errors', 200],
  ['none', link, '/api/alarms', 200],
  ['cross-site', picture, '/icon.svg', 200],
])('another site starts no queries: %s, %o, %s: %d', async (from, headers, path, status) => {
  const server = await open('127.0.0.1', 0)
  onTestFinished(() => void server.close())
  const { port } = server.address() as AddressInfo
  // `fetch` says of itself what it does.
  const answer = await new Promise<IncomingMessage>((resolve, reject) => {
    const sent = { host: '127.0.0.1', port, path, headers: { ...headers, 'sec-fetch-site': from } }
    request(sent, resolve).on('error', reject).end()
  })
  expect(answer.resume().statusCode).toBe(status)
})

test('a page hears when whoever asked for it has left, and only then', async () => {
  const left: (AbortSignal | undefined)[] = []
  const names: (string | null)[] = []
  const held: ServerResponse[] = []
  const { access } = accessIn()
  const settings = { host: '127.0.0.1', port: 0, tls: null, provider: null, dev: false }
  const handle = async (asking: IncomingMessage, response: ServerResponse) => {
    const name = asking.headers[viewerHeader]?.toString() ?? null
    names.push(name)
    left.push(viewerLeft(name))
    held.push(response)
  }
  const server = await serve(handle, { ...settings, access, basePath: '' })
  onTestFinished(() => void server.close())
  const { port } = server.address() as AddressInfo
  const leaving = new AbortController()
  const ask = (signal?: AbortSignal) =>
    // What a client sends names nobody.
    fetch(`http://127.0.0.1:${port}/`, { headers: { [viewerHeader]: 'mine' }, signal })
  const [first, second] = [ask(leaving.signal), ask()]
  await vi.waitFor(() => expect(left).toHaveLength(2))
  expect(left.map((signal) => signal?.aborted)).toEqual([false, false])
  leaving.abort()
  await expect(first).rejects.toThrow()
  await vi.waitFor(() => expect(left.filter((signal) => signal?.aborted)).toHaveLength(1))
  // A page that begins afterwards asks for nobody.
  expect(names.filter((name) => viewerLeft(name)?.aborted)).toHaveLength(1)
  for (const response of held) response.end('a page')
  expect((await second).status).toBe(200)
})

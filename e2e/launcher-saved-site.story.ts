import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from '@playwright/test'

const port = 3194
const address = `http://127.0.0.1:${port}`
const atMs = Date.now() - 10 * 60_000
const line = (path: string, n: number) =>
  `198.51.100.${n} - - [${new Date(atMs).toUTCString().replace(/^\w+, (\d+) (\w+) (\d+) (.*) GMT$/, '$1/$2/$3:$4 +0000')}] "POST ${path} HTTP/1.1" 200 512 "-" "Mozilla/5.0"\n`

let dir: string
let running: ChildProcess | null = null
let said = ''

test.beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'set-up-'))
})
test.afterEach(() => {
  running?.kill('SIGKILL')
  running = null
  rmSync(dir, { recursive: true, force: true })
})

/** Starts the server as `npm start` does. */
function start(settings: Record<string, string> = {}): ChildProcess {
  said = ''
  const ours = {
    PORT: String(port),
    DATA_DIR: join(dir, 'data'),
    ACCESS_LOG: join(dir, 'access_log'),
  }
  const child = spawn(process.execPath, ['scripts/start.js'], {
    env: { ...process.env, ...ours, ...settings },
  })
  for (const stream of [child.stdout, child.stderr])
    stream?.on('data', (chunk: Buffer) => {
      said += chunk.toString()
    })
  running = child
  return child
}
const ended = (child: ChildProcess) =>
  new Promise<number | null>((resolve) => child.once('close', (code) => resolve(code)))
const up = () => expect.poll(() => said, { timeout: 30_000 }).toContain('CafeWatch is at')
const json = async (path: string) => (await fetch(address + path)).json()
const orders = async () => Number((await json('/api/queries/totals?range=1h')).rows?.[0]?.orders)
const patience = { timeout: 30_000 }

test('a set-up is in force at once, also after the process was killed; damaged, it stops the start', async () => {
  test.setTimeout(180_000)
  const placed = [1, 2, 3].map((n) => line('/bakery/order', n)).join('')
  writeFileSync(join(dir, 'access_log'), placed)
  const first = start()
  await up()
  await expect.poll(orders, patience).toBe(0)
  const site = {
    name: 'the bakery',
    steps: [{ name: 'order', match: [{ method: 'POST', path: '/bakery/order' }] }],
    recipients: [{ name: 'chat', kind: 'slack', url: 'https://hooks.example/T0SECRET' }],
  }
  const saved = await fetch(`${address}/api/site`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ site }),
  })
  expect(saved.status).toBe(200)
  expect(await saved.text()).not.toContain('T0SECRET')
  expect(await orders()).toBe(3)
  expect(await (await fetch(address)).text()).toContain('the bakery')

  const killed = ended(first)
  first.kill('SIGKILL')
  await killed
  const second = start()
  await up()
  expect(await json('/api/site')).toMatchObject({ from: 'setup', site: { name: 'the bakery' } })
  await expect.poll(orders, patience).toBe(3)
  const stopped = ended(second)
  second.kill('SIGTERM')
  await stopped
  expect(said).not.toContain('T0SECRET')

  const file = join(dir, 'data', 'site.json')
  writeFileSync(file, '{"recipients":[{"url":"https://hooks.example/T0SECRET')
  expect(await ended(start())).toBe(78)
  expect(said).toContain(`The set-up saved in "${file}" cannot be used: it is not JSON.`)
  expect(said).not.toContain('T0SECRET')
})

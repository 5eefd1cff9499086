import { type ChildProcess, spawn } from 'node:child_process'
import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from '@playwright/test'

const port = 3183
const address = `http://127.0.0.1:${port}`
const day = '2026-11-20'
const period = `range=custom&from=${day}T00:00:00Z&to=${day}T23:59:00Z`

let dir: string
let running: ChildProcess | null = null
let said = ''

test.beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'launcher-'))
})
test.afterEach(() => {
  running?.kill('SIGKILL')
  running = null
  rmSync(dir, { recursive: true, force: true })
})

/** Starts the server as `npm start` does. */
function start(settings: Record<string, string>): ChildProcess {
  said = ''
  const child = spawn(process.execPath, ['scripts/start.js'], {
    env: { ...process.env, PORT: String(port), DATA_DIR: join(dir, 'data'), ...settings },
  })
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (chunk: Buffer) => {
      said += chunk.toString()
    })
  }
  running = child
  return child
}
const ended = (child: ChildProcess) =>
  new Promise<number | null>((resolve) => child.once('close', (code) => resolve(code)))
const up = () => expect.poll(() => said, { timeout: 30_000 }).toContain('CafeWatch is at')

const line = (n: number) => {
  const at = new Date(Date.parse(`${day}T00:00:00Z`) + n * 400)
  return `${JSON.stringify({ time: at.toISOString(), remoteIP: `81.210.${n % 200}.${n % 250}`, request: `/cafe/${n % 900}`, query: '', method: 'GET', status: '200', userAgent: `agent ${n % 40}`, referer: '-' })}\n`
}
const lines = (from: number, to: number) =>
  Array.from({ length: to - from }, (_, at) => line(from + at)).join('')

async function json(path: string) {
  return (await fetch(address + path)).json()
}
const events = async () => (await json(`/api/queries/totals?${period}`)).rows?.[0]?.events

test.describe('a wrong setting stops the start, and is named with its value', () => {
  for (const [name, value, expected] of [
    ['PORT', 'three', 'a port'],
    ['HOST', '0.0.0.0', 'npm run user -- add'],
    ['CLOUDWATCH', 'azure', 'local, aws or recorded'],
    ['SITE_FILE', '/nonexistent/site.json', 'site file'],
  ] as const) {
    test(`${name}=${value}`, async () => {
      expect(await ended(start({ [name]: value }))).toBe(78)
      expect(said).toContain(`${name} is "${value}"`)
      expect(said).toContain(expected)
      expect(said).not.toContain('    at ')
    })
  }
})

test('a log that is not there yet: said with its path, the server is up, and it is read when it comes', async () => {
  const log = join(dir, 'access_log')
  start({ ACCESS_LOG: log })
  await up()
  const { problems } = await json('/api/health')
  expect(problems.join(' ')).toContain(`There is no file ${log}`)
  const page = await (await fetch(`${address}/?${period}`)).text()
  expect(page).toContain(log)
  writeFileSync(log, lines(0, 500))
  await expect.poll(events, { timeout: 15_000 }).toBe(500)
})

for (const signal of ['SIGTERM', 'SIGKILL'] as const) {
  test(`${signal} in the middle of loading loses no line and repeats none`, async () => {
    test.setTimeout(120_000)
    const log = join(dir, 'access_log')
    writeFileSync(log, lines(0, 200_000))
    const first = start({ ACCESS_LOG: log })
    await up()
    // Some is stored, and more is to come.
    await expect
      .poll(async () => (await json('/api/source')).loading?.files[0]?.lines ?? 0, {
        timeout: 30_000,
        intervals: [20],
      })
      .toBeGreaterThan(0)
    const asked = Date.now()
    first.kill(signal)
    const code = await ended(first)
    expect(Date.now() - asked).toBeLessThan(10_000)
    if (signal === 'SIGTERM') expect(code).toBe(0)
    appendFileSync(log, lines(200_000, 200_050))
    start({ ACCESS_LOG: log })
    await up()
    await expect.poll(events, { timeout: 60_000 }).toBe(200_050)
  })
}

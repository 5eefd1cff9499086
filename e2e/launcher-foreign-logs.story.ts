import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from '@playwright/test'
import { minuteMs } from '@/lib/time'

const port = 3187
const address = `http://127.0.0.1:${port}`

let dir: string
let running: ChildProcess | null = null

test.use({ baseURL: address })
test.beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'foreign-'))
})
test.afterEach(() => {
  running?.kill('SIGKILL')
  running = null
  rmSync(dir, { recursive: true, force: true })
})

/** Starts the server as `npm start` does; resolves when it is up. */
async function start(log: string): Promise<void> {
  let said = ''
  const child = spawn(process.execPath, ['scripts/start.js'], {
    env: { ...process.env, PORT: String(port), DATA_DIR: join(dir, 'data'), ACCESS_LOG: log },
  })
  child.stdout.on('data', (chunk: Buffer) => {
    said += chunk.toString()
  })
  running = child
  await expect.poll(() => said, { timeout: 30_000 }).toContain('CafeWatch is at')
}

/** Writes a log of an hour's lines up to now, and starts the server on it. */
async function follow(count: number, lineOf: (at: number, ms: number) => string): Promise<void> {
  const log = join(dir, 'access.log')
  const firstMs = Date.now() - 55 * minuteMs
  const stepMs = (50 * minuteMs) / count
  const lines = Array.from({ length: count }, (_, at) => lineOf(at, firstMs + at * stepMs))
  writeFileSync(log, `${lines.join('\n')}\n`)
  // Lines without a known time are stored at that of the file.
  const modified = new Date(Date.now() - 5 * minuteMs)
  utimesSync(log, modified, modified)
  await start(log)
  await expect.poll(async () => (await json('/api/source')).loading?.done).toBe(true)
}

const json = async (path: string) => (await fetch(address + path)).json()
const html = async (path: string) => (await fetch(address + path)).text()

const months = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ')
function clf(ms: number): string {
  const [day, time] = new Date(ms).toISOString().slice(0, 19).split('T')
  const [year, month, date] = (day ?? '').split('-')
  return `${date}/${months[Number(month) - 1]}/${year}:${time} +0000`
}
const combined = (at: number, ms: number) =>
  `81.210.${at % 200}.77 - - [${clf(ms)}] "GET /cafe/${at % 9} HTTP/1.1" 200 12 "-" "Mozilla/5.0"`
const foreign = (at: number, ms: number) =>
  `${new Date(ms).toISOString()};81.210.138.77;GET;/shop?q=<img src=x onerror=alert(1)>;\u202e${at}`

test('a log in an unknown format: said first, with a line, and never green', async ({ page }) => {
  let dialogs = 0
  page.on('dialog', (dialog) => {
    dialogs += 1
    void dialog.dismiss()
  })
  await follow(304, foreign)
  await page.goto('/')
  const headline = 'None of the 304 lines of the newest hour could be read as a request.'
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(headline)
  await expect(page.getByRole('figure')).toContainText('81.210.138.0/24;GET')
  await expect(page.getByRole('figure')).toContainText('<img src=x onerror=alert(1)>;U+202E0')
  for (const words of ['LOG_FORMAT', '"logFormat"', 'npm run check-log', 'Apache combined'])
    await expect(page.getByText(words).first()).toBeVisible()
  await expect(page.locator('[data-tone=calm]')).toHaveCount(0)
  await expect(page.getByText('no requests understood', { exact: true })).toHaveCount(5)

  await page.getByRole('link', { name: 'See these lines' }).click()
  await expect(page.getByRole('heading', { level: 2 }).first()).toHaveText(headline)
  const lines = page.getByRole('region', { name: 'Not understood' })
  await expect(lines).toContainText('304 lines in this period')
  await expect(lines).toContainText('The line is in no format that CafeWatch knows.')
  await expect(page.getByText(/No failed requests|below 400/)).toHaveCount(0)
  expect(dialogs).toBe(0)

  const health = await json('/api/health')
  expect(health).toMatchObject({
    ok: false,
    state: 'notUnderstood',
    totals: { lines: 304, requests: 0, notUnderstood: 304, inDoubt: 0, bytesBehind: 0 },
  })
  expect(health.source.newestEventMs).toBeNull()
  for (const path of ['/', '/errors', '/api/health', '/api/source'])
    expect(await html(path), path).not.toContain('81.210.138.77')
})

test('a fifth of the lines are timeouts: said with the reason, and the rest counts', async ({
  page,
}) => {
  const timeout = (ms: number) => `81.2.3.4 - - [${clf(ms)}] "-" 408 0 "-" "-"`
  await follow(300, (at, ms) => (at % 5 === 0 ? timeout(ms) : combined(at, ms)))
  await page.goto('/')
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(
    '60 of the 300 lines of the newest hour could not be read as requests.',
  )
  await expect(page.getByRole('figure')).toContainText('The client sent no request')
  await expect(page.locator('[data-tone=calm]')).toHaveCount(0)
  await page.goto('/errors')
  await expect(page.getByText('No failures among the lines that were understood')).toBeVisible()
  await expect(page.getByText('240 requests got a status below 400. 60 lines')).toBeVisible()
})

test('an error log is not understood, line by line', async ({ page }) => {
  const date = (ms: number) => new Date(ms).toUTCString().replace(',', '')
  await follow(
    120,
    (_, ms) =>
      `[${date(ms)}] [php:error] [pid 7] [client 81.210.138.77:4711] PHP Fatal error: status 500`,
  )
  await page.goto('/')
  await expect(page.getByRole('heading', { level: 1 })).toContainText('None of the 120 lines')
  await expect(page.getByText('◌ nothing to evaluate').first()).toBeVisible()
  await page.goto('/alarms')
  await expect(page.getByText('No incidents among the lines that were understood')).toBeVisible()
  await expect(page.getByText('● OK')).toHaveCount(0)
})

test('a missing log is what every page says first', async ({ page }) => {
  const log = join(dir, 'access.log')
  await start(log)
  await expect.poll(async () => (await json('/api/source')).loading?.done).toBe(true)
  await page.goto('/')
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('The log cannot be read.')
  await expect(page.getByText(`There is no file ${log}`)).toBeVisible()
  for (const path of ['/errors', '/alarms', '/back-test', '/explore', '/tail']) {
    await page.goto(path)
    const first = page.getByRole('main').getByRole('heading').first()
    await expect(first, path).toHaveText('The log cannot be read.')
  }
  expect(await json('/api/health')).toMatchObject({ ok: false, state: 'unreadable' })
})

test('while a log is being read, no page says that all is well', async () => {
  test.setTimeout(120_000)
  const log = join(dir, 'access.log')
  const firstMs = Date.now() - 170 * minuteMs
  const lines = Array.from({ length: 1_500_000 }, (_, at) => combined(at, firstMs + at * 6))
  writeFileSync(log, `${lines.join('\n')}\n`)
  await start(log)
  const [health, ...pages] = await Promise.all([
    json('/api/health'),
    ...['/', '/errors', '/alarms'].map(html),
  ])
  expect((await json('/api/source')).loading.done).toBe(false)
  expect(health).toMatchObject({ state: 'loading' })
  for (const text of pages) {
    expect(text.includes('The log is still being read: ')).toBe(true)
    expect(text).not.toMatch(/No failed requests|No incidents|● OK|data-tone="calm"/)
  }
})

import { type ChildProcess, spawn } from 'node:child_process'
import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from '@playwright/test'

const port = 3184
const dir = mkdtempSync(join(tmpdir(), 'launcher-tail-'))
const log = join(dir, 'access_log')
let running: ChildProcess | null = null

test.afterAll(() => {
  running?.kill('SIGKILL')
  rmSync(dir, { recursive: true, force: true })
})

const line = (request: string) =>
  `203.0.113.9 - - [20/Nov/2026:12:00:00 +0000] "GET ${request} HTTP/1.1" 200 12 "-" "-"\n`

async function start(): Promise<ChildProcess> {
  const child = spawn(process.execPath, ['--import', 'tsx', 'scripts/start.ts'], {
    env: { ...process.env, PORT: String(port), DATA_DIR: join(dir, 'data'), ACCESS_LOG: log },
  })
  running = child
  let said = ''
  child.stdout?.on('data', (chunk: Buffer) => {
    said += chunk.toString()
  })
  await expect.poll(() => said, { timeout: 30_000 }).toContain('CafeWatch is at')
  return child
}

test('a server that is stopped ends within ten seconds, and the page follows again when it is back', async ({
  page,
}) => {
  test.setTimeout(90_000)
  writeFileSync(log, line('/old'))
  const first = await start()
  await page.goto(`http://127.0.0.1:${port}/tail`)
  await expect(page.getByText('Following since')).toBeVisible()
  appendFileSync(log, line('/before'))
  await expect(page.getByText('/before')).toBeVisible()

  const ended = new Promise<number | null>((resolve) => first.once('close', resolve))
  const askedMs = Date.now()
  first.kill('SIGTERM')
  expect(await ended).toBe(0)
  expect(Date.now() - askedMs).toBeLessThan(10_000)
  await expect(page.getByText(/^Reconnecting/)).toBeVisible()

  await start()
  await expect(page.getByText('Following since')).toBeVisible({ timeout: 30_000 })
  appendFileSync(log, line('/after'))
  await expect(page.getByText('/after')).toBeVisible()
  await expect(
    page.getByText(/^No connection from .* lines of that time are not here/),
  ).toBeVisible()
})

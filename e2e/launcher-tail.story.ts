import { type ChildProcess, spawn } from 'node:child_process'
import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from '@playwright/test'

const port = 3193
const cloudwatchPort = 4588
const dir = mkdtempSync(join(tmpdir(), 'launcher-tail-'))
const log = join(dir, 'access_log')
const processes: ChildProcess[] = []

test.afterAll(() => {
  for (const child of processes) child.kill('SIGKILL')
  rmSync(dir, { recursive: true, force: true })
})

const line = (request: string) =>
  `203.0.113.9 - - [20/Nov/2026:12:00:00 +0000] "GET ${request} HTTP/1.1" 200 12 "-" "-"\n`

const cafewatch = ['scripts/start.js']
const cloudwatch = ['--import', 'tsx', 'scripts/cloudwatch.ts']

/** Runs a program until it says that it listens. */
async function run(program: string[], settings: Record<string, string>): Promise<ChildProcess> {
  const child = spawn(process.execPath, program, {
    env: { ...process.env, DATA_DIR: join(dir, 'data'), ...settings },
  })
  processes.push(child)
  let said = ''
  child.stdout?.on('data', (chunk: Buffer) => {
    said += chunk.toString()
  })
  await expect.poll(() => said, { timeout: 30_000 }).toMatch(/ (is|are) at http/)
  return child
}
const start = () => run(cafewatch, { PORT: String(port), ACCESS_LOG: log })

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
    page.getByText(/^No connection from .* lines from that time are missing/),
  ).toBeVisible()
})

test('with Amazon, who bills by the minute, it begins when asked and ends when nobody looks', async ({
  page,
}) => {
  test.setTimeout(90_000)
  const account = {
    AWS_ENDPOINT_URL: `http://127.0.0.1:${cloudwatchPort}`,
    AWS_REGION: 'local',
    AWS_ACCESS_KEY_ID: 'x',
    AWS_SECRET_ACCESS_KEY: 'x',
  }
  await run(cloudwatch, { CLOUDWATCH_PORT: String(cloudwatchPort) })
  const put = (target: string, more: object = {}) =>
    fetch(account.AWS_ENDPOINT_URL, {
      method: 'POST',
      headers: { 'x-amz-target': `Logs_20140328.${target}` },
      body: JSON.stringify({ logGroupName: 'apache/access', logStreamName: 'web-1', ...more }),
    })
  await put('CreateLogGroup')
  await put('CreateLogStream')
  await run(cafewatch, { CLOUDWATCH: 'aws', PORT: String(port + 1), ...account })

  await page.addInitScript(() => {
    let state: DocumentVisibilityState = 'visible'
    Object.defineProperty(document, 'visibilityState', { get: () => state })
    addEventListener('look', (event) => {
      state = (event as CustomEvent<DocumentVisibilityState>).detail
      document.dispatchEvent(new Event('visibilitychange'))
    })
  })
  const look = (state: DocumentVisibilityState) =>
    page.evaluate((detail) => dispatchEvent(new CustomEvent('look', { detail })), state)
  await page.clock.install()
  await page.goto(`http://127.0.0.1:${port + 1}/tail`)
  await expect(page.getByText('$0.01')).toBeVisible()
  await expect(page.getByText('Not following')).toBeVisible()
  const begin = async () => {
    await page.getByRole('button', { name: 'Start' }).click()
    await expect(page.getByText('Following since')).toBeVisible()
  }

  await begin()
  await put('PutLogEvents', {
    logEvents: [{ timestamp: Date.now(), message: 'hello from Amazon' }],
  })
  await expect(page.getByText('hello from Amazon')).toBeVisible()
  await page.clock.fastForward('01:00:00')
  // The browser's clock is the story's: a click may come before the question stands where it stays.
  const keep = page.getByRole('button', { name: 'Keep following' })
  await expect(async () => {
    if (await keep.isVisible()) await keep.click({ timeout: 2_000 })
    await expect(keep).toHaveCount(0, { timeout: 2_000 })
  }).toPass()
  await page.clock.fastForward('01:00:00')
  await expect(page.getByText('Still there?')).toBeVisible()
  await page.clock.fastForward('01:01')
  await expect(page.getByText('no one confirmed')).toBeVisible()
  await expect(page.getByText('Stopped', { exact: true })).toBeVisible()

  await begin()
  await look('hidden')
  await page.clock.fastForward('04:00')
  await expect(page.getByText('Stopped', { exact: true })).toHaveCount(0)
  await page.clock.fastForward('01:01')
  await expect(page.getByText('this tab was hidden for five minutes')).toBeVisible()
  await expect(page.getByText('Stopped', { exact: true })).toBeVisible()
})

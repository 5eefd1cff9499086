import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from '@playwright/test'
import { writeLines } from '@/lib/demo/write'
import { defaultMonitoring } from '@/lib/site'
import { minuteMs } from '@/lib/time'

const port = 3186
let dir: string
let running: ChildProcess | null = null

test.afterEach(() => {
  running?.kill('SIGKILL')
  rmSync(dir, { recursive: true, force: true })
})

test('the shipped 404 alarm is quiet while 500s stop every order: the page says so, and an alarm is created', async ({
  page,
}) => {
  dir = mkdtempSync(join(tmpdir(), 'blind-'))
  const log = join(dir, 'access_log')
  const nowMs = Date.now()
  writeLines(log, {
    fromMs: nowMs - 180 * minuteMs,
    toMs: nowMs,
    seed: 7,
    incidents: [{ fromMs: nowMs - 40 * minuteMs, toMs: null }],
  })
  const site = join(dir, 'site.json')
  // As shops have it whose alarms were once too loud; only one of them looks at 500s.
  const deaf = defaultMonitoring.alarms.map(({ name }) => ({
    name,
    metric: name === '500-Errors' ? name : '404-Errors',
    threshold: 100_000,
  }))
  writeFileSync(site, JSON.stringify({ alarms: deaf }))
  running = spawn(process.execPath, ['scripts/start.js'], {
    env: {
      ...process.env,
      PORT: String(port),
      DATA_DIR: join(dir, 'data'),
      ACCESS_LOG: log,
      SITE_FILE: site,
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let said = ''
  running.stdout?.on('data', (part: Buffer) => {
    said += part.toString()
  })
  await expect.poll(() => said, { timeout: 30_000 }).toContain('CafeWatch is at')

  await page.goto(`http://127.0.0.1:${port}/alarms`)
  const blind = page.getByRole('region', { name: 'Blind spots' })
  const gap = blind.getByRole('article').filter({ hasText: '500 on /cafe/menu.php' })
  // While the log is being read nothing is said of it.
  await expect(gap).toContainText(/Alarms detected 0 of \d+ minutes/, { timeout: 20_000 })
  await expect(gap).toContainText('500-Errors watches such requests but did not fire.')
  await expect(gap).toContainText(/An alarm .+ would have fired at .*\d\d:\d\d/)
  await gap.getByText('Site file entry').click()
  await expect(gap.locator('pre').first()).toContainText('"threshold": 1')
  await gap.getByRole('button', { name: 'Create alarm' }).click()
  await expect(gap).toContainText('Alarm created.')
  const name =
    (await gap
      .getByText(/An alarm .+ would have fired/)
      .locator('b')
      .first()
      .textContent()) ?? ''
  await expect(page.getByRole('link', { name, exact: true })).toBeVisible()
})

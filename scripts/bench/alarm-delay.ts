import { spawn } from 'node:child_process'
import { appendFileSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { setTimeout as wait } from 'node:timers/promises'
import { chromium } from '@playwright/test'
import { minuteMs } from '@/lib/time'
import { findChromium } from '../chromium'
import { dir } from './lines'

const port = 3191

const line = (status: string, atMs: number) =>
  `${JSON.stringify({ time: new Date(atMs).toISOString(), process: '900', remoteIP: '81.210.3.4', host: 'cafe', request: '/cafe/menu.php', query: '', method: 'GET', status, userAgent: 'bench', referer: '-' })}\n`

/** Waits until the minute is `second` seconds old. */
async function untilSecond(second: number): Promise<void> {
  const now = Date.now()
  const into = now % minuteMs
  const left = second * 1000 - into
  await wait(left >= 0 ? left : left + minuteMs)
}

/**
 * How long after its minute closes an open page shows an alarm: a failing line is written late in a
 * minute, and the page is watched. Each round takes two minutes: into alarm, and back.
 */
export async function benchAlarmDelay(rounds: number): Promise<void> {
  const here = `${dir}/alarm-delay`
  rmSync(here, { recursive: true, force: true })
  mkdirSync(here, { recursive: true })
  const log = `${here}/access_log`
  writeFileSync(log, line('200', Date.now()))
  const server = spawn(process.execPath, ['scripts/start.js'], {
    env: { ...process.env, ACCESS_LOG: log, DATA_DIR: `${here}/data`, PORT: String(port) },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const browser = await chromium.launch({
    executablePath: findChromium(),
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
  })
  // Visitors come the whole time, so that zero is not missing.
  const visitors = setInterval(() => appendFileSync(log, line('200', Date.now())), 500)
  try {
    await new Promise<void>((resolve) =>
      server.stdout?.on('data', (text: Buffer) => {
        if (text.toString().includes('CafeWatch is at')) resolve()
      }),
    )
    const page = await browser.newPage()
    await page.goto(`http://127.0.0.1:${port}/alarms`)
    const alarm = page.getByRole('article').filter({ hasText: '500-Errors' })
    const delays: number[] = []
    for (let round = 0; round < rounds; round += 1) {
      await untilSecond(57)
      const closeMs = Math.ceil(Date.now() / minuteMs) * minuteMs
      appendFileSync(log, line('500', Date.now()))
      await alarm.getByText('▲ ALARM').waitFor({ timeout: 2 * minuteMs })
      delays.push(Date.now() - closeMs)
      await alarm.getByText('● OK').waitFor({ timeout: 3 * minuteMs })
    }
    console.log(
      `\nFrom the close of the minute until the alarm shows on an open page: ${delays.map((ms) => `${ms} ms`).join(', ')} (wanted: under 2000)`,
    )
  } finally {
    clearInterval(visitors)
    await browser.close()
    server.kill('SIGTERM')
    await new Promise((resolve) => server.once('close', resolve))
  }
}

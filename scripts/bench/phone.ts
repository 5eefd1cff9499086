import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { type Browser, chromium, type Page, type Request } from '@playwright/test'
import { dayMs } from '@/lib/time'
import { newShopLines } from '../bench-viewers/shop-lines'
import { findChromium } from '../chromium'
import { freePort } from '../free-port'
import { watchedServer } from '../soak/watched-server'

const events = 20_000
/** As Lighthouse takes a phone to be. */
const phone = { slowdown: 4, bytesPerSecond: 1_600_000 / 8, latencyMs: 150 }
const device = {
  viewport: { width: 412, height: 823 },
  deviceScaleFactor: 1.75,
  isMobile: true,
  hasTouch: true,
}
// Long enough for what a page does by itself once it is alive.
const settleMs = 3_000

interface Load {
  htmlBytes: number
  scriptBytes: number
  requests: number
  firstPaintMs: number
  largestPaintMs: number
  /** What was painted largest. */
  largest: string
  /** Cumulative layout shift. */
  shift: number
}

interface Painted extends PerformanceEntry {
  /** Of the largest paint. */
  element: Element | null
  /** Of a shift of the layout. */
  value: number
  hadRecentInput: boolean
}

/** What the browser keeps of a page's past; without functions that have a name, since it runs within the page. */
const entriesOf = (page: Page, type: string) =>
  page.evaluate(
    (type) =>
      new Promise<{ ms: number; text: string; shift: number }[]>((resolve) => {
        new PerformanceObserver((list) =>
          resolve(
            (list.getEntries() as Painted[]).map((entry) => ({
              ms: entry.startTime,
              text: entry.element?.textContent?.slice(0, 40) ?? '',
              shift: entry.hadRecentInput ? 0 : (entry.value ?? 0),
            })),
          ),
        ).observe({ type, buffered: true })
        // Nothing is said of what did not happen.
        setTimeout(resolve, 1_000, [])
      }),
    type,
  )

/** One load by a phone that has never been here. */
async function load(browser: Browser, url: string): Promise<Load> {
  const context = await browser.newContext(device)
  const page = await context.newPage()
  const session = await context.newCDPSession(page)
  // Starts the browser's process for the site, which no page can make faster; keeps nothing.
  await page.goto(new URL('/api/health/live', url).href)
  await session.send('Network.enable')
  await session.send('Network.emulateNetworkConditions', {
    offline: false,
    latency: phone.latencyMs,
    downloadThroughput: phone.bytesPerSecond,
    uploadThroughput: phone.bytesPerSecond,
  })
  await session.send('Emulation.setCPUThrottlingRate', { rate: phone.slowdown })
  const answered: Request[] = []
  page.on('requestfinished', (request) => answered.push(request))
  await page.goto(url, { waitUntil: 'load' })
  await wait(settleMs)
  const first = (await entriesOf(page, 'paint')).at(-1)
  const largest = (await entriesOf(page, 'largest-contentful-paint')).at(-1)
  const shifts = await entriesOf(page, 'layout-shift')
  const bytesOf = async (type: string) => {
    const sizes = await Promise.all(
      answered.filter((one) => one.resourceType() === type).map((one) => one.sizes()),
    )
    return sizes.reduce((sum, { responseBodySize }) => sum + responseBodySize, 0)
  }
  const seen = {
    htmlBytes: await bytesOf('document'),
    scriptBytes: await bytesOf('script'),
    requests: answered.length,
    firstPaintMs: first?.ms ?? Number.NaN,
    largestPaintMs: largest?.ms ?? Number.NaN,
    largest: largest?.text ?? '',
    shift: shifts.reduce((sum, { shift }) => sum + shift, 0),
  }
  await context.close()
  return seen
}

const middle = (values: readonly number[]) =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN

function say(name: string, values: readonly number[], unit: string, digits = 0): void {
  const [least, most] = [Math.min(...values), Math.max(...values)]
  const text = (value: number) => value.toFixed(digits)
  console.log(`  ${name}: ${text(middle(values))} ${unit} (${text(least)} to ${text(most)})`)
}

/** The first load of the overview by a phone: a slow processor, 1.6 Mbit/s, 150 ms, nothing in its cache. */
export async function benchPhone(loads: number): Promise<void> {
  const dir = mkdtempSync(join(tmpdir(), 'phone-'))
  const log = join(dir, 'access.log')
  const line = newShopLines(1)
  const beganMs = Date.now() - dayMs
  const lines = Array.from({ length: events }, (_, at) => line(beganMs + (at * dayMs) / events))
  writeFileSync(log, `${lines.join('\n')}\n`)
  const port = await freePort()
  const server = watchedServer({
    PORT: String(port),
    DATA_DIR: join(dir, 'data'),
    ACCESS_LOG: log,
  })
  const browser = await chromium.launch({
    executablePath: findChromium(),
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
  })
  try {
    await server.start()
    const url = `http://127.0.0.1:${port}/`
    // What the server loads once is no part of it.
    await load(browser, url)
    const done: Load[] = []
    for (let at = 0; at < loads; at += 1) done.push(await load(browser, url))
    const each = (of: (load: Load) => number) => done.map(of)
    console.log(`\nFirst load of / by a phone, ${loads} times, median (range):`)
    say(
      'HTML',
      each(({ htmlBytes }) => htmlBytes / 1_000),
      'kB compressed',
      1,
    )
    say(
      'script',
      each(({ scriptBytes }) => scriptBytes / 1_000),
      'kB compressed (wanted: 200)',
      1,
    )
    say(
      'requests',
      each(({ requests }) => requests),
      '',
    )
    say(
      'first paint',
      each(({ firstPaintMs }) => firstPaintMs),
      'ms',
    )
    say(
      'largest paint',
      each(({ largestPaintMs }) => largestPaintMs),
      'ms (wanted: 1500)',
    )
    say(
      'layout shift',
      each(({ shift }) => shift),
      '',
      3,
    )
    console.log(`  painted largest: “${done.at(-1)?.largest}”`)
  } finally {
    await browser.close()
    await server.stop()
    rmSync(dir, { recursive: true, force: true })
  }
}

import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import {
  CloudWatchLogsClient,
  CreateLogGroupCommand,
  CreateLogStreamCommand,
  GetQueryResultsCommand,
  PutLogEventsCommand,
  StartQueryCommand,
} from '@aws-sdk/client-cloudwatch-logs'
import { expect, test } from '@playwright/test'
import { type Apache, apacheMissing, freePort, startApache } from './apache'
import { hostileRequests } from './hostile-requests'
import { type Country, homes, rawRequest, visit } from './visitors'

const missing = apacheMissing()
const minuteMs = 60_000
const visitsEach = 15
const countries = Object.keys(homes) as Country[]

// One story in order: what happens in a test is seen by the ones after it.
test.describe.configure({ mode: 'serial' })
test.skip(missing !== null, `a café on a real Apache: ${missing}`)

let dir: string
let apache: Apache
let address: string
let beganMs: number
const processes: ChildProcess[] = []

/** Runs a script until it says that it listens. */
async function run(script: string, settings: Record<string, string>): Promise<void> {
  const child = spawn(process.execPath, ['--import', 'tsx', `scripts/${script}.ts`], {
    env: { ...process.env, ...settings },
  })
  processes.push(child)
  let said = ''
  for (const stream of [child.stdout, child.stderr])
    stream?.on('data', (chunk: Buffer) => {
      said += chunk.toString()
    })
  await expect.poll(() => said, { timeout: 60_000 }).toMatch(/ (is|are) at http/)
}

test.beforeAll(async () => {
  test.setTimeout(120_000)
  if (missing !== null) return
  dir = mkdtempSync(join(tmpdir(), 'launcher-apache-'))
  apache = await startApache(dir)
  beganMs = Date.now()
  const port = await freePort()
  address = `http://127.0.0.1:${port}`
  await run('start', { PORT: `${port}`, ACCESS_LOG: apache.log, DATA_DIR: join(dir, 'data') })
})

test.afterAll(async () => {
  for (const child of processes) child.kill('SIGKILL')
  await apache?.stop()
  if (dir) rmSync(dir, { recursive: true, force: true })
})

const written = () => readFileSync(apache.log, 'utf8').split('\n').slice(0, -1)
const iso = (ms: number) => new Date(ms).toISOString()
const period = (toMs = beganMs + 10 * minuteMs) =>
  `range=custom&from=${iso(beganMs - 5_000)}&to=${iso(toMs)}`

async function json(path: string) {
  return (await fetch(address + path)).json()
}
async function rows(query: string, more = '') {
  return (await json(`/api/queries/${query}?${period()}${more}`)).rows ?? []
}
const isRead = () =>
  expect
    .poll(async () => (await rows('totals'))[0]?.events - written().length, { timeout: 20_000 })
    .toBe(0)

/** So many visits, some at a time; how many ended in an order. */
async function visits(from: Country[]): Promise<number> {
  let orders = 0
  for (let at = 0; at < from.length; at += countries.length) {
    const some = from.slice(at, at + countries.length)
    const ends = await Promise.all(some.map((country) => visit(apache.address, country)))
    orders += ends.filter(({ ordered }) => ordered).length
  }
  return orders
}
const round = (times: number) => Array.from({ length: times }, () => countries).flat()

test('visitors of five countries order, and each is seen where he is', async () => {
  expect(await visits(round(visitsEach))).toBe(visitsEach * countries.length)
  await isRead()
  const seen = (await rows('requests-by-country')).filter(
    ({ country }: { country: string | null }) => country !== null,
  )
  expect(seen).toHaveLength(countries.length)
  // Landing page and what it leads to, menu, order.
  for (const country of countries)
    expect(seen).toContainEqual({
      country,
      requests: 4 * visitsEach,
      orders: visitsEach,
      failed: 0,
    })
  const cities = await rows('requests-by-city')
  expect(cities.map(({ city }: { city: string }) => city)).toEqual(
    expect.arrayContaining(['Duisburg', 'La Rinconada', 'Chiyoda City', 'Boituva', 'Midrand']),
  )
})

test('an event is of the time of its request, though the server’s clock is in another zone', async () => {
  const [line = ''] = written()
  expect(line).toMatch(/^\{ "time":"[\d-]+T[\d:]+\.\d{3}-0[23]30"/)
  const times = (await rows('orders-by-bin')).map(({ bin }: { bin: number }) => bin)
  expect(times.length).toBeGreaterThan(0)
  for (const bin of times) expect(Math.abs(bin - beganMs)).toBeLessThan(3 * minuteMs)
})

test('the menu breaks: 500s on its URL, no more orders, the alarm, and a sentence on the page', async ({
  page,
}) => {
  test.setTimeout(150_000)
  const menu = join(apache.cafe, 'menu.php')
  // A deployment that left a file behind: the function is in products.php, which was not copied.
  writeFileSync(menu, readFileSync(menu, 'utf8').replace('products()', 'availableProducts()'))
  const status = async () => (await fetch(`${apache.address}/cafe/menu.php`)).status
  await expect.poll(status, { timeout: 10_000 }).toBe(500)
  expect(await visits(round(2))).toBe(0)
  const brokenMs = Date.now()
  await isRead()
  const failing = await rows('failing-urls')
  expect(failing[0]).toMatchObject({ method: 'GET', request: '/cafe/menu.php', status: '500' })

  const nextMinuteMs = Math.ceil(brokenMs / minuteMs) * minuteMs
  await sleep(nextMinuteMs - Date.now())
  expect(await visits(round(5))).toBe(0)
  const stateOf = async (name: string) =>
    (await json(`/api/alarms?${period()}`)).alarms?.find(
      (alarm: { name: string }) => alarm.name === name,
    )?.state
  await expect.poll(() => stateOf('500-Errors'), { timeout: 20_000 }).toBe('ALARM')
  expect(await stateOf('404-Errors')).toBe('OK')

  await page.goto(`${address}/?${period(Date.now())}`)
  await expect(page.getByRole('heading', { level: 1 })).toContainText('Orders stopped at')
  await expect(page.getByText(/GET \/cafe\/menu\.php answered 500 \d+ times/)).toBeVisible()
  await expect(page.getByText(/In alarm: 500-Errors since/)).toBeVisible()
})

test.describe('what anybody may send', () => {
  const readable = hostileRequests.filter(({ read }) => read !== null)
  const unreadable = hostileRequests.filter(({ read }) => read === null)

  test('is written by Apache as JSON or as \\xhh, and what is not JSON is counted as not read', async () => {
    const before = written().length
    for (const [at, { what, path, userAgent, refused }] of hostileRequests.entries()) {
      expect(await rawRequest(apache.port, { path, userAgent }), what).toBe(refused ? 400 : 500)
      // The line comes after the answer, and each process of Apache writes its own.
      await expect.poll(() => written().length, { intervals: [10] }).toBe(before + at + 1)
    }
    written()
      .slice(before)
      .forEach((line, at) => {
        const { what, read } = hostileRequests[at] ?? { what: '', read: '' }
        if (read !== null) expect(JSON.parse(line), what).toMatchObject({ userAgent: read })
        else {
          expect(line, what).toMatch(/\\x[0-9a-f]{2}/)
          expect(() => JSON.parse(line), what).toThrow()
        }
      })
    await isRead()
    const [{ events, requests }] = await rows('totals')
    expect(events - requests).toBe(unreadable.length)
    expect(await rows('unparsed-events')).toHaveLength(unreadable.length)
    const agents = await rows('url-agents', '&request=%2Fcafe%2Fmenu.php')
    const shown = agents.map(({ agent }: { agent: string }) => agent)
    for (const { what, read, refused } of readable)
      if (!refused) expect(shown, what).toContain(read)
  })

  test('counts the same when an agent puts the lines into CloudWatch', async () => {
    const port = await freePort()
    await run('cloudwatch', { CLOUDWATCH_PORT: `${port}`, DATA_DIR: join(dir, 'box') })
    const logs = new CloudWatchLogsClient({
      region: 'local',
      endpoint: `http://127.0.0.1:${port}`,
      credentials: { accessKeyId: 'x', secretAccessKey: 'x' },
    })
    const stream = { logGroupName: 'apache/access', logStreamName: 'i-0' }
    await logs.send(new CreateLogGroupCommand({ logGroupName: stream.logGroupName }))
    await logs.send(new CreateLogStreamCommand(stream))
    const logEvents = written()
      .map((message) => ({
        timestamp: Date.parse(/^\{ "time":"([^"]+)"/.exec(message)?.[1] ?? ''),
        message,
      }))
      .sort((a, b) => a.timestamp - b.timestamp)
    await logs.send(new PutLogEventsCommand({ ...stream, logEvents }))
    const { queryId } = await logs.send(
      new StartQueryCommand({
        logGroupName: stream.logGroupName,
        queryString: 'filter !ispresent(status) | stats count(*) as n',
        startTime: Math.floor(beganMs / 1000) - 60,
        endTime: Math.ceil(Date.now() / 1000) + 60,
      }),
    )
    const answer = async () => {
      const { status, results, statistics } = await logs.send(
        new GetQueryResultsCommand({ queryId }),
      )
      return { status, n: results?.[0]?.[0]?.value, scanned: statistics?.recordsScanned }
    }
    await expect
      .poll(answer)
      .toEqual({ status: 'Complete', n: `${unreadable.length}`, scanned: logEvents.length })
  })

  test('is shown on the page as text, and never runs', async ({ page }) => {
    const dialogs: string[] = []
    page.on('dialog', (dialog) => {
      dialogs.push(dialog.message())
      void dialog.dismiss()
    })
    await page.goto(`${address}/errors?${period(Date.now())}`)
    const region = page.getByRole('region', { name: 'Lines in no known format' })
    await expect(region).toContainText('Caf\\xc3\\xa9 \\xe2\\x98\\x83')
    await expect(region).toContainText('\\x1b[31m')
    await page.goto(`${address}/errors?${period(Date.now())}&request=%2Fcafe%2Fmenu.php`)
    await expect(page.getByRole('table', { name: 'Sample log events' })).toContainText(
      '</script><script>alert(1)</script>',
    )
    expect(dialogs).toEqual([])
  })
})

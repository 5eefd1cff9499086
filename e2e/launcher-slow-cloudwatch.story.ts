import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, type Page, test } from '@playwright/test'
import { type Fault, slowQueries } from '@/lib/aws/testdata/faults'
import { logLines } from '@/lib/demo/visitors'
import { serveEngine } from '@/lib/local/api/http'
import { type Engine, startEngine } from '@/lib/local/engine'
import { hourMs } from '@/lib/time'
import { launched } from './launched'

// CloudWatch whose queries take as long as the story wants, played by the engine over HTTP.

const logGroup = 'apache/access'
const cafe = launched(3198)
let engine: Engine
let door: Server
let slow: ReturnType<typeof slowQueries>
let started: string[]
let stopped: string[]

test.use({ baseURL: cafe.address })
test.beforeEach(async () => {
  started = []
  stopped = []
  slow = slowQueries(hourMs)
  engine = await startEngine({
    dataDir: null,
    logGroup,
    accessLog: [],
    clock: Date.now,
    locationOf: () => null,
    log: () => {},
  })
  const watching: Fault = async (asked, pass) => {
    const reply = await slow(asked, pass)
    if (asked.operation === 'StartQuery')
      started.push(JSON.parse(String(reply.body)).queryId as string)
    if (asked.operation === 'StopQuery') stopped.push(String(asked.input.queryId))
    return reply
  }
  door = await serveEngine(
    ({ target, headers, body, closed = new AbortController().signal }) => {
      const operation = target.split('.')[1] ?? ''
      const input = operation.endsWith('Query') || operation === 'GetQueryResults'
      const asked = {
        ...{ operation, headers, closed, call: 1 },
        input: input ? JSON.parse(Buffer.from(body).toString()) : {},
      }
      return watching(asked, () => engine.answer({ target, headers, body, closed }))
    },
    { host: '127.0.0.1', port: 0 },
  )
  await put()
  await cafe.start({
    CLOUDWATCH: 'aws',
    AWS_ENDPOINT_URL: `http://127.0.0.1:${(door.address() as AddressInfo).port}`,
    AWS_REGION: 'local',
    AWS_ACCESS_KEY_ID: 'x',
    AWS_SECRET_ACCESS_KEY: 'x',
    CALLS_PER_SECOND: '50',
  })
})
test.afterEach(async () => {
  door.closeAllConnections()
  door.close()
  await engine.close()
})

/** An hour of the café, until now. */
async function put(): Promise<void> {
  const call = async (operation: string, input: object) =>
    engine.answer({
      target: `Logs_20140328.${operation}`,
      headers: {},
      body: JSON.stringify({ logGroupName: logGroup, logStreamName: 'web-1', ...input }),
    })
  await call('CreateLogGroup', {})
  await call('CreateLogStream', {})
  const nowMs = Date.now()
  const logEvents = [...logLines(nowMs - hourMs, nowMs, 7, [])].map((message) => ({
    timestamp: Date.parse(JSON.parse(message).time),
    message,
  }))
  for (let at = 0; at < logEvents.length; at += 2_000)
    await call('PutLogEvents', { logEvents: logEvents.slice(at, at + 2_000) })
}

const open = (page: Page, path: string) => page.goto(path, { waitUntil: 'commit' })
const isLoading = (page: Page) => expect(page.getByText(/Loading/).first()).toBeVisible()

test('while queries run, another range opens at once, and what was asked for the first is stopped', async ({
  page,
}) => {
  await open(page, '/')
  await isLoading(page)
  await expect.poll(() => started.length).toBeGreaterThan(3)
  const first = [...started]
  await page.getByRole('link', { name: '24 h', exact: true }).click({ noWaitAfter: true })
  await expect(page).toHaveURL(/range=24h/)
  await isLoading(page)
  // How the newest hour is understood both pages ask.
  await expect.poll(() => first.filter((id) => slow.running.has(id)).length).toBeLessThan(2)
  expect(stopped.length).toBeGreaterThan(2)
  // Those of the second page go on.
  await expect.poll(() => slow.running.size).toBeGreaterThan(3)
  await page.goto('about:blank')
  await expect.poll(() => slow.running.size).toBe(0)
})

test('what comes late comes with the page itself: nothing is asked for again', async ({ page }) => {
  const readings: string[] = []
  page.on('request', (request) => {
    if (request.url().includes('/api/readings')) readings.push(request.url())
  })
  await open(page, '/')
  await isLoading(page)
  await expect.poll(() => slow.running.size).toBeGreaterThan(3)
  slow = slowQueries(0)
  await expect(page.getByText(/Loading/)).toHaveCount(0)
  await expect(page.getByText('Too many')).toHaveCount(0)
  expect(readings.filter((url) => /ask=[^&]*totals/.test(url))).toEqual([])
})

test('without JavaScript the page is whole once its answers are there', async ({ browser }) => {
  slow = slowQueries(0)
  const context = await browser.newContext({ javaScriptEnabled: false, baseURL: cafe.address })
  const page = await context.newPage()
  await page.goto('/')
  await expect(page.getByRole('heading', { name: 'Where requests come from' })).toBeVisible()
  await expect(page.getByText(/Loading/)).toHaveCount(0)
  await context.close()
})

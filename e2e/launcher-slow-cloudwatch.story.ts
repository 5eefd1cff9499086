import { expect, type Page, test } from '@playwright/test'
import { slowQueries } from '@/lib/aws/testdata/faults'
import { hourMs } from '@/lib/time'
import { openCloudwatch } from './cloudwatch'
import { launched } from './launched'

// CloudWatch whose queries take as long as the story wants, played by the engine over HTTP.

const cafe = launched(3198)
let cloudwatch: Awaited<ReturnType<typeof openCloudwatch>>
let slow: ReturnType<typeof slowQueries>
let started: string[]
let stopped: string[]

test.use({ baseURL: cafe.address })
test.beforeEach(async () => {
  started = []
  stopped = []
  slow = slowQueries(hourMs)
  cloudwatch = await openCloudwatch(async (asked, pass) => {
    const reply = await slow(asked, pass)
    if (asked.operation === 'StartQuery')
      started.push(JSON.parse(String(reply.body)).queryId as string)
    if (asked.operation === 'StopQuery') stopped.push(String(asked.input.queryId))
    return reply
  })
  await cafe.start(cloudwatch.variables)
})
test.afterEach(() => cloudwatch.close())

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

for (const signal of ['SIGTERM', 'SIGHUP', 'SIGINT'] as const)
  test(`at its end (${signal}) the server stops the queries that run`, async ({ page }) => {
    await open(page, '/')
    await isLoading(page)
    await expect.poll(() => slow.running.size).toBeGreaterThan(3)
    await cafe.stop(signal)
    expect(slow.running.size).toBe(0)
    expect(stopped.length).toBeGreaterThan(3)
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

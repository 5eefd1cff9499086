import { type APIRequestContext, expect, test } from '@playwright/test'
import type { SpendingReport } from '@/lib/spending/report'
import { openCloudwatch } from './cloudwatch'
import { launched } from './launched'

// What CloudWatch charges for, played by the engine over HTTP, is seen on the page.

const cafe = launched(3197)
let cloudwatch: Awaited<ReturnType<typeof openCloudwatch>>
/** What CloudWatch says that each query scanned. */
let scanned: Map<string, number>

test.use({ baseURL: cafe.address })
test.beforeEach(async () => {
  scanned = new Map()
  cloudwatch = await openCloudwatch(async (asked, pass) => {
    const reply = await pass()
    if (asked.operation === 'GetQueryResults') {
      const { statistics } = JSON.parse(String(reply.body))
      scanned.set(String(asked.input.queryId), statistics?.bytesScanned ?? 0)
    }
    return reply
  })
})
test.afterEach(() => cloudwatch.close())

const billed = () => [...scanned.values()].reduce((sum, bytes) => sum + bytes, 0)
async function report(request: APIRequestContext): Promise<SpendingReport> {
  const response = await request.get('/api/spending')
  expect(response.status()).toBe(200)
  return response.json()
}

test('what pages and people ask is seen with its price, and is what CloudWatch says', async ({
  page,
  request,
}) => {
  await cafe.start({ ...cloudwatch.variables, PRICE_PER_GB: '1000' })
  await page.goto('/')
  await expect(page.getByText(/Loading/)).toHaveCount(0)
  await page.goto('/explore?query=stats+count(*)+by+status')
  await page.getByRole('button', { name: 'Run query' }).click()
  await expect(page.getByText(/estimate: \$.* at \$1000 per GB scanned/)).toBeVisible()
  const { ofDay, questions, pages } = await report(request)
  expect(ofDay.bytesScanned).toBe(billed())
  expect(ofDay.cost).toBeCloseTo((billed() / 2 ** 30) * 1000)
  expect(questions.find(({ name }) => name === 'stats count(*) by status')?.queries).toBe(1)
  expect(pages.map(({ name }) => name)).toEqual(expect.arrayContaining(['/', '/explore']))
  await page.goto('/')
  await page.getByRole('link', { name: /^\$.* today$/ }).click()
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(/^\$\d.* spent today$/)
  await expect(page.getByText(/saved by sharing and keeping/)).toBeVisible()
  await expect(page.getByRole('table', { name: /By question/ })).toContainText('totals')
})

test('with the budget of a day spent, open pages wait and people do not, also after a restart', async ({
  page,
  request,
}) => {
  const settings = { ...cloudwatch.variables, PRICE_PER_GB: '1000', DAILY_BUDGET: '0.01' }
  await cafe.start(settings)
  await page.goto('/?range=1h')
  await expect(page.getByText(/Loading/)).toHaveCount(0)
  await page.reload()
  await expect(page.getByText(/Open pages no longer refresh by themselves: \$/)).toBeVisible()
  const ask = async (headers: Record<string, string>) => {
    const response = await request.get('/api/readings?range=3h&ask=failing-urls', { headers })
    return JSON.parse(await response.text()).reading
  }
  const automatic = { 'x-cafewatch-automatic': 'yes' }
  expect(await ask(automatic)).toMatchObject({ ok: false, failure: { kind: 'budget-spent' } })
  expect(await ask({})).toMatchObject({ ok: true })
  const before = await report(request)
  expect(before.pace).toBe('paused')
  await cafe.stop()
  await cafe.start(settings)
  const after = await report(request)
  expect(after.ofDay.bytesScanned).toBeGreaterThanOrEqual(before.ofDay.bytesScanned)
  expect(await ask(automatic)).toMatchObject({ ok: false, failure: { kind: 'budget-spent' } })
})

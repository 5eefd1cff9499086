import { createHmac } from 'node:crypto'
import { createServer, type IncomingMessage } from 'node:http'
import { expect, type Page, test } from '@playwright/test'
import { lastHours as period } from './noon'

const secret = 'a secret of the stories'

async function textOf(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = []
  for await (const part of request) parts.push(part as Buffer)
  return Buffer.concat(parts).toString()
}

test('every alarm has a page: what it evaluates, its datapoints, its rule', async ({ page }) => {
  await page.goto(`/alarms?${period}`)
  await page.getByRole('link', { name: 'no orders / menu' }).click()
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('no orders / menu')
  await expect(page.getByText('In alarm when IF(orders < 1 AND requests > 5, 1, 0)')).toBeVisible()
  await expect(page.getByText('Notifies hook when it goes into alarm')).toBeVisible()
  await page.getByText('as a table').click()
  const table = page.getByRole('table', { name: 'Datapoints' })
  await expect(table.getByRole('row')).not.toHaveCount(0)
  await page.getByRole('link', { name: 'All alarms' }).click()
  const composite = page.getByRole('article').filter({ hasText: 'shop broken' })
  await expect(composite).toContainText('ALARM("no orders / menu") AND ALARM("500-Errors")')
})

test('an alarm that is not there is said to be not there', async ({ page }) => {
  await page.goto('/alarms/nobody')
  await expect(page.getByText('There is no alarm named nobody.')).toBeVisible()
})

test('a test message arrives, signed; a dead target is named with what to do', async ({ page }) => {
  const arrived: { body: string; signature: string }[] = []
  const server = createServer(async (request, response) => {
    const signature = String(request.headers['x-cafewatch-signature'])
    arrived.push({ body: await textOf(request), signature })
    response.end()
  })
  await new Promise<void>((resolve) => server.listen(3184, '127.0.0.1', resolve))
  try {
    await page.goto('/alarms')
    const recipients = page.getByRole('region', { name: 'Recipients' })
    const [hook, dead] = ['hook', 'dead'].map((name) =>
      recipients.getByRole('listitem').filter({ hasText: name }),
    )
    await hook?.getByRole('button', { name: 'Send test message' }).click()
    await expect(hook ?? recipients).toContainText('Test message delivered.')
    await dead?.getByRole('button', { name: 'Send test message' }).click()
    await expect(dead ?? recipients).toContainText('Test message not delivered.')
  } finally {
    await new Promise((resolve) => server.close(resolve))
  }
  expect(arrived).toHaveLength(1)
  const [{ body, signature }] = arrived as [{ body: string; signature: string }]
  expect(JSON.parse(body)).toMatchObject({ text: expect.any(String), message: expect.anything() })
  const [, at, mac] = /^t=(\d+),v1=([0-9a-f]+)$/.exec(signature) ?? []
  expect(mac).toBe(createHmac('sha256', secret).update(`${at}.${body}`).digest('hex'))
})

test('when would it have fired: the shipped 404 alarm never, one on 5xx at once', async ({
  page,
}) => {
  await page.goto(`/back-test?${period}&alarm=404-Errors`)
  await expect(page.getByText('It would not have fired in this period.')).toBeVisible()
  await page.getByLabel(/^alarm/).selectOption('')
  await page
    .getByLabel('filter pattern')
    .fill('{ $.status = "5*" && $.request = "/cafe/menu.php" }')
  await page.getByRole('button', { name: 'When would it have fired?' }).click()
  await expect(page.getByText(/It would have fired .*\d\d:2\d/)).toBeVisible()
  expect(new URL(page.url()).searchParams.get('pattern')).toContain('/cafe/menu.php')
  await page.reload()
  await expect(page.getByText(/It would have fired .*\d\d:2\d/)).toBeVisible()
})

test('a wrong pattern is refused with CloudWatch’s error and the place', async ({ page }) => {
  await page.goto(`/back-test?${period}`)
  await page.getByLabel('filter pattern').fill('{ $.status = }')
  await page.getByRole('button', { name: 'When would it have fired?' }).click()
  await expect(page.getByText(/Invalid metric filter pattern: .* at position \d+/)).toBeVisible()
})

test.describe('what people do about an alarm, by keyboard', () => {
  test.describe.configure({ mode: 'serial' })
  const hostile = '<b>made</b> / "here"'
  const path = (name: string) => `/alarms/${encodeURIComponent(name)}?${period}`
  const press = async (page: Page, name: string) => {
    const button = page.getByRole('button', { name, exact: true })
    await button.focus()
    await page.keyboard.press('Enter')
  }

  test.beforeAll(async ({ playwright, baseURL }) => {
    const api = await playwright.request.newContext({ baseURL })
    const alarm = {
      name: hostile,
      description: 'requests answered with 500: 1 or more within 1 minute',
      metric: '500-Errors',
      comparison: '>=',
      threshold: 1,
    }
    expect((await api.post('/api/alarms', { data: { alarm } })).ok()).toBe(true)
    await api.dispose()
  })

  test('an alarm is edited, with its back-test before it is saved', async ({ page }) => {
    await page.goto(path(hostile))
    await press(page, 'Edit')
    await page.getByLabel('threshold (≥)').focus()
    await page.keyboard.press('Control+A')
    await page.keyboard.type('1000')
    await expect(page.getByRole('button', { name: 'Save' })).toHaveCount(0)
    await page.keyboard.press('Enter')
    await expect(page.getByText(/as it is now.*It would have fired once/)).toBeVisible()
    await expect(page.getByText(/as edited.*It would not have fired/)).toBeVisible()
    await page.getByLabel('dead').focus()
    await page.keyboard.press('Space')
    await expect(page.getByRole('button', { name: 'Save' })).toHaveCount(0)
    await press(page, 'Would it have fired?')
    await expect(page.getByText(/as edited.*It would not have fired/)).toBeVisible()
    await press(page, 'Save')
    await expect(page.getByText('answered with 500: 1000 or more within 1 minute')).toBeVisible()
    await expect(page.getByText(/Notifies hook when/)).toBeVisible()
  })

  test('it is muted, loudly, and heard again', async ({ page }) => {
    await page.goto(path(hostile))
    await press(page, 'Mute')
    await press(page, '1 hour')
    const banner = page.getByText(/Muted until .*\d\d:\d\d by hand/)
    await expect(banner).toBeVisible()
    await page.getByRole('link', { name: 'All alarms' }).click()
    const row = page.getByRole('article').filter({ hasText: hostile })
    await expect(row).toContainText(/muted until .*\d\d:\d\d by hand/)
    await page.goto(path(hostile))
    await press(page, 'End mute')
    await expect(banner).toHaveCount(0)
  })

  test('a raised alarm is acknowledged with a note, and that is taken back', async ({ page }) => {
    await page.goto('/alarms/No-Requests')
    await press(page, 'Acknowledge')
    await page.getByLabel('your name').focus()
    await page.keyboard.type('Zoë')
    await page.keyboard.press('Tab')
    await page.keyboard.type('the server is being moved <i>')
    await page.keyboard.press('Enter')
    const seen = page.getByText(/Seen by Zoë at \d\d:\d\d\. the server is being moved <i>/)
    await expect(seen).toBeVisible()
    await page.goto('/alarms')
    await expect(page.getByRole('article').filter({ hasText: 'No-Requests' })).toContainText(
      'seen by Zoë',
    )
    await page.goto('/alarms/No-Requests')
    await press(page, 'Take back')
    await expect(seen).toHaveCount(0)
  })

  test('a declared alarm says where it is declared', async ({ page }) => {
    await page.goto('/alarms/404-Errors')
    await press(page, 'Delete')
    await expect(page.getByText('This alarm comes with CafeWatch.')).toBeVisible()
    await page.goto(path('no orders / menu'))
    await press(page, 'Edit')
    await expect(page.getByText('This alarm is declared in the site file')).toBeVisible()
    await page.keyboard.press('Escape')
    await expect(page.getByText('This alarm is declared in the site file')).toHaveCount(0)
  })

  test('it is deleted after one question', async ({ page }) => {
    await page.goto(path(hostile))
    await press(page, 'Delete')
    await expect(page.getByText('threshold and recipients are lost')).toBeVisible()
    await press(page, 'Keep it')
    await press(page, 'Delete')
    await press(page, 'Delete for good')
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('Alarms')
    await expect(page.getByRole('link', { name: 'no orders / menu' })).toBeVisible()
    await expect(page.getByText(hostile)).toHaveCount(0)
  })
})

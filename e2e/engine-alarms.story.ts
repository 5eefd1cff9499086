import { createHmac } from 'node:crypto'
import { createServer, type IncomingMessage } from 'node:http'
import { expect, test } from '@playwright/test'

const noon = '2026-11-20T12:00:00.000Z'
const period = `range=custom&from=2026-11-20T09:00:00.000Z&to=${noon}`
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

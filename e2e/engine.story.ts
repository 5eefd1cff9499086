import { expect, test } from '@playwright/test'
import { lastHours as period } from './noon'

test('the log ends before the range: the page says so and leads to the incident', async ({
  page,
}) => {
  await page.goto('/')
  await expect(page.getByText('The log ends before this period.')).toBeVisible()
  await expect(page.getByRole('heading', { level: 1 })).toContainText(
    'Nothing has been logged since',
  )
  await page.getByRole('link', { name: 'its last 3 hours' }).click()
  await expect(page.getByText(/In this period: \d incidents?/)).toBeVisible()
  await page.getByRole('link', { name: '/cafe/menu.php' }).click()
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('/cafe/menu.php')
  await expect(page.getByText(/5xx: [1-9]/)).toBeVisible()
})

test('hostile log text is shown and never runs', async ({ page }) => {
  let dialogs = 0
  page.on('dialog', (dialog) => {
    dialogs += 1
    void dialog.dismiss()
  })
  await page.goto(`/errors?${period}&request=%2Fcafe%2Fmenu.php`)
  const events = page.getByRole('table', { name: 'Sample log events' })
  await expect(events).toContainText('<img src=x onerror=alert(1)>')
  await expect(page.getByText('U+202E').first()).toBeVisible()
  expect(await page.locator('a[href^="javascript:"]').count()).toBe(0)
  expect(dialogs).toBe(0)
})

test('no client address leaves the server whole', async ({ request }) => {
  const whole = /81\.210\.138\.7[78]/
  for (const path of [
    `/?${period}`,
    `/errors?${period}`,
    `/errors?${period}&request=%2Fcafe%2Fmenu.php`,
    `/api/queries/sample-events?${period}`,
    `/api/queries/unparsed-events?${period}`,
  ]) {
    const body = await (await request.get(path)).text()
    if (!path.startsWith('/?')) expect(body, path).toMatch(/\d+\.\d+\.\d+\.0\/24/)
    expect(body, path).not.toMatch(whole)
  }
  const explored = await request.post(`/api/explore?${period}`, {
    data: { query: 'fields remoteIP, @message' },
  })
  expect(await explored.text()).not.toMatch(whole)
})

test('a line that is not understood is counted and shown', async ({ page }) => {
  await page.goto(`/errors?${period}`)
  await expect(page.getByRole('region', { name: 'Not understood' })).toContainText(
    'broken by Apache',
  )
})

test('a country on the map filters the page, and the pill takes the filter away', async ({
  page,
}) => {
  await page.goto(`/?${period}`)
  await page.getByRole('link', { name: /^Germany: / }).focus()
  await page.keyboard.press('Enter')
  await expect(page.getByText('country:')).toBeVisible()
  await expect(page).toHaveURL(/country=DE/)
  await page.getByRole('link', { name: /country: Germany/ }).click()
  await expect(page).not.toHaveURL(/country=DE/)
})

test('the doors: Host, origin, JSON and parameters are checked', async ({ request }) => {
  const evil = await request.get('/api/health', { headers: { host: 'evil.example' } })
  expect(evil.status()).toBe(403)
  const cross = await request.post('/api/explore', {
    headers: { origin: 'https://evil.example', 'content-type': 'application/json' },
    data: '{}',
  })
  expect(cross.status()).toBe(403)
  const plain = await request.post('/api/explore', {
    headers: { 'content-type': 'text/plain' },
    data: '{}',
  })
  expect(plain.status()).toBe(415)
  for (const [path, field] of [
    ['/api/queries/totals?range=2h', 'range'],
    ['/api/queries/url-by-bin', 'request'],
    ['/api/queries/nosuch', 'name'],
    ['/api/alarms?nosuch=1', 'nosuch'],
  ] as const) {
    const answer = await request.get(path)
    expect(answer.status(), path).toBe(400)
    expect((await answer.json()).error.field, path).toBe(field)
  }
})

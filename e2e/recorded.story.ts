import { expect, test } from '@playwright/test'

test('from the overview to the 500s on the menu in one click', async ({ page }) => {
  await page.goto('/')
  // In the browser's zone.
  await expect(page.getByRole('heading', { level: 1 })).toContainText('Orders stopped at 12:')
  await expect(page.getByText(/\/cafe\/menu\.php failed \d+ times with status 500/)).toBeVisible()
  for (const name of ['Requests', 'Visitors', 'Orders', 'Failed requests']) {
    await expect(
      page.getByRole('article').filter({ has: page.getByRole('heading', { name, exact: true }) }),
    ).toContainText(/\d/)
  }
  await page.getByRole('link', { name: 'See failed requests' }).click()
  await expect(page).toHaveURL(/\/errors\?request=%2Fcafe%2Fmenu.php/)
  await expect(page.getByText(/5xx: \d+/)).toBeVisible()
  await expect(page.getByRole('table', { name: 'Sample log events' })).toContainText('500')
})

test('the map and the table carry the same numbers', async ({ page }) => {
  await page.goto('/')
  await page.waitForLoadState('networkidle')
  const panel = page.getByRole('region', { name: 'Where requests come from' })
  const country = panel.getByRole('link', { name: /^Germany: / })
  const spoken = await country.getAttribute('aria-label')
  const row = panel.getByRole('row', { name: /Germany/ })
  const [requests] = (await row.getByRole('cell').allTextContents()) as [string]
  expect(spoken).toContain(`Germany: ${requests} requests`)
})

test('the table descends from a country to its regions and cities, and the way back is a link', async ({
  page,
}) => {
  await page.goto('/')
  await page.waitForLoadState('networkidle')
  const panel = page.getByRole('region', { name: 'Where requests come from' })
  await panel.getByRole('button', { name: 'regions of Germany' }).press('Enter')
  await panel.getByRole('button', { name: 'cities of Bavaria' }).press('Enter')
  await expect(panel.getByRole('row', { name: /Passau/ })).toBeVisible()
  await panel.getByRole('button', { name: 'regions of Germany' }).press('Space')
  await expect(panel.getByRole('row', { name: /Bavaria/ })).toHaveCount(0)
  await panel.getByRole('button', { name: 'regions of Germany' }).click()
  await panel.getByRole('link', { name: 'Bavaria', exact: true }).click()
  await expect(page).toHaveURL(/country=DE&region=Bavaria/)
  await page
    .getByRole('navigation', { name: 'Location' })
    .getByRole('link', { name: 'World' })
    .click()
  await expect(page).not.toHaveURL(/country=/)
})

test('alarms: state, since when, value against the threshold, and history', async ({ page }) => {
  await page.goto('/alarms')
  const alarm = page.getByRole('article').filter({ hasText: '500-Errors' })
  await expect(alarm).toContainText('in the last minute, threshold ≥ 1')
  await expect(alarm).toContainText('since ')
  await expect(alarm).toContainText('1 state change in this period')
  await alarm.getByRole('link', { name: '500-Errors' }).click()
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('500-Errors')
  const happened = page.getByRole('region', { name: 'History and notifications' })
  await expect(happened.getByRole('listitem').filter({ hasText: /OK.*ALARM/ })).toHaveCount(1)
  await page.getByText('as a table').click()
  await expect(page.getByRole('table', { name: 'Datapoints' }).getByRole('row')).toHaveCount(181)
})

test.describe('before any script runs', () => {
  test.use({ javaScriptEnabled: false })
  test('the sentence, the bars and the map are there', async ({ page }) => {
    await page.goto('/')
    await expect(page.getByRole('heading', { level: 1 })).toContainText('Orders stopped')
    const map = page.getByRole('region', { name: 'Where requests come from' })
    expect(await map.locator('a use').count()).toBeGreaterThan(20)
    const volume = page.getByRole('img', { name: /^Orders over time/ })
    expect(await volume.locator('rect').count()).toBeGreaterThan(20)
  })
})

test('the first load of the overview stays within 200 kB of script', async ({ page }) => {
  const sent: Promise<number>[] = []
  page.on('requestfinished', (asked) => {
    if (asked.resourceType() === 'script')
      sent.push(asked.sizes().then(({ responseBodySize }) => responseBodySize))
  })
  await page.goto('/', { waitUntil: 'networkidle' })
  const sizes = await Promise.all(sent)
  const bytes = sizes.reduce((sum, size) => sum + size, 0)
  console.log(`first-load script of /: ${Math.round(bytes / 1_000)} kB in ${sizes.length} files`)
  expect(bytes).toBeGreaterThan(100_000)
  expect(bytes).toBeLessThan(200_000)
})

test('every page is free of script errors and fits a phone', async ({ page }) => {
  const errors: string[] = []
  page.on('pageerror', (error) => errors.push(String(error)))
  page.on('console', (message) => {
    if (message.type() === 'error') errors.push(message.text())
  })
  await page.setViewportSize({ width: 390, height: 844 })
  for (const path of [
    '/',
    '/errors',
    '/errors?request=%2Fcafe%2Fmenu.php',
    '/alarms',
    '/explore',
    '/tail',
  ]) {
    await page.goto(path)
    await expect(page.getByRole('navigation', { name: 'Pages' })).toBeVisible()
    await page.waitForLoadState('networkidle')
    expect(
      await page.evaluate(() => document.documentElement.scrollWidth),
      path,
    ).toBeLessThanOrEqual(390)
  }
  expect(errors).toEqual([])
})

test('recordings have no live tail, and the page says so', async ({ page }) => {
  await page.goto('/tail')
  await expect(page.getByText('No live tail in recordings')).toBeVisible()
})

test('what is not recorded fails in its own panel with a sentence', async ({ page }) => {
  await page.goto('/?country=AQ')
  const failures = page.getByRole('alert').filter({ hasText: 'not among the recordings' })
  await expect(failures.first()).toBeVisible()
  await expect(page.getByRole('heading', { name: 'Alarms' })).toBeVisible()
})

test('the page asks again each minute, and not while nobody looks', async ({ page }) => {
  let asked = 0
  page.on('request', (request) => {
    const { pathname, searchParams } = new URL(request.url())
    const words = searchParams.get('ask')?.split(',')
    if (pathname === '/api/readings' && words?.includes('totals')) asked += 1
  })
  await page.addInitScript(() => {
    let state: DocumentVisibilityState = 'visible'
    Object.defineProperty(document, 'visibilityState', { get: () => state })
    addEventListener('look', (event) => {
      state = (event as CustomEvent<DocumentVisibilityState>).detail
      document.dispatchEvent(new Event('visibilitychange'))
    })
  })
  const look = (state: DocumentVisibilityState) =>
    page.evaluate((detail) => dispatchEvent(new CustomEvent('look', { detail })), state)
  await page.clock.install()
  await page.goto('/')
  await page.waitForLoadState('networkidle')
  await page.clock.runFor(5_000)
  expect(asked).toBe(0)
  await page.clock.runFor(60_000)
  await expect.poll(() => asked).toBe(1)
  await page.waitForLoadState('networkidle')
  await expect(page.getByText('connection lost')).toHaveCount(0)
  await look('hidden')
  await page.clock.runFor(300_000)
  expect(asked).toBe(1)
  await look('visible')
  await expect.poll(() => asked).toBe(2)
})

import { expect, test } from '@playwright/test'
import { iconOf } from '@/components/shell/tab-icon'

const iconShown = (page: import('@playwright/test').Page) =>
  page.locator('link[rel~="icon"]').last().getAttribute('href')

test('all times are in the zone of the browser until another is chosen, which is kept', async ({
  page,
}) => {
  await page.goto('/')
  const volume = page.getByRole('region', { name: 'Order volume' })
  await expect(volume).toContainText('times in Europe/Berlin (UTC+1)')
  await expect(page.getByRole('heading', { level: 1 })).toContainText('Orders stopped at 12:')
  await page.getByText('Custom').click()
  await expect(page.getByLabel('to (Europe/Berlin)')).toHaveValue('2026-11-20T13:00')
  await page.getByRole('button', { name: 'Show this period' }).click()
  await expect(page).toHaveURL(/zone=Europe%2FBerlin/)
  await page.getByText('Custom').click()
  await expect(page.getByLabel('to (Europe/Berlin)')).toHaveValue('2026-11-20T13:00')

  await page.goto('/')
  await page.getByRole('combobox', { name: 'times in' }).selectOption('UTC')
  await expect(page.getByRole('heading', { level: 1 })).toContainText('Orders stopped at 11:')
  await page.goto('/errors')
  await expect(page.getByText('times in UTC').first()).toBeVisible()
  await expect(page.getByRole('combobox', { name: 'times in' })).toHaveValue('UTC')
})

test('a lost connection turns the banner, the title and the icon grey, and back at once', async ({
  page,
  context,
}) => {
  await page.clock.install()
  await page.goto('/')
  await page.waitForLoadState('networkidle')
  const headline = page.getByRole('heading', { level: 1 })
  await expect(headline).toContainText('Orders stopped')
  await expect(page).toHaveTitle(/^▲ Orders stopped/)
  expect(await iconShown(page)).toBe(iconOf('trouble'))

  await context.setOffline(true)
  await page.clock.runFor(95_000)
  await expect(headline).toHaveText('Not known since 13:00')
  await expect(page).toHaveTitle('◌ Not known since 13:00 · CafeWatch')
  expect(await iconShown(page)).toBe(iconOf('unknown'))
  await expect(page.getByText(/◌ not known since 13:00/).first()).toBeVisible()

  await context.setOffline(false)
  await expect(headline).toContainText('Orders stopped')
  expect(await iconShown(page)).toBe(iconOf('trouble'))
})

test('a page shows as set only the filters that it applies', async ({ page }) => {
  const filter = page.getByRole('link', { name: 'remove filter' })
  await page.goto('/explore?country=DE&status=500')
  await expect(page.getByRole('heading', { name: 'Explore' })).toBeVisible()
  await expect(filter).toHaveCount(0)
  await page.goto('/?request=%2Fcafe&status=500')
  await expect(page.getByRole('heading', { level: 1 })).toContainText('Orders stopped')
  await expect(filter).toHaveCount(0)
  await page.goto('/errors?client=203.0.113.9')
  await expect(filter).toHaveText(/client: 203\.0\.113\.0\/24/)
})

for (const width of [1440, 390]) {
  test(`a long URL makes no page wider, ${width} px`, async ({ page }) => {
    await page.setViewportSize({ width, height: 900 })
    const long = `/cafe/${'x'.repeat(1_900)}`
    for (const path of [
      `/errors?request=${encodeURIComponent(long)}`,
      `/?city=${'x'.repeat(200)}`,
      `/alarms/${'x'.repeat(250)}`,
      `/explore?query=${'x'.repeat(3_000)}`,
    ]) {
      await page.goto(path)
      await expect(page.getByRole('navigation', { name: 'Pages' })).toBeVisible()
      expect(
        await page.evaluate(() => document.documentElement.scrollWidth),
        path.slice(0, 40),
      ).toBeLessThanOrEqual(width)
    }
    await page.goto(`/errors?request=${encodeURIComponent(long)}`)
    await expect(page.getByRole('heading', { level: 1 })).toContainText('more characters')
    await page.getByText('in full').click()
    await expect(page.getByText(long, { exact: true })).toBeVisible()
  })
}

for (const width of [1440, 390]) {
  test(`no name of a step is broken within a word, ${width} px`, async ({ page }) => {
    await page.setViewportSize({ width, height: 900 })
    await page.goto('/')
    const list = page.getByRole('list', { name: 'Steps of the way to an order' })
    await expect(list.locator('b').first()).toBeVisible()
    // In one go, on the list as it stands: a refresh puts another in its place.
    const measured = await page.evaluate(() => {
      const steps = document.querySelector('[aria-label="Steps of the way to an order"]')
      const name = steps?.querySelector('b')
      if (!steps || !name) return undefined
      const linesOf = (text: string) => {
        name.textContent = text
        const range = document.createRange()
        range.selectNodeContents(name)
        return new Set([...range.getClientRects()].map(({ top }) => top)).size
      }
      return {
        short: linesOf('warenkorb'),
        long: linesOf('bestellbestaetigungsseitenaufrufzaehlung'),
        words: linesOf('a cart and the address'),
        overflows: steps.scrollWidth > steps.clientWidth,
      }
    })
    expect(measured).toMatchObject({ short: 1, long: 1, overflows: false })
    expect(measured?.words).toBeLessThanOrEqual(2)
  })
}

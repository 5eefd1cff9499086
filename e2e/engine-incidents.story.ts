import { expect, test } from '@playwright/test'
import { noonMs, thatDay } from './noon'

// The log of the stories: the menu fails from 11:20 on, and it ends at noon.
const day = new Date(noonMs).toISOString().slice(0, 10)
/** A pattern of the ten minutes that begin at a time of that day, as pages show them. */
const inBerlin = (time: string) => {
  const at = new Date(thatDay(time))
  const shown = (as: Intl.DateTimeFormatOptions) =>
    at.toLocaleString('en-GB', { timeZone: 'Europe/Berlin', ...as })
  return `${shown({ day: 'numeric' })} [A-Z][a-z]+ ${shown({ timeStyle: 'short' }).slice(0, -1)}\\d`
}

test.beforeEach(async ({ page }) => {
  await page.goto('/incidents')
  const table = page.getByRole('table', { name: 'Incidents, the newest first' })
  await expect(table).toBeVisible({ timeout: 30_000 })
})

test('an incident tells what happened, whom it met, and shows its lines', async ({ page }) => {
  await page
    .getByRole('row', { name: /menu\.php/ })
    .getByRole('link')
    .click()
  // When the last order came before it is another minute on another day.
  await expect(page.getByRole('heading', { level: 1 })).toContainText(
    new RegExp(`^Orders stopped for (?:3\\d|4[01]) min from .*${inBerlin('T11:20:00Z')}`),
  )
  const timeLine = page.getByRole('region', { name: 'Time line' })
  await expect(timeLine).toContainText('Last good answer')
  await expect(timeLine).toContainText('First bad line')
  // Alarms are evaluated for a week at most when a log is loaded, and this one gets older.
  await expect(timeLine).toContainText('Said on the overview')
  await expect(timeLine).toContainText('Alarms in this time')
  await expect(timeLine).toContainText('All-clear')
  const standsOut = page.getByRole('region', { name: 'What stands out' })
  await expect(standsOut.getByRole('table')).toHaveCount(3)
  const lines = page.getByRole('table', { name: 'The lines, newest first' })
  const [bad, good] = ['first bad', 'last good'].map((mark) =>
    lines.getByRole('row').filter({ hasText: mark }),
  )
  await expect(bad ?? lines).toContainText('500')
  await expect(good ?? lines).toContainText('200')
  await expect(lines).toContainText(/\d+ lines? more/)
  await expect(lines).not.toContainText('81.210.138.77')
})

test('its lines open in Explore with the very time', async ({ page }) => {
  await page
    .getByRole('row', { name: /menu\.php/ })
    .getByRole('link')
    .click()
  const lines = page.getByRole('region', { name: 'The lines' })
  await lines.getByRole('link', { name: 'Open in Explore' }).click()
  await expect(page).toHaveURL(new RegExp(`range=custom&from=${day}T1`))
  await page.getByRole('button', { name: 'Run query' }).click()
  const result = page.getByRole('grid', { name: 'Result of the query' })
  await expect(result).toContainText('/cafe/menu.php')
})

test('it is copied as text, the same each time', async ({ page, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write'])
  await page
    .getByRole('row', { name: /menu\.php/ })
    .getByRole('link')
    .click()
  const copied: string[] = []
  for (let times = 0; times < 2; times += 1) {
    await page.getByRole('button', { name: 'Copy as text' }).click()
    await expect(page.getByText('Copied.')).toBeVisible()
    copied.push(await page.evaluate(() => navigator.clipboard.readText()))
  }
  expect(copied[0]).toContain('## Time line')
  expect(copied[0]).toContain('`GET /cafe/menu.php`')
  expect(copied[0]).not.toContain('81.210.138.77')
  expect(copied[1]).toBe(copied[0])
})

test('on paper stand no menus and no buttons, but its address', async ({ page }) => {
  await page
    .getByRole('row', { name: /menu\.php/ })
    .getByRole('link')
    .click()
  await expect(page.getByRole('region', { name: 'The lines' })).toBeVisible()
  await page.emulateMedia({ media: 'print', colorScheme: 'dark' })
  await expect(page.getByRole('navigation', { name: 'Pages' })).toBeHidden()
  await expect(page.getByRole('button', { name: 'Print' })).toBeHidden()
  await expect(
    page.getByText(new RegExp(`^http:.*/incidents/${day}T\\d\\d%3A\\d\\dZ, times in`)),
  ).toBeVisible()
  await expect(page.locator('body')).toHaveCSS('color', 'rgb(35, 29, 24)')
  expect((await page.pdf()).byteLength).toBeGreaterThan(10_000)
})

test('an address without an incident says so, and why', async ({ page }) => {
  await page.goto(`/incidents/${day}T09%3A00Z`)
  await expect(page.getByText(/There was no incident at .* \d\d:00/)).toBeVisible()
  await page.goto('/incidents/2024-01-01T09%3A00Z')
  await expect(page.getByText(/The incident of .* is no longer known/)).toBeVisible()
  await page.goto('/incidents/nothing')
  await expect(page.getByText('There is no such incident')).toBeVisible()
})

import { readFileSync } from 'node:fs'
import { expect, type Page, test } from '@playwright/test'
import { lastHours as period, thatDay } from './noon'

const withQuery = (text: string, more = '') =>
  `/explore?${period}&query=${encodeURIComponent(text)}${more}`

const editor = (page: Page) => page.getByRole('textbox', { name: 'Logs Insights query' })
const grid = (page: Page) => page.getByRole('grid', { name: 'Result of the query' })
const cells = (page: Page, column: number) =>
  grid(page).locator(`tbody td[aria-colindex="${column}"]`).allTextContents()

async function run(page: Page, text: string) {
  await editor(page).fill(text)
  await page.getByRole('button', { name: 'Run query' }).click()
}

test.beforeEach(async ({ page }) => {
  page.on('pageerror', (error) => {
    throw error
  })
})

test('a query is run, sorted as numbers, searched, and counted', async ({ page }) => {
  await page.goto(`/explore?${period}`)
  await run(page, 'stats count(*) as n by request, status | sort request asc')
  await expect(page.getByText(/^\d+ rows$/)).toBeVisible()
  await expect(page.getByText(/log events matched/)).toBeVisible()
  await expect(page.getByText(/free here; .* on CloudWatch/)).toBeVisible()

  const numbers = async () => (await cells(page, 3)).map(Number)
  await grid(page).getByRole('button', { name: 'n', exact: true }).click()
  await expect(grid(page).getByRole('columnheader', { name: /^n/ })).toHaveAttribute(
    'aria-sort',
    'descending',
  )
  expect(await numbers()).toEqual((await numbers()).toSorted((a, b) => b - a))
  expect((await numbers())[0]).toBeGreaterThan(9)

  await page.getByPlaceholder('Search all rows').fill('MENU.php')
  await expect(page.getByText(/^\d of \d+ rows$/)).toBeVisible()
  for (const request of await cells(page, 1)) expect(request).toContain('menu.php')
})

test('a mistake is underlined where it is, and said in words', async ({ page }) => {
  await page.goto(withQuery('fields status\n| filter nosuch(status) = 1'))
  await expect(page.getByRole('alert').filter({ hasText: 'nosuch' })).toBeVisible()
  await expect(page.getByText('At line 2, character 10:')).toBeVisible()
  await expect(page.locator('.cm-lintRange-error').first()).toContainText('nosuch')
  await run(page, 'fields status | limit 1')
  await expect(page.getByText('1 row', { exact: true })).toBeVisible()
  await expect(page.locator('.cm-lintRange-error')).toHaveCount(0)
})

test('commands, functions and the fields of the log are offered', async ({ page }) => {
  const fields = page.waitForResponse(/api\/explore\/fields/)
  await page.goto(`/explore?${period}`)
  await fields
  await editor(page).fill('')
  await editor(page).pressSequentially('fil')
  await page
    .getByRole('option', { name: /^filter/ })
    .first()
    .waitFor()
  await page.waitForTimeout(100)
  await page.keyboard.press('Enter')
  await editor(page).pressSequentially(' stat')
  await expect(page.getByRole('option', { name: /^status\s*in \d+ % of events/ })).toBeVisible()
  await expect(page.getByRole('option', { name: /^stats/ })).toHaveCount(0)
})

test('a long query shows its progress, and stops on demand', async ({ page }) => {
  await page.goto(`/explore?${period}`)
  const slow = '[a-z].{0,400}[a-z].{0,400}[a-z].{0,100}Q9Q'
  await run(page, `fields @message | filter @message like /${slow}/`)
  await expect(page.getByRole('progressbar', { name: 'The query is running' })).toBeVisible()
  await expect(page.getByText(/^[1-9][\d.]* s$/)).toBeVisible()
  await page.getByRole('button', { name: 'Stop' }).click()
  await expect(page.getByText('Stopped', { exact: true })).toBeVisible()
  await run(page, 'stats count(*) as n')
  await expect(page.getByText('1 row', { exact: true })).toBeVisible({ timeout: 5_000 })
})

test('a row opens the whole log event; Esc closes it and the focus is where it was', async ({
  page,
}) => {
  await page.goto(withQuery('fields @timestamp, status | filter userAgent like /onerror/'))
  await grid(page).locator('tbody tr').first().click()
  const event = page.getByRole('dialog', { name: 'Log event' })
  await expect(event.getByText('<img src=x onerror=alert(1)>').first()).toBeVisible()
  await expect(event.getByText('U+202E').first()).toBeVisible()
  await expect(event).toContainText('81.210.138.0/24')
  await expect(event).not.toContainText('81.210.138.77')
  await page.keyboard.press('Escape')
  await expect(event).toHaveCount(0)
  await expect(grid(page)).toBeFocused()
})

test('counts over time are a chart; the address holds query, range and view', async ({ page }) => {
  await page.goto(`/explore?${period}`)
  const text = 'stats count(*) as requests by bin(10m) as t,\n  status # 100 % & more'
  await run(page, text)
  await expect(grid(page)).toBeVisible()
  await page.getByRole('tab', { name: 'Chart' }).click()
  await expect(page.getByRole('list', { name: 'Legend' })).toContainText('500')
  await expect(page.locator('.recharts-line').first()).toBeVisible()
  const address = page.url()
  expect(new URL(address).searchParams.get('as')).toBe('chart')

  await page.goto('about:blank')
  await page.goto(address)
  await expect(page.locator('.recharts-line').first()).toBeVisible()
  await expect(editor(page)).toContainText('# 100 % & more')

  await run(page, 'stats count(*) as n by status')
  await expect(page.locator('.recharts-bar').first()).toBeVisible()
  await page.goBack()
  await expect(editor(page)).toContainText('# 100 % & more')
})

test('a chart of the overview opens its query here, over the same range', async ({ page }) => {
  await page.goto(`/?${period}`)
  await page.getByRole('link', { name: 'Orders over time: open in Explore' }).click()
  await expect(page.getByRole('list', { name: 'Legend' })).toContainText('orders')
  await expect(page.getByRole('list', { name: 'Legend' })).not.toContainText('lastOrder')
  const { searchParams } = new URL(page.url())
  expect(searchParams.get('from')).toBe(thatDay('T09:00:00Z'))
  await page.getByRole('tab', { name: 'Table' }).click()
  await expect(page.getByText('36 rows', { exact: true })).toBeVisible()
})

test('a saved query has a field for its parameter', async ({ page }) => {
  await page.goto(`/explore?${period}`)
  await editor(page).fill('filter status = {{status}} | stats count(*) as n by status')
  await page.getByRole('button', { name: 'Run query' }).click()
  await expect(page.getByText('Not run: status needs a value.')).toBeVisible()
  await page.getByRole('button', { name: 'Save', exact: true }).click()
  const dialog = page.getByRole('dialog', { name: 'Save query' })
  await dialog.getByRole('textbox', { name: 'Name' }).fill('by status')
  await dialog.getByRole('button', { name: 'Save' }).click()
  await expect(dialog).toHaveCount(0)

  await page.goto(`/explore?${period}`)
  await page.getByRole('tab', { name: 'Saved' }).click()
  await page.getByRole('button', { name: /^by status/ }).click()
  await page.getByRole('textbox', { name: 'status' }).fill('500" or status = "200')
  await page.getByRole('button', { name: 'Run query' }).click()
  await expect(page.getByText('No rows')).toBeVisible()
  await page.getByRole('textbox', { name: 'status' }).fill('500')
  await page.getByRole('button', { name: 'Run query' }).click()
  await expect(page.getByText('1 row', { exact: true })).toBeVisible()
  expect(await cells(page, 1)).toEqual(['500'])

  await page.getByRole('button', { name: 'Delete by status' }).click()
  await page.getByRole('button', { name: 'Confirm delete' }).click()
  await expect(page.getByText('None yet.')).toBeVisible()
  await page.getByRole('tab', { name: 'History' }).click()
  await expect(page.getByRole('button', { name: /filter status = {{status}}/ })).toBeVisible()
})

test('what leaves the page holds no formula and no whole address', async ({ page, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write'])
  await page.goto(
    withQuery('filter userAgent like /onerror/ | fields "=1+1" as a, -5 as b, remoteIP, @message'),
  )
  await expect(grid(page)).toBeVisible()
  const download = page.waitForEvent('download')
  await page.getByRole('button', { name: 'CSV' }).click()
  const csv = readFileSync(await (await download).path(), 'utf8')
  expect(csv.split('\r\n')[0]).toBe("a,b,remoteIP,'@message")
  expect(csv.split('\r\n')[1]).toMatch(/^'=1\+1,-5,81\.210\.138\.0\/24,"\{""time""/)
  await page.getByRole('button', { name: 'Copy' }).click()
  await expect(page.getByText('1 row copied')).toBeVisible()
  const copied = await page.evaluate(() => navigator.clipboard.readText())
  expect(copied).toContain("'=1+1\t-5\t81.210.138.0/24\t")
  expect(csv + copied).not.toContain('81.210.138.77')
})

test('all of it without a mouse', async ({ page }) => {
  await page.goto(`/explore?${period}`)
  await editor(page).focus()
  await page.keyboard.press('Control+a')
  await page.keyboard.insertText('fields @timestamp, request | sort @timestamp desc | limit 40')
  await page.keyboard.press('Control+Enter')
  await expect(page.getByText('40 rows', { exact: true })).toBeVisible()
  await page.keyboard.press('Tab')
  await expect(page.getByRole('button', { name: 'Run query' })).toBeFocused()

  await page.getByRole('tab', { name: 'Table' }).focus()
  await page.keyboard.press('ArrowRight')
  await expect(page.getByRole('tab', { name: 'Chart' })).toHaveAttribute('aria-selected', 'true')
  await page.keyboard.press('ArrowLeft')
  const width = page.getByRole('separator', { name: 'Width of request' })
  await width.focus()
  const before = Number(await width.getAttribute('aria-valuenow'))
  await page.keyboard.press('ArrowRight')
  await expect(width).toHaveAttribute('aria-valuenow', `${before + 16}`)

  await grid(page).focus()
  await page.keyboard.press('End')
  await expect(grid(page).locator('tr[aria-selected="true"]')).toHaveAttribute(
    'aria-rowindex',
    '41',
  )
  await page.keyboard.press('Enter')
  await expect(page.getByRole('dialog', { name: 'Log event' })).toContainText('row 40 of 40')
  await page.keyboard.press('Escape')
  await expect(grid(page)).toBeFocused()
})

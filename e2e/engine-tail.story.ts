import { appendFileSync } from 'node:fs'
import { expect, type Page, test } from '@playwright/test'
import { thatDay } from './noon'

const file = 'test-results/fixed/access_log'
// Within the fixed log's last minute, so that its other stories stay as they are.
const time = thatDay('T11:59:59Z')
const line = (request: string, more: object = {}) =>
  `${JSON.stringify({ time, remoteIP: '81.210.138.78', request, query: '', method: 'GET', status: '200', userAgent: 'tail', referer: '-', ...more })}\n`

const list = (page: Page) => page.getByRole('region', { name: 'Lines' })
async function follow(page: Page, pattern = '') {
  await page.goto(`/tail?${new URLSearchParams({ pattern })}`)
  await expect(page.getByText('Following since')).toBeVisible()
}

test('what is appended to the log appears by itself, as text, the client masked', async ({
  page,
}) => {
  let dialogs = 0
  page.on('dialog', (dialog) => {
    dialogs += 1
    void dialog.dismiss()
  })
  await follow(page)
  await expect(page.getByText('No lines since')).toBeVisible()
  const hostile = '<img src=x onerror=alert(1)>\u202egnp.exe\u001b[31m'
  appendFileSync(file, line('/tail/one', { status: '404' }) + line(`/tail/${hostile}`))
  await expect(list(page)).toContainText('404 not found')
  await expect(list(page)).toContainText(
    '/tail/<img src=x onerror=alert(1)>U+202Egnp.exeU+001B[31m',
  )
  await page.getByRole('button', { name: '/tail/one' }).click()
  await expect(list(page)).toContainText('"remoteIP":"81.210.138.0/24"')
  expect(await page.content()).not.toContain('81.210.138.78')
  expect(dialogs).toBe(0)
})

test('a pattern lets through what it matches and stands in the address; a wrong one is explained', async ({
  page,
}) => {
  await follow(page)
  const box = page.getByLabel('Filter pattern')
  await box.fill('{ $.status = "5*" }')
  await page.getByRole('button', { name: 'Apply' }).click()
  await expect(page).toHaveURL(/pattern=/)
  await page.reload()
  await expect(box).toHaveValue('{ $.status = "5*" }')
  await expect(page.getByText('Following since')).toBeVisible()
  appendFileSync(file, line('/tail/fine') + line('/tail/broken', { status: '503' }))
  await expect(list(page)).toContainText('/tail/broken')
  await expect(list(page)).not.toContainText('/tail/fine')
  await box.fill('{ $.status = ')
  await page.getByRole('button', { name: 'Apply' }).click()
  await expect(
    page.getByRole('main').getByRole('alert').filter({ hasText: 'a brace is not closed' }),
  ).toBeVisible()
  await expect(box).toHaveAttribute('aria-invalid', 'true')
  await box.fill('')
  await page.getByRole('button', { name: 'Start' }).click()
  await expect(page.getByText('Following since')).toBeVisible()
})

test('the space key pauses; what comes meanwhile is counted, and shown afterwards', async ({
  page,
}) => {
  await follow(page, 'pause')
  appendFileSync(file, line('/tail/pause/before'))
  await expect(list(page)).toContainText('/tail/pause/before')
  await page.getByRole('heading', { name: 'Live tail' }).click()
  await page.keyboard.press('Space')
  appendFileSync(file, line('/tail/pause/1') + line('/tail/pause/2'))
  await expect(page.getByText('Paused · 2 lines waiting')).toBeVisible()
  await expect(list(page)).not.toContainText('/tail/pause/1')
  await page.getByLabel('Filter pattern').focus()
  await page.keyboard.press('Space')
  await expect(page.getByText('Paused · 2 lines waiting')).toBeVisible()
  await page.getByRole('button', { name: 'Resume' }).click()
  await expect(list(page)).toContainText('/tail/pause/2')
  await page.getByRole('button', { name: 'Clear' }).click()
  await expect(page.getByText('No matching lines since')).toBeVisible()
})

test('600 lines at once: 500 are there, 100 are counted; the list holds still for who reads', async ({
  page,
}) => {
  await follow(page, 'burst')
  const burst = Array.from({ length: 600 }, (_, at) => line(`/tail/burst/${at}`)).join('')
  appendFileSync(file, burst)
  await expect(page.getByText('100 lines left out')).toBeVisible()
  await expect(page.getByText('500 lines', { exact: true })).toBeVisible()
  await expect(list(page)).toContainText('/tail/burst/599')
  expect(await list(page).getByRole('listitem').count()).toBeLessThan(100)
  await list(page).hover()
  await page.mouse.wheel(0, -2_000)
  const newest = page.getByRole('button', { name: /newest/i })
  await expect(newest).toBeVisible()
  const top = await list(page).evaluate(({ scrollTop }) => scrollTop)
  appendFileSync(file, line('/tail/burst/last'))
  await expect(newest).toHaveText('1 new · newest ↓')
  expect(await list(page).evaluate(({ scrollTop }) => scrollTop)).toBe(top)
  await newest.click()
  await expect(list(page)).toContainText('/tail/burst/last')
})

test('fifteen may follow at once; who leaves makes room', async ({ baseURL }) => {
  const start = async () => {
    const leaving = new AbortController()
    const response = await fetch(`${baseURL}/api/tail`, { signal: leaving.signal })
    return { leaving, status: response.status }
  }
  // Those of the stories before have left.
  const all = [await start()]
  await expect
    .poll(async () => {
      while (all.length < 15) {
        const next = await start()
        if (next.status !== 200) return next.status
        all.push(next)
      }
      return 200
    })
    .toBe(200)
  expect((await start()).status).toBe(429)
  for (const { leaving } of all) leaving.abort()
  await expect
    .poll(async () => {
      const again = await start()
      again.leaving.abort()
      return again.status
    })
    .toBe(200)
})

test('the door: parameters are checked, and no other site may open it', async ({ request }) => {
  for (const [path, status, field] of [
    ['/api/tail?nosuch=1', 400, 'nosuch'],
    [`/api/tail?pattern=${'x'.repeat(1_025)}`, 400, 'pattern'],
  ] as const) {
    const answer = await request.get(path)
    expect(answer.status(), path).toBe(status)
    expect((await answer.json()).error.field).toBe(field)
  }
  const cross = await request.get('/api/tail', { headers: { 'sec-fetch-site': 'cross-site' } })
  expect(cross.status()).toBe(403)
  const wrong = await request.get('/api/tail?pattern=%7B')
  expect([wrong.status(), (await wrong.json()).failure.kind]).toEqual([400, 'malformed-query'])
})

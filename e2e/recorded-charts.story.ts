import { expect, type Page, test } from '@playwright/test'
import { moveUntilThere } from './sign-of-life'

/** Where every mark and every visible label of the charts lies, in px. */
const marks = (page: Page) =>
  page.evaluate(() =>
    [...document.querySelectorAll('svg[role="img"]')].flatMap((picture) => {
      const drawn = picture.querySelectorAll('rect:not(pattern *), line, path')
      const labels = picture.parentElement?.querySelectorAll(':scope > [aria-hidden] > span') ?? []
      return [...drawn, ...labels].map((element) => {
        const { x, y, width, height } = element.getBoundingClientRect()
        return { what: element.textContent || element.tagName, box: [x, y, width, height] }
      })
    }),
  )

async function sumLayoutShifts(page: Page): Promise<() => Promise<number>> {
  await page.addInitScript(() => {
    const sum = { value: 0 }
    Object.assign(window, { layoutShifts: sum })
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) if ('value' in entry) sum.value += Number(entry.value)
    }).observe({ type: 'layout-shift', buffered: true })
  })
  return () => page.evaluate(() => Reflect.get(window, 'layoutShifts').value)
}

/** Keeps the scripts of the pages back until the answer is called. */
async function holdScripts(page: Page): Promise<() => void> {
  let release = () => {}
  const released = new Promise<void>((resolve) => {
    release = resolve
  })
  await page.route('**/_next/static/**/*.js', async (route) => {
    await released
    await route.continue()
  })
  return release
}

// As at every visit but the first: the server knows the zone of the browser.
test.beforeEach(({ context, baseURL }) =>
  context.addCookies([{ name: 'zone', value: 'browser:Europe/Berlin', url: baseURL ?? '' }]),
)

for (const path of ['/', '/alarms/500-Errors', '/errors?request=%2Fcafe%2Fmenu.php']) {
  for (const width of [1440, 390]) {
    test(`nothing on ${path} moves when the script arrives, ${width} px`, async ({ page }) => {
      await page.setViewportSize({ width, height: 900 })
      const layoutShifts = await sumLayoutShifts(page)
      const release = await holdScripts(page)
      await page.goto(path, { waitUntil: 'domcontentloaded' })
      await expect(page.locator('svg[role="img"]').first()).toBeVisible()
      const before = await marks(page)
      expect(before.length).toBeGreaterThan(30)
      await expect(page.locator('.recharts-surface')).toHaveCount(0)
      // A slow machine may paint while the HTML still comes, and again when all of it is there.
      const shiftsOfHtml = await layoutShifts()

      release()
      await page.waitForLoadState('networkidle')
      // Nobody has done anything yet, and what finds the values under the pointer is not loaded.
      await expect(page.locator('.recharts-surface')).toHaveCount(0)
      if (path.startsWith('/errors')) await page.mouse.move(1, 1)
      else await moveUntilThere(page, page.locator('.recharts-surface'))
      const after = await marks(page)
      expect(after.map(({ what }) => what)).toEqual(before.map(({ what }) => what))
      const moved = after.flatMap(({ what, box }, at) => {
        const by = Math.max(...box.map((px, side) => Math.abs(px - (before[at]?.box[side] ?? 0))))
        return by >= 0.5 ? [`${what} by ${by} px`] : []
      })
      expect(moved).toEqual([])
      expect(await layoutShifts()).toBe(shiftsOfHtml)
    })
  }
}

for (const width of [1440, 390]) {
  test(`labels of the time axis do not touch, ${width} px`, async ({ page }) => {
    await page.setViewportSize({ width, height: 900 })
    await page.goto('/')
    const shown = (await marks(page)).filter(
      ({ what, box: [, , shownWidth = 0] }) => /^\d\d:\d\d$/.test(what) && shownWidth > 0,
    )
    expect(shown.length).toBeGreaterThanOrEqual(3)
    shown.slice(1).forEach(({ box: [x = 0] }, at) => {
      const [left = 0, , labelWidth = 0] = shown[at]?.box ?? []
      expect(x).toBeGreaterThan(left + labelWidth + 3)
    })
  })
}

test('the pointer and the arrow keys find the values of a bar', async ({ page }) => {
  await page.goto('/')
  const chart = page.getByRole('application', { name: /^Orders over time/ })
  await moveUntilThere(page, chart)
  await chart.hover()
  const note = page.locator('.recharts-tooltip-wrapper')
  await expect(note).toContainText(/20 Nov \d\d:\d\d/)
  await expect(note).toContainText(/orders ?\d/)
  const first = await note.textContent()
  await page.mouse.move(0, 0)
  await chart.focus()
  await page.keyboard.press('ArrowRight')
  await expect(note).toContainText(/20 Nov 10:05/)
  expect(await note.textContent()).not.toBe(first)
})

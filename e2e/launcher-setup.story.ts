import { type ChildProcess, spawn } from 'node:child_process'
import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, type Page, test } from '@playwright/test'
import { madeLog } from '@/lib/setup/testdata/made-log'
import { minuteMs } from '@/lib/time'

const port = 3197
const address = `http://127.0.0.1:${port}`
const unknown = 'We do not know yet what an order is on this site.'

let dir: string
let running: ChildProcess | null = null
let visiting: NodeJS.Timeout | undefined
test.beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'setup-'))
})
test.afterAll(async () => {
  clearInterval(visiting)
  await stop()
  rmSync(dir, { recursive: true, force: true })
})

/** However long the story takes, the shop does not fall silent. */
function keepVisiting(log: string) {
  const visit = () =>
    madeLog({ toMs: Date.now() + 2 * minuteMs, days: 1 / 480, visitsADay: 480, browse: ['GET /'] })
  visiting = setInterval(() => appendFileSync(log, `${visit().join('\n')}\n`), 10_000)
}

async function start(log: string, data = 'data') {
  running = spawn(process.execPath, ['scripts/start.js'], {
    env: { ...process.env, PORT: String(port), DATA_DIR: join(dir, data), ACCESS_LOG: log },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let said = ''
  running.stdout?.on('data', (part: Buffer) => {
    said += part.toString()
  })
  await expect.poll(() => said, { timeout: 60_000 }).toContain('CafeWatch is at')
}

async function stop() {
  const child = running
  running = null
  if (!child || child.exitCode !== null) return
  const ended = new Promise<void>((done) => child.once('close', () => done()))
  child.kill('SIGTERM')
  await ended
}

/** Texts of the candidates that lie on one another, at the page's width. */
const overlaps = (page: Page) =>
  page.getByRole('group', { name: 'Which request is an order?' }).evaluate((group) =>
    [...group.querySelectorAll('label')].flatMap((label) => {
      const boxes = [...label.querySelectorAll(':scope > span')].map((part) => {
        const range = document.createRange()
        range.selectNodeContents(part)
        return { text: part.textContent, rects: [...range.getClientRects()] }
      })
      return boxes.flatMap((one, at) =>
        boxes.slice(at + 1).flatMap((other) => {
          const isOver = one.rects.some((a) =>
            other.rects.some(
              (b) =>
                Math.min(a.right, b.right) - Math.max(a.left, b.left) > 1 &&
                Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 4,
            ),
          )
          return isOver ? [`${one.text} / ${other.text}`] : []
        }),
      )
    }),
  )

test('a WooCommerce shop is set up by clicks: the headline changes at once, and a restart keeps it', async ({
  page,
}) => {
  test.setTimeout(240_000)
  const log = join(dir, 'access.log')
  const lines = madeLog({
    toMs: Date.now(),
    days: 3,
    visitsADay: 480,
    oneIn: 7,
    browse: ['GET /', 'GET /product/cup-{p}/', 'GET /shop/'],
    order: [
      'POST /?wc-ajax=add_to_cart',
      'GET /cart/',
      'GET /checkout/',
      'POST /?wc-ajax=checkout',
      'GET /checkout/order-received/{n}/?key=wc_order_x',
      'GET /checkout/order-received/{n}/?key=wc_order_x',
    ],
  })
  writeFileSync(log, `${lines.join('\n')}\n`)
  keepVisiting(log)
  await start(log)

  await page.goto(address)
  await expect(page.getByRole('heading', { level: 1, name: unknown })).toBeVisible({
    timeout: 60_000,
  })
  await page.getByRole('link', { name: 'Say what an order is' }).click()

  const said = page.getByRole('region', { name: 'What it would have shown' })
  await expect(said).toContainText(
    /With this, yesterday had 6\d orders from 4\d\d visits: 14\s%\./,
    {
      timeout: 60_000,
    },
  )
  await expect(page.getByRole('radio', { name: /WooCommerce/ })).toBeChecked()

  for (const width of [390, 1440]) {
    await page.setViewportSize({ width, height: 900 })
    expect(await overlaps(page)).toEqual([])
  }

  // Another choice says something else, by keyboard too.
  await page.getByRole('radio', { name: /^None of these/ }).check()
  await expect(said).toContainText('Nothing is chosen as an order.')
  await page.getByRole('textbox', { name: 'Another request that is an order' }).fill('POST /cart')
  await expect(said).toContainText('had 0 orders')
  await expect(page.getByRole('region', { name: '2 The way there' })).toContainText(
    /Nearest:.*GET \/cart, \d+ requests: it is asked with GET/,
  )
  await page.getByRole('radio', { name: /WooCommerce/ }).focus()
  await page.keyboard.press('Space')
  await page.getByRole('textbox', { name: 'An order, on average' }).fill('42')
  await expect(said).toContainText(/about €2,\d{3}\./)
  await said.getByRole('button', { name: 'Save and watch' }).click()
  await expect(said).toContainText('✓ Saved.', { timeout: 90_000 })

  await page.goto(address)
  const calm = page.getByRole('heading', { level: 1, name: /^Orders are coming in, the last at/ })
  await expect(calm).toBeVisible({ timeout: 60_000 })

  const bots = page.getByRole('region', { name: 'Bots' })
  const list = (name: string) => bots.locator('summary').filter({ hasText: name })
  await list('agents that count as people').click()
  await bots
    .getByRole('button', { name: /^Leave out/ })
    .first()
    .click()
  await expect(bots).toContainText('Saved.')
  const leftOut = list('agents that you leave out')
  await leftOut.click()
  await bots.getByRole('button', { name: /^No longer leave out/ }).click()
  await expect(leftOut).toBeHidden()

  await stop()
  await start(log)
  await page.goto(address)
  await expect(calm).toBeVisible({ timeout: 60_000 })
  const site = await (await fetch(`${address}/api/site`)).json()
  expect(site).toMatchObject({
    from: 'setup',
    site: { preset: 'woocommerce', averageOrder: 42 },
  })
})

test('the order of a shop in three languages is one proposal, of which a person takes one language out', async ({
  page,
}) => {
  test.setTimeout(240_000)
  await stop()
  clearInterval(visiting)
  const log = join(dir, 'languages.log')
  const lines = madeLog({
    ...{ toMs: Date.now(), days: 3, visitsADay: 480, oneIn: 7 },
    walks: [
      { browse: ['GET /de/'], order: ['GET /de/warenkorb', 'POST /de/kasse 302', 'GET /konto'] },
      { browse: ['GET /fr/'], order: ['GET /fr/panier', 'POST /fr/caisse 302', 'GET /konto'] },
      { browse: ['GET /it/'], order: ['GET /it/carrello', 'POST /it/cassa 302', 'GET /konto'] },
    ],
  })
  writeFileSync(log, `${lines.join('\n')}\n`)
  await start(log, 'languages')

  await page.goto(`${address}/setup`)
  const said = page.getByRole('region', { name: 'What it would have shown' })
  await expect(said).toContainText(/had 6\d orders from 4\d\d visits/, { timeout: 60_000 })
  await expect(page.getByRole('radio', { name: /^POST .* and 2 others/ })).toBeChecked()
  await expect(page.getByRole('region', { name: '2 The way there' })).toContainText(
    /GET .* and 2 others.*GET .* and 2 others.*POST .* and 2 others/,
  )
  for (const width of [390, 1440]) {
    await page.setViewportSize({ width, height: 900 })
    expect(await overlaps(page)).toEqual([])
  }

  await page.getByRole('checkbox', { name: /POST \/it\/cassa/ }).focus()
  await page.keyboard.press('Space')
  await expect(said).toContainText(/had 4\d orders/)
  await said.getByRole('button', { name: 'Save and watch' }).click()
  await expect(said).toContainText('✓ Saved.', { timeout: 90_000 })
  const { site } = await (await fetch(`${address}/api/site`)).json()
  const paths = site.steps.at(-1).match.map(({ path }: { path: string }) => path)
  expect(paths.sort()).toEqual(['/de/kasse', '/fr/caisse'])
})

import { mkdirSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test, vi } from 'vitest'
import { readQuery } from '@/lib/aws/read'
import { runtime, setRuntime } from '@/lib/aws/runtime'
import { logLines } from '@/lib/demo/visitors'
import { followedShop, readSituation } from '@/lib/situation/read'
import { hourMs } from '@/lib/time'
import { checkView } from '@/lib/view'
import { forgetSite, saveSite } from './save-site'
import { siteReading } from './site-reading'
import { bareShop } from './testdata/bare-shop'
import { openShop } from './testdata/open-shop'

const nowMs = Date.parse('2026-11-24T12:00:30Z')
const stepsTo = (path: string) => [{ name: 'order', match: [{ path }] }]
const hook = (name: string) => ({ name, kind: 'slack', url: 'https://hooks.example/T0SECRET' })

async function open(lines: Iterable<string> = []) {
  const shop = await openShop({ nowMs, lines })
  onTestFinished(shop.close)
  return shop
}
function openBare(settings?: Record<string, string>) {
  const shop = bareShop(settings)
  onTestFinished(shop.close)
  return shop
}

const orders = async () => {
  const { view } = checkView({ range: '3h' })
  const reading = await readQuery('totals', view, { nowMs })
  if (!reading.ok) throw new Error(JSON.stringify(reading.failure))
  return Number(reading.rows[0]?.orders)
}

test('answers after a save are of the new site, and those that were under way end', async () => {
  await open(logLines(nowMs - 2 * hourMs, nowMs, 7, []))
  const placed = await orders()
  const underWay = [orders(), orders()]
  const save = saveSite({ steps: stepsTo('/cafe/menu.php') })
  const [during, again, result] = await Promise.all([...underWay, save])
  expect([during, again]).toEqual([placed, placed])
  expect(result).toMatchObject({ ok: true, toDo: null })
  const menus = await orders()
  expect(menus).toBeGreaterThan(placed)
  await forgetSite()
  expect(await orders()).toBe(placed)
})

test('saves at the same moment are merged one after another', async () => {
  openBare()
  const results = await Promise.all([
    saveSite({ name: 'the bakery' }),
    saveSite({ currency: 'CHF' }),
    saveSite({ currency: 'nothing' }),
    saveSite({ averageOrder: 5 }),
  ])
  expect(results.map(({ ok }) => ok)).toEqual([true, true, false, true])
  expect(siteReading().site).toEqual({ name: 'the bakery', currency: 'CHF', averageOrder: 5 })
  expect(runtime().env.site).toMatchObject({ name: 'the bakery', currency: 'CHF' })
})

test.each([
  [{ steps: 'x' }, /^steps: /],
  [{ steps: [{ name: 'a', match: [{ path: 'no slash' }] }] }, /^steps\.0\.match\.0\.path: /],
  [{ preset: 'cafe', steps: stepsTo('/x') }, /^preset: does not go with steps/],
  [{ averageOrder: -1 }, /^averageOrder: /],
  [{ ignore: { networks: ['300.0.0.0/8'] } }, /^ignore\.networks: /],
  [{ openingHours: { zone: 'Nowhere', mon: ['08:00-09:00'] } }, /^openingHours\.zone: /],
  [{ recipients: [hook('a'), hook('a')] }, /^recipients: two have the same name$/],
  [{ recipients: [{ name: 'a', kind: 'slack' }] }, /^recipients\.0\.url: /],
  [{ recipients: [{ ...hook('a'), url: 'http://10.0.0.1/T0SECRET' }] }, /^recipients\.0\.url: /],
  [{ name: `\${HOME}` }, /it names the variable HOME, which is not set/],
])('what a site file refuses is not saved: %j', async (given, message) => {
  openBare()
  const result = await saveSite(given)
  expect(result).toMatchObject({
    ok: false,
    reason: 'wrong',
    message: expect.stringMatching(message),
  })
  expect(JSON.stringify(result)).not.toContain('T0SECRET')
  expect(siteReading().from).toBe('default')
})

test('what cannot be written is not in force, and the sentence says why', async () => {
  const shop = await open()
  const before = { filters: await shop.filters(), alarms: await shop.alarms(), env: runtime().env }
  const inTheWay = join(shop.dir, 'site.json')
  mkdirSync(join(inTheWay, 'full'), { recursive: true })
  const result = await saveSite({ steps: stepsTo('/new'), recipients: [hook('ops')] })
  expect(result).toMatchObject({ ok: false, reason: 'failed' })
  expect(!result.ok && result.message).toMatch(/^The set-up could not be saved in .*site\.json: /)
  expect({
    filters: await shop.filters(),
    alarms: await shop.alarms(),
    env: runtime().env,
  }).toEqual(before)
  expect(await shop.engine.recipients.status()).toEqual([])
  expect(readdirSync(shop.dir).sort()).toEqual(['access_log', 'site.json'])
  rmSync(inTheWay, { recursive: true })
  expect(await saveSite({ steps: stepsTo('/new') })).toMatchObject({ ok: true })
})

test('what the engine refuses is not saved', async () => {
  const shop = await open()
  const { localEngine } = runtime()
  if (!localEngine) throw new Error('no engine')
  const redeclare = async () => {
    throw new Error(
      'The metric filter "Orders" is refused: A log group has at most 100 metric filters.',
    )
  }
  setRuntime({ ...runtime(), localEngine: { ...localEngine, redeclare } })
  const result = await saveSite({ steps: stepsTo('/new') })
  expect(!result.ok && result.message).toMatch(/^The metric filter "Orders" is refused/)
  expect(siteReading().from).toBe('default')
  expect(readdirSync(shop.dir)).toEqual(['access_log'])
})

test('only another site is followed anew; the one before is no longer learnt', async () => {
  await open(logLines(nowMs - hourMs, nowMs, 7, []))
  const first = followedShop()
  const stop = vi.spyOn(first.follower, 'stop')
  await saveSite({ preset: 'cafe', recipients: [hook('ops')] })
  expect(followedShop()).toBe(first)
  await saveSite({ steps: stepsTo('/cafe/menu.php') })
  expect(followedShop()).not.toBe(first)
  expect(stop).toHaveBeenCalledOnce()
  await vi.waitFor(async () => {
    const reading = await readSituation()
    expect(reading.ok && reading.state).toBeTruthy()
  }, 15_000)
})

test('on AWS the pages follow, and the answer says how the stack does', async () => {
  openBare({ CLOUDWATCH: 'aws', LOG_GROUP: 'web/access' })
  const result = await saveSite({ steps: stepsTo('/new'), recipients: [hook('ops')] })
  expect(result).toMatchObject({
    ok: true,
    toDo: {
      message: expect.stringMatching(/deploy the stack again .* Set OPS_URL in your shell/),
      commands: [
        "curl -o site.json 'http://127.0.0.1:3000/api/site?download'",
        "SITE_FILE=site.json LOG_GROUP='web/access' npm run infra:deploy",
      ],
    },
  })
  expect(runtime().env.site.steps).toEqual(stepsTo('/new'))
})

test('recordings keep the site that was recorded', async () => {
  openBare({ CLOUDWATCH: 'recorded' })
  expect(siteReading()).toMatchObject({ from: 'default', canSave: false })
  expect(await saveSite({ name: 'x' })).toMatchObject({
    ok: false,
    reason: 'refused',
    message: expect.stringMatching(/^Recordings answer for the site that was recorded\./),
  })
})

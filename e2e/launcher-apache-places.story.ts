import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from '@playwright/test'
import { fieldsOfLine } from '@/lib/access-log/fields-of-line'
import { type Apache, apacheMissing, startApache } from './apache'

const missing = apacheMissing()
if (missing !== null) console.log(`Skipped: the LogFormat with places ${missing}`)
test.skip(missing !== null)

// Debian has no mod_maxminddb: what it would set is set here.
const found = (page: string, country: string, region: string, city: string) => [
  `<Location /cafe/${page}>`,
  `SetEnv MM_COUNTRY_CODE ${country}`,
  `SetEnv MM_REGION "${region}"`,
  `SetEnv MM_CITY_NAME "${city}"`,
  'SetEnv MM_LATITUDE 47.36670',
  'SetEnv MM_LONGITUDE 8.55000',
  '</Location>',
]
const pages = ['index.php', 'menu.php', 'orderHistory.php']

let dir: string
let apache: Apache
test.beforeAll(async () => {
  if (missing !== null) return
  dir = mkdtempSync(join(tmpdir(), 'launcher-apache-places-'))
  apache = await startApache(dir, {
    logFormat: 'infra/apache/cafewatch-places.conf',
    more: [
      ...found('index.php', 'CH', 'Zurich', 'Zurich'),
      ...found('menu.php', 'BR', 'São Paulo', 'São Paulo'),
    ],
  })
})
test.afterAll(async () => {
  await apache?.stop()
  if (dir) rmSync(dir, { recursive: true, force: true })
})

test('each request is one line that can be read, with as much of the location as JSON can hold', async () => {
  for (const page of pages) await (await fetch(`${apache.address}/cafe/${page}`)).text()
  const lines = () =>
    readFileSync(apache.log, 'utf8')
      .split('\n')
      .filter((line) => line.includes('"requestLine":"GET /cafe/'))
  await expect.poll(() => lines().length).toBe(pages.length)
  const read = new Map(
    lines().map((line) => {
      const fields = fieldsOfLine(line)
      const { country, region, city, lat, lon, status } = fields ?? {}
      return [fields?.request, { country, region, city, lat, lon, status }]
    }),
  )
  const at = { lat: '47.36670', lon: '8.55000', status: '200' }
  expect(read.get('/cafe/index.php')).toEqual({
    country: 'CH',
    region: 'Zurich',
    city: 'Zurich',
    ...at,
  })
  expect(read.get('/cafe/menu.php')).toEqual({ country: 'BR', ...at })
  expect(read.get('/cafe/orderHistory.php')).toEqual({ status: '200' })
})

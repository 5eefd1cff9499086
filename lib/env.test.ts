import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { readEnv, WrongSettings } from './env'

describe('a wrong variable is named with its value and what it expects', () => {
  test.each([
    ['PORT', 'three', 'a port'],
    ['PORT', '70000', 'a port'],
    ['CLOUDWATCH', 'azure', 'local, aws or recorded'],
    ['HOST', 'http://x/', 'an address or a host name'],
    ['LOG_GROUP', 'a b', 'a log group name'],
    ['ACCESS_LOG', 'a,,b', 'separated by commas'],
    ['SITE_FILE', '/nonexistent/site.json', 'site file'],
    ['PUBLISH_METRICS', 'yes', 'true or false'],
  ])('%s=%s', (name, value, expected) => {
    expect(() => readEnv({ [name]: value })).toThrow(WrongSettings)
    expect(() => readEnv({ [name]: value })).toThrow(
      new RegExp(`${name} is "${value}".*${expected}`),
    )
  })
})

test.each([
  [{}, true],
  [{ PUBLISH_METRICS: 'false' }, true],
  [{ CLOUDWATCH: 'aws' }, false],
  [{ CLOUDWATCH: 'aws', PUBLISH_METRICS: 'true' }, true],
  [{ CLOUDWATCH: 'recorded', PUBLISH_METRICS: 'true' }, false],
])(
  'how the shop is doing is published to the engine, and to Amazon when asked: %j',
  (given, is) => {
    expect(readEnv(given).publishMetrics).toBe(is)
  },
)

test('all wrong variables are named together', () => {
  const read = () => readEnv({ PORT: 'x', CLOUDWATCH: 'y' })
  expect(read).toThrow('PORT is "x"')
  expect(read).toThrow('CLOUDWATCH is "y"')
})

test('nothing set is the simulated café on loopback', () => {
  expect(readEnv({})).toMatchObject({
    cloudwatch: 'local',
    host: '127.0.0.1',
    port: 3000,
    accessLog: [],
    logGroup: 'apache/access',
  })
})

test.each([
  ['/a.log, /b*.gz', ['/a.log', '/b*.gz']],
  ['/{a,b}.log,/c.log', ['/{a,b}.log', '/c.log']],
  ['/{a,{b,c}/d}.log, /e', ['/{a,{b,c}/d}.log', '/e']],
  ['/x[,]y.log,/z', ['/x[,]y.log', '/z']],
  // A bracket that is never closed keeps no comma.
  ['/{a,/b', ['/{a', '/b']],
  ['/a[1,/b]', ['/a[1', '/b]']],
])('the logs of %s', (text, paths) => {
  expect(readEnv({ ACCESS_LOG: text }).accessLog).toEqual(paths)
})

test('auto names the logs of the usual web servers', () => {
  const env = readEnv({ ACCESS_LOG: 'auto' })
  expect(env.findsLogs).toBe(true)
  expect(env.accessLog).toContain('/var/log/nginx/*access.log')
  expect(readEnv({ ACCESS_LOG: 'auto/x' })).toMatchObject({
    findsLogs: false,
    accessLog: ['auto/x'],
  })
})

test('a log format and trusted proxies are checked at the start', () => {
  expect(readEnv({ LOG_FORMAT: '%h %t "%r" %>s' }).logFormats).toEqual({
    all: '%h %t "%r" %>s',
    byPath: [],
  })
  expect(readEnv({ TRUSTED_PROXIES: '10.0.0.0/8, ::1' }).trustedProxies).toEqual([
    '10.0.0.0/8',
    '::1',
  ])
  expect(() => readEnv({ LOG_FORMAT: '%h' })).toThrow(
    /LOG_FORMAT is "%h", but must be a log format: it does not contain/,
  )
  expect(() => readEnv({ TRUSTED_PROXIES: 'lb' })).toThrow(/addresses and networks/)
})

test('how often CloudWatch may be asked has bounds', () => {
  expect(readEnv({})).toMatchObject({ callsPerSecond: 5, concurrentQueries: 20 })
  expect(readEnv({ CALLS_PER_SECOND: '2.5', CONCURRENT_QUERIES: '3' })).toMatchObject({
    callsPerSecond: 2.5,
    concurrentQueries: 3,
  })
  for (const wrong of ['0', '101', '-1', 'often']) {
    expect(() => readEnv({ CALLS_PER_SECOND: wrong })).toThrow(
      `CALLS_PER_SECOND is "${wrong}", but must be a number from 0.5 to 100.`,
    )
  }
  expect(() => readEnv({ CONCURRENT_QUERIES: '2.5' })).toThrow(/whole number from 1 to 100/)
})

/** A data folder with a set-up that was saved. */
function folderWith(text: string) {
  const dir = mkdtempSync(join(tmpdir(), 'env-'))
  onTestFinished(() => rmSync(dir, { recursive: true }))
  writeFileSync(join(dir, 'site.json'), text)
  return dir
}

test('what was set up in the page is the site, unless SITE_FILE names one', () => {
  const DATA_DIR = folderWith('{"name":"the bakery"}')
  const path = join(DATA_DIR, 'site.json')
  const written = { name: 'the bakery' }
  expect(readEnv({ DATA_DIR })).toMatchObject({
    site: { name: 'the bakery' },
    siteFile: { from: 'setup', path, written },
  })
  const SITE_FILE = join(DATA_DIR, 'own.json')
  writeFileSync(SITE_FILE, '{"name":"own","targets":[]}')
  expect(readEnv({ DATA_DIR, SITE_FILE })).toMatchObject({
    site: { name: 'own' },
    siteFile: { from: 'siteFile', path: SITE_FILE, written: { name: 'own', recipients: [] } },
  })
  expect(readEnv({ DATA_DIR, CLOUDWATCH: 'recorded' }).siteFile.from).toBe('default')
  expect(readEnv({ DATA_DIR, CLOUDWATCH: 'aws' }).siteFile.from).toBe('setup')
})

test.each([
  ['{"recipients":[{"url":"https://hooks.example/T0SECRET', 'it is not JSON'],
  ['{"steps":"x"}', 'steps: '],
  [`{"recipients":[{"name":"a","kind":"slack","url":"\${HOME}"}]}`, 'it names the variable HOME'],
  ['{"archive":false}', 'archive: is not set up in the page'],
])('a saved set-up that is damaged ends the start, and is named: %s', (text, reason) => {
  const DATA_DIR = folderWith(text)
  const read = () => readEnv({ DATA_DIR, HOME: '/root' })
  expect(read).toThrow(WrongSettings)
  expect(read).toThrow(
    `The set-up saved in "${join(DATA_DIR, 'site.json')}" cannot be used: ${reason}`,
  )
  expect(read).toThrow(/Correct the file, or delete it and set up again/)
  expect(read).not.toThrow(/T0SECRET/)
})

describe('the page has one address', () => {
  test.each([
    [{}, 'http://127.0.0.1:3000', ''],
    [{ BASE_PATH: '/' }, 'http://127.0.0.1:3000', ''],
    [{ BASE_PATH: '/watch', PORT: '3001' }, 'http://127.0.0.1:3001/watch', '/watch'],
    [{ BASE_PATH: '/a/b.c/' }, 'http://127.0.0.1:3000/a/b.c', '/a/b.c'],
    [{ PUBLIC_URL: 'https://watch.example/' }, 'https://watch.example', ''],
    [{ PUBLIC_URL: 'https://shop.example/watch/' }, 'https://shop.example/watch', '/watch'],
    [
      { PUBLIC_URL: 'https://shop.example', BASE_PATH: '/watch' },
      'https://shop.example/watch',
      '/watch',
    ],
    [
      { PUBLIC_URL: 'https://shop.example/watch', BASE_PATH: '/watch/' },
      'https://shop.example/watch',
      '/watch',
    ],
  ])('of %j it is %s', (given, publicUrl, basePath) => {
    expect(readEnv(given)).toMatchObject({ publicUrl, basePath })
  })

  test.each([
    'watch',
    '/a b',
    '/a//b',
    '/../b',
    '/.a',
    '/_next',
    '/a?b',
    '/a"b',
    '/%77atch',
    '//evil.example',
  ])('BASE_PATH=%s is refused', (path) => {
    expect(() => readEnv({ BASE_PATH: path })).toThrow(`BASE_PATH is "${path}", but must be a path`)
    if (path.startsWith('/') && !/[./]\./.test(path))
      expect(() => readEnv({ PUBLIC_URL: `https://shop.example${path}` })).toThrow(
        'without ? and #, whose path, if it has one, is a path such as /watch',
      )
  })

  test.each(['/shop', '/'])('two paths that differ are refused: BASE_PATH=%s', (path) => {
    expect(() => readEnv({ PUBLIC_URL: 'https://shop.example/watch', BASE_PATH: path })).toThrow(
      `PUBLIC_URL is "https://shop.example/watch" and BASE_PATH is "${path}", but the page can have one path only.`,
    )
  })
})

test('an address without its scheme is said to be none', () => {
  expect(() => readEnv({ PUBLIC_URL: 'shop.example' })).toThrow(
    'PUBLIC_URL is "shop.example", but must be the http or https address under which people open the page.',
  )
})

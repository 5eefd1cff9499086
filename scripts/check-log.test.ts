import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, expect, test } from 'vitest'

const script = fileURLToPath(new URL('./check-log.ts', import.meta.url))
const request =
  '203.0.113.2 - - [26/Nov/2026:09:00:00 +0000] "GET /cafe HTTP/1.1" 500 5 "-" "Mozilla/5.0"'

let dir: string
const path = (name: string) => join(dir, name)
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'check-log-'))
  await writeFile(path('access.log'), `${request}\r\n\r\n${request}`)
  await writeFile(path('access.log.gz'), gzipSync(`\ufeff${request}\n`))
  await writeFile(path('error.log'), 'PHP Fatal error: no database\n')
})
afterAll(() => rm(dir, { recursive: true }))

/** Runs the command as a person does. */
const check = (args: string[], input = '', variables: Record<string, string> = {}) =>
  new Promise<{ code: number; out: string; errors: string }>((resolve) => {
    const command = execFile(
      process.execPath,
      ['--import', 'tsx', script, ...args],
      { env: { NODE_ENV: 'test', ...variables } },
      (error, out, errors) => resolve({ code: Number(error?.code ?? 0), out, errors }),
    )
    command.stdin?.end(input)
  })

test('one JSON object a line for each file, compressed or not', async () => {
  const names = ['access.log', 'access.log.gz', 'error.log']
  const { code, out } = await check([...names.map(path), '--json'])
  const [plain, compressed, errors] = out
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line))
  expect(code).toBe(0)
  expect(Object.keys(plain)).toEqual(
    'file format lines requests notUnderstood inDoubt first last byStatus clients paths posts samples'.split(
      ' ',
    ),
  )
  expect(plain).toMatchObject({
    file: path('access.log'),
    format: 'Apache combined',
    lines: 2,
    requests: 2,
    first: '2026-11-26T09:00:00.000Z',
    byStatus: { 500: 2 },
  })
  expect(compressed).toMatchObject({ lines: 1, requests: 1 })
  expect(errors).toMatchObject({ format: null, lines: 1, notUnderstood: 1 })
})

test('standard input, as a table', async () => {
  const { code, out } = await check(['-'], `${request}\n`)
  expect(code).toBe(0)
  expect(out).toContain('  Format          Apache combined\n')
  expect(out).toContain('203.0.113.0/24')
  expect(out).not.toContain('203.0.113.2 ')
})

test('exit code 1 when nothing was understood', async () => {
  expect(await check([path('error.log'), '--json'])).toMatchObject({ code: 1, errors: '' })
})

test('exit code 2 when a file cannot be read; the others are shown', async () => {
  const { code, out, errors } = await check([path('gone.log'), dir, path('access.log'), '--json'])
  expect(code).toBe(2)
  expect(errors).toContain(`${path('gone.log')}: There is no such file. Check the path.`)
  expect(errors).toContain(`${dir}: It is a folder.`)
  expect(JSON.parse(out)).toMatchObject({ requests: 2 })
})

test.each([[[]], [['--jsn', 'access.log']]])('exit code 2 for the arguments %j', async (args) => {
  const { code, errors } = await check(args)
  expect(code).toBe(2)
  expect(errors).toContain('Usage: npm run check-log -- FILE… [--json]')
})

test.each([
  ['LOG_FORMAT', '%h %t', /LOG_FORMAT is "%h %t", but must be a log format: it does not contain/],
  ['TRUSTED_PROXIES', '10.0.0.0/8x', /TRUSTED_PROXIES is "10.0.0.0\/8x", but must be addresses/],
  ['SITE_FILE', '/no/such/site.json', /SITE_FILE is "\/no\/such\/site.json", which cannot be used/],
])('exit code 2 for a wrong %s', async (name, value, sentence) => {
  const { code, out, errors } = await check([path('access.log')], '', { [name]: value })
  expect(code).toBe(2)
  expect(out).toBe('')
  expect(errors).toMatch(sentence)
})

test('a declared format that fits no line is said not to fit', async () => {
  const declared = { LOG_FORMAT: '%h|%t|%r|%>s' }
  const { code, out, errors } = await check([path('access.log'), '--json'], '', declared)
  expect(code).toBe(0)
  expect(JSON.parse(out).format).toBe('Apache combined')
  expect(errors).toBe(
    `${path('access.log')}: The declared format does not fit. LOG_FORMAT fits none of the first 2 lines. In the first: %h = ${request.slice(0, 80).replace('113.2', '113.0/24')}…; then "|" was expected.\n`,
  )
})

test('a declared format that catches something else as the client is said not to fit', async () => {
  const declared = { LOG_FORMAT: '%h %t "%r" %>s' }
  const { code, errors } = await check([path('access.log'), '--json'], '', declared)
  expect(code).toBe(1)
  expect(errors).toContain('fits none of the first 2 lines. In the first: %h = 203.0.113.0/24 - -,')
})

test('a line that fits nothing is said not to fit the declared format', async () => {
  const declared = { LOG_FORMAT: '%h|%t|%r|%>s' }
  const { code, out, errors } = await check(['-'], 'a log of its own\n', declared)
  expect(code).toBe(1)
  expect(out).toContain('The line fits neither the declared format nor one that CafeWatch knows.')
  expect(errors).toContain('%h = a log of its own; then "|" was expected.')
})

test('what could be read of a damaged file is shown', async () => {
  const log = Array.from({ length: 5_000 }, (_, at) => request.replace('/cafe', `/${at * 7_919}`))
  const whole = gzipSync(log.join('\n'))
  await writeFile(path('cut.gz'), whole.subarray(0, whole.length - 20))
  const { code, out, errors } = await check([path('cut.gz'), '--json'])
  expect(code).toBe(2)
  expect(errors).toContain('cut.gz: It is damaged or cut short')
  expect(JSON.parse(out).requests).toBeGreaterThan(0)
})

import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { cafeLog, moment } from '@/lib/orders/stories/testdata/cafe'
import type { VisitRequest } from '@/lib/visits/visits'

const script = fileURLToPath(new URL('./situation.ts', import.meta.url))
const noon = moment(2, '12:00')
const from = new Date(moment(2, '11:30')).toISOString()
const to = new Date(moment(2, '12:40')).toISOString()

const months = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ')
function stamp(ms: number): string {
  const [date = '', time = ''] = new Date(ms).toISOString().split('T')
  const [year, month, day] = date.split('-')
  return `${day}/${months[Number(month) - 1]}/${year}:${time.slice(0, 8)} +0000`
}
const lineOf = ({ client, timeMs, method, path, status, agent }: VisitRequest) =>
  `${client} - - [${stamp(timeMs)}] "${method} ${path} HTTP/1.1" ${status} 512 "-" "${agent}"`

/** The café's menu fails from Wednesday noon on. */
const log = cafeLog({
  untilMs: moment(2, '14:00'),
  visitsAnHour: (hour) => (hour < 8 ? 4 : 60),
  answer: (_, path, atMs) => (path === '/cafe/menu.php' && atMs >= noon ? 500 : 200),
}).sort((a, b) => a.timeMs - b.timeMs)
const lines = log.map(lineOf)
const text = (some: readonly string[]) => `${some.join('\n')}\n`

let dir: string
const path = (name: string) => join(dir, name)
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'situation-'))
  await writeFile(path('access.log'), text(lines))
  await writeFile(path('access.log.gz'), gzipSync(text(lines)))
  const cut = log.filter(({ timeMs }) => timeMs <= moment(2, '12:20')).length
  await writeFile(path('cut.log'), text(lines.slice(0, cut)))
  // Servers write a line when its answer is done: some come after younger ones.
  const late = lines.map((line, at) => ({ line, at: at % 50 === 0 ? at + 3.5 : at }))
  late.sort((a, b) => a.at - b.at)
  await writeFile(path('late.log'), text(late.map(({ line }) => line)))
  await writeFile(path('none.log'), text(['PHP Warning: no database', 'and more of it']))
})
afterAll(() => rm(dir, { recursive: true }))

/** Runs the command as a person does. */
const situation = (...args: string[]) =>
  new Promise<{ code: number; out: string; errors: string }>((resolve) => {
    execFile(
      process.execPath,
      ['--import', 'tsx', script, ...args],
      { env: { NODE_ENV: 'test', TZ: 'UTC' }, maxBuffer: 1 << 26 },
      (error, out, errors) => resolve({ code: Number(error?.code ?? 0), out, errors }),
    )
  })
const answers = new Map<string, Promise<string[]>>()
/** What it says of a log, asked once for each way to ask. */
const of = (name: string, ...more: string[]) => {
  const ask = async () => {
    const { out } = await situation('--log', path(name), '--from', from, '--to', to, ...more)
    return out.trimEnd().split('\n')
  }
  const key = [name, ...more].join(' ')
  const answer = answers.get(key) ?? ask()
  answers.set(key, answer)
  return answer
}

describe('npm run situation', () => {
  test('one JSON line for each minute, of what the page would have said then', async () => {
    const said = (await of('access.log')).map((line) => JSON.parse(line))
    expect(said).toHaveLength(71)
    expect(Object.keys(said[0])).toEqual(
      'at kind tone headline since culprit lostOrders lostMoney'.split(' '),
    )
    expect(said[0]).toMatchObject({ at: from, kind: 'ok', tone: 'calm', since: null })
    expect(said.filter(({ at, tone }) => at <= '2026-11-04T12:00' && tone !== 'calm')).toEqual([])
    const last = said.at(-1)
    expect(last).toMatchObject({
      at: to,
      kind: 'orders-stopped',
      tone: 'trouble',
      headline: expect.stringMatching(/^Orders stopped at 12:0\d\. \d+ visits since, 0 orders, /),
      since: expect.stringMatching(/^2026-11-04T12:0/),
      culprit: { method: 'GET', request: '/cafe/menu.php', status: 500 },
      lostMoney: { currency: expect.any(String) },
    })
    expect(last.lostOrders.low).toBeLessThan(last.lostOrders.estimate)
    expect(last.lostOrders.estimate).toBeLessThan(last.lostOrders.high)
  })

  test('only lines until a moment count: a log that ends then says the same, byte for byte', async () => {
    const [whole, cut] = await Promise.all([of('access.log'), of('cut.log')])
    const until = (said: string[]) =>
      said.filter((line) => JSON.parse(line).at <= '2026-11-04T12:20:00.000Z')
    expect(until(cut)).toHaveLength(51)
    expect(until(cut)).toEqual(until(whole))
  })

  test('every ten minutes the same is said as every minute', async () => {
    const [each, tenth] = await Promise.all([of('access.log'), of('access.log', '--every', '10m')])
    expect(tenth).toEqual(each.filter((_, minute) => minute % 10 === 0))
  })

  test('a compressed log, and lines that come late, say the same', async () => {
    const [plain, compressed, late] = await Promise.all(
      ['access.log', 'access.log.gz', 'late.log'].map((name) => of(name, '--every', '10m')),
    )
    expect(compressed).toEqual(plain)
    expect(late).toEqual(plain)
  })

  test('a log that ends: nothing came since', async () => {
    const said = await of('cut.log')
    expect(JSON.parse(said.at(-1) ?? '')).toMatchObject({
      kind: 'no-traffic',
      culprit: null,
      since: expect.stringMatching(/^2026-11-04T12:1/),
    })
  })

  test('a log without requests', async () => {
    const said = await of('none.log', '--every', '10m')
    expect(JSON.parse(said[0] ?? '')).toMatchObject({ kind: 'not-understood', tone: 'unknown' })
  })

  test('a site file that matches nothing: the nearest requests are named beside the answers', async () => {
    const steps = [{ name: 'order', match: [{ method: 'PUT', path: '/cafe/processOrder.php' }] }]
    await writeFile(path('site.json'), JSON.stringify({ steps }))
    const { out, errors } = await situation(
      ...['--log', path('access.log'), '--site', path('site.json')],
      ...['--from', from, '--to', from],
    )
    expect(JSON.parse(out)).toMatchObject({ kind: 'not-configured' })
    expect(errors).toMatch(
      /^No request so far fits PUT \/cafe\/processOrder\.php\. Nearest: POST \/cafe\/processOrder\.php \([\d,]+ requests: it is asked with POST\)/,
    )
  })

  test('help is no mistake; a file that is not there is named', async () => {
    expect(await situation('--help')).toMatchObject({ code: 0, errors: '' })
    const { code, errors } = await situation('--log', path('gone'), '--from', from, '--to', to)
    expect([code, errors]).toEqual([1, `${path('gone')}: There is no such file. Check the path.\n`])
  })

  test.each([
    ['--log is missing', []],
    ['--from is "yesterday"', ['--log', 'x', '--from', 'yesterday', '--to', to]],
    ['--to is missing', ['--log', 'x', '--from', from]],
    ['--to is before --from', ['--log', 'x', '--from', to, '--to', from]],
    ['--every is "0m"', ['--log', 'x', '--from', from, '--to', to, '--every', '0m']],
    ["Unknown option '--lgo'", ['--lgo', 'x']],
  ])('wrong arguments: %s', async (problem, args) => {
    const { code, out, errors } = await situation(...args)
    expect([code, out]).toEqual([2, ''])
    expect(errors.startsWith(problem)).toBe(true)
    expect(errors).toContain('Usage: npm run --silent situation')
  })
})

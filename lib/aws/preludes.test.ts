import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { durationOf } from '@/lib/access-log/duration'
import type { Format } from '@/lib/access-log/format'
import { formats } from '@/lib/access-log/formats'
import { cafewatchJson } from '@/lib/access-log/formats/cafewatch-json'
import { newLineReader } from '@/lib/access-log/line-reader'
import { later, requestsOf, timeOf, variantOf } from '@/lib/access-log/testdata/variants'
import { readEnv } from '@/lib/env'
import { openEngine, plain } from '@/lib/local/api/testdata/open-engine'
import { type Engine, startEngine } from '@/lib/local/engine'
import { type LocationOf, openLocations } from '@/lib/location'
import { failuresByMinute, oneOrder } from '@/lib/queries/blind-spots'
import { catalog, type QueryName } from '@/lib/queries/catalog'
import { after, insights, preludeOf } from '@/lib/queries/insights'
import { isRequest } from '@/lib/queries/query'
import { requestLines } from '@/lib/queries/request-lines'
import { samples } from '@/lib/queries/samples'
import { defaultSite } from '@/lib/site'
import { hourMs, minuteMs } from '@/lib/time'
import type { View } from '@/lib/view'
import { explore } from './explore'
import { readLogFormat, readPrelude } from './log-format'
import { readQuery } from './read'
import { run } from './run'
import { type Runtime, setRuntime } from './runtime'
import { sharedQuery } from './shared-query'

// Every format: its lines in a log group as an agent sends them, and the same lines read as a file.

const [landing, menu] = ['/cafe', '/cafe/menu.php']
const order = { method: 'POST', request: '/cafe/processOrder.php' }
const kinds = [
  { method: 'GET', request: landing, status: '200' },
  { method: 'GET', request: menu, status: '200' },
  { method: 'GET', request: menu, status: '500' },
  { ...order, status: '302' },
  { ...order, status: '500' },
  { method: 'GET', request: '/gone', status: '404' },
]
const names = Object.keys(catalog) as QueryName[]

interface Line {
  atMs: number
  line: string
}

/** Two hours of requests of all kinds, and lines that are none; `header` comes before them in the file. */
function linesOf(format: Format): { header: string | null; lines: Line[] } {
  const found = requestsOf(format)
  const [{ header } = { header: null }] = found
  const lines = found
    .filter((sample) => sample.header === header)
    .flatMap((sample, nth) =>
      [sample.line, ...kinds.map((kind) => variantOf(format, sample, kind))].flatMap((line, kind) =>
        Array.from({ length: 8 }, (_, step) => later(line, step * 900 + kind * 61 + nth * 7)),
      ),
    )
    // A person among the programs.
    .map((line, at) => (at % 2 === 0 ? line.replace(/curl\/[\d.]+/, 'Firefox/140.0') : line))
    .map((line) => ({ line, atMs: timeOf(format, header, line) }))
    .sort((a, b) => a.atMs - b.atMs)
  const middle = lines[20]?.atMs ?? 0
  lines.splice(21, 0, { atMs: middle, line: 'AH00558: not a request' })
  return { header, lines }
}

let locationOf: LocationOf
let raw: Awaited<ReturnType<typeof openEngine>>
beforeAll(async () => {
  locationOf = await openLocations()
  raw = await openEngine('in process')
})
afterAll(() => raw.close())

test.each(formats)('$id: its prelude leaves room for a query', (format) => {
  expect(preludeOf({ format })?.fragment.length ?? 0).toBeLessThan(2_000)
})

describe.each(formats)('$id', (format) => {
  const { header, lines } = linesOf(format)
  const nowMs = (lines.at(-1)?.atMs ?? 0) + 10 * minuteMs
  const range = { fromMs: nowMs - 3 * hourMs, toMs: nowMs }
  const dir = mkdtempSync(join(tmpdir(), 'prelude-'))
  let followed: Engine

  const dashboard = (cloudwatch: 'aws' | 'local', { answer }: Engine): Runtime => ({
    env: readEnv({ CLOUDWATCH: cloudwatch, LOG_GROUP: format.id }),
    answer,
    localEngine: null,
    loading: null,
    simulated: false,
    locationOf,
    now: () => nowMs,
    flights: new Map(),
  })
  let dashboards: Record<'raw' | 'followed', Runtime>
  const use = (where: 'raw' | 'followed') => setRuntime(dashboards[where])

  beforeAll(async () => {
    const file = join(dir, 'access_log')
    const text = [...(header === null ? [] : [header]), ...lines.map(({ line }) => line)]
    writeFileSync(file, text.map((line) => `${line}\n`).join(''))
    followed = await startEngine({
      dataDir: null,
      logGroup: format.id,
      accessLog: [file],
      clock: () => nowMs,
      locationOf: () => null,
      log: () => {},
    })
    await followed.loaded
    const headerLines = header === null ? [] : [{ atMs: lines[0]?.atMs ?? 0, line: header }]
    const sent = [...headerLines, ...lines]
    for (const nth of [0, 1, 2])
      await raw.putEvents(
        sent
          .filter((_, at) => at % 3 === nth)
          .map(({ atMs, line }) => ({ timestamp: atMs, message: line })),
        { stream: `web-${nth}`, to: format.id },
      )
    // One for all queries, as for all panels of a page: format and bases are read once.
    dashboards = { raw: dashboard('aws', raw.engine), followed: dashboard('local', followed) }
  })
  afterAll(async () => {
    await followed.close()
    rmSync(dir, { recursive: true })
  })

  async function both<Answer>(ask: () => Promise<Answer>): Promise<[Answer, Answer]> {
    use('raw')
    const sent = await ask()
    use('followed')
    return [sent, await ask()]
  }

  test('is found from the newest events', async () => {
    use('raw')
    expect((await readLogFormat())?.format.id).toBe(format.id)
  })

  const view: View = { range: '3h', request: menu }
  test.each(names)('%s has the same rows', async (name) => {
    for (const one of [view, { ...view, status: '500' }]) {
      const [sent, read] = await both(() => readQuery(name, one, { nowMs }))
      if (!sent.ok || !read.ok) throw new Error(JSON.stringify([sent, read]))
      expect(read.rows.length).toBeGreaterThan(0)
      expect(sent.rows).toEqual(read.rows)
    }
  })

  test.each([
    ['failures by minute', failuresByMinute(defaultSite)],
    ['an order', oneOrder(defaultSite)],
  ])('%s have the same rows', async (_, query) => {
    const [sent, read] = await both(async () => (await sharedQuery(query, range)).rows)
    const columns = Object.keys(read[0] ?? {}).filter((name) => name !== '@ptr')
    const chosen = (rows: Record<string, string>[]) =>
      rows.map((row) => JSON.stringify(columns.map((name) => row[name]))).sort()
    expect(read.length).toBeGreaterThan(0)
    expect(chosen(sent)).toEqual(chosen(read))
  })

  test('lines of an incident say how long their answers took', async () => {
    const reader = newLineReader({ clock: () => nowMs })
    const isSaid = [...(header === null ? [] : [{ line: header }]), ...lines].some(({ line }) => {
      const reading = reader.read(line)
      return reading.kind === 'request' && durationOf(reading.fields, line) !== null
    })
    const query = requestLines({ which: isRequest, order: 'newest', limit: 40 })
    const context = {
      view: { range },
      window: { ...range, binMs: minuteMs },
      site: defaultSite,
    }
    const [sent, read] = await both(async () => {
      const reading = await run(query, context)
      if (!reading.ok) throw new Error(reading.failure.message)
      // Logs Insights prints four decimals of a second.
      return reading.rows.map(({ durationMs }) => durationMs?.toFixed(1)).sort()
    })
    expect(read).toHaveLength(40)
    expect(read.some((ms) => ms !== undefined)).toBe(isSaid)
    expect(sent).toEqual(read)
  })

  test('the samples of Explore run as they are shown', async () => {
    use('raw')
    const { signal } = new AbortController()
    for (const { title, text } of samples(defaultSite, await readPrelude()))
      expect(await explore(text, range, { signal }), title).toMatchObject({ ok: true })
  })
})

test('lines of the JSON LogFormat that are not JSON are requests as well', async () => {
  const atMs = Date.parse('2026-11-26T09:49:02Z')
  const raw = await openEngine('in process', { clock: () => atMs + minuteMs })
  const lines = [
    String.raw`{ "time":"2026-11-26T09:49:02.717+0000", "process":"607", "filename":"/caf\xc3\xa9.php", "remoteIP":"203.0.113.7", "host":"x", "request":"/caf\xc3\xa9.php", "query":"?a=1", "method":"GET", "status":"500", "userAgent":"curl/7.88.1", "referer":"-" }`,
    String.raw`{ "time":"2026-11-26T09:49:02.736+0000", "process":"111", "filename":"/cafe/menu.php", "remoteIP":"203.0.113.8", "host":"x", "requestLine":"POST /cafe/menu.php?b=\"2\" HTTP/1.1", "status":"404", "userAgent":"\", \"status\":\"200\xff", "referer":"-" }`,
  ]
  await raw.put(lines, { atMs })
  const query = insights`fields remoteIP, method, request, query, status, userAgent | sort @timestamp asc`
  const { results } = await raw.ask(after(preludeOf({ format: cafewatchJson }), query).fragment, {
    startTime: atMs / 1000 - 60,
    endTime: atMs / 1000 + 60,
  })
  await raw.close()
  expect(plain(results)).toMatchObject([
    {
      remoteIP: '203.0.113.7',
      method: 'GET',
      request: String.raw`/caf\xc3\xa9.php`,
      query: '?a=1',
      status: '500',
      userAgent: 'curl/7.88.1',
    },
    {
      remoteIP: '203.0.113.8',
      method: 'POST',
      request: '/cafe/menu.php',
      query: String.raw`?b=\"2\"`,
      status: '404',
      userAgent: String.raw`\", \"status\":\"200\xff`,
    },
  ])
})

import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { mutatedLines } from '@/lib/access-log/testdata/mutated-lines'
import { newMeters } from '@/lib/local/metrics/meter'
import type { MetricFilter } from '@/lib/local/metrics/metric-filter-store'
import type { LocationOf } from '@/lib/location'
import { newIdentities, type Position } from './identity'
import { newBatchIngest } from './ingest'
import { type LineRun, linesIn } from './line-batches'

const startMs = Date.parse('2026-11-26T09:00:00Z')
const clock = () => startMs + 3_600_000
let folder: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'plain-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

const filter = (filterName: string, filterPattern: string, metricValue = '1'): MetricFilter => ({
  logGroupName: 'g',
  filterName,
  filterPattern,
  metricTransformations: [
    { metricName: filterName, metricNamespace: 'n', metricValue, defaultValue: 0 },
  ],
})
const shipped = [
  filter('errors', '{ $.status = "5*" }'),
  filter('orders', '{ $.method = "POST" && $.request = "/3" && $.status = 200 }'),
  filter('all', ''),
]

const locationOf: LocationOf = (address) => {
  const last = Number(address.split('.').at(-1))
  if (last === 0) return null
  const region = last === 1 ? 'x'.repeat(200) : (['', 'São Paulo', 'Bayern'][last % 3] ?? '')
  return { country: 'DE', region, city: '', lat: '1.5', lon: String(last) }
}

function line(n: number): string {
  const time = new Date(startMs + n * 700).toISOString()
  const [day, clf] = [time.slice(8, 10), time.slice(11, 19)]
  const client = `203.0.${n % 7}.${n % 11}`
  const status = [200, 404, 500][n % 3]
  const method = n % 2 === 0 ? 'POST' : 'GET'
  const [path, query] = [`/${n % 5}`, n % 4 === 0 ? `?n=${n}` : '']
  const end = `"${method} ${path}${query} HTTP/1.1" ${status}`
  const common = `${client} - - [${day}/Nov/2026:${clf} +0000] ${end} ${n % 9 === 0 ? '-' : n}`
  if (n % 17 === 0) return `${common} "-" "caf\xe9 ${n}"`
  if (n % 13 === 0) return 'no request'
  if (n % 200 < 60) return `${common} "https://cafe.example/" "agent ${n % 3}"`
  if (n % 200 < 80) return common
  const parts = {
    time,
    remoteIP: client,
    status: String(status),
    userAgent: n % 8 === 0 ? '' : 'a',
  }
  return JSON.stringify(
    n % 200 < 140
      ? { ...parts, requestLine: `${method} ${path}${query} HTTP/1.1` }
      : { ...parts, request: path, query, method },
  )
}

async function* inBlocks(content: Buffer) {
  for (let at = 0; at < content.length; at += 5_000) yield content.subarray(at, at + 5_000)
}

/** Without their bytes lines can only be read as texts. */
async function* asTexts(runs: AsyncIterable<LineRun>) {
  for await (const run of runs) yield { ...run }
}

async function ingested(content: string, filters: MetricFilter[], isPlain: boolean) {
  const position = newIdentities([], clock).positionOf('log', Buffer.from('head')) as Position
  const stored: string[] = []
  const datapoints: unknown[] = []
  const ingest = newBatchIngest(
    {
      folder,
      begin: async () => ({ watcher: newMeters(filters), fields: ['time', 'userAgent'] }),
      async store({ files: { paths, ...files }, watchers }) {
        stored.push(JSON.stringify(files), ...paths.map((path) => readFileSync(path, 'utf8')))
        datapoints.push(...watchers.map((watcher) => watcher.datapoints()))
      },
    },
    { clock, locationOf },
  )
  const runs = linesIn(inBlocks(Buffer.from(content)), { offset: 0, isLine: () => true })
  await ingest(
    { stream: 's', path: '/log', position, modifiedMs: 0, onStored: () => {} },
    isPlain ? runs : asTexts(runs),
    new AbortController().signal,
  )
  const { offset, content: read } = position
  return { stored, datapoints, offset, read }
}

const both = async (content: string, filters: MetricFilter[]) =>
  [await ingested(content, filters, true), await ingested(content, filters, false)] as const

const lines = Array.from({ length: 4_000 }, (_, n) => line(n))

test.each<[string, string, MetricFilter[]]>([
  ['line ends', lines.join('\n'), shipped],
  ['those of Windows, and empty lines', `\n\r\n${lines.join('\r\n')}\r\n\n`, shipped],
  [
    'times that go back and forth',
    lines.map((_, n) => line(n % 3 ? n : 4_000 - n)).join('\n'),
    shipped,
  ],
  ['a byte order mark', `\ufeff${lines.join('\n')}\n`, shipped],
  [
    'a filter on the location',
    lines.join('\n'),
    [filter('here', '{ $.country = "DE" && $.lon = 2 }')],
  ],
  ['a filter on the message', lines.join('\n'), [filter('words', '"agent 1" -"404"')]],
  ['a filter on any field', lines.join('\n'), [filter('any', '{ $.* = "DE" }')]],
  ['a value of the event', lines.join('\n'), [filter('bytes', '{ $.bytes > 0 }', '$.bytes')]],
  ['what is absent', lines.join('\n'), [filter('absent', '{ $.bytes NOT EXISTS }')]],
  [
    'mutated lines',
    Array.from({ length: 1_500 }, (_, seed) => [...mutatedLines(seed), line(seed)].join('\n')).join(
      '\n',
    ),
    shipped,
  ],
])(
  'rows, datapoints and position are the same byte for byte: %s',
  async (_name, content, filters) => {
    const [plain, texts] = await both(content, filters)
    expect(plain).toEqual(texts)
    expect(plain.stored.length).toBeGreaterThan(0)
    expect(plain.read.requests).toBeGreaterThan(1_000)
  },
)

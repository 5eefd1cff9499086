import { beforeAll, expect, test } from 'vitest'
import { parsePattern } from '@/lib/filter-pattern/parse'
import { failuresByMinute } from '@/lib/queries/blind-spots'
import { catalog, type QueryName } from '@/lib/queries/catalog'
import { measureColumns, measuresByMinute } from '@/lib/queries/measures-by-minute'
import { patternCondition } from '@/lib/queries/pattern-condition'
import { minuteMs } from '@/lib/time'
import type { View } from '@/lib/view'
import { readQuery, readSource } from './read'
import { runtime } from './runtime'
import { queryByMinute, sharedQuery } from './shared-query'
import { openPast } from './testdata/open-past'

const nowMs = Date.parse('2026-11-20T12:00:00Z')
const agent = '"-" "Mozilla/5.0"'
const clock = (at: number) => `20/Nov/2026:${new Date(at).toISOString().slice(11, 19)} +0000`

/** A line every two seconds of the last hour: visits, the menu that fails now and then, orders. */
const requests = Array.from({ length: 1_700 }, (_, at) => {
  const ms = nowMs - 58 * minuteMs + at * 2_000
  const paths = ['GET /cafe/', 'GET /cafe/menu.php', 'POST /cafe/processOrder.php']
  const status = at % 17 === 1 ? 500 : at % 29 === 0 ? 404 : 200
  return `81.210.${at % 7}.${at % 90} - - [${clock(ms)}] "${paths[at % 3]} HTTP/1.1" ${status} 12 ${agent}`
})

/** Lines that look much like those and are no requests. */
const others = (at: number) => {
  const time = clock(nowMs - 58 * minuteMs + at * 2_000)
  return [
    `no!host - - [${time}] "GET /cafe/menu.php HTTP/1.1" 500 12 ${agent}`,
    `9.9.9.9 - - [31/Feb/2026:11:30:00 +0000] "POST /cafe/processOrder.php HTTP/1.1" 500 1 ${agent}`,
    `9.9.9.9 - - [20/Nov/2031:11:30:00 +0000] "POST /cafe/processOrder.php HTTP/1.1" 200 1 ${agent}`,
    `9.9.8.9 - - [${time}] "-" 408 0 "-" "-"`,
    '[Fri Nov 20 11:30:00.1 2026] [php:error] [client 9.9.7.9:1] status 500 in /cafe/menu.php',
    '{"remoteIP":"9.9.6.9","request":"/cafe/","method":"GET","country":"DE","city":"Berlin"}',
    '7;nonsense;500;/cafe/menu.php',
  ]
}
const mixed = requests.flatMap((line, at) => (at % 50 === 0 ? [...others(at), line] : [line]))
const otherLines = mixed.length - requests.length

const views: Record<string, View> = {
  all: { range: '1h' },
  'one URL': { range: '1h', request: '/cafe/menu.php' },
  'one URL and status': { range: '1h', request: '/cafe/menu.php', status: '500' },
}
const names = (Object.keys(catalog) as QueryName[]).filter((name) => name !== 'unparsed-events')
const everything = Object.entries(views).flatMap(([title, view]) =>
  names
    .filter((name) => view.request !== undefined || !catalog[name].needs)
    .map((name) => ({ key: `${name}, ${title}`, name, view })),
)
const patterns = ['{ $.status = 5* }', '"500"']

type Rows = object[]

async function answers(lines: string[]) {
  const past = await openPast(lines, { nowMs })
  const found: Record<string, Rows> = {}
  for (const { key, name, view } of everything) {
    const reading = await readQuery(name, view, { nowMs })
    if (!reading.ok) throw new Error(reading.failure.message)
    found[key] = reading.rows
  }
  const range = { fromMs: nowMs - 60 * minuteMs, toMs: nowMs }
  const { site } = runtime().env
  found.failures = (await sharedQuery(failuresByMinute(site), range)).rows
  const measures = patterns.map((pattern) => ({
    condition: patternCondition(parsePattern(pattern)),
    field: null,
  }))
  const columns = measureColumns(measures)
  const { rows } = await queryByMinute(measuresByMinute(measures), columns, range)
  found.measures = rows.map(({ minuteMs: at, values }) => ({ at, values }))
  const unparsed = await readQuery('unparsed-events', { range: '1h' }, { nowMs })
  const source = await readSource({ nowMs })
  await past.close()
  return { found, unparsed, source }
}

let plain: Awaited<ReturnType<typeof answers>>
let withOthers: Awaited<ReturnType<typeof answers>>
beforeAll(async () => {
  plain = await answers(requests)
  withOthers = await answers(mixed)
}, 60_000)

test('no query counts what is no request', () => {
  const sorted = (rows: Rows) => rows.map((row) => JSON.stringify({ ...row, events: 0 })).sort()
  for (const [key, rows] of Object.entries(plain.found)) {
    expect(rows.length, key).toBeGreaterThan(0)
    expect(sorted(withOthers.found[key] ?? []), key).toEqual(sorted(rows))
  }
})

test('all lines are counted apart, and say why they are no requests', () => {
  expect(withOthers.found['totals, all']?.[0]).toMatchObject({
    events: mixed.length,
    requests: requests.length,
  })
  const { unparsed } = withOthers
  if (!unparsed.ok) throw new Error(unparsed.failure.message)
  expect(unparsed.recordsMatched).toBe(otherLines)
  expect(new Set(unparsed.rows.map(({ reason }) => reason))).toEqual(
    new Set([
      'The client is neither an address nor a host name.',
      'The date does not exist.',
      'The time is more than a day in the future.',
      'The client sent no request: the line has no path.',
      'The line is in no format that CafeWatch knows.',
    ]),
  )
})

test('the newest hour is known with its first such line, which never moves the newest request', () => {
  const { newestHour, newestEventMs } = withOthers.source
  expect(newestEventMs).toBe(plain.source.newestEventMs)
  expect(newestEventMs).toBe(nowMs - 58 * minuteMs + (requests.length - 1) * 2_000)
  expect(newestHour).toMatchObject({
    lines: mixed.length,
    requests: requests.length,
    newestRequestMs: newestEventMs,
    example: {
      message: mixed[0],
      reason: 'The client is neither an address nor a host name.',
    },
    knownFormats: expect.arrayContaining(['Apache combined']),
  })
  expect(plain.source.newestHour).toMatchObject({ lines: requests.length, example: null })
})

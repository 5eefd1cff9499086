import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Store } from '@/lib/local/store/store'
import { compile } from './compile'
import { functionNames } from './functions'
import { MalformedQuery } from './malformed'
import { parse } from './parser'
import { sql } from './sql'
import { rowsOf } from './stages'
import { cafeWindow, openCafe } from './testdata/open-cafe'
import { maxCopied } from './undecided'

let store: Store
beforeAll(async () => {
  store = await openCafe()
})
afterAll(() => store.close())

// What stands behind the first argument, where it may not stand alone.
const behind: Record<string, readonly string[]> = {
  round: ['', ', 1'],
  greatest: [', 1', ', bytes'],
  least: [', bytes'],
  haversine: [', 1, bytes, 2'],
  jsonarraycontains: [', "a"'],
  concat: [', "x"'],
  ltrim: ['', ', "x"'],
  substr: [', 1', ', 1, bytes'],
  replace: [', "a", "b"', ', request, "b"'],
  regexreplace: [', "a", "b"'],
  regex_replace: [', "a", "b"'],
  strcontains: [', "a"'],
  startswith: [', "a"'],
  endswith: [', "a"'],
  split: [', "a"'],
  isipinsubnet: [', "10.0.0.0/8"', ', "2001:db8::/32"'],
  isipv4insubnet: [', "10.0.0.0/8"'],
  isipv6insubnet: [', "2001:db8::/32"'],
  bin: [', 5m', ', 1mo'],
  datefloor: [', 5m', ', 1mo'],
  dateceil: [', 5m', ', 1mo'],
  formatdate: [', "%F %z %Z"', ', "%F %z %Z", "America/New_York"'],
  strftime: [', "%F"'],
  parsedate: [', "yyyy-MM-dd[ HH][:mm]"', ', "HH z", "Asia/Tokyo"'],
  coalesce: [', "a"'],
  if: [', "a", "b"'],
  case: [', "a", "b"'],
}

const calls = functionNames
  .filter((name) => !/^(?:now|query)/.test(name))
  .flatMap((name) => (behind[name] ?? ['']).map((more) => `${name}(#${more})`))
const operators = [
  ...[
    'jsonparse(#)[1].a',
    '(# = 5)',
    '(# != "5")',
    '(# < bytes)',
    '(# >= 5)',
    '(# + 1)',
    '(-#)',
    '(# / 2)',
  ],
  ...['(# ^ 2)', '(# % 2)', '(not #)', '(# and status)', '(# like "a")', '(# like /a/)'],
  ...['(# in ["a", 5, bytes])', '(# in (fields bytes))', 'if(status > 200, #, "b")'],
]
const forms = [...calls, ...operators]

function nested(written: readonly string[], depth: number): string {
  let text = 'request'
  for (let at = 0; at < depth; at += 1)
    text = (written[at % written.length] ?? '#').replace('#', () => text)
  return text
}

/** How long the SQL of a value is, with every macro in the place of its name. */
function sizeOf(value: string): number {
  const text = `fields ${value} as x`
  const { query, mentioned } = parse(text)
  const shared = { options: cafeWindow, library: store.library(), text, mentioned, scans: [] }
  const rows = rowsOf(query, { shared, source: store.source(['apache/access']), ...cafeWindow })
  return sql`${rows.relation}`.size
}

/** By how much it grows at most when each function is called once more. */
const growth = (written: readonly string[], from: number, to: number) =>
  Math.max(
    ...Array.from({ length: to - from }, (_, at) => {
      const depth = from + at
      return sizeOf(nested(written, depth + written.length)) - sizeOf(nested(written, depth))
    }),
  )

test.each(forms)('%s in itself grows by as much with each call', (form) => {
  expect(growth([form], 8, 16)).toBeLessThanOrEqual(growth([form], 0, 8))
})

test.each(forms)('%s in turns with others grows by as much with each call', (form) => {
  for (const other of ['jsonstringify(#)', 'ispublicip(#)', 'abs(#)', '(# < bytes)'])
    expect(growth([form, other], 8, 14), other).toBeLessThanOrEqual(
      growth([form, other], 0, 8) + maxCopied,
    )
})

test('the columns of a stats that are made of those before them do not grow either', () => {
  const more = Array.from({ length: 20 }, (_, at) => `x${at} + x${at} as x${at + 1}`)
  const { sql: text } = compile(
    `stats max(bytes) as x0, ${more.join(', ')}`,
    store.source(['apache/access']),
    cafeWindow,
  )
  expect(text.length).toBeLessThan(300_000)
})

test('sorted and cut, what is computed in steps is computed in one place', async () => {
  const steps = 'fields trim(userAgent) as x, trim(request) as y | sort y | limit 20'
  const made = compile(steps, store.source(['apache/access']), cafeWindow)
  const { rows } = await store.query(`EXPLAIN ${made.sql}`, made.parameters)
  expect(String(rows[0]?.[1])).toContain('TOP_N')
  expect(String(rows[0]?.[1])).not.toContain('JOIN')
})

test('beyond a depth it is refused', () => {
  const deep = `fields ${nested(['hextodec(#)'], 100)} as x`
  expect(() => compile(deep, store.source(['apache/access']), cafeWindow)).toThrow(MalformedQuery)
})

async function answers(query: string): Promise<unknown> {
  const made = compile(query, store.source(['apache/access']), cafeWindow, store.library())
  const { rows } = await store.query(made.sql, made.parameters)
  const at = made.columns.findIndex(({ name }) => name === 'x')
  return rows.map((row) => row[at])
}

// A column of JSON is shown as text, and a condition as a column is never null.
test.each(forms)('%s gives the same, nested or column by column', async (form) => {
  const others = ['concat(#, "1.5")', 'abs(#)', 'hextodec(#)']
  for (const written of [[form], ...others.map((other) => [form, other])]) {
    const depth = 6
    const steps = Array.from({ length: depth }, (_, at) =>
      (written[at % written.length] ?? '').replace('#', 'x'),
    )
    const chain = ['fields request as x', ...steps.map((one) => `fields ${one} as x`)]
    expect(await answers(`fields ${nested(written, depth)} as x`), written.join()).toEqual(
      await answers(chain.join(' | ')),
    )
  }
})

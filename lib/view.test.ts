import { describe, expect, test } from 'vitest'
import { setLongestRange } from './longest-range'
import {
  checkView,
  type Filter,
  narrowed,
  readView,
  type View,
  viewHref,
  writeView,
  wrongOf,
} from './view'

const views: View[] = [
  { range: '3h' },
  { range: '15m', country: 'DE' },
  { range: '7d', city: 'São Paulo', country: 'BR' },
  { range: '3h', country: 'DE', region: 'Baden-Württemberg' },
  { range: '3h', client: '203.0.113.0/24' },
  { range: '3h', client: '2001:db8:1::/48' },
  { range: '24h', request: '/cafe/menu.php?x=1&y="', status: '500' },
  { range: { fromMs: 1431857103000, toMs: 1432155915000 } },
  {
    range: '1h',
    query: 'stats count(*) as n by bin(5m)\n| sort n desc # 100 % & "more"',
    as: 'chart',
  },
]

test.each(views)('a view written into an address is read back: %j', (view) => {
  expect(readView(Object.fromEntries(new URLSearchParams(writeView(view))))).toEqual(view)
})

describe('what is wrong is named', () => {
  test.each([
    [{ range: '2h' }, 'range'],
    [{ range: 'custom' }, 'from'],
    [{ from: 'yesterday', to: '2026-01-01' }, 'from'],
    [{ from: '2026-01-02', to: '2026-01-01' }, 'to'],
    [{ from: '2020-01-01', to: '2026-01-01' }, 'from'],
    [{ from: '2026-01-01T00:00', to: '2026-01-02T00:00', zone: 'Mars' }, 'zone'],
    [{ country: 'Germany' }, 'country'],
    [{ region: 'a\tb' }, 'region'],
    [{ status: '5xx' }, 'status'],
    [{ client: 'localhost' }, 'client'],
    [{ client: '10.0.0.0/8' }, 'client'],
    [{ request: 'a\nb' }, 'request'],
    [{ query: 'x'.repeat(10_001) }, 'query'],
    [{ as: 'pie' }, 'as'],
  ])('%j', (params, field) => {
    expect(checkView(params).wrong.map((wrong) => wrong.field)).toEqual([field])
    expect(readView(params).range).toBeDefined()
  })
})

describe('filters that a page does not apply', () => {
  const places: Filter[] = ['country', 'region', 'city', 'client']
  const not = 'does not narrow this page; it does so on Errors'
  test.each<[what: string, params: Record<string, string>, applied: Filter[], said: string[]]>([
    ['are said', { status: '500', request: '/pay' }, places, [`request ${not}`, `status ${not}`]],
    ['are not called wrong', { status: 'abc' }, places, []],
    ['of places go from page to page', { country: 'DE', region: 'Bavaria' }, [], []],
    ['on a page without any', { status: '500' }, [], []],
    [
      'that would be applied are',
      { country: 'x' },
      places,
      ['country must be a two-letter country code, e.g. DE'],
    ],
    [
      'with another mistake',
      { range: '2h', status: 'abc' },
      places,
      ['range must be one of 15m, 1h, 3h, 24h, 7d or custom'],
    ],
  ])('%s: %j', (_, params, applied, said) => {
    const wrong = wrongOf(checkView(params), applied)
    expect(wrong.map(({ field, problem }) => `${field} ${problem}`)).toEqual(said)
  })
})

test('a link changes one thing and keeps the rest', () => {
  const view: View = { range: '1h', country: 'DE' }
  expect(viewHref('/errors', view, { request: '/x' })).toBe(
    '/errors?range=1h&country=DE&request=%2Fx',
  )
  expect(viewHref('/', view, { country: undefined })).toBe('/?range=1h')
})

test('a form ends the lines of a query in its own way', () => {
  expect(readView({ query: 'fields a\r\n| limit 1' }).query).toBe('fields a\n| limit 1')
})

test.each([
  ['203.0.113.9', '203.0.113.0/24'],
  [' 203.0.113.0/24 ', '203.0.113.0/24'],
  ['203.0.113.x', '203.0.113.0/24'],
  ['2001:db8:1::7', '2001:db8:1::/48'],
  ['2001:DB8:1::/48', '2001:db8:1::/48'],
])('a client is asked for by an address in any way that it is shown: %s', (given, network) => {
  expect(readView({ client: given }).client).toBe(network)
})

test('a page has no filter that it does not apply', () => {
  const view: View = { range: '1h', country: 'DE', status: '500', request: '/x' }
  expect(writeView(narrowed(view, ['country']))).toBe('?range=1h&country=DE')
  expect(writeView(narrowed(view, []))).toBe('?range=1h')
})

test.each([
  [{ zone: 'Europe/Berlin' }, '2026-07-01T10:00:00.000Z'],
  [{ zone: 'America/New_York' }, '2026-07-01T16:00:00.000Z'],
  [{}, '2026-07-01T12:00:00.000Z'],
])('a time without an offset is what the clock of the zone shows: %j', (zone, from) => {
  const { range } = readView({ from: '2026-07-01T12:00', to: '2026-07-02T12:00', ...zone })
  expect(typeof range === 'object' && new Date(range.fromMs).toISOString()).toBe(from)
})

test('of a range that is longer than may be asked for, a page shows the end, and the API says so', () => {
  setLongestRange(31)
  const asked = { range: 'custom', from: '2026-01-01T00:00Z', to: '2026-11-01T00:00Z' }
  expect(checkView(asked).wrong).toEqual([
    { field: 'from', problem: 'must lie within 31 days of to' },
  ])
  expect(readView(asked).range).toEqual({
    fromMs: Date.parse('2026-10-01T00:00Z'),
    toMs: Date.parse('2026-11-01T00:00Z'),
  })
  setLongestRange(400)
  expect(checkView(asked).wrong).toEqual([])
})

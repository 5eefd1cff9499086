import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openStore, type Store } from '@/lib/local/store/store'
import { askLines } from './testdata/ask-lines'

let store: Store
beforeAll(async () => {
  store = await openStore({ path: ':memory:' })
})
afterAll(() => store.close())

const lines = ['user=ann, zone=a1', 'user=bob', '[ERROR] disk', 'user=, zone=', '']

describe('a group that took no part in a match has no value', () => {
  test.each<[string, string, Record<string, string>]>([
    [
      'in an optional group',
      '/user=(?<u>\\w+)(, zone=(?<z>\\w+))?/ | stats count(u) as n, count(z) as x',
      { n: '2', x: '1' },
    ],
    [
      'in another alternative',
      '/(user=(?<u>\\w+))|(\\[(?<level>[A-Z]+)\\])/ | filter ispresent(level) | fields coalesce(u, level) as x',
      { level: 'ERROR', x: 'ERROR' },
    ],
    ['the only group', '/user=(?<z>a\\w+)?/ | stats count(z) as x', { x: '1' }],
    [
      'by its number',
      '/user=(\\w+)(?:, zone=)?(\\w+)?/ as u, z | filter u = "bob" | fields isempty(z) as x, coalesce(z, "none") as y',
      { u: 'bob', x: '1', y: 'none' },
    ],
    [
      'with a row for each match',
      '/(?:(?<a>[a-z]+)=)|(?<d>\\d)/ multi | stats count(a) as n, count(d) as x, count(*) as y',
      { n: '5', x: '1', y: '8' },
    ],
    [
      'also where it could be empty, in a part that cannot',
      '/user=(?<u>\\w*)(, zone=(?<z>\\w*))?/ | stats count(u) as n, count(z) as x, sum(z = "") as y',
      { n: '3', x: '2', y: '1' },
    ],
    [
      'the only one of such a part',
      '/user=\\w*(, zone=(?<z>\\w*))?/ | stats count(z) as x, sum(z = "") as y',
      { x: '2', y: '1' },
    ],
    [
      'and with a row for each match',
      '/(\\w+)=(?<v>\\w*)|\\[(?<l>\\w*)\\]/ multi | stats count(v) as x, count(l) as y, sum(v = "") as n',
      { x: '5', y: '1', n: '2' },
    ],
    [
      'but one that can be empty is, and counts',
      '/user=(?<u>\\w*)(?:, zone=)?(?<z>\\w*)/ | stats count(u) as n, count(z) as x',
      { n: '3', x: '3' },
    ],
    ['of a glob as well', '"user=*" as u | stats count(u) as x', { x: '3' }],
    [
      'and without a match there is none',
      '/user=(?<u>\\w*)/ | stats count(*) - count(u) as x',
      { x: '2' },
    ],
  ])('%s', async (_, parse, expected) => {
    expect(await askLines(store, lines, `parse @message ${parse}`)).toEqual([expected])
  })
})

test('an expression that does not start the query would not run', async () => {
  for (const query of [
    'filter @message like /a++/',
    'parse @message /(?<x>\\G)/',
    'fields regexReplace(@message, "(?>a)", "")',
  ])
    await expect(askLines(store, lines, query)).rejects.toThrow(
      /not part of this regular expression dialect/,
    )
})

test.each([
  ['filter @message like /^\\p{Alpha}+=\\u0061/', 1],
  ['filter @message =~ /\\h\\p{Lower}+\\Z/', 1],
  ['filter @message not like /\\p{Punct}/', 1],
  ['fields regexReplace(@message, "\\p{Alpha}+", "") as x | filter x = "=, ="', 1],
])('%s', async (query, count) => {
  expect(await askLines(store, lines, query)).toHaveLength(count)
})

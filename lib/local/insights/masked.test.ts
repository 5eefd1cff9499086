import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openStore, type Store } from '@/lib/local/store/store'
import { defaultSecretParameters, maskerFor } from '@/lib/mask'
import { plainForms, twins } from '@/lib/testdata/planted-addresses'
import { compile } from './compile'
import { MalformedQuery } from './malformed'
import { addLines, addTable, cafeWindow } from './testdata/open-cafe'
import { prying } from './testdata/prying-query'
import { randomQuery } from './testdata/random-query'

const masking = { secretParameters: defaultSecretParameters }

let store: Store
beforeAll(async () => {
  store = await openStore({ path: ':memory:' })
  await addLines(store, 'one', twins.one)
  await addLines(store, 'other', twins.other)
  await addTable(store, 'pages', ['path', 'title', 'rank'], [['203.0.113.0/24', 'x', '1']])
  await addTable(
    store,
    'networks',
    ['cidr', 'owner'],
    [
      ['203.0.113.0/24', 'documentation'],
      ...Array.from({ length: 16 }, (_, at) => [`203.0.113.${at * 16}/28`, `part ${at}`]),
    ],
  )
})
afterAll(() => store.close())

async function ask(query: string, group: string, isMasked = true) {
  const compiled = compile(
    query.replaceAll('shop/orders', group),
    store.source([group]),
    { ...cafeWindow, ...(isMasked && { masking }) },
    store.library(),
  )
  const { rows } = await store.query(compiled.sql, compiled.parameters)
  // The name of the log group and what numbers its lines are of the test, not of its lines.
  const columns = compiled.columns.filter(({ kind }) => kind !== 'pointer')
  const shown = rows.map((row) => columns.map((_, at) => String(row[at])).join('\u001f'))
  return { names: columns.map(({ name }) => name), rows: shown }
}

/** The answers over both logs; null for what is no query. */
async function bothOf(query: string) {
  try {
    return await Promise.all([ask(query, 'one'), ask(query, 'other')] as const)
  } catch (problem) {
    if (problem instanceof MalformedQuery) return null
    throw problem
  }
}

// DuckDB adds in no fixed order: the last digits of a sum are of no log.
const nameless = (text: string) =>
  text
    .replace(/000000000000:(one|other)/g, 'log')
    .replace(/\d+\.\d{7,}/g, (number) => String(Math.round(Number(number) * 1e6) / 1e6))

function expectAlike([one, other]: NonNullable<Awaited<ReturnType<typeof bothOf>>>, query: string) {
  expect(one.names.map(nameless), query).toEqual(other.names.map(nameless))
  expect(one.rows.map(nameless).toSorted(), query).toEqual(other.rows.map(nameless).toSorted())
  const text = one.rows.join('\n')
  // What the query says itself is no news.
  const forms = plainForms.one.filter((form) => !query.includes(form))
  for (const form of forms) expect(text.includes(form), `${form} in ${query}`).toBe(false)
}

test('the logs are told apart by a reader who sees whole addresses', async () => {
  const [one, other] = await Promise.all([
    ask('fields @message, remoteIP', 'one', false),
    ask('fields @message, remoteIP', 'other', false),
  ])
  expect(one.rows.length).toBe(twins.one.length)
  expect(one.rows).not.toEqual(other.rows)
  const found = plainForms.one.filter((form) => one.rows.join('\n').includes(form))
  expect(found.length).toBe(plainForms.one.length)
})

const pried = Array.from({ length: 120 }, (_, seed) => prying(seed))

test('over a hundred queries of all functions say the same of two logs that differ in whole addresses alone', async () => {
  let run = 0
  for (const query of pried) {
    const both = await bothOf(query)
    if (!both) continue
    run += 1
    expectAlike(both, query)
  }
  expect(run).toBeGreaterThan(100)
}, 300_000)

test('so do queries of all commands', async () => {
  let run = 0
  for (let seed = 0; seed < 60; seed += 1) {
    const query = randomQuery(seed)
    const both = await bothOf(query)
    if (!both) continue
    run += 1
    expectAlike(both, query)
  }
  expect(run).toBeGreaterThan(15)
}, 300_000)

describe('what is shown can be asked for', () => {
  test.each([
    ['filter remoteIP = "203.0.113.0/24"', 3],
    ['filter isIpInSubnet(remoteIP, "203.0.113.0/24")', 3],
    ['filter isIpv4InSubnet(remoteIP, "203.0.0.0/16") and isValidIp(remoteIP)', 3],
    ['filter remoteIP = "2001:db8:85a3::/48"', 2],
    ['filter isIpv6InSubnet(remoteIP, "2001:db8:85a3::/48")', 2],
    ['filter @message like "203.0.113.0/24"', 8],
    ['filter remoteIP = "203.0.113.82"', 0],
    ['filter isIpInSubnet(remoteIP, "203.0.113.80/28")', 0],
  ])('%s', async (query, least) => {
    const { rows } = await ask(query, 'one')
    if (least === 0) expect(rows).toEqual([])
    else expect(rows.length).toBeGreaterThanOrEqual(least)
  })

  test('a lookup table finds the network', async () => {
    const { rows } = await ask(
      'filter remoteIP = "203.0.113.0/24" | cidrlookup networks remoteIP OUTPUT owner | stats count(*) by owner',
      'one',
    )
    expect(rows.map((row) => row.split('\u001f')[0])).toEqual(['part 0'])
  })
})

test('the engine masks as the pages do', async () => {
  const masker = maskerFor(defaultSecretParameters)
  const whole = await ask('fields @message, remoteIP, query, referer | sort @message', 'one', false)
  const hidden = await ask('fields @message, remoteIP, query, referer', 'one')
  const columns = ['@message', 'remoteIP', 'query', 'referer']
  const byPages = whole.rows.map((row) =>
    row
      .split('\u001f')
      .map((text, at) => masker.field(columns[at] ?? '', text))
      .join('\u001f'),
  )
  expect(hidden.rows.toSorted()).toEqual(byPages.toSorted())
})

test('the value of a secret parameter is hidden in lines, queries and referrers', async () => {
  const { rows } = await ask(
    'fields @message, query, referer, base64Encode(@message) as x, base64Encode(query) as y',
    'one',
  )
  expect(rows.join('\n')).toContain('key=***')
  expect(rows.join('\n')).not.toContain('wc_order_')
})

import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { arnOfGroup } from '@/lib/local/arn'
import { batchOf } from '@/lib/local/store/batch'
import { openStore, type Store } from '@/lib/local/store/store'
import { minuteMs } from '@/lib/time'
import { compile } from './compile'

const nowMs = Date.parse('2026-11-27T12:00:00Z')
const window = { startMs: nowMs - 60 * 24 * minuteMs, endMs: nowMs, nowMs }

let store: Store
beforeAll(async () => {
  store = await openStore({ path: ':memory:' })
  const ages: [string, number][] = [
    ['shop', 10],
    ['shop', 50],
    ['bar', 10],
  ]
  for (const [group, minutes] of ages) {
    await store.createLogGroup(group, 0)
    await store.createLogStream(group, 's', 0)
    const events = [{ timestampMs: nowMs - minutes * minuteMs, message: 'x', fields: {} }]
    await store.append(group, 's', batchOf(events), { ingestedMs: nowMs })
  }
})
afterAll(() => store.close())

async function counted(source: string): Promise<number> {
  const query = `SOURCE ${source} | stats count(*) as n`
  const { sql, parameters } = compile(query, null, window, store.library())
  const { rows } = await store.query(sql, parameters)
  return Number(rows[0]?.[0] ?? 0)
}

describe('SOURCE', () => {
  test.each([
    ['"shop" START=-3600s END=now', 2],
    ['"shop" START=-720s END=now', 1],
    ['"shop" START=-86400s END=-1800s', 1],
    ['"shop" START=-720000ms END=0ms', 1],
    ['"shop" START=-90m END=0s', 2],
    ['"shop" START=-48h END=-0s', 2],
    ['"shop" START=-1d END=now', 2],
    [`"shop" START=${nowMs - 15 * minuteMs} END=${nowMs}`, 1],
    ['logGroups()', 3],
    ['logGroups() START=-3600s END=0s', 3],
    ['logGroups(namePrefix: []) START=-604800s END=0s', 3],
    ['logGroups(namePrefix: [], class: "STANDARD") START=-604800s END=0s', 3],
    ['logGroups(namePrefix: ["b"], class: ["STANDARD"], accountIdentifiers: [])', 1],
    ["logGroups(namePrefix: 'sh')", 2],
    [`"${arnOfGroup('shop')}"`, 2],
    [`"${arnOfGroup('shop')}:*" "bar"`, 3],
    ['"arn:aws:logs:us-east-1:111122223333:log-group:shop"', 2],
    ["'shop' | SOURCE 'bar'", 3],
    ["'shop' | source logGroups(namePrefix: ['sh'])\n| SOURCE 'bar' END=now", 3],
    ['"shop" START=-720s END=now | SOURCE "bar" START=-720s', 2],
  ])('%s', async (source, events) => {
    expect(await counted(source)).toBe(events)
  })

  test.each([
    ['logGroups(class: "INFREQUENT_ACCESS")', /no log group/],
    ['"nosuch"', /no log group nosuch/],
    ['"shop" START=60s', /expecting a time/],
    ['"shop" START=-1h | SOURCE "bar" START=-2h', /the same period/],
    ['"shop" | SOURCE "nosuch"', /no log group/],
    ['"shop" | limit 1 | SOURCE "bar"', /unexpected symbol found 'SOURCE'/],
    ['logGroups(colour: "red")', /does not know colour/],
  ])('%s is refused', async (source, message) => {
    await expect(counted(source)).rejects.toThrow(message)
  })

  test('only bins have caps', async () => {
    const rateOf = (period: string) => {
      const query = `SOURCE "shop" | fields 60 - (@timestamp - ${nowMs}) / -60000 as n | stats rate(n, ${period}) as r`
      const { sql, parameters } = compile(query, null, window, store.library())
      return store.query(sql, parameters).then(({ rows }) => Number(rows[0]?.[0]))
    }
    expect(await rateOf('90m')).toBeCloseTo(90)
    expect(await rateOf('120s')).toBeCloseTo(2)
  })
})

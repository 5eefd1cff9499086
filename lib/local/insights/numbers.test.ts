import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { fieldsOfEvent } from '@/lib/access-log/service-fields'
import { batchOf } from '@/lib/local/store/batch'
import { openStore, type Store } from '@/lib/local/store/store'
import { compile } from './compile'
import { numberKey, wholeKey } from './exact'
import { format } from './format'
import { quoted, render, sql } from './sql'

let store: Store
let groups = 0
beforeAll(async () => {
  store = await openStore({ path: ':memory:' })
})
afterAll(() => store.close())

async function ask(lines: readonly string[], query: string): Promise<string[]> {
  groups += 1
  const group = `g${groups}`
  await store.createLogGroup(group, 0)
  await store.createLogStream(group, 's', 0)
  const events = lines.map((message, at) => ({
    timestampMs: at,
    message,
    fields: fieldsOfEvent(message),
  }))
  await store.append(group, 's', batchOf(events), { ingestedMs: 0 })
  const window = { startMs: 0, endMs: 1_000, nowMs: 1_000 }
  const { sql, parameters, columns } = compile(query, store.source([group]), window)
  const { rows } = await store.query(sql, parameters)
  return rows.map((row) => String(format(row[0] ?? null, columns[0]?.kind ?? 'text')))
}

const long = '0.1234567890123456789'
const big = '9007199254740993'

describe('a number of many digits', () => {
  test.each([
    [`x = ${long}`, 1],
    [`x != ${long}`, 0],
    [`x <= ${long}`, 1],
    [`x >= ${long}`, 1],
    [`x < ${long}`, 0],
    [`x in [${long}]`, 1],
    [`x in [${Array.from({ length: 25 }, (_, at) => at).join(', ')}, ${long}]`, 1],
    [`x = "${long}"`, 1],
    ['x = 0.1234567890123456788', 0],
    ['x > 0.1234567890123456788', 1],
    ['x < 0.123456789012345679', 1],
    [`x > 0.1234`, 1],
    [`-x = -${long}`, 0],
    [`greatest(x, 0) = ${long}`, 1],
    [`abs(x) >= ${long}`, 1],
    [`big = ${big}.0`, 1],
    [`big = ${big}`, 1],
    ['big = 9007199254740992', 0],
    [`${big}.0 = big`, 1],
    [`greatest(big, 1) = ${big}`, 1],
    [`greatest(big, 1) > 9007199254740992`, 1],
    [`toLong(big) = ${big}.0`, 1],
    [`toLong(big) > 9007199254740992.5`, 1],
    [`one = 1.0`, 1],
    [`one = 1.00000000000000000001`, 0],
    [`one < 1.00000000000000000001`, 1],
    [`huge = 12345678901234567890123`, 1],
    [`huge < 12345678901234567890124`, 1],
    [`huge > 1.2345678901234567890122e22`, 1],
    [`negative < -9007199254740992`, 1],
    [`negative = -${big}`, 1],
  ])('%s', async (condition, count) => {
    const line = `{"x":${long},"big":${big},"one":1,"huge":12345678901234567890123,"negative":-${big}}`
    expect(await ask([line], `fields x | filter ${condition}`)).toHaveLength(count)
  })

  test.each([
    [`fields greatest(big, 1)`, big],
    ['fields greatest(big, 1, small)', big],
    ['fields least(big, 1e20)', big],
    ['fields least(big, 1)', '1'],
    ['fields greatest(small, 1)', '2.5'],
    ['fields greatest(nosuch, small)', '2.5'],
    ['fields greatest("a", nosuch)', 'undefined'],
    ['fields abs(negative)', big],
    ['fields abs(small)', '2.5'],
    ['fields ceil(big)', big],
    ['fields floor(big)', big],
    ['fields ceil(part)', '9007199254740994'],
    ['fields floor(part)', big],
    ['fields ceil(small)', '3'],
    ['fields floor(-small)', '-3'],
    [`fields greatest(toLong(big), 1.5)`, big],
    [`fields greatest(big, 1) as g | fields concat(g, "!") as x | display x`, `${big}!`],
    [`fields greatest(big, 1) as g | stats max(g)`, big],
    [`fields greatest(big, 1) as g | stats count(*) by g`, big],
    [`fields greatest(small, 1) as g | stats sum(g)`, '2.5'],
    ['fields greatest(small, 1) as g | stats count(*) by g | filter g = "02.50"', '2.5'],
    ['fields greatest(small, 1) as g | stats count(*) by g | filter g in [1, "02.50"]', '2.5'],
    [`fields greatest(big, 1) as g | stats count(*) by g | filter g = "0${big}"`, big],
    ['fields abs(small) as g | stats max(g) as m | filter m < "10"', '2.5'],
    [`fields if(1, greatest(big, 1), 2) as g`, big],
    ['stats greatest(max(big), 1)', big],
    ['stats max(huge)', '12345678901234567890123'],
    ['stats min(huge)', '12345678901234567890123'],
    ['stats max(part)', `${big}.5`],
    ['stats max(small)', '2.5'],
    ['stats latest(big)', big],
  ])('%s', async (query, expected) => {
    const line = `{"big":${big},"negative":-${big},"small":2.5,"part":${big}.5,"huge":12345678901234567890123}`
    expect(await ask([line], query)).toEqual([expected])
  })
})

describe('the lowest and highest are shown as they stand in the log', () => {
  test.each<[values: string[], lowest: string, highest: string]>([
    [['007'], '007', '007'],
    [['7', '007', '7.0'], '007', '7.0'],
    [['5.0', '4.50'], '4.50', '5.0'],
    [['+7', '1e3'], '+7', '1e3'],
    [['0.123456'], '0.123456', '0.123456'],
    [['-7', '-007', '-8'], '-8', '-7'],
    [['0000000000000000007', '7'], '0000000000000000007', '7'],
    [['0000000000000000008', '7', '6'], '6', '0000000000000000008'],
    [['abc', '007'], 'abc', '007'],
    [['', '1e400', '2'], '', '1e400'],
  ])('%j', async (values, lowest, highest) => {
    const lines = values.map((x) => JSON.stringify({ x }))
    expect(await ask(lines, 'stats min(x)')).toEqual([lowest])
    expect(await ask(lines, 'stats max(x)')).toEqual([highest])
    expect(await ask(lines, 'stats sortsFirst(x)')).toEqual([lowest])
  })
})

const mixed = [
  '007',
  '7',
  '7.0',
  '1e3',
  '1000',
  '',
  'abc',
  '-7',
  '-7.0',
  '0',
  '-0',
  '0.1',
  '0.10000000000000000001',
  '0.09999999999999999999',
  '9007199254740992',
  big,
  `${big}.0`,
  `-${big}`,
  '-9007199254740992',
  '1e400',
  ' 7',
  '12345678901234567890123',
  '12345678901234567890124',
]

describe('fields of all sorts', () => {
  test('exactly one of <, = and > holds, and <=, >=, != and in agree with them', async () => {
    const pairs = mixed.flatMap((x) => mixed.map((y) => JSON.stringify({ x, y })))
    const query = `fields concat(x < y, x = y, x > y, x <= y, x >= y, x != y, x in [y]) as c`
    const found = await ask(pairs, `${query} | sort @timestamp asc | display c`)
    for (const [at, held] of found.entries()) {
      const [below, same, above] = [...held].map((one) => one === '1')
      const agree = [below, same, above, below || same, above || same, !same, same]
      expect(held, pairs[at]).toBe(agree.map(Number).join(''))
      expect(Number(below) + Number(same) + Number(above), pairs[at]).toBe(1)
    }
  })

  test.each(['7', '1000', '0.1', '0.10000000000000000001', big, '-7', '1e3'])(
    'the same against the number %s',
    async (number) => {
      const lines = mixed.map((x) => JSON.stringify({ x }))
      const of = (operator: string) => `x ${operator} ${number}`
      const all = ['<', '=', '>', '<=', '>=', '!='].map(of).join(', ')
      const query = `fields concat(${all}, x in [${number}]) as c | sort @timestamp asc | display c`
      for (const [at, held] of (await ask(lines, query)).entries()) {
        const [below, same, above] = [...held].map((one) => one === '1')
        const agree = [below, same, above, below || same, above || same, !same, same]
        expect(held, lines[at]).toBe(agree.map(Number).join(''))
        expect(Number(below) + Number(same) + Number(above), lines[at]).toBe(1)
      }
    },
  )

  test('sort goes by value to the last digit', async () => {
    const numbers = [
      '-12345678901234567890124',
      `-${big}`,
      '-9007199254740992',
      '-1e3',
      '0',
      '0.09999999999999999999',
      '0.1',
      '0.10000000000000000001',
      '7',
      '1e3',
      '9007199254740992',
      big,
      `${big}.5`,
      '9007199254740994',
      '12345678901234567890123',
      '12345678901234567890124',
    ]
    const lines = numbers.map((x) => JSON.stringify({ x }))
    const backwards = [...numbers].reverse()
    expect(await ask([...lines].reverse(), 'fields x | sort x asc')).toEqual(numbers)
    expect(await ask(lines, 'fields x | sort x desc')).toEqual(backwards)
  })
})

describe('true and false', () => {
  const lines = ['{"flag":true,"n":1}', '{"flag":false,"n":0}', '{"flag":"true","n":2}']
  test.each([
    ['flag = true', ['1']],
    ['flag = FALSE', ['0']],
    ['flag != true', ['0', 'true']],
    ['flag in [true, false]', ['0', '1']],
    ['flag = 1', ['1']],
    ['flag = "1"', ['1']],
    ['flag = "true"', ['true']],
    ['flag', ['1', 'true']],
    ['(n > 0) = true', ['1', 'true']],
  ])('%s', async (condition, expected) => {
    expect((await ask(lines, `fields flag | filter ${condition}`)).sort()).toEqual(expected)
  })

  test('a field that is called so is meant', async () => {
    expect(await ask(['{"flag":"x","true":"x"}'], 'fields flag | filter flag = true')).toEqual([
      'x',
    ])
  })
})

test.each(['1', '400', '1000', '10203', '9007199254740993', '9'.repeat(37)])(
  'a number that stands in the query sorts among texts as the same text: %s',
  async (digits) => {
    const both = render(sql`SELECT ${wholeKey(digits)}, ${numberKey(quoted(digits))}`)
    const { rows } = await store.query(both.sql)
    expect(rows[0]?.[0]).toBe(rows[0]?.[1])
  },
)

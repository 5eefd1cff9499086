import { afterAll, beforeAll, expect, test } from 'vitest'
import { batchOf } from '@/lib/local/store/batch'
import { openStore, type Store } from '@/lib/local/store/store'
import { compile } from './compile'

const texts = [
  '400',
  '0400',
  '400.0',
  '4e2',
  '+400',
  '-400',
  '40',
  '4000',
  '399',
  '401',
  '500',
  '99',
  '1e9',
  '5.5',
  '4O0',
  '',
  ' 400',
  '400 ',
  'abc',
  '٤٠٠',
  '0x190',
  'inf',
  'nan',
  '4_00',
  '.4e3',
  '4.',
]
const numbers = ['400', '0', '9', '1e3', '-400', '400.5', '40000']
const operators = ['=', '!=', '<', '<=', '>', '>='] as const

const numeric = /^[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?$/
const holds = {
  '=': (a: number) => a === 0,
  '!=': (a: number) => a !== 0,
  '<': (a: number) => a < 0,
  '<=': (a: number) => a <= 0,
  '>': (a: number) => a > 0,
  '>=': (a: number) => a >= 0,
}
/** The rule in so many words: by value when both are numbers, else by code point. */
function expected(text: string, operator: keyof typeof holds, literal: string): boolean {
  if (numeric.test(text)) return holds[operator](Number(text) - Number(literal))
  return holds[operator](Buffer.compare(Buffer.from(text), Buffer.from(String(Number(literal)))))
}

let store: Store
beforeAll(async () => {
  store = await openStore({ path: ':memory:' })
  await store.createLogGroup('g', 0)
  await store.createLogStream('g', 's', 0)
  const events = texts.map((v, at) => ({ timestampMs: at, message: v, fields: { v } }))
  await store.append('g', 's', batchOf(events), { ingestedMs: 0 })
})
afterAll(() => store.close())

async function passing(condition: string): Promise<string[]> {
  const window = { startMs: 0, endMs: 1_000, nowMs: 1_000 }
  const { sql, parameters } = compile(`fields v | filter ${condition}`, store.source(['g']), window)
  const { rows } = await store.query(sql, parameters)
  return rows.map(([v]) => String(v)).sort()
}

const turned = { '=': '=', '!=': '!=', '<': '>', '<=': '>=', '>': '<', '>=': '<=' } as const

test.each(numbers.flatMap((literal) => operators.map((operator) => [operator, literal] as const)))(
  'text %s %s, written either way round',
  async (operator, literal) => {
    const wanted = texts.filter((text) => expected(text, operator, literal)).sort()
    expect(await passing(`v ${operator} ${literal}`)).toEqual(wanted)
    expect(await passing(`${literal} ${turned[operator]} v`)).toEqual(wanted)
  },
)

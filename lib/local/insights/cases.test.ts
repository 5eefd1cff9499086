import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { fieldsOfEvent } from '@/lib/access-log/service-fields'
import { batchOf } from '@/lib/local/store/batch'
import { openStore, type Store } from '@/lib/local/store/store'
import { compile } from './compile'
import { format } from './format'
import { MalformedQuery } from './malformed'

interface Case {
  name: string
  events: { timestamp: number; message: string; stream?: string; logStream?: string }[]
  query: string
  expect: { rows: { field: string; value: string }[][]; ordered: boolean } | { error: string }
}

const cases: Case[] = JSON.parse(
  readFileSync(new URL('./testdata/cases.json', import.meta.url), 'utf8'),
)

let store: Store
beforeAll(async () => {
  store = await openStore({ path: ':memory:' })
})
afterAll(() => store.close())

type Row = Record<string, string>

async function run({ name, events, query }: Case): Promise<Row[]> {
  const nowMs = Math.max(...events.map(({ timestamp }) => timestamp), 0)
  await store.createLogGroup(name, 0)
  await store.createLogStream(name, 's', 0)
  const added = events.map(({ timestamp, message }) => ({
    timestampMs: timestamp,
    message,
    fields: fieldsOfEvent(message),
  }))
  await store.append(name, 's', batchOf(added), { ingestedMs: nowMs })
  const startMs = Math.min(...events.map(({ timestamp }) => timestamp), nowMs)
  const compiled = compile(query, store.source([name]), { startMs, endMs: nowMs, nowMs })
  const { rows } = await store.query(compiled.sql, compiled.parameters)
  await store.query(compiled.scanned.sql, compiled.scanned.parameters)
  if (compiled.matched && 'sql' in compiled.matched)
    await store.query(compiled.matched.sql, compiled.matched.parameters)
  return rows.map((row) =>
    Object.fromEntries(
      compiled.columns.flatMap(({ name, kind }, at) => {
        const value = format(row[at] ?? null, kind)
        return value === undefined || kind === 'pointer' ? [] : [[name, value]]
      }),
    ),
  )
}

const isShort = (value: string) => value !== '' && value.replace(/\D/g, '').length <= 15

/** Numbers compare by value: 2.50 and 2.5 are the same answer. Long ones compare to the digit. */
const plain = (row: Row) =>
  Object.fromEntries(
    Object.entries(row).map(([name, value]) => [
      name,
      isShort(value) && Number.isFinite(Number(value)) ? Number(value) : value,
    ]),
  )
const sorted = (rows: object[]) =>
  rows.map((row) => JSON.stringify(Object.entries(row).sort())).sort()

describe('the published behaviour of the language', () => {
  for (const example of cases) {
    const { expect: expected, name } = example
    if ('error' in expected) {
      test(name, async () => {
        await expect(run(example)).rejects.toThrow(MalformedQuery)
      })
    } else {
      test(name, async () => {
        const rows = (await run(example)).map(plain)
        const wanted = expected.rows.map((row) =>
          plain(Object.fromEntries(row.map(({ field, value }) => [field, value]))),
        )
        if (expected.ordered) expect(rows).toEqual(wanted)
        else expect(sorted(rows)).toEqual(sorted(wanted))
      })
    }
  }
})

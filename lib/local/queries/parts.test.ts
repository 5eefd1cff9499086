import { afterEach, beforeEach, expect, test } from 'vitest'
import { compile } from '@/lib/local/insights/compile'
import { batchOf } from '@/lib/local/store/batch'
import { openStore, type Store } from '@/lib/local/store/store'
import { dayMs, hourMs, minuteMs } from '@/lib/time'
import { newPartsKnown } from './known'
import { withGroups } from './parts'

const group = 'shop'
const endMs = Date.parse('2026-11-24T12:00:00Z')
const queries = [
  'stats count(*) as lines, count_distinct(ip) as clients, max(toMillis(@timestamp)) as latest by agent',
  'stats count_distinct(ip) as clients, sum(status >= 500) as failed by bin(30m) as bin, agent',
  'filter status >= 500 | stats count_distinct(ip) as clients, avg(status) as mean, latest(ip) as client by status',
  'sessionize ip, agent maxspan 30m as visit | stats count(*) as lines, min(toMillis(@timestamp)) as begin by visit | stats count(*) as visits, sum(lines) as lines, pct(begin, 50) as half',
  'sessionize ip as visit | stats count(*) as lines by visit | sort lines desc, visit asc',
]

let store: Store
let known = newPartsKnown()
let read: string[] = []

beforeEach(async () => {
  store = await openStore({ path: ':memory:' })
  known = newPartsKnown()
  await store.createLogGroup(group, 0)
  await store.createLogStream(group, 's', 0)
})
afterEach(() => store.close())

const log = (events: { timestampMs: number; ip: number }[]) =>
  store.append(
    group,
    's',
    batchOf(
      events.map(({ timestampMs, ip }) => ({
        timestampMs,
        message: 'a line',
        fields: {
          ip: `192.0.2.${ip}`,
          agent: `agent ${ip % 3}`,
          status: ip % 5 === 0 ? '503' : '200',
        },
      })),
    ),
    { ingestedMs: endMs },
  )

/** A client every few minutes for 26 hours: some come once, others again within or after the pause. */
const traffic = () =>
  log(
    Array.from({ length: 1_500 }, (_, at) => ({
      timestampMs: endMs - 25 * hourMs + at * minuteMs + ((at * 7_919) % minuteMs),
      ip: ((at * at) % 89) + (at % 7 === 0 ? 100 : 0),
    })),
  )

/** The rows of a query until a moment: put together of parts, and read as a whole. */
async function both(queryString: string, toMs: number) {
  const startMs = Math.floor((toMs - dayMs) / (hourMs / 2)) * (hourMs / 2)
  const times = { startMs, endMs: toMs - 1 }
  const compiled = compile(queryString, store.source([group]), { ...times, nowMs: toMs })
  const reader = store.readers.spare()
  if (!reader || !compiled.parts) throw new Error('it is not put together of parts')
  const { parts } = compiled
  const options = { signal: new AbortController().signal, maxBytes: 1 << 30 }
  read = []
  const noted = {
    ...reader,
    query: (sql: string, ...more: [never, never]) => {
      if (/events_1/.test(sql)) read.push(JSON.stringify(more[0]))
      return reader.query(sql, ...more)
    },
  } as typeof reader
  const reading = { store, reader: noted, options, known, records: async () => 0 }
  const merged = await withGroups(parts, times, reading, (table) => {
    const { sql, parameters } = parts.over(table)
    return reader.query(sql, parameters, options)
  })
  const whole = await store.query(compiled.sql, compiled.parameters)
  reader.release()
  return [merged?.rows, whole.rows]
}

test.each(queries)('as time goes on: %s', async (query) => {
  await traffic()
  for (const minutes of [-70, -69, -41, -30, -29, 0, 1]) {
    const [merged, whole] = await both(query, endMs + minutes * minuteMs)
    expect(merged).toEqual(whole)
    expect(whole?.length).toBeGreaterThan(0)
  }
})

test.each(queries)('with events of an hour that was known: %s', async (query) => {
  await traffic()
  await both(query, endMs - minuteMs)
  await log([
    { timestampMs: endMs - 5 * hourMs, ip: 3 },
    { timestampMs: endMs - 5 * hourMs, ip: 250 },
  ])
  const [merged, whole] = await both(query, endMs)
  expect(merged).toEqual(whole)
})

test('what is known is not read again, and nothing is left behind', async () => {
  await traffic()
  const [query = ''] = queries
  await both(query, endMs - 2 * minuteMs)
  expect(read).toHaveLength(4)
  await both(query, endMs - minuteMs)
  // Only what lies behind the last whole part.
  const from = String(endMs - hourMs / 2)
  expect(read).toHaveLength(2)
  expect(read.every((parameters) => parameters.includes(from))).toBe(true)
  const { rows } = await store.query(
    "SELECT count(*) FROM duckdb_tables() WHERE database_name = 'memory_only'",
  )
  expect(rows[0]?.[0]).toBe(2)
})

import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { discoverFields } from '@/lib/access-log/discover-fields'
import { formats } from '@/lib/access-log/formats'
import { newLineReader } from '@/lib/access-log/line-reader'
import { batchOf } from '@/lib/local/store/batch'
import { openStore, type Store } from '@/lib/local/store/store'
import { compile } from './compile'
import { format } from './format'

const names = ['remoteIP', 'method', 'request', 'query', 'status', 'userAgent', 'referer'] as const
const nowMs = Date.parse('2026-11-27T00:00:00Z')

let store: Store
beforeAll(async () => {
  store = await openStore({ path: ':memory:' })
})
afterAll(() => store.close())

/** What Logs Insights makes of the samples of a format, each put in as it stands. */
async function asked(group: string, samples: readonly string[], prelude: string | null) {
  await store.createLogGroup(group, 0)
  await store.createLogStream(group, 's', 0)
  const events = samples.map((message, at) => ({
    timestampMs: nowMs - 1000 + at,
    message,
    fields: discoverFields(message),
  }))
  await store.append(group, 's', batchOf(events), { ingestedMs: nowMs })
  const start = prelude === null ? '' : `${prelude} | `
  const query = `${start}stats count(*) as n by @timestamp, ${names.join(', ')} | sort @timestamp asc`
  const window = { startMs: nowMs - 2000, endMs: nowMs, nowMs }
  const compiled = compile(query, store.source([group]), window)
  const { rows } = await store.query(compiled.sql, compiled.parameters)
  return rows.map((row) =>
    Object.fromEntries(
      compiled.columns.flatMap(({ name, kind }, at) =>
        (names as readonly string[]).includes(name)
          ? [[name, format(row[at] ?? null, kind) ?? '']]
          : [],
      ),
    ),
  )
}

describe('the prelude of a JSON format gives the fields that the followed file has', () => {
  test.each(
    formats.filter(({ kind }) => kind === 'json').map((known) => [known.name, known] as const),
  )('%s', async (_, { id, samples, prelude }) => {
    const reader = newLineReader({ clock: () => nowMs })
    const expected = samples.map((line) => {
      const reading = reader.read(line)
      if (reading.kind !== 'request') throw new Error(`${reading.kind}: ${line}`)
      return Object.fromEntries(names.map((name) => [name, reading.fields[name] ?? '']))
    })
    const rows = await asked(id, samples, prelude)
    expect(rows).toEqual(expected)
  })
})

import { fieldsOfEvent } from '@/lib/access-log/service-fields'
import { batchOf } from '@/lib/local/store/batch'
import type { Store } from '@/lib/local/store/store'
import { compile } from '../compile'
import { format } from '../format'

let groups = 0

/** The rows that a query gives over a log group of these lines alone, one a millisecond; without @ptr. */
export async function askLines(
  store: Store,
  lines: readonly string[],
  query: string,
): Promise<Record<string, string>[]> {
  groups += 1
  const group = `lines-${groups}`
  await store.createLogGroup(group, 0)
  await store.createLogStream(group, 's', 0)
  const events = lines.map((message, timestampMs) => ({
    timestampMs,
    message,
    fields: fieldsOfEvent(message),
  }))
  await store.append(group, 's', batchOf(events), { ingestedMs: 0 })
  const window = { startMs: 0, endMs: 1_000, nowMs: 1_000 }
  const { sql, parameters, columns } = compile(query, store.source([group]), window, store.library())
  const { rows } = await store.query(sql, parameters)
  return rows.map((row) =>
    Object.fromEntries(
      columns.flatMap(({ name, kind }, at) => {
        const value = format(row[at] ?? null, kind)
        return value === undefined || kind === 'pointer' ? [] : [[name, value]]
      }),
    ),
  )
}

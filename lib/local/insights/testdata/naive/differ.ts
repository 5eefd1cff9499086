import { fieldsOfEvent } from '@/lib/access-log/service-fields'
import { batchOf } from '@/lib/local/store/batch'
import { openStore, type Store } from '@/lib/local/store/store'
import { compile } from '../../compile'
import { format } from '../../format'
import { comparable, naiveEvents, naiveQuery } from './query'
import type { Row } from './values'

/** A store with the events of a seed, and the question whether it and the naive evaluator answer alike. */
export async function openDiffer(seed: number) {
  const { lines, events } = naiveEvents(seed)
  const store: Store = await openStore({ path: ':memory:' })
  await store.createLogGroup('g', 0)
  await store.createLogStream('g', 's', 0)
  const added = lines.map((message, at) => ({
    timestampMs: at,
    message,
    fields: fieldsOfEvent(message),
  }))
  await store.append('g', 's', batchOf(added), { ingestedMs: 0 })
  const window = { startMs: 0, endMs: lines.length, nowMs: lines.length }

  async function answer(query: string): Promise<Row[]> {
    const { sql, parameters, columns } = compile(query, store.source(['g']), window)
    const { rows } = await store.query(sql, parameters)
    return rows.map((row) =>
      Object.fromEntries(
        columns.flatMap(({ name, kind }, at) =>
          kind === 'pointer' ? [] : [[name, format(row[at] ?? null, kind) ?? null]],
        ),
      ),
    )
  }

  return {
    close: () => store.close(),
    /** Both answers to the random query of a seed. */
    async both(at: number) {
      const { text, rows, ordered } = naiveQuery(at)
      const naive = comparable(rows(events), ordered)
      return { query: text, naive, engine: comparable(await answer(text), ordered) }
    },
  }
}

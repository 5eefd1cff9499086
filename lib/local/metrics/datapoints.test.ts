import { expect, test } from 'vitest'
import { openStore } from '@/lib/local/store/store'
import { addDatapoints, datapointTables, loadDatapoints } from './datapoints'

const Metric = { Namespace: 'N', MetricName: 'm', Dimensions: [] }
const wanted = { Metric, Period: 60, Stat: 'Sum', window: { startMs: 0, endMs: 120_000 } }

test('a store from before units opens with all its datapoints, which have none', async () => {
  const store = await openStore({ path: ':memory:' })
  await store.run(
    'CREATE TABLE datapoints (namespace VARCHAR, metric VARCHAR, dimensions VARCHAR, ts BIGINT, value DOUBLE, weight DOUBLE)',
  )
  await store.run(
    "INSERT INTO datapoints VALUES ('N', 'm', '[]', 0, 3, 2), ('N', 'm', '[]', 60000, 4, 1)",
  )
  // At each start.
  await store.run(datapointTables)
  await store.run(datapointTables)
  await store.transaction((session) =>
    addDatapoints(session, [
      ['N', 'm', '[]', 0, 5, 1, null],
      ['N', 'm', '[]', 0, 100, 1, 'Bytes'],
    ]),
  )
  const load = async (Unit?: 'None' | 'Bytes') =>
    (await loadDatapoints(store, [{ ...wanted, Unit }]))[0]?.values
  expect(await load()).toEqual([11, 4])
  expect(await load('None')).toEqual([11, 4])
  expect(await load('Bytes')).toEqual([100])
  await store.close()
})

type Row = [minute: number, value: number, weight: number]

// Of no weight: the default, of a batch in which nothing matched.
test.each<[string, Row[], number, Record<string, number[]>]>([
  [
    'a default of 5, of two batches',
    [
      [0, 5, 0],
      [0, 5, 0],
    ],
    60,
    { Sum: [5], Average: [5], Minimum: [5], Maximum: [5], SampleCount: [1], p50: [5] },
  ],
  [
    'another batch of the minute matched',
    [
      [0, 5, 0],
      [0, 2, 3],
    ],
    60,
    { Sum: [6], Average: [2], Minimum: [2], Maximum: [2], SampleCount: [3], p99: [2] },
  ],
  [
    'a period of minutes with and without a match',
    [
      [0, 0, 0],
      [1, 4, 1],
      [1, 0, 0],
      [2, 0, 0],
    ],
    300,
    { Sum: [4], Minimum: [0], Maximum: [4], SampleCount: [3], Average: [4 / 3] },
  ],
])('%s: %j in periods of %d', async (_, rows, Period, expected) => {
  const store = await openStore({ path: ':memory:' })
  await store.run(datapointTables)
  await store.transaction((session) =>
    addDatapoints(
      session,
      rows.map(([minute, value, weight]) => ['N', 'm', '[]', minute * 60_000, value, weight, null]),
    ),
  )
  const window = { startMs: 0, endMs: 300_000 }
  const loaded: Record<string, unknown> = {}
  for (const Stat of Object.keys(expected))
    loaded[Stat] = (await loadDatapoints(store, [{ Metric, Period, Stat, window }]))[0]?.values
  expect(loaded).toEqual(expected)
  await store.close()
})

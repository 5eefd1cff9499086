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

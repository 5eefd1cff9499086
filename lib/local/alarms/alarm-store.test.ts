import { expect, test } from 'vitest'
import { openStore } from '@/lib/local/store/store'
import { makeAlarmTables, readAlarms } from './alarm-store'

test('an older store keeps its alarms, their history, and how far they were evaluated', async () => {
  const store = await openStore({ path: ':memory:' })
  await store.run(`
    CREATE TABLE alarms (name VARCHAR PRIMARY KEY, body VARCHAR, configured BIGINT, state VARCHAR, reason VARCHAR, reason_data VARCHAR, updated BIGINT, transitioned BIGINT);
    CREATE SEQUENCE alarm_history_ids;
    CREATE TABLE alarm_history (id BIGINT DEFAULT nextval('alarm_history_ids'), name VARCHAR, ts BIGINT, kind VARCHAR, summary VARCHAR, data VARCHAR);
    CREATE TABLE alarm_clock (evaluated BIGINT);
    INSERT INTO alarm_history (name, ts, kind, summary, data) VALUES ('old', 5, 'StateUpdate', 'turned', '{}');
    INSERT INTO alarm_clock VALUES (120000);
    INSERT INTO alarms VALUES ('old', '{"AlarmName":"old"}', 1, 'ALARM', 'why', NULL, 2, 3);`)
  for (const _ of ['first start', 'second start']) {
    await makeAlarmTables(store)
    expect((await readAlarms(store)).alarms).toMatchObject([
      { name: 'old', kind: 'MetricAlarm', state: 'ALARM', evaluatedMs: 120_000, pastUntilMs: null },
    ])
    const { rows } = await store.query('SELECT id, name, alarm_type, ts FROM alarm_history_items')
    expect(rows.map((row) => row.map(String))).toEqual([['1', 'old', 'MetricAlarm', '5']])
  }
  await store.close()
})

import type { Store } from '@/lib/local/store/store'
import { historyTables } from './history'

// evaluated: the newest minute that was evaluated, null before the first. past_until: changes up to this minute
// are told to nobody. All moments are epoch ms.
const tables = `
  CREATE TABLE IF NOT EXISTS alarms (name VARCHAR PRIMARY KEY, body VARCHAR, configured BIGINT, state VARCHAR, reason VARCHAR, reason_data VARCHAR, updated BIGINT, transitioned BIGINT, kind VARCHAR, judged BIGINT, past_until BIGINT);
  ALTER TABLE alarms ADD COLUMN IF NOT EXISTS kind VARCHAR;
  ALTER TABLE alarms ADD COLUMN IF NOT EXISTS judged BIGINT;
  ALTER TABLE alarms ADD COLUMN IF NOT EXISTS past_until BIGINT;
  ${historyTables}`

// A store of before had one clock for all alarms, and a history of one kind.
const fromBefore = `
  CREATE TABLE IF NOT EXISTS alarm_history (id BIGINT, name VARCHAR, ts BIGINT, kind VARCHAR, summary VARCHAR, data VARCHAR);
  INSERT INTO alarm_history_items SELECT id, name, 'MetricAlarm', ts, kind, summary, data FROM alarm_history;
  DROP TABLE alarm_history;
  CREATE TABLE IF NOT EXISTS alarm_clock (evaluated BIGINT);
  UPDATE alarms SET kind = 'MetricAlarm', judged = (SELECT max(evaluated) FROM alarm_clock) WHERE kind IS NULL;
  DROP TABLE alarm_clock;`

export async function makeAlarmTables(store: Store): Promise<void> {
  await store.run(tables)
  await store.transaction(({ run }) => run(fromBefore))
}

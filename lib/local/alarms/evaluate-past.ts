import type { Datapoint } from '@/lib/local/metrics/datapoints'
import type { Session } from '@/lib/local/store/duckdb'
import { minuteMs } from '@/lib/time'
import { readAlarms, unchecked } from './alarm-store'

/**
 * A declared alarm that has seen no datapoint yet is evaluated over the past again when datapoints of
 * minutes come that it was evaluated for: its metric begins with its past.
 */
export async function evaluatePastOf(session: Session, rows: readonly Datapoint[]): Promise<void> {
  if (rows.length === 0) return
  const oldest = new Map<string, number>()
  for (const [namespace, metric, , ts] of rows) {
    const key = `${namespace} ${metric}`
    oldest.set(key, Math.min(oldest.get(key) ?? ts, ts))
  }
  const { rows: declared } = await session.query("SELECT name FROM declared WHERE what = 'alarm'")
  const names = new Set(declared.map(([name]) => String(name)))
  const { alarms } = await readAlarms(session)
  for (const alarm of alarms) {
    if (alarm.kind !== 'MetricAlarm' || alarm.reason !== unchecked || !names.has(alarm.name))
      continue
    const { Namespace, MetricName } = alarm.definition
    const oldestMs = oldest.get(`${Namespace} ${MetricName}`)
    if (oldestMs === undefined || alarm.evaluatedMs === null) continue
    if (oldestMs < alarm.evaluatedMs - minuteMs)
      await session.run('UPDATE alarms SET judged = NULL WHERE name = $1', [alarm.name])
  }
}

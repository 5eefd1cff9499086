import type { AlarmState } from '@/lib/alarms/state'
import type { Session } from '@/lib/local/store/duckdb'
import type { CompositeDefinition, MetricDefinition } from './definition'

/** An alarm and how it stands. Moments are epoch ms. */
interface Standing {
  name: string
  configuredMs: number
  state: AlarmState
  reason: string
  /** JSON text. */
  reasonData: string | null
  updatedMs: number
  transitionedMs: number
  /** The newest minute that was evaluated; null when none was. */
  evaluatedMs: number | null
  /** Changes up to this minute belong to a log's past, and nobody is told of them. */
  pastUntilMs: number | null
}
export type StoredMetricAlarm = Standing & { kind: 'MetricAlarm'; definition: MetricDefinition }
export type StoredCompositeAlarm = Standing & {
  kind: 'CompositeAlarm'
  definition: CompositeDefinition
}
export type StoredAlarm = StoredMetricAlarm | StoredCompositeAlarm

export const unchecked = 'Unchecked: Initial alarm creation'

function definitionOf(body: string): unknown {
  try {
    return JSON.parse(body)
  } catch {
    return null
  }
}

/** All alarms by name; `broken` names those whose definition cannot be read. */
export async function readAlarms({
  query,
}: Pick<Session, 'query'>): Promise<{ alarms: StoredAlarm[]; broken: string[] }> {
  const { rows } = await query(
    'SELECT name, kind, body, configured, state, reason, reason_data, updated, transitioned, judged, past_until FROM alarms ORDER BY name',
  )
  const broken: string[] = []
  const number = (value: unknown) => (value === null ? null : Number(value))
  const alarms = rows.flatMap(
    ([name, kind, body, configured, state, reason, data, updated, transitioned, judged, past]) => {
      const definition = definitionOf(String(body))
      if (definition === null) {
        broken.push(String(name))
        return []
      }
      return {
        name,
        kind,
        definition,
        configuredMs: Number(configured),
        state,
        reason,
        reasonData: data,
        updatedMs: Number(updated),
        transitionedMs: Number(transitioned),
        evaluatedMs: number(judged),
        pastUntilMs: number(past),
        // What this file has written.
      } as StoredAlarm
    },
  )
  return { alarms, broken }
}

/** Writes how an alarm stands; not how far it was evaluated. */
export const writeState = ({ run }: Session, alarm: StoredAlarm): Promise<void> =>
  run(
    'UPDATE alarms SET state = $1, reason = $2, reason_data = $3, updated = $4, transitioned = $5 WHERE name = $6',
    [
      alarm.state,
      alarm.reason,
      alarm.reasonData,
      alarm.updatedMs,
      alarm.transitionedMs,
      alarm.name,
    ],
  )

import type { AlarmState } from '@/lib/alarms/state'
import type { Session } from '@/lib/local/store/duckdb'

/** A state transition of an alarm, with what notifications need. */
export interface StateTransition {
  /** What PutMetricAlarm or PutCompositeAlarm was given, with its defaults filled in. */
  definition: Record<string, unknown> & { AlarmName: string }
  kind: 'MetricAlarm' | 'CompositeAlarm'
  arn: string
  /** Epoch ms, as all that ends in Ms. */
  configuredMs: number
  atMs: number
  from: AlarmState
  to: AlarmState
  reason: string
  /** JSON text. */
  reasonData: string | null
  /** The children of a composite alarm that made it change. */
  triggeringChildren?: { arn: string; state: AlarmState; atMs: number }[]
  /** ARNs of the actions of the new state; empty when the alarm's actions are off. */
  actions: string[]
}

/** Queues notifications, in the transaction that stores the state transition. */
export type QueueNotifications = (session: Session, change: StateTransition) => Promise<void>

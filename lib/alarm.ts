import type { Failure } from './failure'

export type AlarmState = 'OK' | 'ALARM' | 'INSUFFICIENT_DATA'

export interface StateChange {
  atMs: number
  from: AlarmState
  to: AlarmState
  reason: string
}

/** An alarm as CloudWatch describes it, with its newest datapoint and its state changes. */
export interface Alarm {
  name: string
  kind: 'metric' | 'composite' | 'log'
  description: string | null
  state: AlarmState
  /** Since when it is in this state, epoch ms. */
  sinceMs: number | null
  reason: string
  /** What is measured, absent for composite and log alarms. */
  metric?: {
    namespace: string
    name: string
    statistic: string
    periodSeconds: number
    threshold: number
    /** `>`, `≥`, `<` or `≤`. */
    comparison: string
    datapointsToAlarm: number
    evaluationPeriods: number
    treatMissingData: string
    /** The newest closed period; null when it received no datapoint. */
    last: { value: number | null; atMs: number }
  }
  /** The rule of a composite alarm. */
  rule?: string
  /** State changes of the range, newest first. */
  changes: StateChange[]
}

export type AlarmsReading =
  | { ok: true; alarms: Alarm[]; asOfMs: number; note?: string }
  | { ok: false; failure: Failure }

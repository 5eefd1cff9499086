import type { Failure } from '@/lib/failure'
import type { Acknowledged, Muted } from './hold'
import type { Share } from './share'
import type { AlarmState } from './state'

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
  /** When off, no one is notified. */
  actionsEnabled: boolean
  /** Whether someone is notified when it goes into alarm. */
  notifies: boolean
  /** While no one is notified of it, absent when it is not muted. */
  muted?: Muted
  /** Who has seen it; absent when it is not in ALARM, or no one has. */
  acknowledged?: Acknowledged
  /** Where it is declared; absent when it was created on a page or over the API. */
  declared?: 'CafeWatch' | 'site file'
  /** What is measured, absent for composite and log alarms. */
  metric?: {
    /** Of a single metric; both are empty when `math` is there. */
    namespace: string
    name: string
    /** The expressions and metrics of a metric-math alarm. */
    math?: { id: string; text: string; evaluated: boolean }[]
    statistic: string
    periodSeconds: number
    threshold: number
    /** `>`, `≥`, `<` or `≤`. */
    comparison: string
    datapointsToAlarm: number
    evaluationPeriods: number
    treatMissingData: string
    /** What it evaluates, where that is a share in percent. */
    share?: Share
    /** The newest closed period; null when it received no datapoint. `counts`: of a share, where they are known. */
    last: { value: number | null; atMs: number; counts?: { part: number; whole: number } }
  }
  /** The rule of a composite alarm. */
  rule?: string
  /** State changes of the range, newest first. */
  changes: StateChange[]
}

export type AlarmsReading =
  | {
      ok: true
      alarms: Alarm[]
      asOfMs: number
      /** When to poll again: after the next minute has been evaluated. Absent when unknown. */
      againInMs?: number
      /** What is not known of them. */
      notes?: string[]
    }
  | { ok: false; failure: Failure }

/** Some periods of an alarm's series, drawn as one column. Epoch ms. */
export interface AlarmColumn {
  fromMs: number
  toMs: number
  /** The lowest and highest datapoint; null when none was received. */
  low: number | null
  high: number | null
  periods: number
  /** Periods without a datapoint. */
  missing: number
}

/** What happened to an alarm. */
export type AlarmEvent =
  | ({ kind: 'changed' } & StateChange)
  | { kind: 'notified' | 'not notified'; atMs: number; recipient: string; detail: string }
  | { kind: 'configured'; atMs: number; summary: string }
  | ({ kind: 'acknowledged' } & Acknowledged)
  | { kind: 'not acknowledged'; atMs: number }
  /** `rule` is null when it was muted by hand. */
  | { kind: 'muted'; atMs: number; untilMs: number; rule: string | null }
  | { kind: 'mute ended'; atMs: number }
  /** No one was notified of this state. */
  | { kind: 'held back'; atMs: number; state: AlarmState }

export type AlarmReading =
  | {
      ok: true
      alarm: Alarm
      /** Who is notified of which state. */
      notifications: { state: AlarmState; recipients: string[] }[]
      columns: AlarmColumn[]
      /** Newest first. */
      events: AlarmEvent[]
      asOfMs: number
      againInMs?: number
      notes: string[]
    }
  | { ok: false; failure: Failure }

/** What happened to all alarms over a time range. */
export interface AlarmHistory {
  /** Oldest first. */
  events: (AlarmEvent & { alarm: string })[]
  /** Alarms without a change, in the state that they were in all the time. */
  unchanged: { name: string; state: AlarmState }[]
  /** What alarms evaluate that watch a share in percent, by their names. */
  shares: Readonly<Record<string, Share>>
  /** False where there were more events than are read. */
  isComplete: boolean
}

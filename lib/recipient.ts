import type { Failure } from './failure'

/** One of those who are told when an alarm changes, and how telling them goes. */
export interface TargetStatus {
  name: string
  kind: 'email' | 'slack' | 'webhook' | 'sns'
  /** Where it goes, without what is secret of it. */
  address: string
  /** The newest message that it took in the last 30 days, epoch ms. */
  deliveredMs: number | null
  /** Messages that wait to be taken, and since when. */
  waiting: number
  waitingSinceMs: number | null
  /** Why the newest attempt failed, and when it is tried again. */
  problem: { message: string; remedy: string; againMs: number } | null
  /** Messages that it did not take for 7 days, given up in the last 30 days. */
  givenUp: number
}

/** What became of a test message. */
export type TestOutcome =
  | { ok: true }
  | {
      ok: false
      reason: 'unknown-target' | 'too-soon' | 'not-delivered'
      message: string
      remedy: string
    }

/** The data of a history item of kind Action: who was told, or could not be. */
export interface Telling {
  actionState: 'Succeeded' | 'Failed'
  notificationResource: string
  /** Of the state change that was told; the newest when several were told in one message. */
  stateUpdateTimestamp: number
  /** Why it failed, with what to do. */
  error: string | null
  /** Absent when the action names no target. */
  target?: Pick<TargetStatus, 'name' | 'kind' | 'address'>
  /** The same in every repeat of the message. */
  messageId?: string
  attempts?: number
  /** How many state changes the message tells. */
  changes?: number
}

/** Who is told: targets of this engine, or CloudWatch tells people by itself. */
export type TargetsReading =
  | { ok: true; by: 'engine'; targets: TargetStatus[] }
  | { ok: true; by: 'cloudwatch' }
  | { ok: false; failure: Failure }

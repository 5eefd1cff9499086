import type { Failure } from './failure'

/** One of those who are told when an alarm changes, and how telling them goes. */
export interface TargetStatus {
  name: string
  kind: 'email' | 'slack' | 'webhook' | 'sns'
  /** Where it goes, without what is secret of it. */
  address: string
  /** The newest message that it took, epoch ms. */
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
export type TestOutcome = { ok: true } | { ok: false; message: string; remedy: string }

/** Who is told: targets of this engine, or CloudWatch tells people by itself. */
export type TargetsReading =
  | { ok: true; by: 'engine'; targets: TargetStatus[] }
  | { ok: true; by: 'cloudwatch' }
  | { ok: false; failure: Failure }

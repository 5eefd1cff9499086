import type { Failure } from './failure'

/** A recipient of alarm notifications, and how delivery to it is going. */
export interface RecipientStatus {
  name: string
  kind: 'email' | 'slack' | 'webhook' | 'sns'
  /** Where messages go, without any secret. */
  address: string
  /** The last delivery in the last 30 days, epoch ms. */
  deliveredMs: number | null
  /** Undelivered messages, and since when the oldest has been waiting. */
  waiting: number
  waitingSinceMs: number | null
  /** Why the last attempt failed, and when the next one is due. */
  problem: { message: string; remedy: string; againMs: number } | null
  /** Messages that could not be delivered within 7 days, given up in the last 30 days. */
  givenUp: number
}

/** The result of a test message. */
export type TestOutcome =
  | { ok: true }
  | {
      ok: false
      reason: 'unknown-recipient' | 'too-soon' | 'not-delivered'
      message: string
      remedy: string
    }

/** The data of a history item of kind Action: a notification that was sent, or that failed. */
export interface ActionData {
  actionState: 'Succeeded' | 'Failed'
  notificationResource: string
  /** When the alarm changed state; the last time when one message covers several changes. */
  stateUpdateTimestamp: number
  /** Why it failed, and what to do. */
  error: string | null
  /** The recipient, under the name that stored history has; absent when the action names none. */
  target?: Pick<RecipientStatus, 'name' | 'kind' | 'address'>
  /** The same in every retry of the message. */
  messageId?: string
  attempts?: number
  /** How many state changes the message covers. */
  changes?: number
}

/** The recipients of this engine; on AWS, CloudWatch notifies them itself. */
export type RecipientsReading =
  | { ok: true; by: 'engine'; recipients: RecipientStatus[] }
  | { ok: true; by: 'cloudwatch' }
  | { ok: false; failure: Failure }

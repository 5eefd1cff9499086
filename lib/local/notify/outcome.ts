import type { Message } from './message'

/** What went wrong and what to do, in plain words and without secrets. */
export interface Problem {
  message: string
  remedy: string
}

/** The result of one attempt. */
export type SendResult =
  /** `note`: some of its addresses did not accept it. */
  | { ok: true; note?: Problem }
  /** `retryAfterMs`: the pause that the receiver asks for. */
  | { ok: false; problem: Problem; retryAfterMs?: number }

/** Sends a message once. Never throws; ends when the signal aborts. */
export type Send = (message: Message, signal: AbortSignal) => Promise<SendResult>

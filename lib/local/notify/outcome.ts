import type { Message } from './message'

/** What went wrong in plain words, and what to do; neither holds anything secret. */
export interface Problem {
  message: string
  remedy: string
}

/** What became of one attempt. */
export type Sent =
  /** `note`: it was taken, but not by all. */
  | { ok: true; note?: Problem }
  /** `askedMs`: so long the receiver asks to be left alone. */
  | { ok: false; problem: Problem; askedMs?: number }

/** Sends a message once. Never throws; ends when the signal aborts. */
export type Send = (message: Message, signal: AbortSignal) => Promise<Sent>

/** What a directive catches: a name of ours, or another field's. */
export type Slot =
  | { field: string }
  /** Of the time: `text` in any of the usual forms, or one piece of it. */
  | { time: 'text' | TimePiece }
  | { role: Role }

export type Role =
  | 'client'
  | 'forwardedFor'
  | 'requestLine'
  | 'method'
  | 'target'
  | 'query'
  | 'protocol'
  | 'status'

export type TimePiece =
  | 'year'
  | 'month'
  | 'monthName'
  | 'day'
  | 'hour'
  | 'hour12'
  | 'half'
  | 'minute'
  | 'second'
  | 'zone'
  | 'seconds'
  | 'milliseconds'
  | 'microseconds'
  | 'msFraction'
  | 'usFraction'

/** One piece of a declared format: text that stands there, or a directive. */
export type Part = { literal: string } | Directive

export interface Directive {
  /** As it was written: `%>s`, `$status`. */
  directive: string
  /** Null for what is not kept. */
  slot: Slot | null
  /** The regex of its text where that is known; otherwise it ends where the next literal begins. */
  pattern?: string
  /** Whether its text may contain blanks. */
  blanks?: boolean
}

export class WrongFormat extends Error {}

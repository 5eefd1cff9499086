import type { JsonFormat, TextFormat } from '../format'

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

/** How much of a line fits a declared format. */
export interface Fit {
  /** What each directive, or name of a JSON map, caught. */
  caught: { directive: string; text: string }[]
  /** What was expected where the line stops fitting; null when all of it fits. */
  expected: string | null
}

export type DeclaredFormat = (TextFormat | JsonFormat) & { fit(line: string): Fit }

export class WrongFormat extends Error {}

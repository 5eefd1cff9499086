import type { Failure } from './failure'

/** A line as Live Tail shows it. */
export interface TailLine {
  /** Epoch ms. */
  timestampMs: number
  /** Null when the line is not a request in a known format. */
  request: { status: string; method: string; path: string } | null
  /** Addresses are masked; what is very long is cut. */
  message: string
  /** Characters that were cut off. */
  cut: number
}

/** What arrived in one second. */
export interface TailUpdate {
  kind: 'lines'
  lines: TailLine[]
  /** More matched than are here. */
  sampled: boolean
  /** How many more matched; null when it is not known. */
  leftOut: number | null
  /** Lines of a burst that were not compared with the pattern. */
  skipped: number
}

/** What the page receives while it follows a log group. */
export type TailNews =
  | { kind: 'started' }
  | TailUpdate
  /** CloudWatch ends every session after three hours. */
  | { kind: 'ended' }
  | { kind: 'failed'; failure: Failure }

export const maxPatternLength = 1_024
export const maxLinesPerSecond = 500

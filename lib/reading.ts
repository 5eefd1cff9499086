import type { Failure } from './failure'
import type { Window } from './window'

/** Rows with their query, its window, what it scanned, and when it was answered. */
export interface Rows<Row> {
  ok: true
  rows: Row[]
  /** The Logs Insights text that was run. */
  query: string
  window: Window
  bytesScanned: number
  /** What it had scanned, about, if all of its window had been asked for; absent where it was. */
  wholeBytes?: number
  recordsScanned: number
  recordsMatched: number
  /** When the answer was given, epoch ms. */
  asOfMs: number
  /** A sentence when the rows are not all there is, e.g. found for 97 % of requests only. */
  note?: string
}

export type Reading<Row> =
  | Rows<Row>
  | {
      ok: false
      failure: Failure
      query: string
      window: Window
      /** The newest good reading of the same view, where there was one. */
      last?: Rows<Row>
    }

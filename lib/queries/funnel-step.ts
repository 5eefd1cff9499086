export interface FunnelStep {
  /** Visits that asked for it, and those that were answered well. */
  asked: number
  reached: number
  /** Median from the step before until here, ms; null for the first, and when nobody went that way. */
  fromBeforeMs: number | null
}

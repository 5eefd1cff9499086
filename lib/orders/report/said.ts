import type { Report } from './report'

/** What a report says of its state; empty details are left out. */
export interface Said {
  tone: Report['tone']
  headline: string
  details: readonly string[]
  /** Where another kind is reported than the state's. */
  kind?: 'quiet'
}

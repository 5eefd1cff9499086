import type { AlarmColumn, StateChange } from '@/lib/alarms/alarm'
import type { AlarmState } from '@/lib/alarms/state'
import type { TimeRange } from '@/lib/time'

/** What an alarm would have done. */
export interface BackTest {
  name: string
  /** Oldest first; those before the range are left out. */
  changes: StateChange[]
  /** The state in which the range begins. */
  before: AlarmState
  /** When it was in ALARM within the range. */
  inAlarm: TimeRange[]
  minutesInAlarm: number
  /** Null for a composite alarm. */
  series: {
    threshold: number
    /** `>`, `≥`, `<` or `≤`. */
    comparison: string
    periodSeconds: number
    columns: AlarmColumn[]
  } | null
  /** The part of the range of which there are no datapoints, from its start: nothing is known of it. Null where there is none such. */
  lacks: 'all' | { untilMs: number } | null
  /** Sentences on what is not known, so that no alarm is not taken for no problem. */
  notKnown: string[]
}

export interface BackTests {
  ok: true
  /** Evaluated at the close of each minute after `fromMs` up to `toMs`. */
  range: TimeRange
  alarms: BackTest[]
  queries: { text: string; bytesScanned: number }[]
  bytesScanned: number
  asOfMs: number
}

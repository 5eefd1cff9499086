import type { AlarmHistory } from '@/lib/alarms/alarm'
import type { Failure } from '@/lib/failure'
import type { RequestLine } from '@/lib/queries/request-lines'
import type { TimeRange } from '@/lib/time'
import type { Incident } from './incidents'
import type { StandsOut } from './stands-out'

export type Found<What> = ({ ok: true } & What) | { ok: false; failure: Failure }

/** A query as one can run it again. */
export interface Asked {
  query: string
  range: TimeRange
}

/** The lines on both sides of the first failure, newest first. Client addresses are masked; of a query there is what chooses the page. */
export interface IncidentLines {
  failed: RequestLine[]
  /** The first failures, where there are more than are shown. */
  firstFailed: RequestLine[]
  /** Failed lines between those two. */
  leftOut: number
  /** The last good answers before them. */
  good: RequestLine[]
  /** What the good ones are. */
  of: 'request' | 'orders' | 'lines'
  asked: Asked
}

/** What is known of an incident beside what it cost; each part may have failed alone. */
export interface IncidentEvidence {
  incident: Incident
  standsOut: Found<{ found: StandsOut | null; asked: Asked[] }>
  lines: Found<IncidentLines>
  alarms: Found<AlarmHistory>
}

/** Why there is no incident of a name. */
export type NoIncident = 'learning' | 'unknown' | 'too old' | 'none then'

export type EvidenceReading =
  | { ok: true; evidence: IncidentEvidence }
  | { ok: true; evidence: null; why: NoIncident }
  | { ok: false; failure: Failure }

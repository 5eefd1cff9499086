import type { Failure } from '@/lib/failure'
import type { Alarm, MetricFilter } from '@/lib/monitoring'
import { dayMs, type TimeRange } from '@/lib/time'
import type { Lost } from './told-by-orders'

/** A metric filter and an alarm that would have seen a gap. */
export interface Proposal {
  /** None when the metric is there already. */
  filters: MetricFilter[]
  alarm: Alarm
  /** When the alarm would have been raised, epoch ms. */
  firesAtMs: number
  delayMinutes: number
  /** How often, and for how many minutes, it would have been raised in the whole range. */
  raised: { times: number; minutes: number }
  /** The same outside of incidents. */
  falseAlarms: { times: number; minutes: number }
  /** What to add to the site file, as JSON text. */
  siteFile: string
  /** The same for AWS. */
  commands: string[]
}

/** Something that went wrong and no alarm saw. */
export interface Gap {
  kind: 'failing' | 'no-orders'
  /** Null for missing orders, or when it is not in the log. */
  request: string | null
  status: string | null
  fromMs: number
  toMs: number
  /** In how many minutes it failed, or orders were missing. */
  minutes: number
  /** Requests that failed, or visits of that time. */
  requests: number
  /** Null when it was not queries. */
  clients: number | null
  /** No order came at all. */
  ordersStopped: boolean
  /** What it cost, as the Incidents page says it; null where that is not known. */
  missedOrders: Lost | null
  /** Its page, by the id of an incident; null where there is none. */
  incident: string | null
  /** Alarms that watch such events and were not raised. */
  silentAlarms: string[]
  /** Alarms that watch such events now and were not evaluated then, as before they were set up. */
  laterAlarms: string[]
  /** An alarm that was created or changed since, and would have been raised. */
  watchedSince: { alarm: string; firesAtMs: number } | null
  proposal: Proposal | null
  /** Why there is no proposal, where one is needed. */
  noProposal: string | null
}

export interface BlindSpots {
  ok: true
  range: TimeRange
  /** The most harmful first, ten at most. */
  gaps: Gap[]
  /** Gaps beyond those ten. */
  more: number
  /** How many incidents there were, and how many of them an alarm saw. */
  incidents: number
  seen: number
  /** Sentences on what is not known: of that, nothing is said to be well. */
  notKnown: string[]
  queries: { text: string; bytesScanned: number }[]
  bytesScanned: number
  asOfMs: number
  /** When the incidents of the shop may be known that were not. */
  againInMs?: number
}

export type BlindSpotsReading = BlindSpots | { ok: false; failure: Failure }

export const maxGaps = 10

/** Read by the minute, so this is what the rows of one query are enough for. */
export const maxRangeMs = 60 * dayMs

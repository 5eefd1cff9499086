import type { Failure } from '@/lib/failure'
import type { Alarm, MetricFilter } from '@/lib/monitoring'
import { dayMs, type TimeRange } from '@/lib/time'

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
  /** Null for orders that stopped, or when it is not in the log. */
  request: string | null
  status: string | null
  fromMs: number
  toMs: number
  /** In how many minutes it failed, or visitors came and none ordered. */
  minutes: number
  /** Requests that failed, or visits without an order. */
  requests: number
  /** Null when it was not queries. */
  clients: number | null
  /** How many orders were expected meanwhile. */
  missedOrders: number
  /** Alarms that watch such events and were not raised. */
  silentAlarms: string[]
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
  /** Sentences on what is not known. */
  notKnown: string[]
  queries: { text: string; bytesScanned: number }[]
  bytesScanned: number
  asOfMs: number
}

export type BlindSpotsReading = BlindSpots | { ok: false; failure: Failure }

export const maxGaps = 10

/** Read by the minute, so this is what the rows of one query are enough for. */
export const maxRangeMs = 60 * dayMs

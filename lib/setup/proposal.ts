import type { OpeningHours } from '@/lib/shop/opening-hours'
import type { PresetName } from '@/lib/shop/presets'
import type { Match, OrderId, Step } from '@/lib/shop/steps'
import type { LogOffset } from './log-offset'

/** One of several requests of which each is an order. */
export interface Alternative {
  match: Match
  orderId: OrderId | null
  orders: number
  perDay: number
  /** The share of people's visits that it is in. */
  share: number
}

/** A request that may be an order. */
export interface OrderCandidate {
  /** As a person reads it: `POST /cafe/processOrder.php`; of several the most frequent, and how many others. */
  text: string
  /** What it is answered with mostly. */
  status: number
  /** The shop system whose own request it is; null for a request of this site. */
  preset: PresetName | null
  /** The way to it; its last step is the order. */
  steps: readonly Step[]
  /** The requests that are it in several languages, shops or ways; none where it is one request, or a shop system's. */
  alternatives: readonly Alternative[]
  orderId: OrderId | null
  openingHours: OpeningHours | null
  /** In all days that were read; repeats of a number counted once. */
  orders: number
  perDay: number
  /** The share of people's visits that it is in. */
  share: number
  why: readonly string[]
  /** Is it likely enough to be proposed by itself? */
  isLikely: boolean
  /** Null when none came in these days. */
  sample: Sample | null
}

/** One request that a person may recognize. */
export interface Sample {
  timeMs: number
  /** Such as "Vienna, AT"; empty when it is not known. */
  place: string
  status: number
  /** With its number, where it has one. */
  path: string
}

/** A request that came and is like one that did not. */
export interface Near {
  text: string
  requests: number
  why: string
}

/** What a step of a way met in the days that were read. */
export interface StepPreview {
  name: string
  /** People's visits on the day of the preview that asked for it. */
  visits: number
  /** Requests in all days that reached it. */
  requests: number
  /** The nearest requests that came; none when it was reached. */
  nearest: readonly Near[]
}

/** What a way would have shown of the newest whole day. */
export interface Preview {
  fromMs: number
  toMs: number
  /** Whose day and hours these are. */
  zone: string
  /** It is a whole day of the zone; otherwise the log is too short for one. */
  isDay: boolean
  visits: number
  orders: number
  /** Requests that fit the order, and how many of them were the same order again. */
  matched: number
  repeats: number
  /** Orders in each hour from `fromMs` on. */
  perHour: readonly number[]
  /** Hours of `perHour` in which the shop is closed. */
  closed: readonly boolean[]
  steps: readonly StepPreview[]
}

/** What was read to propose a way. */
export interface WhatWasRead {
  fromMs: number
  toMs: number
  lines: number
  requests: number
  /** Requests of bots, monitors and tools, which are left out. */
  others: number
  visits: number
  /** How many addresses look like a proxy's; 0 when those of visitors are logged. */
  proxyAddresses: number
  /** The log is longer than what was read: why it was not read further. */
  limit: 'days' | 'lines' | null
}

export interface Proposal {
  read: WhatWasRead
  /** Whose hours are meant, as an IANA name. */
  zone: string
  /** What the log's own times are written with; none where the shop's zone is known anyway. */
  logOffsets: readonly LogOffset[]
  /** The site's own, by its referrers; null when these do not say it. */
  host: string | null
  /** The likeliest first. */
  candidates: readonly OrderCandidate[]
}

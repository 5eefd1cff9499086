import type { TimeRange } from '@/lib/time'
import type { Occasion } from './demand'
import type { Incident } from './incidents'
import type { OpeningHours } from './opening-hours'
import type { RobotPlan } from './robots'
import type { LogFormat, Shop } from './shop'

/** One shop, a time range to look at, and what happens in it. */
export interface Scenario {
  seed: number
  kind: string
  shop: Shop
  size: number
  format: LogFormat
  history: TimeRange
  evaluated: TimeRange
  /** When it really takes orders, and whether its site file says so. */
  hours: OpeningHours | undefined
  saysHours: boolean
  occasions: readonly Occasion[]
  robots: RobotPlan
  strayShare: number
  /** Lines that the log's rotation loses. */
  rotation: TimeRange | null
  incident: Incident | null
}

/** What a person wants to see only. */
export interface Wanted {
  kind?: string | undefined
  shop?: string | undefined
  size?: number | undefined
  /** 15 by default, so that every hour of the week exists. */
  historyDays?: number | undefined
}

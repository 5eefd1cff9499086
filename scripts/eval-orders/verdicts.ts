import { minuteMs } from '@/lib/time'
import type { Heard, IncidentScore } from './score-incident'
import type { Censored } from './statistics'
import { clearWithinMs } from './truth'

export const costly = 5

export const isSilence = ({ incident }: IncidentScore) => incident.culprits.length === 0

/** Orders expected until it was said, or all that its time had. */
export const untilSaid = ({ said, expectedOrders }: IncidentScore): Censored => ({
  at: said?.afterExpected ?? expectedOrders,
  happened: said !== null,
})

/** Orders lost until it was said, or all that it cost. */
export const lostUntilSaid = ({ said, lostOrders }: IncidentScore): Censored => ({
  at: said?.afterLost ?? lostOrders,
  happened: said !== null,
})

export const minutesUntilSaid = ({ said, incident }: IncidentScore): Censored => ({
  at: said?.afterMinutes ?? (incident.endMs - incident.startMs) / 60_000,
  happened: said !== null,
})

/** Right about the culprit; null when there is none, or it cost too little to be named. */
export const namesCulprit = (score: IncidentScore): boolean | null =>
  score.incident.culprits.length === 0 || score.lostOrders < costly
    ? null
    : (score.said?.isCulpritRight ?? false)

/** Whether the interval holds the truth; a costly loss without an interval does not. */
export const coversLoss = (score: IncidentScore): boolean | null => {
  // What a shop sells while its log does not arrive, no log can say.
  if (!score.said || score.incident.kind === 'shipping-stopped') return null
  const { lost, lostThen } = score.said
  if (!lost) return lostThen >= costly ? false : null
  return lost.low <= lost.truth && lost.truth <= lost.high
}

export const isClearInTime = ({ clearMinutes }: Heard) =>
  clearMinutes !== null && clearMinutes <= clearWithinMs / minuteMs

export const isDatedRight = ({ sinceOffMinutes }: Heard) => sinceOffMinutes <= 2

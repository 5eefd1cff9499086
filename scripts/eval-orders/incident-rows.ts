import { atLeast, atMost, beside, percent, type Row } from './row'
import type { Heard, IncidentScore } from './score-incident'
import { type Censored, censoredMedian, median, share } from './statistics'

export const costly = 5

const isSilence = ({ incident }: IncidentScore) => incident.culprit === null

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

const minutesUntilSaid = ({ said, incident }: IncidentScore): Censored => ({
  at: said?.afterMinutes ?? (incident.endMs - incident.startMs) / 60_000,
  happened: said !== null,
})

const medianOf = (cases: readonly Censored[]) => (cases.length === 0 ? null : censoredMedian(cases))
const worstOf = (cases: readonly Censored[]) =>
  cases.length === 0 ? null : Math.max(...cases.map(({ at }) => at))

/** Right about the culprit; null when there is none, or it cost too little to be named. */
export const namesCulprit = (score: IncidentScore): boolean | null =>
  score.incident.culprit === null || score.lostOrders < costly
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

const known = (values: readonly (boolean | null)[]) => values.filter((value) => value !== null)

/** The figures of incidents, as the requirement words them. */
export function incidentRows(scores: readonly IncidentScore[]): Row[] {
  if (scores.length === 0) return []
  const silences = scores.filter(isSilence)
  const full = scores.filter((score) => score.incident.isFull).map(untilSaid)
  const partial = scores
    .filter((score) => !score.incident.isFull && !isSilence(score))
    .map(lostUntilSaid)
  const byDay = silences.filter(({ isByDay }) => isByDay).map(minutesUntilSaid)
  const said = scores.flatMap((score) => (score.said ? [score.said] : []))
  const culprits = known(scores.map(namesCulprit))
  const covered = known(scores.map(coversLoss))
  const within = ({ clearMinutes }: Heard) => (clearMinutes ?? Number.POSITIVE_INFINITY) <= 15
  const widths = said.flatMap(({ lost }) =>
    lost && lost.truth >= costly ? [(lost.high - lost.low) / lost.truth] : [],
  )
  const before = scores.reduce((sum, score) => sum + score.before.instants, 0)
  const troubled = scores.reduce((sum, score) => sum + score.before.troubled, 0)
  const orders = { unit: ' orders', of: full.length }
  return [
    atMost('Full stop said, expected orders (median)', medianOf(full), 5, orders),
    atMost('Full stop said, expected orders (worst)', worstOf(full), 10, orders),
    atMost('Partial incident said, lost orders (median)', medianOf(partial), 10, {
      unit: ' orders',
      of: partial.length,
    }),
    beside(
      'Partial incident said, lost orders (worst)',
      worstOf(partial)?.toFixed(1) ?? null,
      partial.length,
    ),
    atMost('Server dead or shipping stopped, said by day (median)', medianOf(byDay), 5, {
      unit: ' min',
      of: byDay.length,
    }),
    atMost('Server dead or shipping stopped, said by day (worst)', worstOf(byDay), 5, {
      unit: ' min',
      of: byDay.length,
    }),
    atMost(
      'Incidents with an all-clear while they last',
      said.filter(({ calmInstants }) => calmInstants > 0).length,
      0,
      { unit: '', of: said.length, digits: 0 },
    ),
    atLeast('All-clear within 15 minutes of recovery', share(said, within), 1, said.length),
    atLeast(
      'Culprit first, of incidents that cost 5 orders or more',
      share(culprits, (right) => right),
      0.95,
      culprits.length,
    ),
    atLeast(
      '"Since" within 2 minutes of when the log can say',
      share(said, ({ sinceOffMinutes }) => sinceOffMinutes <= 2),
      0.9,
      said.length,
    ),
    beside(
      '"Since" within 2 minutes of the true start',
      percent(share(said, ({ sinceOffStartMinutes }) => sinceOffStartMinutes <= 2)),
      said.length,
    ),
    atLeast(
      'Interval of lost orders holds the truth',
      share(covered, (right) => right),
      0.93,
      covered.length,
    ),
    beside(
      'Width of that interval, of the orders lost (median)',
      percent(median(widths)),
      widths.length,
    ),
    beside(
      'Incidents said at all',
      percent(share(scores, (one) => one.said !== null)),
      scores.length,
    ),
    beside(
      'Instants in trouble in the two hours before',
      before === 0 ? null : percent(troubled / before),
      before,
    ),
  ]
}

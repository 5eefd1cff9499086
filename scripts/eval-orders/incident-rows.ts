import { atLeast, atMost, beside, percent, type Row } from './row'
import type { Heard, IncidentScore } from './score-incident'
import { type Censored, censoredMedian, median, share } from './statistics'
import {
  costly,
  coversLoss,
  isSilence,
  lostUntilSaid,
  minutesUntilSaid,
  namesCulprit,
  untilSaid,
} from './verdicts'

const medianOf = (cases: readonly Censored[]) => (cases.length === 0 ? null : censoredMedian(cases))
const worstOf = (cases: readonly Censored[]) =>
  cases.length === 0 ? null : Math.max(...cases.map(({ at }) => at))

// With fewer visits nobody can know.
const telling = 5

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
  const told = scores.flatMap(({ said, usual }) => (said && usual.after >= telling ? [said] : []))
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
    beside(
      'The same, where 5 visits or more are usual in that time (worst)',
      worstOf(
        silences.filter((one) => one.isByDay && one.usual.first >= telling).map(minutesUntilSaid),
      )?.toFixed(1) ?? null,
      silences.filter((one) => one.isByDay && one.usual.first >= telling).length,
    ),
    atMost(
      'Incidents with an all-clear while they last',
      said.filter(({ calmInstants }) => calmInstants > 0).length,
      0,
      { unit: '', of: said.length, digits: 0 },
    ),
    atLeast('All-clear within 15 minutes of recovery', share(said, within), 1, said.length),
    beside(
      'The same, where 5 visits or more are usual in that time',
      percent(share(told, within)),
      told.length,
    ),
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
      'Trouble said again after the all-clear',
      percent(share(said, ({ isAgain }) => isAgain)),
      said.length,
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

import { atMost, type Row, rightShare } from './row'
import type { IncidentScore } from './score-incident'
import { type Censored, censoredMedian, median } from './statistics'
import {
  costly,
  coversLoss,
  isClearInTime,
  isDatedRight,
  isSilence,
  lostUntilSaid,
  minutesUntilSaid,
  namesCulprit,
  untilSaid,
} from './verdicts'

const medianOf = (cases: readonly Censored[]) => (cases.length === 0 ? null : censoredMedian(cases))
const worstOf = (cases: readonly Censored[]) =>
  cases.length === 0 ? null : Math.max(...cases.map(({ at }) => at))

// With fewer visits, or requests that it would have met, nobody can know.
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
  const byDay = silences.filter(({ isByDay }) => isByDay)
  const silent = byDay.map(minutesUntilSaid)
  const tellingly = byDay.filter(({ usual }) => usual.first >= telling).map(minutesUntilSaid)
  const said = scores.flatMap((score) => (score.said ? [score.said] : []))
  const told = scores.flatMap(({ said, usual }) => (said && usual.after >= telling ? [said] : []))
  const met = scores.flatMap(({ said, metAfter }) => (said && metAfter >= telling ? [said] : []))
  const widths = said.flatMap(({ lost }) =>
    lost && lost.truth >= costly ? [(100 * (lost.high - lost.low)) / lost.truth] : [],
  )
  const before = scores.reduce((sum, score) => sum + score.before.instants, 0)
  const troubled = scores.reduce((sum, score) => sum + score.before.troubled, 0)
  const lasting = {
    instants: said.reduce((sum, { lasting: { instants } }) => sum + instants, 0),
    unknown: said.reduce((sum, { lasting: { unknown } }) => sum + unknown, 0),
  }
  const ordersOf = (cases: readonly Censored[]) => ({ unit: ' orders', of: cases.length })
  const minutesOf = (cases: readonly Censored[]) => ({ unit: ' min', of: cases.length })
  return [
    atMost('Full stop said, expected orders (median)', medianOf(full), 5, ordersOf(full)),
    atMost('Full stop said, expected orders (worst)', worstOf(full), 10, ordersOf(full)),
    atMost('Partial incident said, lost orders (median)', medianOf(partial), 10, ordersOf(partial)),
    atMost('Partial incident said, lost orders (worst)', worstOf(partial), null, ordersOf(partial)),
    atMost(
      'Server dead or shipping stopped, by day (median)',
      medianOf(silent),
      5,
      minutesOf(silent),
    ),
    atMost(
      'Server dead or shipping stopped, by day (worst)',
      worstOf(silent),
      5,
      minutesOf(silent),
    ),
    atMost(
      'The same, where 5 visits or more are usual in that time (worst)',
      worstOf(tellingly),
      null,
      minutesOf(tellingly),
    ),
    atMost(
      'Incidents with an all-clear while they last',
      said.filter(({ calmInstants }) => calmInstants > 0).length,
      0,
      { unit: '', of: said.length, digits: 0 },
    ),
    atMost(
      'Instants at which it is not known, from when it was said to its end',
      lasting.instants === 0 ? null : (100 * lasting.unknown) / lasting.instants,
      null,
      { unit: ' %', of: lasting.instants },
    ),
    rightShare(
      'No trouble said any more 15 minutes after recovery',
      said.map(({ troubledMinutes }) => troubledMinutes <= 15),
      null,
    ),
    rightShare('All-clear within 15 minutes of recovery', said.map(isClearInTime), 1),
    rightShare(
      'The same, where 5 visits or more are usual in that time',
      told.map(isClearInTime),
      null,
    ),
    rightShare(
      'The same, where it would have met 5 requests or more in that time',
      met.map(isClearInTime),
      null,
    ),
    rightShare(
      'Culprit first, of incidents that cost 5 orders or more',
      known(scores.map(namesCulprit)),
      0.95,
    ),
    rightShare('"Since" within 2 minutes of when the log can say', said.map(isDatedRight), 0.9),
    rightShare(
      '"Since" within 2 minutes of the true start',
      said.map(({ sinceOffStartMinutes }) => sinceOffStartMinutes <= 2),
      null,
    ),
    rightShare('Interval of lost orders holds the truth', known(scores.map(coversLoss)), 0.93),
    atMost('Width of that interval, of the orders lost (median)', median(widths), null, {
      unit: ' %',
      of: widths.length,
      digits: 0,
    }),
    rightShare(
      'Trouble said again after the all-clear',
      said.map(({ isAgain }) => isAgain),
      null,
    ),
    rightShare(
      'Incidents said at all',
      scores.map((score) => score.said !== null),
      null,
    ),
    atMost(
      'Instants in trouble in the two hours before',
      before === 0 ? null : (100 * troubled) / before,
      null,
      { unit: ' %', of: before, digits: 2 },
    ),
  ]
}

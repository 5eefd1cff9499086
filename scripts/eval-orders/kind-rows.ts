import { coversLoss, lostUntilSaid, namesCulprit, untilSaid } from './incident-rows'
import type { Scenario } from './scenario'
import type { HealthyScore } from './score-healthy'
import type { IncidentScore } from './score-incident'
import { censoredMedian } from './statistics'

/** A table: its heads, then its rows. */
export type Cells = readonly (readonly string[])[]

const groups = <T extends { scenario: Scenario }>(scores: readonly T[]) => {
  const byKind = new Map<string, T[]>()
  for (const score of scores) {
    const others = byKind.get(score.scenario.kind)
    if (others) others.push(score)
    else byKind.set(score.scenario.kind, [score])
  }
  return byKind
}

/** The arguments that run it again, alone. */
export const again = ({ seed, kind, shop, size }: Scenario) =>
  `--seed ${seed} --kind ${kind} --shop ${shop.name} --size ${size}`

const worstOf = <T extends { scenario: Scenario }>(
  scores: readonly T[],
  badness: (score: T) => number,
) => {
  const [worst] = [...scores].sort((a, b) => badness(b) - badness(a))
  return worst && badness(worst) > 0 ? again(worst.scenario) : ''
}

const counted = (values: readonly (boolean | null)[]) => {
  const known = values.filter((value) => value !== null)
  return known.length === 0 ? '–' : `${known.filter(Boolean).length}/${known.length}`
}

const figure = (value: number) => (Number.isFinite(value) ? value.toFixed(1) : 'never')

export function healthyByKind(scores: readonly HealthyScore[]): Cells {
  const heads = ['Healthy', 'days', 'in trouble', 'episodes', 'invented', 'worst']
  return [
    heads,
    ...[...groups(scores)].map(([kind, ofKind]) => {
      const sum = (of: (score: HealthyScore) => number) =>
        ofKind.reduce((total, score) => total + of(score), 0)
      const share =
        sum((score) => score.troubled) /
        Math.max(
          1,
          sum((score) => score.instants),
        )
      return [
        kind,
        String(ofKind.length),
        `${(100 * share).toFixed(2)} %`,
        String(sum((score) => score.episodes)),
        String(ofKind.filter((score) => score.invented > 0).length),
        worstOf(ofKind, (score) => score.troubled + score.invented),
      ]
    }),
  ]
}

/** How badly a run went, in orders: what was missed before it was said, and more for each thing said wrongly. */
function badness(score: IncidentScore): number {
  const { said, incident } = score
  const wrongs = [
    namesCulprit(score) === false,
    coversLoss(score) === false,
    said !== null && said.calmInstants > 0,
    said !== null && (said.clearMinutes ?? Number.POSITIVE_INFINITY) > 15,
    said !== null && said.sinceOffMinutes > 2,
  ].filter(Boolean).length
  return (incident.isFull ? untilSaid(score).at : lostUntilSaid(score).at) + 5 * wrongs
}

export function incidentsByKind(scores: readonly IncidentScore[]): Cells {
  const heads = [
    'Incident',
    'runs',
    'said',
    'minutes',
    'expected',
    'lost',
    'calm',
    'clear',
    'culprit',
    'since',
    'covered',
    'worst',
  ]
  return [
    heads,
    ...[...groups(scores)].map(([kind, ofKind]) => {
      const said = ofKind.map((score) => score.said)
      const heard = said.filter((one) => one !== null)
      const minutes = ofKind.map(({ said: one, incident }) => ({
        at: one?.afterMinutes ?? (incident.endMs - incident.startMs) / 60_000,
        happened: one !== null,
      }))
      return [
        kind,
        String(ofKind.length),
        counted(said.map((one) => one !== null)),
        figure(censoredMedian(minutes)),
        figure(censoredMedian(ofKind.map(untilSaid))),
        figure(censoredMedian(ofKind.map(lostUntilSaid))),
        String(heard.filter(({ calmInstants }) => calmInstants > 0).length),
        counted(heard.map(({ clearMinutes }) => clearMinutes !== null && clearMinutes <= 15)),
        counted(ofKind.map(namesCulprit)),
        counted(heard.map(({ sinceOffMinutes }) => sinceOffMinutes <= 2)),
        counted(ofKind.map(coversLoss)),
        worstOf(ofKind, badness),
      ]
    }),
  ]
}

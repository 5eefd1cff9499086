import type { Scenario } from './scenario'
import type { HealthyScore } from './score-healthy'
import type { IncidentScore } from './score-incident'
import { censoredMedian } from './statistics'
import {
  coversLoss,
  isClearInTime,
  isDatedRight,
  lostUntilSaid,
  minutesUntilSaid,
  namesCulprit,
  untilSaid,
} from './verdicts'

/** A table: its heads, then its rows. */
export type Cells = readonly (readonly string[])[]

/** What runs are looked at by. */
type Part = 'kind' | 'shop' | 'size'
export const parts: readonly Part[] = ['kind', 'shop', 'size']

const partOf = ({ kind, shop, size }: Scenario, part: Part) =>
  part === 'kind' ? kind : part === 'shop' ? shop.name : `${size} a day`

function groups<T extends { scenario: Scenario }>(scores: readonly T[], part: Part) {
  const found = new Map<string, T[]>()
  for (const score of scores) {
    const name = partOf(score.scenario, part)
    const others = found.get(name)
    if (others) others.push(score)
    else found.set(name, [score])
  }
  return found
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

export function healthyBy(part: Part, scores: readonly HealthyScore[]): Cells {
  const heads = [`Healthy, by ${part}`, 'days', 'in trouble', 'episodes', 'invented', 'worst']
  return [
    heads,
    ...[...groups(scores, part)].map(([name, ofPart]) => {
      const sum = (of: (score: HealthyScore) => number) =>
        ofPart.reduce((total, score) => total + of(score), 0)
      const share =
        sum((score) => score.troubled) /
        Math.max(
          1,
          sum((score) => score.instants),
        )
      return [
        name,
        String(ofPart.length),
        `${(100 * share).toFixed(2)} %`,
        String(sum((score) => score.episodes)),
        String(ofPart.filter((score) => score.invented > 0).length),
        worstOf(ofPart, (score) => score.troubled + score.invented),
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
    said !== null && !isClearInTime(said),
    said !== null && !isDatedRight(said),
  ].filter(Boolean).length
  return (incident.isFull ? untilSaid(score).at : lostUntilSaid(score).at) + 5 * wrongs
}

export function incidentsBy(part: Part, scores: readonly IncidentScore[]): Cells {
  const heads = [
    `Incidents, by ${part}`,
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
    ...[...groups(scores, part)].map(([name, ofPart]) => {
      const said = ofPart.map((score) => score.said)
      const heard = said.filter((one) => one !== null)
      return [
        name,
        String(ofPart.length),
        counted(said.map((one) => one !== null)),
        figure(censoredMedian(ofPart.map(minutesUntilSaid))),
        figure(censoredMedian(ofPart.map(untilSaid))),
        figure(censoredMedian(ofPart.map(lostUntilSaid))),
        String(heard.filter(({ calmInstants }) => calmInstants > 0).length),
        counted(heard.map(isClearInTime)),
        counted(ofPart.map(namesCulprit)),
        counted(heard.map(isDatedRight)),
        counted(ofPart.map(coversLoss)),
        worstOf(ofPart, badness),
      ]
    }),
  ]
}

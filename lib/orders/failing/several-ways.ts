import { joined, sumOf } from './joined'
import type { Failure, Trouble } from './trouble'

/** The ways in which nobody gets what they asked for, the plainest first. */
const noAnswer: readonly Failure[] = ['error', 'refused', 'gone', 'otherwise']
const leastWays = 2
/** So large a share of the requests fails in one way or another. */
const nearlyAll = 0.9

const plainness = ({ failure }: Trouble) => noAnswer.indexOf(failure)

const isWay = ({ failure, isStatic, isCallback, among }: Trouble) =>
  noAnswer.includes(failure) && !isStatic && !isCallback && among === null

function together(parts: readonly Trouble[]): Trouble | null {
  const { first, last, common } = joined(parts)
  const failed = sumOf(parts, ({ outcomes }) => outcomes.failed)
  const { answeredSince } = last.outcomes
  const answered = Math.max(...parts.map(({ outcomes }) => outcomes.answered))
  if (failed < nearlyAll * (failed + Math.max(0, answered - answeredSince))) return null
  const byPlainness = [...parts].sort((a, b) => plainness(a) - plainness(b))
  const byFailures = [...parts].sort((a, b) => b.outcomes.failed - a.outcomes.failed)
  const [main = first] = byPlainness
  const [most = first] = byFailures
  const statuses = byFailures.flatMap(({ status, statuses: all }) => all ?? [status])
  return {
    ...main,
    ...common,
    asking: undefined,
    status: most.status,
    statuses: [...new Set(statuses)],
    usualStatus: parts.find(({ usualStatus }) => usualStatus !== null)?.usualStatus ?? null,
    ways: byPlainness.map(({ failure }) => failure),
    answered: Math.max(...parts.map((one) => one.answered)),
    answeredSince: last.answeredSince,
    otherFailures: Math.max(0, first.failures + first.otherFailures - common.failures),
    outcomes: { failed, answered, answeredSince },
    failedInRow: sumOf(parts, ({ failedInRow }) => failedInRow),
  }
}

/** A request that fails now in one way and now in another, and is hardly ever answered well, is one trouble. */
export function inSeveralWays(troubles: readonly Trouble[]): readonly Trouble[] {
  const byKey = new Map<string, Trouble[]>()
  for (const one of troubles.filter(isWay)) byKey.set(one.key, [...(byKey.get(one.key) ?? []), one])
  let all = troubles
  for (const parts of byKey.values()) {
    const one = parts.length < leastWays ? null : together(parts)
    if (one) all = [...all.filter((trouble) => !parts.includes(trouble)), one]
  }
  return all
}

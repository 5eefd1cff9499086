import { affectedBy } from './alike-troubles'
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
  const first = parts.reduce((a, b) => (b.sinceMs < a.sinceMs ? b : a))
  const last = parts.reduce((a, b) => (b.lastMs > a.lastMs ? b : a))
  const failed = parts.reduce((sum, { outcomes }) => sum + outcomes.failed, 0)
  const { answeredSince } = last.outcomes
  const answered = Math.max(...parts.map(({ outcomes }) => outcomes.answered))
  if (failed < nearlyAll * (failed + Math.max(0, answered - answeredSince))) return null
  const byPlainness = [...parts].sort((a, b) => plainness(a) - plainness(b))
  const byFailures = [...parts].sort((a, b) => b.outcomes.failed - a.outcomes.failed)
  const [main = first] = byPlainness
  const [most = first] = byFailures
  const statuses = byFailures.flatMap(({ status, statuses: all }) => all ?? [status])
  const failures = parts.reduce((sum, one) => sum + one.failures, 0)
  return {
    ...main,
    status: most.status,
    statuses: [...new Set(statuses)],
    usualStatus: parts.find(({ usualStatus }) => usualStatus !== null)?.usualStatus ?? null,
    ways: byPlainness.map(({ failure }) => failure),
    sinceMs: first.sinceMs,
    lastMs: last.lastMs,
    failures,
    answered: Math.max(...parts.map((one) => one.answered)),
    answeredSince: last.answeredSince,
    otherFailures: Math.max(0, first.failures + first.otherFailures - failures),
    outcomes: { failed, answered, answeredSince },
    failedInRow: parts.reduce((sum, { failedInRow }) => sum + failedInRow, 0),
    seemsOver: parts.every(({ seemsOver }) => seemsOver),
    isUnasked: parts.every(({ isUnasked }) => isUnasked),
    affected: affectedBy(parts),
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

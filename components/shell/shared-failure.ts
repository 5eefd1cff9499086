import type { Failure } from '@/lib/failure'
import type { Answer } from './refresh'
import type { Current, CurrentSource } from './use-reading'

/** What two answers or more failed by, the most frequent first; null where no two failed by the same. */
function sharedFailure(readings: readonly Current<Answer>[]): Failure | null {
  const times = new Map<string, { failure: Failure; count: number }>()
  for (const { reading } of readings) {
    if (!reading || reading.ok || !reading.failure) continue
    const { failure } = reading
    const known = times.get(failure.message) ?? { failure, count: 0 }
    times.set(failure.message, { ...known, count: known.count + 1 })
  }
  const [most] = [...times.values()].sort((a, b) => b.count - a.count)
  return most && most.count > 1 ? most.failure : null
}

/** The source, with what several panels failed by where it has no failure of its own: said once, above them. */
export function withSharedFailure(
  source: CurrentSource,
  readings: readonly Current<Answer>[],
): CurrentSource {
  const { reading } = source
  if (!reading?.ok || reading.failure) return source
  const failure = sharedFailure(readings)
  return failure ? { ...source, reading: { ...reading, failure } } : source
}

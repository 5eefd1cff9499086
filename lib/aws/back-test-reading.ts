import { alarmInput } from '@/lib/alarm-input'
import { type Definition, definitionOf, NotReplayable } from '@/lib/back-test/definition'
import type { Stretch } from '@/lib/back-test/judge'
import type { BackTests } from '@/lib/back-test/result'
import { patternWrong, type WrongField } from '@/lib/back-test/tried'
import type { Failure } from '@/lib/failure'
import { parsePattern } from '@/lib/filter-pattern/parse'
import { matcherOf } from '@/lib/local/pipeline/filter-pattern'
import { ExpressionFailed } from '@/lib/metric-math/expression'
import type { Alarm, MetricFilter } from '@/lib/monitoring'
import { alarmDefinitions } from './alarm-definitions'
import { backTest } from './back-test'
import { failureOf } from './failures'

export type Tested =
  | BackTests
  | { ok: false; failure: Failure }
  | { ok: false; wrong: WrongField }
  | { ok: false; unknown: string }

interface Where {
  range: Stretch
  signal?: AbortSignal
}

async function tested(
  definitions: () => Definition[],
  { range, signal, tried = [] }: Where & { tried?: MetricFilter[] },
): Promise<Tested> {
  try {
    return await backTest({ alarms: definitions(), tried, range, signal })
  } catch (error) {
    signal?.throwIfAborted()
    if (error instanceof NotReplayable || error instanceof ExpressionFailed)
      return { ok: false, wrong: { field: 'alarm', message: error.message } }
    return { ok: false, failure: failureOf(error, 'logs:StartQuery') }
  }
}

/** Runs alarms that exist over the past; all that can be run when no names are given. Rejects only with the signal's reason. */
export async function testExisting(names: readonly string[] | null, where: Where): Promise<Tested> {
  try {
    const found = await alarmDefinitions(names ?? undefined, where.signal)
    const missing = names?.find((name) => !found.some(({ AlarmName }) => AlarmName === name))
    if (missing !== undefined) return { ok: false, unknown: missing }
    return await tested(() => found.map(definitionOf), where)
  } catch (error) {
    where.signal?.throwIfAborted()
    return { ok: false, failure: failureOf(error, 'cloudwatch:DescribeAlarms') }
  }
}

/** Runs an alarm over the past that is not there yet, with a metric filter that is not there yet. */
export async function testTried(
  { filter, alarm }: { filter?: MetricFilter; alarm: Alarm },
  where: Where,
): Promise<Tested> {
  const wrong = filter
    ? patternWrong('filter.pattern', () => matcherOf(parsePattern(filter.pattern)))
    : null
  if (wrong) return { ok: false, wrong }
  return tested(() => [definitionOf(alarmInput(alarm, () => []))], {
    ...where,
    tried: filter ? [filter] : [],
  })
}

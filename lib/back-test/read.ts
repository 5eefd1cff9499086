import { alarmInput } from '@/lib/alarms/input'
import { NoSingleSeries } from '@/lib/alarms/math'
import { AlarmCycle, RuleProblem, readRule } from '@/lib/alarms/rule'
import { alarmDefinitions } from '@/lib/aws/alarm-definitions'
import { failureOf } from '@/lib/aws/failures'
import type { Failure } from '@/lib/failure'
import { matcher } from '@/lib/filter-pattern/match'
import { parsePattern } from '@/lib/filter-pattern/parse'
import { ExpressionFailed } from '@/lib/metric-math/expression'
import type { Alarm, MetricFilter } from '@/lib/monitoring'
import type { TimeRange } from '@/lib/time'
import { type AwsAlarm, type Definition, definitionOf, NotReplayable } from './definition'
import type { BackTests } from './result'
import { backTest } from './run'
import { patternWrong, type WrongField } from './tried'

export type Tested =
  | BackTests
  | { ok: false; failure: Failure }
  | { ok: false; wrong: WrongField }
  | { ok: false; unknown: string }

interface Where {
  range: TimeRange
  signal?: AbortSignal
}

const refusals = [NotReplayable, ExpressionFailed, NoSingleSeries, RuleProblem, AlarmCycle]

async function tested(
  definitions: () => Definition[],
  options: Where & { tried?: MetricFilter[]; shown?: string[] },
): Promise<Tested> {
  try {
    return await backTest({ alarms: definitions(), ...options })
  } catch (error) {
    options.signal?.throwIfAborted()
    if (error instanceof Error && refusals.some((refusal) => error instanceof refusal))
      return { ok: false, wrong: { field: 'alarm', message: error.message } }
    return { ok: false, failure: failureOf(error, 'logs:StartQuery') }
  }
}

/** The alarms of these names and those that they read. */
function withChildren(all: readonly AwsAlarm[], names: readonly string[]): AwsAlarm[] {
  const byName = new Map(all.map((alarm) => [alarm.AlarmName ?? '', alarm]))
  const found = new Map<string, AwsAlarm>()
  const add = (name: string) => {
    const alarm = byName.get(name)
    if (!alarm || found.has(name)) return
    found.set(name, alarm)
    if (alarm.AlarmRule !== undefined) readRule(alarm.AlarmRule).children.forEach(add)
  }
  names.forEach(add)
  return [...found.values()]
}

/** Runs alarms that exist over the past; all of them when no names are given. Rejects only with the signal's reason. */
export async function testExisting(names: readonly string[] | null, where: Where): Promise<Tested> {
  try {
    const all = await alarmDefinitions(undefined, where.signal)
    const known = all.map(({ AlarmName = '' }) => AlarmName)
    const missing = names?.find((name) => !known.includes(name))
    if (missing !== undefined) return { ok: false, unknown: missing }
    const shown = [...(names ?? known)]
    return await tested(() => withChildren(all, shown).map(definitionOf), { ...where, shown })
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
    ? patternWrong('filter.pattern', () => matcher(parsePattern(filter.pattern)))
    : null
  if (wrong) return { ok: false, wrong }
  try {
    const input = alarmInput(alarm, () => [])
    // A rule speaks of alarms that exist.
    const others =
      'rule' in alarm
        ? (await alarmDefinitions(undefined, where.signal)).filter(
            ({ AlarmName }) => AlarmName !== alarm.name,
          )
        : []
    return await tested(() => withChildren([...others, input], [alarm.name]).map(definitionOf), {
      ...where,
      tried: filter ? [filter] : [],
      shown: [alarm.name],
    })
  } catch (error) {
    where.signal?.throwIfAborted()
    return { ok: false, failure: failureOf(error, 'cloudwatch:DescribeAlarms') }
  }
}

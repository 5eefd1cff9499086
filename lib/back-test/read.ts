import { AlarmCycle } from '@/lib/alarms/children-first'
import { alarmInput } from '@/lib/alarms/input'
import { NoSingleSeries } from '@/lib/alarms/math'
import { readRule } from '@/lib/alarms/rule'
import { RuleProblem } from '@/lib/alarms/rule-tokens'
import { readAlarmDefinitions } from '@/lib/aws/alarm-calls'
import { failureOf, readingOf } from '@/lib/aws/failures'
import type { Failure } from '@/lib/failure'
import { ExpressionFailed } from '@/lib/metric-math/expression'
import type { Alarm, MetricFilter } from '@/lib/monitoring'
import type { TimeRange } from '@/lib/time'
import { type AwsAlarm, type Definition, definitionOf, NotReplayable } from './definition'
import type { BackTests } from './result'
import { backTest } from './run'
import { checkPattern, type WrongField } from './trial-alarm'

export type BackTestReading =
  | BackTests
  | { ok: false; failure: Failure }
  | { ok: false; wrong: WrongField }
  | { ok: false; unknown: string }

interface Options {
  range: TimeRange
  signal?: AbortSignal
}

const refusals = [NotReplayable, ExpressionFailed, NoSingleSeries, RuleProblem, AlarmCycle]

async function tested(
  definitions: () => Definition[],
  options: Options & { trialFilters?: MetricFilter[]; shown?: string[] },
): Promise<BackTestReading> {
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

/** Runs alarms as they are given over the past. Rejects only with the signal's reason. */
export const testDefinitions = (
  alarms: readonly AwsAlarm[],
  options: Options,
): Promise<BackTestReading> => tested(() => alarms.map(definitionOf), options)

/** Runs alarms that exist over the past; all of them when no names are given. Rejects only with the signal's reason. */
export const testExisting = (
  names: readonly string[] | null,
  options: Options,
): Promise<BackTestReading> =>
  readingOf(
    'cloudwatch:DescribeAlarms',
    async () => {
      const all = await readAlarmDefinitions(undefined, options.signal)
      const existing = all.map(({ AlarmName = '' }) => AlarmName)
      const missing = names?.find((name) => !existing.includes(name))
      if (missing !== undefined) return { ok: false, unknown: missing }
      const shown = [...(names ?? existing)]
      return tested(() => withChildren(all, shown).map(definitionOf), { ...options, shown })
    },
    options.signal,
  )

/** Runs an alarm that does not exist yet over the past, with its metric filter. */
export async function testTrial(
  { filter, alarm }: { filter?: MetricFilter; alarm: Alarm },
  options: Options,
): Promise<BackTestReading> {
  const wrong = filter && checkPattern('filter.pattern', filter.pattern)
  if (wrong) return { ok: false, wrong }
  const run = async () => {
    const input = alarmInput(alarm, () => [])
    // A rule refers to alarms that exist.
    const existing = 'rule' in alarm ? await readAlarmDefinitions(undefined, options.signal) : []
    const others = existing.filter(({ AlarmName }) => AlarmName !== alarm.name)
    return tested(() => withChildren([...others, input], [alarm.name]).map(definitionOf), {
      ...options,
      trialFilters: filter ? [filter] : [],
      shown: [alarm.name],
    })
  }
  return readingOf('cloudwatch:DescribeAlarms', run, options.signal)
}

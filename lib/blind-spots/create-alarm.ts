import { PutMetricAlarmCommand, type PutMetricAlarmCommandInput } from '@aws-sdk/client-cloudwatch'
import { alarmInput } from '@/lib/alarms/input'
import { alarmDefinitions } from '@/lib/aws/alarm-definitions'
import { clients } from '@/lib/aws/cloudwatch'
import { failureOf } from '@/lib/aws/failures'
import { deleteMetricFilter, metricFilters, putMetricFilter } from '@/lib/aws/metric-filters'
import { runtime } from '@/lib/aws/runtime'
import { patternWrong, type WrongField } from '@/lib/back-test/tried'
import type { Failure } from '@/lib/failure'
import { matcher } from '@/lib/filter-pattern/match'
import { parsePattern } from '@/lib/filter-pattern/parse'
import type { Alarm, MetricFilter } from '@/lib/monitoring'
import { commandsFor } from './commands'

export interface Adoptable {
  filters: MetricFilter[]
  alarm: Exclude<Alarm, { rule: string }>
}

export type Adopted =
  | { ok: true; alarm: string; filters: string[] }
  | { ok: false; failure: Failure }
  | { ok: false; wrong: WrongField }
  /** The dashboard may only read there. */
  | { ok: false; readOnly: string; commands: string[] }

const callLimitMs = 20_000

const readOnly =
  'On AWS the dashboard only reads. Run these commands with credentials that may change CloudWatch, or add the entry to the site file and deploy the stack again.'

function taken(
  { filters, alarm }: Adoptable,
  known: { filters: readonly MetricFilter[]; alarms: readonly { AlarmName?: string }[] },
): WrongField | null {
  if (known.alarms.some(({ AlarmName }) => AlarmName === alarm.name))
    return { field: 'alarm.name', message: `There is an alarm named ${alarm.name} already.` }
  for (const [at, filter] of filters.entries()) {
    if (known.filters.some(({ name }) => name === filter.name)) {
      const message = `There is a metric filter named ${filter.name} already.`
      return { field: `filters.${at}.name`, message }
    }
    const wrong = patternWrong(`filters.${at}.pattern`, () => matcher(parsePattern(filter.pattern)))
    if (wrong) return wrong
  }
  return null
}

/** For an alarm without a rule `alarmInput` gives just this; its texts are checked by the declaration. */
const metricAlarmInput = (alarm: Adoptable['alarm'], actions: string[]) =>
  alarmInput(alarm, (notify) => (notify === 'none' ? [] : actions)) as PutMetricAlarmCommandInput

/**
 * Makes the metric filters and the alarm of a proposal, all or none; the alarm tells those whom the
 * others tell. Only in the embedded engine: elsewhere it gives the commands. Never rejects.
 */
export async function adopt(proposed: Adoptable): Promise<Adopted> {
  const { filters, alarm } = proposed
  const { env, flights } = runtime()
  const made: string[] = []
  try {
    const [known, alarms] = await Promise.all([metricFilters(), alarmDefinitions()])
    const wrong = taken(proposed, { filters: known, alarms })
    if (wrong) return { ok: false, wrong }
    const telling = alarms.find(({ AlarmActions = [] }) => AlarmActions.length > 0)
    const actions = telling?.AlarmActions ?? []
    if (env.cloudwatch !== 'local') {
      const commands = commandsFor(proposed, { logGroup: env.logGroup, actions })
      return { ok: false, readOnly, commands }
    }
    for (const filter of filters) {
      await putMetricFilter(filter)
      made.push(filter.name)
    }
    await clients().metrics.send(new PutMetricAlarmCommand(metricAlarmInput(alarm, actions)), {
      abortSignal: AbortSignal.timeout(callLimitMs),
    })
    // What was read before does not know of it.
    for (const key of flights.keys()) if (key.startsWith('alarms ')) flights.delete(key)
    return { ok: true, alarm: alarm.name, filters: made }
  } catch (error) {
    // A filter without its alarm would count for nobody.
    for (const name of made) await deleteMetricFilter(name).catch(() => {})
    return { ok: false, failure: failureOf(error, 'cloudwatch:PutMetricAlarm') }
  }
}

import { runtime } from '@/lib/aws/runtime'
import { type Alarm, alarm as alarmSchema, type MetricFilter } from '@/lib/monitoring'
import type { TimeRange } from '@/lib/time'
import type { Tried } from './choose'
import { commandsFor } from './commands'
import type { Proposal } from './result'

/** What proposals are made from. */
export interface Surroundings {
  range: TimeRange
  /** All that went wrong in the range: an alarm raised then is no false one. */
  harm: readonly TimeRange[]
  filters: readonly MetricFilter[]
  /** Names that are taken. */
  alarmNames: ReadonlySet<string>
  /** ARNs of those whom the alarms tell. */
  actions: readonly string[]
}

/** A metric filter whose metric has no dimensions. */
export const constant = (filter: MetricFilter) => ({ filter, dimensions: {} })
/** A name that is not taken. */
export const free = (name: string, taken: ReadonlySet<string>): string => {
  for (let at = 1; ; at += 1) {
    const tried = at === 1 ? name : `${name}-${at}`
    if (!taken.has(tried)) return tried
  }
}

/** An entry of the site file says what is not the default. */
const entry = <Declared extends object>(declared: Declared, defaults: Partial<Declared>) =>
  Object.fromEntries(
    Object.entries(declared).filter(
      ([name, value]) =>
        value !== undefined &&
        JSON.stringify(value) !== JSON.stringify(defaults[name as keyof Declared]),
    ),
  )

const shortMetrics = (alarm: Alarm) =>
  'metrics' in alarm && {
    metrics: alarm.metrics.map((metric) =>
      entry(metric, { namespace: 'CafeWatch', statistic: 'Sum', periodSeconds: 60 }),
    ),
  }

/** A proposal with all that is needed to adopt it. */
export function proposalOf(
  { firesAtMs, delayMinutes, otherwise }: Tried<unknown>,
  made: { filters: MetricFilter[]; alarm: Alarm },
  { actions }: Surroundings,
): Proposal {
  const { filters, alarm } = made
  const filterEntries = filters.map((filter) =>
    entry(filter, { metric: filter.name, value: '1', namespace: 'CafeWatch', defaultValue: 0 }),
  )
  const plain = alarmSchema.parse({ name: alarm.name, threshold: 0, metric: 'm' })
  const site = {
    ...(filters.length > 0 && { metricFilters: filterEntries }),
    alarms: [{ name: alarm.name, ...entry(alarm, plain), ...shortMetrics(alarm) }],
  }
  return {
    ...made,
    firesAtMs,
    delayMinutes,
    otherwise,
    siteFile: JSON.stringify(site, null, 2),
    commands: commandsFor(made, { logGroup: runtime().env.logGroup, actions }),
  }
}

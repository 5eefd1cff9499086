import { runtime } from '@/lib/aws/runtime'
import { type Alarm, alarm as alarmSchema, type MetricFilter } from '@/lib/monitoring'
import type { TimeRange } from '@/lib/time'
import type { Outcome } from './choose'
import { commandsFor } from './commands'
import type { Proposal } from './result'

/** What proposals are made from. */
export interface ProposalContext {
  range: TimeRange
  /** All incidents of the range: an alarm raised during one is no false alarm. */
  incidents: readonly TimeRange[]
  filters: readonly MetricFilter[]
  /** Names in use. */
  alarmNames: ReadonlySet<string>
  /** What the alarms that there are evaluate, as {@link evaluatedBy} writes it. */
  evaluated: ReadonlySet<string | null>
  /** ARNs of the recipients that the alarms notify. */
  actions: readonly string[]
}

/** A metric filter whose metric has no dimensions. */
export const constant = (filter: MetricFilter) => ({ filter, dimensions: {} })
/** A name that is not in use. */
export const unusedName = (name: string, taken: ReadonlySet<string>): string => {
  for (let at = 1; ; at += 1) {
    const candidate = at === 1 ? name : `${name}-${at}`
    if (!taken.has(candidate)) return candidate
  }
}

/** A name that is not in use: where the plain one is, one that says what is different. */
export const alarmNameFor = (name: string, detail: string, taken: ReadonlySet<string>): string =>
  taken.has(name) ? unusedName(`${name}-${detail}`, taken) : name

/** An alarm that might be proposed, with the metric filters that it needs. */
export interface Draft {
  filters: MetricFilter[]
  alarm: Alarm
  /** What it may be named: the first that is not in use. */
  names: { plain: string; detail: string }
}

/** An entry of the site file, without what is the default. */
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

/** A proposal with all that is needed to create its alarm. */
export function proposalOf(
  { firesAtMs, delayMinutes, raised, falseAlarms }: Outcome,
  made: Pick<Draft, 'filters' | 'alarm'>,
  { actions }: ProposalContext,
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
    filters,
    alarm,
    firesAtMs,
    delayMinutes,
    raised,
    falseAlarms,
    siteFile: JSON.stringify(site, null, 2),
    commands: commandsFor(made, { logGroup: runtime().env.logGroup, actions }),
  }
}

import type {
  AlarmHistoryItem,
  CompositeAlarm,
  LogAlarm,
  MetricAlarm,
  MetricDataQuery,
} from '@aws-sdk/client-cloudwatch'
import * as z from 'zod'
import type { Alarm, StateChange } from '@/lib/alarms/alarm'
import { signOf } from '@/lib/alarms/comparison'
import { type Share, shareIn } from '@/lib/alarms/share'
import { type AlarmState, alarmStates } from '@/lib/alarms/state'
import { maskAddresses } from '@/lib/mask'

export type AlarmMetric = Omit<NonNullable<Alarm['metric']>, 'last'>
export type LastDatapoint = NonNullable<Alarm['metric']>['last']

const periodOf = ({ Period, Metrics = [] }: MetricAlarm): number =>
  Period ?? Math.max(60, ...Metrics.map((one) => one.Period ?? one.MetricStat?.Period ?? 0))

function mathOf({ Metrics }: MetricAlarm) {
  return Metrics?.map(({ Id = '', Expression, MetricStat, ReturnData }) => ({
    id: Id,
    text:
      Expression ??
      `${MetricStat?.Stat ?? ''} of ${MetricStat?.Metric?.MetricName ?? ''} (${MetricStat?.Metric?.Namespace ?? ''})`,
    evaluated: ReturnData !== false,
  }))
}

/** What an alarm evaluates, where that is a share in percent. */
export function shareOf({ Metrics = [] }: MetricAlarm): Share | undefined {
  const expression = Metrics.find(({ ReturnData = true }) => ReturnData)?.Expression ?? ''
  return shareIn(expression) ?? undefined
}

/** What a metric alarm evaluates; undefined when it has neither a metric nor expressions. */
export function alarmMetricOf(alarm: MetricAlarm): AlarmMetric | undefined {
  if (!alarm.MetricName && !alarm.Metrics?.length) return undefined
  return {
    namespace: alarm.Namespace ?? '',
    name: alarm.MetricName ?? '',
    math: alarm.MetricName ? undefined : mathOf(alarm),
    share: shareOf(alarm),
    statistic: alarm.Statistic ?? alarm.ExtendedStatistic ?? '',
    periodSeconds: periodOf(alarm),
    threshold: alarm.Threshold ?? Number.NaN,
    comparison: signOf(alarm.ComparisonOperator) ?? alarm.ComparisonOperator ?? '',
    evaluationPeriods: alarm.EvaluationPeriods ?? 1,
    datapointsToAlarm: alarm.DatapointsToAlarm ?? alarm.EvaluationPeriods ?? 1,
    treatMissingData: alarm.TreatMissingData ?? 'missing',
  }
}

/** What DescribeAlarms and PutMetricAlarm say about an alarm's series. */
type MeasuredAlarm = Pick<
  MetricAlarm,
  'Metrics' | 'Namespace' | 'MetricName' | 'Dimensions' | 'Period' | 'ExtendedStatistic' | 'Unit'
> & { Statistic?: string }

/**
 * The GetMetricData queries of an alarm's series, which has the Id `evaluated`; a single metric has
 * the Id `id`.
 */
export function queriesOf(
  alarm: MeasuredAlarm,
  id: string,
): { queries: MetricDataQuery[]; evaluated: string | undefined } {
  const { Metrics, Namespace, MetricName, Dimensions, Period = 60, Unit } = alarm
  if (Metrics?.length) {
    const evaluated = Metrics.find(({ ReturnData = true }) => ReturnData)?.Id
    return { queries: Metrics, evaluated }
  }
  const Stat = alarm.Statistic ?? alarm.ExtendedStatistic ?? 'Sum'
  const MetricStat = { Metric: { Namespace, MetricName, Dimensions }, Period, Stat, Unit }
  return { queries: [{ Id: id, MetricStat }], evaluated: id }
}

const state = z.enum(alarmStates)
const stateUpdate = z.object({
  oldState: z.object({ stateValue: state }),
  newState: z.object({ stateValue: state, stateReason: z.string().default('') }),
})

/** The state change in a history item; none when it is of another kind. */
export function changeOf({ Timestamp, HistoryData = '' }: AlarmHistoryItem): StateChange[] {
  if (!Timestamp) return []
  try {
    const { oldState, newState } = stateUpdate.parse(JSON.parse(HistoryData))
    return [
      {
        atMs: Timestamp.getTime(),
        from: oldState.stateValue,
        to: newState.stateValue,
        reason: maskAddresses(newState.stateReason),
      },
    ]
  } catch {
    return []
  }
}

/** What is known of an alarm beside its description. */
export type Beside = Pick<Alarm, 'changes' | 'muted' | 'acknowledged' | 'declared'>

/** What alarms of every type have. */
const commonOf = (alarm: MetricAlarm | CompositeAlarm | LogAlarm, beside: Beside) => ({
  name: alarm.AlarmName ?? '',
  description: alarm.AlarmDescription ?? null,
  state: (alarm.StateValue ?? 'INSUFFICIENT_DATA') as AlarmState,
  sinceMs: (alarm.StateTransitionedTimestamp ?? alarm.StateUpdatedTimestamp)?.getTime() ?? null,
  reason: maskAddresses(alarm.StateReason ?? ''),
  actionsEnabled: alarm.ActionsEnabled ?? true,
  notifies: (alarm.ActionsEnabled ?? true) && (alarm.AlarmActions ?? []).length > 0,
  ...beside,
})

/** A metric alarm; without `last` nothing is known of what it measures. */
export function metricAlarmOf(
  alarm: MetricAlarm,
  beside: Beside,
  last: LastDatapoint | undefined,
): Alarm {
  const measured = alarmMetricOf(alarm)
  return {
    ...commonOf(alarm, beside),
    kind: 'metric',
    metric: measured && last && { ...measured, last },
  }
}

export const compositeAlarmOf = (alarm: CompositeAlarm, beside: Beside): Alarm => ({
  ...commonOf(alarm, beside),
  kind: 'composite',
  rule: alarm.AlarmRule,
})

export const logAlarmOf = (alarm: LogAlarm, beside: Beside): Alarm => ({
  ...commonOf(alarm, beside),
  kind: 'log',
})

/** The queries of a share also answer with what it compares. */
export const withCounts = (queries: MetricDataQuery[], share: Share | undefined) =>
  share === undefined
    ? queries
    : queries.map((query) =>
        query.Id === share.part || query.Id === share.whole
          ? { ...query, ReturnData: true }
          : query,
      )

type Points = readonly { atMs: number; value: number }[]

/** The value of the newest period that has closed by `toMs`, epoch ms, of the series with the id `evaluated`. */
export function lastDatapoint(
  series: ReadonlyMap<string, { points: Points }>,
  evaluated: string,
  { periodSeconds, share }: AlarmMetric,
  toMs: number,
): LastDatapoint {
  const periodMs = periodSeconds * 1000
  const atMs = Math.floor(toMs / periodMs) * periodMs - periodMs
  const lastOf = (id: string) =>
    series.get(id)?.points.find((point) => point.atMs === atMs)?.value ?? null
  const [part, whole] = share ? [lastOf(share.part), lastOf(share.whole)] : [null, null]
  const counts = part !== null && whole !== null ? { part, whole } : undefined
  return { atMs, value: lastOf(evaluated), ...(counts && { counts }) }
}

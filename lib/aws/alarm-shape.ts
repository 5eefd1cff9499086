import type {
  AlarmHistoryItem,
  CompositeAlarm,
  MetricAlarm,
  MetricDataQuery,
} from '@aws-sdk/client-cloudwatch'
import { z } from 'zod'
import type { Alarm, StateChange } from '@/lib/alarms/alarm'
import { signOf } from '@/lib/alarms/comparison'
import { type AlarmState, alarmStates } from '@/lib/alarms/state'
import { maskAddresses } from '@/lib/mask'

export type AlarmMetric = Omit<NonNullable<Alarm['metric']>, 'last'>

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

/** What a metric alarm evaluates; undefined when it has neither a metric nor expressions. */
export function alarmMetricOf(alarm: MetricAlarm): AlarmMetric | undefined {
  if (!alarm.MetricName && !alarm.Metrics?.length) return undefined
  return {
    namespace: alarm.Namespace ?? '',
    name: alarm.MetricName ?? '',
    math: alarm.MetricName ? undefined : mathOf(alarm),
    statistic: alarm.Statistic ?? alarm.ExtendedStatistic ?? '',
    periodSeconds: periodOf(alarm),
    threshold: alarm.Threshold ?? Number.NaN,
    comparison: signOf(alarm.ComparisonOperator) ?? alarm.ComparisonOperator ?? '',
    evaluationPeriods: alarm.EvaluationPeriods ?? 1,
    datapointsToAlarm: alarm.DatapointsToAlarm ?? alarm.EvaluationPeriods ?? 1,
    treatMissingData: alarm.TreatMissingData ?? 'missing',
  }
}

/** The GetMetricData queries of an alarm's series, which has the Id `evaluated`; `prefix` separates those of several alarms. */
export function queriesOf(
  alarm: MetricAlarm,
  prefix: string,
): {
  queries: MetricDataQuery[]
  evaluated: string
} {
  if (alarm.Metrics?.length) {
    const evaluated = alarm.Metrics.find(({ ReturnData }) => ReturnData !== false)?.Id ?? ''
    return { queries: alarm.Metrics, evaluated }
  }
  return {
    queries: [
      {
        Id: prefix,
        MetricStat: {
          Metric: {
            Namespace: alarm.Namespace,
            MetricName: alarm.MetricName,
            Dimensions: alarm.Dimensions,
          },
          Period: alarm.Period ?? 60,
          Stat: alarm.Statistic ?? alarm.ExtendedStatistic ?? 'Sum',
        },
      },
    ],
    evaluated: prefix,
  }
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

type Any = Pick<
  MetricAlarm & CompositeAlarm,
  | 'AlarmName'
  | 'AlarmDescription'
  | 'StateValue'
  | 'StateReason'
  | 'StateTransitionedTimestamp'
  | 'StateUpdatedTimestamp'
  | 'ActionsEnabled'
>

/** What alarms of every type have. */
export const commonOf = (alarm: Any, changes: StateChange[]) => ({
  name: alarm.AlarmName ?? '',
  description: alarm.AlarmDescription ?? null,
  state: (alarm.StateValue ?? 'INSUFFICIENT_DATA') as AlarmState,
  sinceMs: (alarm.StateTransitionedTimestamp ?? alarm.StateUpdatedTimestamp)?.getTime() ?? null,
  reason: maskAddresses(alarm.StateReason ?? ''),
  actionsEnabled: alarm.ActionsEnabled ?? true,
  changes,
})

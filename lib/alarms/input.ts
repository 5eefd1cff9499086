import { isSimple } from '@/lib/metric-math/statistic'
import type { Alarm, MathAlarm, MetricAlarm, MetricFilter } from '@/lib/monitoring'
import { comparisonOf } from './comparison'

/** A declared metric filter as PutMetricFilter takes it. */
export function metricFilterInput(logGroupName: string, filter: MetricFilter) {
  return {
    logGroupName,
    filterName: filter.name,
    filterPattern: filter.pattern,
    metricTransformations: [
      {
        metricNamespace: filter.namespace,
        metricName: filter.metric,
        metricValue: filter.value,
        defaultValue: filter.defaultValue,
        dimensions: filter.dimensions,
      },
    ],
  }
}

const dimensionList = (dimensions: Record<string, string> = {}) =>
  Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value }))

const thresholdOf = (alarm: MetricAlarm | MathAlarm) => ({
  EvaluationPeriods: alarm.evaluationPeriods,
  DatapointsToAlarm: alarm.datapointsToAlarm,
  Threshold: alarm.threshold,
  ComparisonOperator: comparisonOf(alarm.comparison),
  TreatMissingData: alarm.missing,
})

function metricsOf({ metrics, evaluated }: MathAlarm) {
  const last = metrics.findLast((one) => 'expression' in one) ?? metrics.at(-1)
  const chosen = evaluated ?? last?.id
  return metrics.map((one) => ({
    Id: one.id,
    Label: one.label,
    ReturnData: one.id === chosen,
    ...('expression' in one
      ? { Expression: one.expression, Period: one.periodSeconds }
      : {
          MetricStat: {
            Metric: {
              Namespace: one.namespace,
              MetricName: one.metric,
              Dimensions: dimensionList(one.dimensions),
            },
            Period: one.periodSeconds,
            Stat: one.statistic,
          },
        }),
  }))
}

function commonOf(alarm: Alarm, actionsOf: (notify: Alarm['notify']) => string[]) {
  const actions = actionsOf(alarm.notify)
  const of = (state: Alarm['notifyOn'][number]) => (alarm.notifyOn.includes(state) ? actions : [])
  return {
    AlarmName: alarm.name,
    AlarmDescription: alarm.description,
    ActionsEnabled: alarm.actionsEnabled,
    OKActions: of('OK'),
    AlarmActions: of('ALARM'),
    InsufficientDataActions: of('INSUFFICIENT_DATA'),
  }
}

/**
 * A declared alarm as PutCompositeAlarm (when it has an `AlarmRule`) or PutMetricAlarm takes it.
 * `actionsOf` gives the ARNs of its recipients.
 */
export function alarmInput(alarm: Alarm, actionsOf: (notify: Alarm['notify']) => string[]) {
  const common = commonOf(alarm, actionsOf)
  if ('rule' in alarm) return { ...common, AlarmRule: alarm.rule }
  if ('metrics' in alarm) return { ...common, Metrics: metricsOf(alarm), ...thresholdOf(alarm) }
  return {
    ...common,
    Namespace: alarm.namespace,
    MetricName: alarm.metric,
    ...(isSimple(alarm.statistic)
      ? { Statistic: alarm.statistic }
      : { ExtendedStatistic: alarm.statistic }),
    Dimensions: dimensionList(alarm.dimensions),
    Period: alarm.periodSeconds,
    ...thresholdOf(alarm),
  }
}

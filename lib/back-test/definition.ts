import { isComparison } from '@/lib/alarms/comparison'
import type { Rule, Treatment } from '@/lib/alarms/state'
import type { MetricDataQuery } from '@/lib/metric-math/expression'

/** An alarm over one series: a metric, or an expression over several. */
export interface SeriesAlarm {
  name: string
  /** Its name when it has no ARN yet. */
  arn: string
  rule: Rule
  /** Of these, `evaluated` is compared with the threshold. */
  queries: MetricDataQuery[]
  evaluated: string
}

/** An alarm over the states of others. */
export interface CompositeAlarm {
  name: string
  arn: string
  /** Such as `ALARM("a") AND NOT OK("b")`. */
  combines: string
}

export type Definition = SeriesAlarm | CompositeAlarm

/** An alarm that cannot be run over the past; the message is a sentence with the reason. */
export class NotReplayable extends Error {}

interface Dimension {
  Name?: string | undefined
  Value?: string | undefined
}

/** An alarm as PutMetricAlarm takes it and DescribeAlarms gives it: what its evaluation depends on. */
export interface AwsAlarm {
  AlarmName?: string | undefined
  AlarmArn?: string | undefined
  AlarmRule?: string | undefined
  Namespace?: string | undefined
  MetricName?: string | undefined
  Dimensions?: Dimension[] | undefined
  Statistic?: string | undefined
  ExtendedStatistic?: string | undefined
  Period?: number | undefined
  Metrics?:
    | {
        Id?: string | undefined
        Expression?: string | undefined
        Label?: string | undefined
        ReturnData?: boolean | undefined
        Period?: number | undefined
        MetricStat?:
          | {
              Metric?:
                | {
                    Namespace?: string | undefined
                    MetricName?: string | undefined
                    Dimensions?: Dimension[] | undefined
                  }
                | undefined
              Period?: number | undefined
              Stat?: string | undefined
            }
          | undefined
      }[]
    | undefined
  EvaluationPeriods?: number | undefined
  DatapointsToAlarm?: number | undefined
  Threshold?: number | undefined
  ComparisonOperator?: string | undefined
  TreatMissingData?: string | undefined
  ThresholdMetricId?: string | undefined
}

const treatments: readonly string[] = ['missing', 'ignore', 'breaching', 'notBreaching']
const isTreatment = (text: string): text is Treatment => treatments.includes(text)

const dimensionsOf = (list: Dimension[] = []) =>
  list.map(({ Name = '', Value = '' }) => ({ Name, Value }))

function ruleOf(alarm: AwsAlarm): Rule {
  const { ComparisonOperator = '', TreatMissingData = 'missing', Threshold } = alarm
  if (!isComparison(ComparisonOperator) || Threshold === undefined) {
    throw new NotReplayable(
      `${alarm.AlarmName} has an anomaly detection band in place of a threshold, so it cannot be run over the past.`,
    )
  }
  return {
    comparison: ComparisonOperator,
    threshold: Threshold,
    evaluationPeriods: alarm.EvaluationPeriods ?? 1,
    datapointsToAlarm: alarm.DatapointsToAlarm,
    treatMissingData: isTreatment(TreatMissingData) ? TreatMissingData : 'missing',
  }
}

function queriesOf(alarm: AwsAlarm): MetricDataQuery[] {
  if (alarm.Metrics && alarm.Metrics.length > 0) {
    return alarm.Metrics.map(({ Id = '', MetricStat, ...query }) => ({
      ...query,
      Id,
      MetricStat: MetricStat && {
        Metric: {
          Namespace: MetricStat.Metric?.Namespace ?? '',
          MetricName: MetricStat.Metric?.MetricName ?? '',
          Dimensions: dimensionsOf(MetricStat.Metric?.Dimensions),
        },
        Period: MetricStat.Period ?? 60,
        Stat: MetricStat.Stat ?? 'Sum',
      },
    }))
  }
  if (alarm.MetricName === undefined)
    throw new NotReplayable(
      `${alarm.AlarmName} watches no metric, so it cannot be run over the past.`,
    )
  return [
    {
      Id: 'm1',
      MetricStat: {
        Metric: {
          Namespace: alarm.Namespace ?? '',
          MetricName: alarm.MetricName,
          Dimensions: dimensionsOf(alarm.Dimensions),
        },
        Period: alarm.Period ?? 60,
        Stat: alarm.Statistic ?? alarm.ExtendedStatistic ?? 'Sum',
      },
    },
  ]
}

/** What evaluating an alarm over the past takes. Throws {@link NotReplayable}. */
export function definitionOf(alarm: AwsAlarm): Definition {
  const name = alarm.AlarmName ?? ''
  const arn = alarm.AlarmArn ?? name
  if (alarm.AlarmRule !== undefined) return { name, arn, combines: alarm.AlarmRule }
  const queries = queriesOf(alarm)
  const evaluated = queries.find(({ ReturnData = true }) => ReturnData)?.Id
  if (evaluated === undefined) throw new NotReplayable(`${name} evaluates none of its metrics.`)
  return { name, arn, rule: ruleOf(alarm), queries, evaluated }
}

/** The longest period of an alarm's metrics, seconds. */
export const maxPeriodSeconds = ({ queries }: SeriesAlarm): number =>
  Math.max(60, ...queries.map(({ Period, MetricStat }) => MetricStat?.Period ?? Period ?? 60))

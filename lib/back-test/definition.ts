import type {
  CompositeAlarm as CompositeAwsAlarm,
  MetricAlarm,
  MetricStat,
} from '@aws-sdk/client-cloudwatch'
import { isComparison } from '@/lib/alarms/comparison'
import { lookBackProblem } from '@/lib/alarms/look-back'
import type { Rule, Treatment } from '@/lib/alarms/state'
import { queriesOf } from '@/lib/aws/alarm-shape'
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

/** An alarm as PutMetricAlarm takes it and DescribeAlarms gives it. */
export type AwsAlarm = Omit<
  MetricAlarm & Partial<CompositeAwsAlarm>,
  'Statistic' | 'ComparisonOperator'
> & { Statistic?: string; ComparisonOperator?: string }

const treatments: readonly string[] = ['missing', 'ignore', 'breaching', 'notBreaching']
const isTreatment = (text: string): text is Treatment => treatments.includes(text)

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

/** A metric with nothing left out. */
const metricStatOf = ({ Metric, Period = 60, Stat = 'Sum', Unit }: Partial<MetricStat>) => ({
  Metric: {
    Namespace: Metric?.Namespace ?? '',
    MetricName: Metric?.MetricName ?? '',
    Dimensions: (Metric?.Dimensions ?? []).map(({ Name = '', Value = '' }) => ({ Name, Value })),
  },
  Period,
  Stat,
  Unit,
})

/** What evaluating an alarm over the past takes. Throws {@link NotReplayable}. */
export function definitionOf(alarm: AwsAlarm): Definition {
  const name = alarm.AlarmName ?? ''
  const arn = alarm.AlarmArn ?? name
  if (alarm.AlarmRule !== undefined) return { name, arn, combines: alarm.AlarmRule }
  const { queries: given, evaluated } = queriesOf(alarm, 'm1')
  if (!alarm.Metrics?.length && alarm.MetricName === undefined)
    throw new NotReplayable(`${name} watches no metric, so it cannot be run over the past.`)
  if (evaluated === undefined) throw new NotReplayable(`${name} evaluates none of its metrics.`)
  const queries = given.map(({ Id = '', MetricStat, ...query }) => ({
    ...query,
    Id,
    MetricStat: MetricStat && metricStatOf(MetricStat),
  }))
  const rule = ruleOf(alarm)
  const periods = queries.map(({ Period, MetricStat }) => MetricStat?.Period ?? Period ?? 0)
  const problem = lookBackProblem(rule.evaluationPeriods, Math.max(...periods) || 60)
  if (problem) throw new NotReplayable(problem)
  return { name, arn, rule, queries, evaluated }
}

/** The longest period of an alarm's metrics, seconds. */
export const maxPeriodSeconds = ({ queries }: SeriesAlarm): number =>
  Math.max(60, ...queries.map(({ Period, MetricStat }) => MetricStat?.Period ?? Period ?? 60))

import type { StateTransition } from '@/lib/local/state-transition'
import { visible } from '@/lib/visible'
import { type Definition, readDefinition } from './definition'

/**
 * The message that CloudWatch publishes to SNS for a state change: its members, their order and
 * their format. Members that CloudWatch leaves out are undefined here.
 */
const stamp = (ms: number) => new Date(ms).toISOString().replace('Z', '+0000')

const dimensionsOf = (dimensions: Definition['Dimensions']) =>
  dimensions.map(({ Name, Value }) => ({ value: Value, name: Name }))

const evaluation = (alarm: Definition) => ({
  EvaluationPeriods: alarm.EvaluationPeriods,
  DatapointsToAlarm: alarm.DatapointsToAlarm,
  ComparisonOperator: alarm.ComparisonOperator,
  Threshold: alarm.Threshold,
  TreatMissingData: alarm.TreatMissingData,
  EvaluateLowSampleCountPercentile: alarm.EvaluateLowSampleCountPercentile ?? '',
})

const statisticOf = ({ Statistic, ExtendedStatistic }: Definition) =>
  Statistic === undefined
    ? { StatisticType: 'ExtendedStatistic', ExtendedStatistic }
    : { StatisticType: 'Statistic', Statistic: Statistic.toUpperCase() }

const mathMetric = (metric: NonNullable<Definition['Metrics']>[number]) => ({
  Expression: metric.Expression,
  Id: metric.Id,
  Label: metric.Label,
  MetricStat: metric.MetricStat && {
    Metric: {
      Dimensions: dimensionsOf(metric.MetricStat.Metric.Dimensions),
      MetricName: metric.MetricStat.Metric.MetricName,
      Namespace: metric.MetricStat.Metric.Namespace,
    },
    Period: metric.MetricStat.Period,
    Stat: metric.MetricStat.Stat,
    Unit: metric.MetricStat.Unit,
  },
  Period: metric.Expression === undefined ? undefined : metric.Period,
  ReturnData: metric.ReturnData,
})

/** The longest period of the metrics, by which CloudWatch evaluates a math alarm. */
const periodOf = (metrics: NonNullable<Definition['Metrics']>) =>
  Math.max(60, ...metrics.map(({ MetricStat, Period }) => MetricStat?.Period ?? Period ?? 0))

function triggerOf(alarm: Definition) {
  if (alarm.Metrics) {
    return {
      Period: periodOf(alarm.Metrics),
      ...evaluation(alarm),
      Metrics: alarm.Metrics.map(mathMetric),
    }
  }
  return {
    MetricName: alarm.MetricName,
    Namespace: alarm.Namespace,
    ...statisticOf(alarm),
    Unit: alarm.Unit ?? null,
    Dimensions: dimensionsOf(alarm.Dimensions),
    Period: alarm.Period,
    ...evaluation(alarm),
  }
}

const compositeOf = (alarm: Definition, children: StateTransition['triggeringChildren'] = []) => ({
  AlarmRule: alarm.AlarmRule,
  TriggeringChildren: children.map(({ arn, state, atMs }) => ({
    Arn: arn,
    State: { Value: state, Timestamp: stamp(atMs) },
  })),
})

/** CloudWatch writes a threshold as Java writes a double: 1.0. */
const javaNumber = (value: number) =>
  Number.isInteger(value) && Math.abs(value) < 1e7 ? `${value}.0` : String(value)

/** As JSON.stringify, but for thresholds. */
function written(value: unknown, key = ''): string {
  if (key === 'Threshold' && typeof value === 'number') return javaNumber(value)
  if (Array.isArray(value)) return `[${value.map((item) => written(item)).join(',')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  const members = Object.entries(value).filter(([, member]) => member !== undefined)
  return `{${members.map(([name, member]) => `${JSON.stringify(name)}:${written(member, name)}`).join(',')}}`
}

const partsOf = (arn: string) => {
  const [, , , region = '', account = ''] = arn.split(':')
  return { region, account }
}

/** The JSON text of the message. */
export function cloudwatchMessage(change: StateTransition): string {
  const alarm = readDefinition(change.definition)
  const { region, account } = partsOf(change.arn)
  return written({
    AlarmName: alarm.AlarmName,
    AlarmDescription: alarm.AlarmDescription ?? null,
    AWSAccountId: account,
    AlarmConfigurationUpdatedTimestamp: stamp(change.configuredMs),
    NewStateValue: change.to,
    NewStateReason: change.reason,
    StateChangeTime: stamp(change.atMs),
    // AWS writes the display name of its region here; the engine’s has no other name.
    Region: region,
    AlarmArn: change.arn,
    OldStateValue: change.from,
    OKActions: alarm.OKActions,
    AlarmActions: alarm.AlarmActions,
    InsufficientDataActions: alarm.InsufficientDataActions,
    ...(change.kind === 'CompositeAlarm'
      ? compositeOf(alarm, change.triggeringChildren)
      : { Trigger: triggerOf(alarm) }),
  })
}

const maxSubjectLength = 100

/** `ALARM: "Name" in local`; a name that makes it longer than 100 characters is cut, with `...`. */
export function cloudwatchSubject({ definition, to, arn }: StateTransition): string {
  const before = `${to}: "`
  const after = `" in ${partsOf(arn).region}`
  const room = maxSubjectLength - before.length - after.length
  const signs = [...visible(definition.AlarmName)]
  let name = signs.join('')
  // By whole characters, so that none is cut in two.
  while (name.length > room) {
    signs.pop()
    name = `${signs.join('')}...`
  }
  return `${before}${name}${after}`
}

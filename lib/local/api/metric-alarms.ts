import { lookBackProblem } from '@/lib/alarms/look-back'
import { NoSingleSeries, periodOfMath } from '@/lib/alarms/math'
import type { EvaluatedFrom } from '@/lib/local/alarms/alarm-store'
import { isAlarmPeriod, type MetricDefinition, metricAlarm } from '@/lib/local/alarms/definition'
import { validationError } from '@/lib/local/aws-error'
import type { EngineContext } from '@/lib/local/context'
import { read } from '@/lib/local/input'
import { checkQueries } from '@/lib/local/metrics/metric-data-query'
import { walk } from '@/lib/metric-math/ast'
import { ExpressionFailed, expressionsOf } from '@/lib/metric-math/expression'
import { statisticOf, statisticRule } from '@/lib/metric-math/statistic'
import { alarmError, putAlarm, refuseMembers } from './alarm-members'
import { tagsOf } from './tags'

const refused = {
  ThresholdMetricId:
    'an anomaly band needs a trained detector, which one machine does not have. Use a fixed Threshold.',
  EvaluationCriteria: 'use Metrics or MetricName.',
  EvaluationInterval: 'alarms are evaluated each minute.',
  EvaluationWindow: 'periods end with the minute that is evaluated.',
  WarmUpConfiguration: 'an alarm is evaluated from its first minute on.',
}

const ofOneMetric = [
  'MetricName',
  'Namespace',
  'Statistic',
  'ExtendedStatistic',
  'Period',
  'Unit',
] as const

/** How far an alarm may look back. */
function checkWindow(evaluationPeriods: number, periodSeconds: number) {
  const problem = lookBackProblem(evaluationPeriods, periodSeconds)
  if (problem) throw validationError(problem)
}

function checkOneMetric(alarm: MetricDefinition) {
  const { Statistic, ExtendedStatistic: extended, Period } = alarm
  if (alarm.MetricName === undefined || alarm.Namespace === undefined || Period === undefined) {
    throw validationError(
      'An alarm needs Metrics, or each of the parameters MetricName, Namespace and Period.',
    )
  }
  if ((Statistic === undefined) === (extended === undefined)) {
    throw validationError('Exactly one of Statistic and ExtendedStatistic must be given.')
  }
  if (extended !== undefined) {
    const statistic = statisticOf(extended)
    if (!statistic || statistic.kind === extended) {
      throw validationError(
        `The value ${extended} for parameter ExtendedStatistic is not supported: ${statisticRule}.`,
      )
    }
  }
  checkWindow(alarm.EvaluationPeriods, Period)
}

function checkExpressions(metrics: NonNullable<MetricDefinition['Metrics']>) {
  for (const { node } of expressionsOf(metrics)) {
    const search = [...walk(node)].some((part) => part.kind === 'call' && part.name === 'SEARCH')
    if (search) throw validationError('SEARCH is not supported on Metric Alarms.')
  }
}

async function checkMath(
  alarm: MetricDefinition,
  metrics: NonNullable<MetricDefinition['Metrics']>,
) {
  const given = ofOneMetric.find((name) => alarm[name] !== undefined)
  const both = given ?? (alarm.Dimensions.length > 0 ? 'Dimensions' : undefined)
  if (both) throw validationError(`The parameters Metrics and ${both} cannot both be specified.`)
  checkQueries(metrics, 'Metrics')
  metrics.forEach(({ MetricStat, Period }, at) => {
    const period = MetricStat?.Period ?? Period
    if (period === undefined || isAlarmPeriod(period)) return
    throw validationError(
      `The value ${period} for the Period of Metrics.member.${at + 1} is not valid: use 10, 20, 30 or a multiple of 60.`,
    )
  })
  const returned = metrics.filter(({ ReturnData }) => ReturnData).length
  if (returned !== 1) {
    throw validationError(
      `Exactly one element of the Metrics list must have ReturnData set to true; ${returned} have.`,
    )
  }
  try {
    checkExpressions(metrics)
    checkWindow(alarm.EvaluationPeriods, await periodOfMath(metrics))
  } catch (problem) {
    throw problem instanceof ExpressionFailed || problem instanceof NoSingleSeries
      ? validationError(problem.message)
      : problem
  }
}

/** Reads the input of PutMetricAlarm. Throws a ValidationError that names what is wrong, in an expression with its position. */
async function readMetricAlarm(input: unknown): Promise<MetricDefinition> {
  refuseMembers(input, refused)
  const alarm = read(metricAlarm, input, alarmError)
  if (alarm.Metrics) await checkMath(alarm, alarm.Metrics)
  else checkOneMetric(alarm)
  const { DatapointsToAlarm: m, EvaluationPeriods: n } = alarm
  if (m !== undefined && m > n) {
    throw validationError(
      `The parameter DatapointsToAlarm (${m}) must not be greater than the parameter EvaluationPeriods (${n}).`,
    )
  }
  return alarm
}

export async function putMetricAlarm(
  context: EngineContext,
  input: unknown,
  evaluatedFrom: EvaluatedFrom = 'creation',
) {
  const definition = await readMetricAlarm(input)
  const tags = tagsOf(input)
  return putAlarm(context, { kind: 'MetricAlarm', definition }, { evaluatedFrom, tags })
}

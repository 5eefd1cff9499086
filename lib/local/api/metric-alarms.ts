import { lookBackProblem } from '@/lib/alarms/look-back'
import { NoSingleSeries, periodOfMath } from '@/lib/alarms/math'
import type { EvaluatedFrom } from '@/lib/local/alarms/alarm-store'
import { isAlarmPeriod, type MetricDefinition, metricAlarm } from '@/lib/local/alarms/definition'
import type { Tag } from '@/lib/local/alarms/tag-store'
import { validationError } from '@/lib/local/aws-error'
import type { EngineContext } from '@/lib/local/context'
import { read } from '@/lib/local/input'
import { checkDimensions } from '@/lib/local/metrics/dimensions'
import { checkQueries } from '@/lib/local/metrics/metric-data-query'
import { walk } from '@/lib/metric-math/ast'
import { ExpressionFailed, expressionsOf } from '@/lib/metric-math/expression'
import { statisticOf, statisticRule } from '@/lib/metric-math/statistic'
import { alarmError, ofPut, putAlarm, refuseMembers } from './alarm-members'

const put = metricAlarm.extend(ofPut)

const refused = {
  ThresholdMetricId:
    'an anomaly band needs a trained detector, which one machine does not have. Use a fixed Threshold.',
  EvaluationCriteria: 'use Metrics or MetricName.',
  EvaluationInterval: 'alarms are evaluated each minute.',
  EvaluationWindow: 'periods end with the minute that is evaluated.',
  WarmUpConfiguration: 'an alarm is evaluated from its first minute on.',
}

/** Of metrics, and of expressions. */
const maxOfEach = 10

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

/** Stored alarms of older versions may have more, or other periods: they go on as they are. */
function checkNumberOfQueries(metrics: NonNullable<MetricDefinition['Metrics']>) {
  const read = metrics.flatMap(({ MetricStat }) => MetricStat ?? [])
  for (const [count, what] of [
    [read.length, 'metrics'],
    [metrics.length - read.length, 'expressions'],
  ] as const)
    if (count > maxOfEach)
      throw validationError(`Metrics may have at most ${maxOfEach} ${what}, not ${count}.`)
  const periods = [...new Set(read.map(({ Period }) => Period))]
  if (periods.length > 1)
    throw validationError(
      `Each metric of an alarm must be using the same period: ${periods.join(' and ')} are given.`,
    )
}

async function checkMath(
  alarm: MetricDefinition,
  metrics: NonNullable<MetricDefinition['Metrics']>,
) {
  const given = ofOneMetric.find((name) => alarm[name] !== undefined)
  const both = given ?? (alarm.Dimensions.length > 0 ? 'Dimensions' : undefined)
  if (both) throw validationError(`The parameters Metrics and ${both} cannot both be specified.`)
  checkQueries(metrics, 'Metrics')
  checkNumberOfQueries(metrics)
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
async function readMetricAlarm(
  input: unknown,
): Promise<{ definition: MetricDefinition; tags: Tag[] }> {
  refuseMembers(input, refused)
  const { Tags: tags, ...alarm } = read(put, input, alarmError)
  checkDimensions(alarm.Dimensions, '', validationError)
  if (alarm.Metrics) await checkMath(alarm, alarm.Metrics)
  else checkOneMetric(alarm)
  const { DatapointsToAlarm: m, EvaluationPeriods: n } = alarm
  if (m !== undefined && m > n) {
    throw validationError(
      `The parameter DatapointsToAlarm (${m}) must not be greater than the parameter EvaluationPeriods (${n}).`,
    )
  }
  return { definition: alarm, tags }
}

export async function putMetricAlarm(
  context: EngineContext,
  input: unknown,
  evaluatedFrom: EvaluatedFrom = 'creation',
) {
  return putAlarm(context, {
    kind: 'MetricAlarm',
    ...(await readMetricAlarm(input)),
    evaluatedFrom,
  })
}

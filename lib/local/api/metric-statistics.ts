import * as z from 'zod'
import { simpleStatistic } from '@/lib/local/alarms/definition'
import { AwsError, validationError } from '@/lib/local/aws-error'
import type { EngineContext } from '@/lib/local/context'
import { dimensions, listOf, moment, oneOf, read, text, whole } from '@/lib/local/input'
import { loadDatapoints, unitsOf } from '@/lib/local/metrics/datapoints'
import { checkDimensions } from '@/lib/local/metrics/dimensions'
import { isPeriod, periodRule, periodsIn, readable } from '@/lib/metric-math/period'
import { isSimple, statisticOf, statisticRule } from '@/lib/metric-math/statistic'
import { units } from '@/lib/metric-math/unit'

const maxDatapoints = 1_440

const get = z.object({
  Namespace: text(1, 255),
  MetricName: text(1, 255),
  Dimensions: dimensions,
  StartTime: moment,
  EndTime: moment,
  Period: whole(1),
  Statistics: listOf(simpleStatistic, 1, 5).optional(),
  ExtendedStatistics: listOf(text(1, 255), 1, 10).optional(),
  Unit: oneOf(units).optional(),
})
type StatisticsRequest = z.infer<typeof get>

const wrongCombination = (message: string) => new AwsError('InvalidParameterCombination', message)

function check({ StartTime, EndTime, Period, ...request }: StatisticsRequest) {
  if (StartTime >= EndTime)
    throw new AwsError(
      'InvalidParameterValue',
      'The parameter StartTime must be less than the parameter EndTime.',
    )
  if (!isPeriod(Period))
    throw new AwsError('InvalidParameterValue', `The parameter Period is not valid: ${periodRule}.`)
  if (!request.Statistics === !request.ExtendedStatistics)
    throw wrongCombination('Exactly one of Statistics and ExtendedStatistics must be given.')
  const unknown = request.ExtendedStatistics?.find((name) => isSimple(name) || !statisticOf(name))
  if (unknown !== undefined)
    throw validationError(
      `The value ${unknown} for parameter ExtendedStatistics is not supported: ${statisticRule}.`,
    )
  const asked = periodsIn({ startMs: StartTime, endMs: EndTime }, Period)
  if (asked > maxDatapoints)
    throw wrongCombination(
      `You have requested up to ${asked} datapoints, which exceeds the limit of ${maxDatapoints}. Ask for a longer period or a shorter time.`,
    )
}

/** The statistics of one metric, period by period and unit by unit; a period without data has no datapoint. */
export async function getMetricStatistics({ store, clock }: EngineContext, input: unknown) {
  const request = read(get, input, 'ValidationError')
  check(request)
  checkDimensions(request.Dimensions, '', validationError)
  const { Namespace, MetricName, Dimensions, Period, Unit } = request
  const answer = (Datapoints: object[]) => ({ Label: MetricName, Datapoints })
  const asked = { startMs: request.StartTime, endMs: request.EndTime }
  const window = readable(asked, Period, clock())
  if (!window) return answer([])
  const statistics = [...new Set<string>(request.Statistics ?? request.ExtendedStatistics ?? [])]
  const Metric = { Namespace, MetricName, Dimensions }
  const asUnits = Unit ? [Unit] : await unitsOf(store, Metric, window)
  const wanted = asUnits.flatMap((one) =>
    statistics.map((Stat) => ({ Metric, Period, Stat, Unit: one, window })),
  )
  const loaded = await loadDatapoints(store, wanted)
  const found = new Map<string, { ms: number; unit: string; values: Record<string, number> }>()
  wanted.forEach(({ Stat, Unit: unit }, at) => {
    loaded[at]?.timesMs.forEach((ms, n) => {
      const key = `${ms} ${unit}`
      const one = found.get(key) ?? { ms, unit, values: {} }
      found.set(key, { ...one, values: { ...one.values, [Stat]: loaded[at]?.values[n] ?? 0 } })
    })
  })
  return answer(
    [...found.values()]
      .sort((a, b) => a.ms - b.ms)
      .map(({ ms, unit, values }) => ({
        Timestamp: ms / 1000,
        ...(request.Statistics ? values : { ExtendedStatistics: values }),
        Unit: unit,
      })),
  )
}

import { z } from 'zod'
import { validationError } from '@/lib/local/aws-error'
import { listOf, moment, oneOf, read, whole } from '@/lib/local/input'
import { metricDataQuery } from '@/lib/local/metrics/metric-data-query'
import { isPeriod, periodRule } from '@/lib/metric-math/period'
import { statisticOf, statisticRule } from '@/lib/metric-math/statistic'

const maxDatapoints = 100_800

type Query = z.infer<typeof metricDataQuery>

const get = z.object({
  MetricDataQueries: listOf(metricDataQuery, 1, 500),
  StartTime: moment,
  EndTime: moment,
  ScanBy: oneOf(['TimestampDescending', 'TimestampAscending']).default('TimestampDescending'),
  MaxDatapoints: whole(1, maxDatapoints).default(maxDatapoints),
  LabelOptions: z
    .object({
      Timezone: z
        .string()
        .regex(/^[+-]\d{4}$/, 'Member must satisfy regular expression pattern: [+-]\\d{4}')
        .optional(),
    })
    .optional(),
  NextToken: z.string().optional(),
})
export type MetricDataRequest = z.infer<typeof get>

/** Checks what the rules of single members do not say. Throws a ValidationError that names the member of `list`. */
export function checkQueries(queries: readonly Query[], list: string): void {
  if (new Set(queries.map(({ Id }) => Id)).size < queries.length) {
    throw validationError('The values for parameter Id are not unique.')
  }
  queries.forEach(({ Id, MetricStat: stat, Expression, Period }, at) => {
    const member = `${list}.member.${at + 1}`
    if ((stat === undefined) === (Expression === undefined)) {
      throw validationError(
        `Exactly one of ${member}.MetricStat and ${member}.Expression must be given for the Id ${Id}.`,
      )
    }
    const period = stat?.Period ?? Period
    if (period !== undefined && !isPeriod(period)) {
      throw validationError(
        `The value ${period} for parameter ${member}${stat ? '.MetricStat' : ''}.Period is not valid: ${periodRule}.`,
      )
    }
    if (stat && !statisticOf(stat.Stat)) {
      throw validationError(
        `The value ${stat.Stat} for parameter ${member}.MetricStat.Stat is not a valid statistic: ${statisticRule}.`,
      )
    }
  })
}

/** Reads the input of GetMetricData. Throws a ValidationError that names the member. */
export function readRequest(input: unknown): MetricDataRequest {
  const request = read(get, input, 'ValidationError')
  if (request.StartTime >= request.EndTime) {
    throw validationError('The parameter StartTime must be less than the parameter EndTime.')
  }
  checkQueries(request.MetricDataQueries, 'MetricDataQueries')
  return request
}

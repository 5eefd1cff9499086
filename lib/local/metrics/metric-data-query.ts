import * as z from 'zod'
import { validationError } from '@/lib/local/aws-error'
import { dimensions, oneOf, text, whole } from '@/lib/local/input'
import { isPeriod, periodRule } from '@/lib/metric-math/period'
import { statisticOf, statisticRule } from '@/lib/metric-math/statistic'
import { units } from '@/lib/metric-math/unit'
import { checkDimensions } from './dimensions'

/** A metric or an expression, as GetMetricData and metric-math alarms take it. */
export const metricDataQuery = z.object({
  Id: z
    .string()
    .max(255, 'Member must have length less than or equal to 255')
    .regex(
      /^[a-z][A-Za-z0-9_]*$/,
      'Member must satisfy regular expression pattern: [a-z][a-zA-Z0-9_]*',
    ),
  MetricStat: z
    .object({
      Metric: z.object({
        Namespace: text(1, 255),
        MetricName: text(1, 255),
        Dimensions: dimensions,
      }),
      Period: whole(1),
      Stat: text(1, 255),
      Unit: oneOf(units).optional(),
    })
    .optional(),
  Expression: text(1, 2048).optional(),
  Label: z.string().optional(),
  ReturnData: z.boolean().default(true),
  Period: whole(1).optional(),
  // There is one account here, whose number any other may stand for.
  AccountId: text(1, 255).optional(),
})

/** Checks what the rules of single members do not say. Throws a ValidationError that names the member of `list`. */
export function checkQueries(
  queries: readonly z.infer<typeof metricDataQuery>[],
  list: string,
): void {
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
    if (stat)
      checkDimensions(stat.Metric.Dimensions, `${member}.MetricStat.Metric.`, validationError)
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

import * as z from 'zod'
import { AwsError } from '@/lib/local/aws-error'
import { type EntityProblem, entityAttributes, entityProblem } from '@/lib/local/entity'
import { anyNumber, dimensions, listOf, moment, namespace, text } from '@/lib/local/input'
import { type Unit, units } from '@/lib/metric-math/unit'
import { dayMs, hourMs } from '@/lib/time'
import { type Datapoint, dimensionsText, storedUnit } from './datapoints'
import { checkDimensions, isPlain, plainRule } from './dimensions'

const maxValues = 150
const maxDatums = 1_000
const maxMagnitude = 2 ** 360
const [tooOldMs, tooNewMs] = [14 * dayMs, 2 * hourMs]
// Sums of decimals are a little off.
const tolerance = 1e-9

const datumList = listOf(
  z.object({
    MetricName: text(1, 255),
    Dimensions: dimensions,
    Timestamp: moment.optional(),
    Value: anyNumber.optional(),
    Values: z.array(anyNumber).optional(),
    Counts: z.array(anyNumber).optional(),
    StatisticValues: z
      .object({
        SampleCount: anyNumber,
        Sum: anyNumber,
        Minimum: anyNumber,
        Maximum: anyNumber,
      })
      .optional(),
    Unit: z.string().optional(),
    StorageResolution: z.literal([1, 60]).default(60),
  }),
  0,
  maxDatums,
)

const maxEntityValue = 2_048

/** What PutMetricData takes. Metrics of an entity are stored as all others are, and the entity is not. */
export const metricData = z.object({
  Namespace: namespace,
  StrictEntityValidation: z.boolean().optional(),
  MetricData: datumList.default([]),
  EntityMetricData: listOf(
    z.object({
      Entity: z
        .object({ KeyAttributes: entityAttributes, Attributes: entityAttributes })
        .optional(),
      MetricData: datumList.default([]),
    }),
    0,
    2,
  ).default([]),
})
type MetricData = z.infer<typeof metricData>
type Datum = MetricData['MetricData'][number]
type Weighted = [value: number, weight: number]

const invalid = (message: string) => new AwsError('InvalidParameterValue', message)
const wrongTogether = (message: string) => new AwsError('InvalidParameterCombination', message)

/** Checks the numbers of a member, by the names that they have in it. */
function checkNumbers(member: string, numbers: Record<string, number>): void {
  for (const [name, value] of Object.entries(numbers)) {
    if (Math.abs(value) <= maxMagnitude) continue
    const rule = Number.isFinite(value) ? ': it must be between -2^360 and 2^360' : ''
    throw invalid(`The value ${value} for parameter ${member}.${name} is invalid${rule}.`)
  }
}

const checkList = (member: string, list: readonly number[]) =>
  checkNumbers(member, Object.fromEntries(list.map((value, at) => [`member.${at + 1}`, value])))

/** Whether the single values of a statistic set are known: one, or all the same. */
const isOneValue = ({ SampleCount, Minimum, Maximum }: NonNullable<Datum['StatisticValues']>) =>
  SampleCount === 1 || Minimum === Maximum

/** The values between the extremes are unknown: each counts as their average. */
function ofStatistics(
  { SampleCount: n, Sum, Minimum, Maximum }: NonNullable<Datum['StatisticValues']>,
  member: string,
): Weighted[] {
  checkNumbers(member, { SampleCount: n, Sum, Minimum, Maximum })
  if (n < 0 || Minimum > Maximum)
    throw invalid(
      `The parameter ${member} is invalid: ${n < 0 ? 'SampleCount must not be negative' : 'Maximum must not be less than Minimum'}.`,
    )
  if (n === 0) return []
  const others = Math.max(0, n - 2)
  const [low, high] =
    n < 2
      ? [n * Minimum, n * Maximum]
      : [Minimum * (others + 1) + Maximum, Maximum * (others + 1) + Minimum]
  const slack = tolerance * Math.max(1, Math.abs(low), Math.abs(high))
  if (Sum < low - slack || Sum > high + slack)
    throw invalid(
      `The parameter ${member} is invalid: a Sum of ${Sum} is not possible with ${n} values from ${Minimum} to ${Maximum}.`,
    )
  if (n < 2) return [[Sum / n, n]]
  const between: Weighted[] = others > 0 ? [[(Sum - Minimum - Maximum) / others, others]] : []
  return [[Minimum, 1], [Maximum, 1], ...between]
}

function ofValues({ Values = [], Counts }: Datum, member: string): Weighted[] {
  if (Values.length > maxValues)
    throw invalid(`The parameter ${member}.Values must not have more than ${maxValues} members.`)
  if (Counts && Counts.length !== Values.length)
    throw wrongTogether(
      `The parameters ${member}.Values and ${member}.Counts must be of the same size.`,
    )
  checkList(`${member}.Values`, Values)
  checkList(
    `${member}.Counts`,
    (Counts ?? []).filter((count) => !Number.isFinite(count)),
  )
  const negative = Counts?.find((count) => count < 0)
  if (negative !== undefined)
    throw invalid(`The value ${negative} for parameter ${member}.Counts is invalid.`)
  return Values.map((value, at): Weighted => [value, Counts?.[at] ?? 1]).filter(
    ([, weight]) => weight > 0,
  )
}

function weightedOf(datum: Datum, member: string): Weighted[] {
  const { Value, Values, Counts, StatisticValues } = datum
  const given = Object.entries({ Value, Values, StatisticValues }).flatMap(([name, value]) =>
    value === undefined ? [] : [`${member}.${name}`],
  )
  if (given.length > 1)
    throw wrongTogether(
      `The parameters ${given.join(' and ')} are mutually exclusive and you have specified both.`,
    )
  if (StatisticValues) return ofStatistics(StatisticValues, `${member}.StatisticValues`)
  if (Values && Values.length > 0) return ofValues(datum, member)
  if (Value === undefined)
    throw new AwsError(
      'MissingParameter',
      `A value must be specified for the metric ${datum.MetricName}.`,
    )
  if (Counts) throw wrongTogether(`The parameter ${member}.Counts needs ${member}.Values.`)
  checkNumbers(member, { Value })
  return [[Value, 1]]
}

function unitOf({ Unit }: Datum, member: string): Unit | undefined {
  const found = units.find((unit) => unit === Unit)
  if (Unit === undefined || found) return found
  throw invalid(`The parameter ${member}.Unit must be a value in the set [${units.join(', ')}].`)
}

function checkAge(ms: number, nowMs: number, member: string): void {
  if (ms < nowMs - tooOldMs)
    throw invalid(
      `The parameter ${member}.Timestamp must specify a time within the past two weeks.`,
    )
  if (ms > nowMs + tooNewMs)
    throw invalid(
      `The parameter ${member}.Timestamp must specify a time no more than two hours in the future.`,
    )
}

/**
 * Why the first wrong entity of a PutMetricData is rejected; null when none is. Throws where the request
 * wants to be refused for that, or does not say whether.
 */
export function rejectedEntity({
  EntityMetricData,
  StrictEntityValidation: isStrict,
}: MetricData): EntityProblem | null {
  if (EntityMetricData.length === 0) return null
  if (isStrict === undefined)
    throw new AwsError(
      'MissingParameter',
      'The parameter StrictEntityValidation is required with EntityMetricData.',
    )
  const problems = EntityMetricData.map(({ Entity: { KeyAttributes, Attributes } = {} }) =>
    entityProblem({ keyAttributes: KeyAttributes, attributes: Attributes }, maxEntityValue),
  )
  const at = problems.findIndex((problem) => problem !== null)
  if (at !== -1 && isStrict)
    throw invalid(
      `The parameter EntityMetricData.member.${at + 1}.Entity is invalid: ${problems[at]}.`,
    )
  return problems[at] ?? null
}

/** The datapoints of a PutMetricData, all of them or none. Throws CloudWatch's errors, with the member. */
export function datapointsOf(
  { Namespace, MetricData, EntityMetricData }: MetricData,
  { nowMs, rejectOld }: { nowMs: number; rejectOld: boolean },
): Datapoint[] {
  if (Namespace.startsWith('AWS/'))
    throw invalid(
      `The value ${Namespace} for parameter Namespace is invalid: AWS/ is reserved for AWS services.`,
    )
  if (!isPlain(Namespace))
    throw invalid(`The value ${Namespace} for parameter Namespace is invalid: ${plainRule}.`)
  const datums = [
    ...MetricData.map((datum, at) => ({ datum, member: `MetricData.member.${at + 1}` })),
    ...EntityMetricData.flatMap(({ MetricData }, entity) =>
      MetricData.map((datum, at) => ({
        datum,
        member: `EntityMetricData.member.${entity + 1}.MetricData.member.${at + 1}`,
      })),
    ),
  ]
  if (datums.length > maxDatums)
    throw invalid(`A request may have ${maxDatums} metrics at most, those of entities included.`)
  return datums.flatMap(({ datum, member }) => {
    if (rejectOld && datum.Timestamp !== undefined) checkAge(datum.Timestamp, nowMs, member)
    checkDimensions(datum.Dimensions, `${member}.`, invalid)
    const stepMs = datum.StorageResolution * 1000
    const ts = Math.floor((datum.Timestamp ?? nowMs) / stepMs) * stepMs
    const dimensions = dimensionsText(datum.Dimensions)
    const unit = storedUnit(unitOf(datum, member))
    const summarised = datum.StatisticValues !== undefined && !isOneValue(datum.StatisticValues)
    return weightedOf(datum, member).map(
      ([value, weight]): Datapoint => [
        Namespace,
        datum.MetricName,
        dimensions,
        ts,
        value,
        weight,
        unit,
        summarised,
      ],
    )
  })
}

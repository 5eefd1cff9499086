import { describe, expect, test } from 'vitest'
import { comparisons, isComparison } from '@/lib/alarms/comparison'
import { mathValues } from '@/lib/alarms/math'
import { parseSite } from '@/lib/site'
import { made, resourcesOf } from './testdata/made'

type Properties = Record<string, unknown>

const alarmsOf = (file: object, context: Record<string, string> = {}) =>
  new Map(
    resourcesOf(made(file, context).template, 'AWS::CloudWatch::Alarm').map(
      ([, { Properties }]) => [String(Properties.AlarmName), Properties as Properties],
    ),
  )

describe('by metric math, while nobody publishes how the shop is doing', () => {
  const alarms = alarmsOf({}, { ordersPerHour: '4', ordersStoppedMinutes: '30' })

  /** Whether an alarm's newest period breaches, when so much came in each of its periods; null: nothing came. */
  async function breaches(name: string, came: { Orders: number | null; Requests: number | null }) {
    const { Metrics, Threshold, ComparisonOperator } = alarms.get(name) ?? {}
    const queries = (Metrics as { Id: string; Expression?: string; MetricStat?: object }[]).map(
      (query) => ({ ...query, ReturnData: query.Expression !== undefined }),
    )
    const periodSeconds = name === 'No-Requests' ? 60 : name === 'Orders-Low' ? 3_600 : 1_800
    const atMs = Date.parse('2026-11-24T12:00:00Z')
    const values = await mathValues(
      queries as never,
      { periodSeconds, periods: 1, atMs },
      async (wanted) =>
        wanted.map(({ Metric, window }) => {
          const value = came[Metric.MetricName as keyof typeof came]
          return value === null
            ? { timesMs: [], values: [] }
            : { timesMs: [window.startMs], values: [value] }
        }),
    )
    const value = values.get(atMs - periodSeconds * 1_000)
    const operator = String(ComparisonOperator)
    if (value === undefined || !isComparison(operator)) return null
    return comparisons[operator].breaches(value, Number(Threshold))
  }

  test.each<[name: string, orders: number | null, requests: number | null, is: boolean | null]>([
    ['Orders-Stopped', 0, 300, true],
    // Before the metric filter was made.
    ['Orders-Stopped', null, 300, false],
    ['Orders-Stopped', 0, 299, null],
    ['Orders-Stopped', 1, 1, false],
    ['Orders-Stopped', 1, 300, false],
    ['Orders-Stopped', null, null, null],
    ['Orders-Low', 3, 600, true],
    ['Orders-Low', 4, 600, false],
    ['Orders-Low', 3, 599, null],
    ['No-Requests', null, 0, true],
    ['No-Requests', null, 1, false],
  ])('%s with %s orders and %s requests in a period: %s', async (name, Orders, Requests, is) => {
    expect(await breaches(name, { Orders, Requests })).toBe(is)
  })

  test('they notify as declared, and missing data is what it means to each', () => {
    expect(alarms.get('No-Requests')).toMatchObject({
      EvaluationPeriods: 10,
      TreatMissingData: 'breaching',
      Threshold: 1,
    })
    expect(alarms.get('Orders-Stopped')).toMatchObject({ TreatMissingData: 'ignore' })
    for (const name of ['No-Requests', 'Orders-Stopped', 'Orders-Low'])
      expect(alarms.get(name)?.MetricName, name).toBeUndefined()
  })
})

test('what few orders are CloudWatch learns, where nobody has said', () => {
  expect(alarmsOf({}).get('Orders-Low')).toMatchObject({
    Metrics: [
      {
        Id: 'orders',
        ReturnData: true,
        MetricStat: { Metric: { MetricName: 'Orders' }, Period: 3_600, Stat: 'Sum' },
      },
      { Id: 'band', ReturnData: true, Expression: 'ANOMALY_DETECTION_BAND(orders, 2)' },
    ],
    ThresholdMetricId: 'band',
    ComparisonOperator: 'LessThanLowerThreshold',
    TreatMissingData: 'ignore',
  })
  expect(alarmsOf({}).get('Orders-Low')).not.toHaveProperty('Threshold')
})

test.each([{}, { publishMetrics: 'true' }, { ordersPerHour: '4' }] as Record<string, string>[])(
  'every alarm that is declared is made, with %j',
  (context) => {
    const own = { name: 'Mine', metric: 'Orders', threshold: 9 }
    for (const file of [{}, { steps: [] }, { preset: 'woocommerce' }, { alarms: [own] }]) {
      const declared = parseSite(JSON.stringify(file)).monitoring.alarms.map(({ name }) => name)
      expect([...alarmsOf(file, context).keys()]).toEqual(expect.arrayContaining(declared))
    }
  },
)

test('an alarm of the site file with the name of one of them stays as it is', () => {
  const own = { name: 'Orders-Stopped', metric: 'Orders', comparison: '<', threshold: 9 }
  expect(alarmsOf({ alarms: [own] }).get('Orders-Stopped')).toMatchObject({
    MetricName: 'Orders',
    Threshold: 9,
  })
})

test('with publishMetrics they are those of the embedded engine', () => {
  const alarms = alarmsOf({}, { publishMetrics: 'true' })
  for (const name of ['No-Requests', 'Orders-Stopped', 'Orders-Low'])
    expect(alarms.get(name)).toMatchObject({
      Namespace: 'CafeWatch',
      MetricName: name,
      Statistic: 'Maximum',
      TreatMissingData: 'ignore',
    })
})

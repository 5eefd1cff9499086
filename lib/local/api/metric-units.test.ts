import {
  DescribeAlarmsCommand,
  GetMetricDataCommand,
  type MetricDatum,
  PutMetricAlarmCommand,
  PutMetricDataCommand,
  type StandardUnit,
} from '@aws-sdk/client-cloudwatch'
import { PutMetricFilterCommand } from '@aws-sdk/client-cloudwatch-logs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { dayMs, hourMs } from '@/lib/time'
import { group, nowMs, openEngine } from './testdata/open-engine'

let here: Awaited<ReturnType<typeof openEngine>>
beforeAll(async () => {
  here = await openEngine('in process')
})
afterAll(() => here.close())

const Timestamp = new Date(nowMs - 120_000)
const put = (MetricData: MetricDatum[], Namespace = 'Shop') =>
  here.metrics.send(new PutMetricDataCommand({ Namespace, MetricData }))

async function values(MetricName: string, Stat: string, Unit?: StandardUnit) {
  const Metric = { Namespace: 'Shop', MetricName }
  const { MetricDataResults } = await here.metrics.send(
    new GetMetricDataCommand({
      StartTime: new Date(nowMs - 600_000),
      EndTime: new Date(nowMs),
      MetricDataQueries: [{ Id: 'm', MetricStat: { Metric, Period: 60, Stat, Unit } }],
    }),
  )
  return MetricDataResults?.[0]?.Values
}

describe('a metric with two units', () => {
  beforeAll(() =>
    put([
      { MetricName: 'wait', Value: 1, Unit: 'Seconds', Timestamp },
      { MetricName: 'wait', Value: 2, Unit: 'Seconds', Timestamp },
      { MetricName: 'wait', Value: 1500, Unit: 'Milliseconds', Timestamp },
      { MetricName: 'plain', Value: 7, Timestamp },
    ]),
  )
  test.each<[string, string, StandardUnit | undefined, number[]]>([
    ['wait', 'Sum', 'Seconds', [3]],
    ['wait', 'p100', 'Seconds', [2]],
    ['wait', 'Sum', 'Milliseconds', [1500]],
    ['wait', 'Sum', 'Count', []],
    ['wait', 'Sum', 'None', []],
    ['plain', 'Sum', 'None', [7]],
    ['plain', 'Sum', 'Count', []],
    // Never the sum of both.
    ['wait', 'Sum', undefined, [1500]],
    ['wait', 'p100', undefined, [1500]],
    ['wait', 'SampleCount', undefined, [1]],
  ])('%s, %s of %s: %j', async (name, stat, unit, expected) => {
    expect(await values(name, stat, unit)).toEqual(expected)
  })
})

test('a metric filter gives its datapoints a unit', async () => {
  await here.put(['first'])
  const change = { metricNamespace: 'Shop', metricName: 'size', metricValue: '$size' }
  await here.logs.send(
    new PutMetricFilterCommand({
      logGroupName: group,
      filterName: 'size',
      filterPattern: '[ip, size]',
      metricTransformations: [{ ...change, unit: 'Bytes' }],
    }),
  )
  await here.put(['::1 20'], { atMs: nowMs - 120_000 })
  expect(await values('size', 'Sum', 'Bytes')).toEqual([20])
  expect(await values('size', 'Sum', 'None')).toEqual([])
})

const set = (SampleCount: number, Sum: number, Minimum: number, Maximum: number) => ({
  StatisticValues: { SampleCount, Sum, Minimum, Maximum },
})

test.each<[datum: object, code: string, message: RegExp]>([
  [{ Value: 1, Unit: 'Parsecs' }, 'InvalidParameterValue', /member\.1\.Unit must be a value in/],
  [{ Values: Array(151).fill(1) }, 'InvalidParameterValue', /more than 150 members/],
  [{ Values: [1, 2], Counts: [1] }, 'InvalidParameterCombination', /must be of the same size/],
  [{ Values: [1], Counts: [-1] }, 'InvalidParameterValue', /-1 for parameter .*Counts/],
  [{ Value: 1, Values: [1] }, 'InvalidParameterCombination', /mutually exclusive/],
  [{ Value: 1, ...set(1, 1, 1, 1) }, 'InvalidParameterCombination', /mutually exclusive/],
  [{ Value: 1, Counts: [1] }, 'InvalidParameterCombination', /Counts needs/],
  [{ Value: 1e200 }, 'InvalidParameterValue', /between -2\^360 and 2\^360/],
  [set(2, 3, 3, 1), 'InvalidParameterValue', /Maximum must not be less than Minimum/],
  [set(-1, 0, 0, 0), 'InvalidParameterValue', /SampleCount must not be negative/],
  [set(3, 100, 1, 5), 'InvalidParameterValue', /a Sum of 100 is not possible with 3 values/],
  [set(1, 5, 1, 1), 'InvalidParameterValue', /a Sum of 5 is not possible/],
  [{}, 'MissingParameter', /A value must be specified/],
])('refused: %j', async (datum, Code, message) => {
  const wrong = { MetricName: 'wrong', Timestamp, ...datum }
  await expect(put([{ MetricName: 'wrong', Value: 1, Timestamp }, wrong])).rejects.toMatchObject({
    Code,
    message: expect.stringMatching(new RegExp(message.source.replace('member\\.1', 'member\\.2'))),
  })
  expect(await values('wrong', 'Sum')).toEqual([])
})

test('namespaces of AWS are refused', async () => {
  await expect(put([{ MetricName: 'm', Value: 1 }], 'AWS/EC2')).rejects.toMatchObject({
    Code: 'InvalidParameterValue',
  })
})

test('a statistic set counts as what it says', async () => {
  await put([
    { MetricName: 'set', Timestamp, ...set(4, 10, 1, 4) },
    { MetricName: 'set', Timestamp, Values: [9, 5], Counts: [2, 0] },
  ])
  const statistics = ['SampleCount', 'Sum', 'Minimum', 'Maximum']
  const found = await Promise.all(statistics.map((stat) => values('set', stat)))
  expect(found).toEqual([[6], [28], [1], [9]])
})

test('an alarm on another unit has no data; one on its own has', async () => {
  let clockMs = nowMs
  const engine = await openEngine('in process', { clock: () => clockMs })
  const metric = { Namespace: 'Shop', MetricName: 'wait' }
  const alarm = (AlarmName: string, Unit?: StandardUnit) =>
    engine.metrics.send(
      new PutMetricAlarmCommand({
        ...metric,
        AlarmName,
        Unit,
        Statistic: 'Sum',
        Period: 60,
        EvaluationPeriods: 1,
        Threshold: 0,
        ComparisonOperator: 'GreaterThanThreshold',
      }),
    )
  await engine.metrics.send(
    new PutMetricDataCommand({
      Namespace: 'Shop',
      MetricData: [{ MetricName: 'wait', Value: 1, Unit: 'Seconds', Timestamp: new Date(nowMs) }],
    }),
  )
  await alarm('any')
  await alarm('other', 'Count')
  await alarm('own', 'Seconds')
  await expect(alarm('wrong', 'Parsecs' as StandardUnit)).rejects.toThrow(/'unit' failed/)
  clockMs += 60_000
  const states = async () => {
    const { MetricAlarms = [] } = await engine.metrics.send(new DescribeAlarmsCommand({}))
    return MetricAlarms.map(({ AlarmName, StateValue }) => `${AlarmName} ${StateValue}`)
  }
  await expect
    .poll(states, { timeout: 20_000 })
    .toEqual(['any ALARM', 'other INSUFFICIENT_DATA', 'own ALARM'])
  await engine.close()
})

describe('the age of datapoints', () => {
  const ages: [ms: number, message: RegExp][] = [
    [-14 * dayMs - 1_000, /must specify a time within the past two weeks/],
    [2 * hourMs + 1_000, /must specify a time no more than two hours in the future/],
  ]
  test.each(ages)('%d ms from now is refused where old events are', async (ms, message) => {
    const strict = await openEngine('in process', { rejectOldEvents: true })
    const send = (ms: number) =>
      strict.metrics.send(
        new PutMetricDataCommand({
          Namespace: 'Shop',
          MetricData: [{ MetricName: 'm', Value: 1, Timestamp: new Date(nowMs + ms) }],
        }),
      )
    await expect(send(ms)).rejects.toThrow(message)
    await send(-14 * dayMs)
    await send(2 * hourMs)
    await strict.close()
  })

  test('elsewhere any is taken', async () => {
    await put([{ MetricName: 'old', Value: 1, Timestamp: new Date(nowMs - 400 * dayMs) }])
  })
})

test('a log event in the embedded metric format is stored, and so is its metric', async () => {
  const Metrics = [{ Name: 'embedded', Unit: 'Seconds' }]
  const CloudWatchMetrics = [{ Namespace: 'Shop', Dimensions: [[]], Metrics }]
  const _aws = { Timestamp: Timestamp.getTime(), CloudWatchMetrics }
  await here.put([JSON.stringify({ _aws, embedded: [4, 5] }), 'and a plain one'])
  expect(await values('embedded', 'Sum', 'Seconds')).toEqual([9])
  expect(await values('embedded', 'SampleCount')).toEqual([2])
})

import { describe, expect, test } from 'vitest'
import { comparisons, isComparison } from '@/lib/alarms/comparison'
import { mathValues } from '@/lib/alarms/math'
import { made, only, resourcesOf } from './testdata/made'

const balancer = { loadBalancer: 'app/shop/50dc6c495c0c9188' }
const alarmsOf = (file: object = {}, context: Record<string, string> = {}) =>
  new Map<string, Record<string, unknown>>(
    resourcesOf(made(file, context).template, 'AWS::CloudWatch::Alarm').map(
      ([, { Properties }]) => [String(Properties.AlarmName), Properties],
    ),
  )
const everybody = [{ Ref: expect.stringMatching(/^Everybody/) }]

describe('on the way of the events', () => {
  const shipped = made()
  const alarms = alarmsOf()
  const delivery = { Ref: only(shipped.template, 'AWS::KinesisFirehose::DeliveryStream').id }

  test('each tells everybody', () => {
    for (const name of [
      'Log-Silent',
      'Agent-Silent',
      'Archive-Late',
      'Archive-Failing',
      'Archive-Not-Fed',
    ])
      expect(alarms.get(name), name).toMatchObject({
        AlarmActions: everybody,
        OKActions: everybody,
        ActionsEnabled: true,
      })
  })

  test('silence: no datapoint is a breach, for as many minutes as No-Requests waits', () => {
    const silence = {
      Namespace: 'AWS/Logs',
      MetricName: 'IncomingLogEvents',
      Dimensions: [{ Name: 'LogGroupName', Value: 'apache/access' }],
      Statistic: 'Sum',
      Period: 60,
      ComparisonOperator: 'LessThanThreshold',
      Threshold: 1,
      TreatMissingData: 'breaching',
    }
    expect(alarms.get('Log-Silent')).toMatchObject({ ...silence, EvaluationPeriods: 10 })
    expect(alarmsOf({}, { noRequestsMinutes: '45' }).get('Log-Silent')).toMatchObject({
      ...silence,
      EvaluationPeriods: 45,
    })
  })

  test('an agent that does not report: one sample a minute of each', () => {
    const of = (agents: string) => alarmsOf({}, { agents }).get('Agent-Silent')
    expect(of('3')).toMatchObject({
      Namespace: 'CafeWatch/Agent',
      MetricName: 'mem_used_percent',
      Dimensions: [],
      Statistic: 'SampleCount',
      Period: 60,
      EvaluationPeriods: 5,
      ComparisonOperator: 'LessThanThreshold',
      Threshold: 3,
      TreatMissingData: 'breaching',
    })
    expect(of('0')).toBeUndefined()
  })

  test('delivery to the archive: late, failing', () => {
    const stream = [{ Name: 'DeliveryStreamName', Value: delivery }]
    expect(alarms.get('Archive-Late')).toMatchObject({
      Namespace: 'AWS/Firehose',
      MetricName: 'DeliveryToS3.DataFreshness',
      Dimensions: stream,
      Statistic: 'Maximum',
      Threshold: 900,
      ComparisonOperator: 'GreaterThanThreshold',
      TreatMissingData: 'notBreaching',
    })
    expect(alarms.get('Archive-Failing')).toMatchObject({
      Namespace: 'AWS/Firehose',
      MetricName: 'DeliveryToS3.Success',
      Dimensions: stream,
      Statistic: 'Average',
      Threshold: 1,
      ComparisonOperator: 'LessThanThreshold',
      TreatMissingData: 'notBreaching',
    })
  })

  test('without an archive there is none on it', () => {
    const names = [...alarmsOf({ archive: false }).keys()]
    expect(names.filter((name) => name.startsWith('Archive-'))).toEqual([])
    expect(names).toContain('Log-Silent')
  })

  test('one of the site file with the same name is the only one, and a rule may name any', () => {
    const { template } = made({
      alarms: [
        { name: 'Log-Silent', metric: 'Requests', threshold: 7 },
        { name: 'Blind', rule: 'ALARM("Log-Silent") AND ALARM("Agent-Silent")' },
      ],
    })
    const all = resourcesOf(template, 'AWS::CloudWatch::Alarm')
    const silent = all.filter(([, { Properties }]) => Properties.AlarmName === 'Log-Silent')
    expect(silent.map(([, { Properties }]) => Properties.Threshold)).toEqual([7])
    const agent = all.find(([, { Properties }]) => Properties.AlarmName === 'Agent-Silent')
    const [blind] = resourcesOf(template, 'AWS::CloudWatch::CompositeAlarm')
    expect(blind?.[1].DependsOn).toEqual([silent[0]?.[0], agent?.[0]].sort())
  })

  test('that of a load balancer is made where one is named, and reads its metrics', () => {
    expect(alarms.get('Balancer-Errors')).toBeUndefined()
    const { Metrics } = alarmsOf({}, balancer).get('Balancer-Errors') ?? {}
    expect(Metrics).toMatchObject([
      {
        MetricStat: {
          Metric: {
            Namespace: 'AWS/ApplicationELB',
            MetricName: 'HTTPCode_ELB_5XX_Count',
            Dimensions: [{ Name: 'LoadBalancer', Value: 'app/shop/50dc6c495c0c9188' }],
          },
        },
      },
      { MetricStat: { Metric: { MetricName: 'RequestCount' } } },
      { ReturnData: true },
    ])
  })
})

describe('by metric math', () => {
  const before = alarmsOf({}, balancer)
  const alone = alarmsOf({}, { ...balancer, balancerLog: 'true' })

  /** Whether one period breaches, when so much came in it; null: CloudWatch has no datapoint. */
  async function breaches(name: string, came: Record<string, number | null>, alarms = before) {
    const { Metrics, Threshold, ComparisonOperator } = alarms.get(name) ?? {}
    const atMs = Date.parse('2026-11-24T12:00:00Z')
    const periodSeconds = name === 'Balancer-Errors' ? 180 : 300
    const values = await mathValues(
      Metrics as never,
      { periodSeconds, periods: 1, atMs },
      async (wanted) =>
        wanted.map(({ Metric, window }) => {
          const value = came[Metric.MetricName ?? '']
          return typeof value === 'number'
            ? { timesMs: [window.startMs], values: [value] }
            : { timesMs: [], values: [] }
        }),
    )
    const value = values.get(atMs - periodSeconds * 1_000)
    const operator = String(ComparisonOperator)
    if (value === undefined || !isComparison(operator)) return null
    return comparisons[operator].breaches(value, Number(Threshold))
  }

  test.each<[events: number | null, records: number | null, is: boolean]>([
    [50, null, true],
    [50, 0, true],
    [50, 3, false],
    [null, 3, false],
    [null, null, false],
  ])('%s events came and %s went on: not fed is %s', async (events, records, is) => {
    const came = { IncomingLogEvents: events, IncomingRecords: records }
    expect(await breaches('Archive-Not-Fed', came)).toBe(is)
  })

  test.each<[errors: number | null, requests: number | null, is: boolean]>([
    [2, 10, false],
    [3, 10, true],
    [3, 100, false],
    [6, 100, true],
    [40, null, true],
    [null, 100, false],
    [null, null, false],
  ])('%s errors of the balancer among %s requests: %s', async (errors, requests, is) => {
    const came = { HTTPCode_ELB_5XX_Count: errors, RequestCount: requests }
    expect(await breaches('Balancer-Errors', came)).toBe(is)
  })

  test('where no web server’s log is sent, what servers behind it answered counts too', async () => {
    const came = { HTTPCode_ELB_5XX_Count: 1, HTTPCode_Target_5XX_Count: 9, RequestCount: 100 }
    expect(await breaches('Balancer-Errors', came)).toBe(false)
    expect(await breaches('Balancer-Errors', came, alone)).toBe(true)
    const fewer = { HTTPCode_ELB_5XX_Count: null, HTTPCode_Target_5XX_Count: 2, RequestCount: 10 }
    expect(await breaches('Balancer-Errors', fewer, alone)).toBe(false)
  })
})

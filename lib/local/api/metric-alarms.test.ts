import {
  DeleteAlarmsCommand,
  DescribeAlarmHistoryCommand,
  DescribeAlarmsCommand,
  DescribeAlarmsForMetricCommand,
  DisableAlarmActionsCommand,
  EnableAlarmActionsCommand,
  PutMetricAlarmCommand,
  type PutMetricAlarmCommandInput,
  SetAlarmStateCommand,
} from '@aws-sdk/client-cloudwatch'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openEngine, targets } from './testdata/open-engine'

const base = {
  AlarmName: 'Errors',
  MetricName: '500-Errors',
  Namespace: 'Cafe',
  Statistic: 'Sum',
  Period: 60,
  EvaluationPeriods: 1,
  Threshold: 5,
  ComparisonOperator: 'GreaterThanThreshold',
} satisfies PutMetricAlarmCommandInput

const threshold = {
  AlarmName: 'Share',
  EvaluationPeriods: 3,
  Threshold: 5,
  ComparisonOperator: 'GreaterThanThreshold' as const,
}
const metric = (Id: string, more: object = {}) => ({
  Id,
  ReturnData: false,
  MetricStat: { Metric: { Namespace: 'Cafe', MetricName: Id }, Period: 60, Stat: 'Sum', ...more },
})
const share = { Id: 'share', Expression: '100 * errors / requests', Label: 'Errors in %' }
const math = { ...threshold, Metrics: [metric('errors'), metric('requests'), share] }

describe.each(targets)('metric alarms, %s', (where) => {
  let here: Awaited<ReturnType<typeof openEngine>>
  let metrics: typeof here.metrics
  beforeAll(async () => {
    here = await openEngine(where)
    metrics = here.metrics
  })
  afterAll(() => here.close())

  const put = (input: object) =>
    metrics.send(new PutMetricAlarmCommand(input as PutMetricAlarmCommandInput))
  const names = async (input: object = {}) =>
    (await metrics.send(new DescribeAlarmsCommand(input))).MetricAlarms?.map(
      ({ AlarmName }) => AlarmName,
    )
  const configured = async (AlarmName: string) => {
    const { AlarmHistoryItems = [] } = await metrics.send(
      new DescribeAlarmHistoryCommand({
        AlarmName,
        HistoryItemType: 'ConfigurationUpdate',
        ScanBy: 'TimestampAscending',
      }),
    )
    return AlarmHistoryItems.map(({ HistorySummary }) => HistorySummary)
  }

  test('whether notifications have tags is given back', async () => {
    const ActionConfiguration = {
      AlarmTagsPropagation: { Enabled: true, IncludedTagKeys: ['team'] },
    }
    await put({ ...base, AlarmName: 'Tagged', ActionConfiguration })
    const { MetricAlarms } = await metrics.send(
      new DescribeAlarmsCommand({ AlarmNames: ['Tagged'] }),
    )
    expect(MetricAlarms?.[0]?.ActionConfiguration).toEqual(ActionConfiguration)
    await metrics.send(new DeleteAlarmsCommand({ AlarmNames: ['Tagged'] }))
  })

  test('takes as actions what CloudWatch does, and gives them back', async () => {
    const AlarmActions = [
      'arn:aws:automate:eu-central-1:ec2:stop',
      'arn:aws:swf:eu-central-1:1:action/actions/AWS_EC2.InstanceId.Stop/1.0',
      'arn:aws-cn:lambda:cn-north-1:1:function:f:live',
      'arn:aws:ssm-incidents::1:responseplan/plan',
      'arn:aws:autoscaling:eu-central-1:1:scalingPolicy:id:autoScalingGroupName/g:policyName/p',
    ]
    const OKActions = [
      'arn:aws:aiops:eu-central-1:1:investigation-group:g',
      'arn:aws:ssm:eu-central-1:1:opsitem:1#CATEGORY=Cost',
      'arn:aws:sns:eu-central-1:1:ops',
    ]
    await put({ ...base, AlarmName: 'Acting', AlarmActions, OKActions })
    const { MetricAlarms } = await metrics.send(
      new DescribeAlarmsCommand({ AlarmNames: ['Acting'] }),
    )
    expect(MetricAlarms?.[0]).toMatchObject({ AlarmActions, OKActions })
    await metrics.send(new DeleteAlarmsCommand({ AlarmNames: ['Acting'] }))
  })

  test.each<[wrong: object, message: RegExp]>([
    [{ Period: 45 }, /10, 20, 30 or a multiple of 60/],
    [{ Period: undefined }, /each of the parameters MetricName, Namespace and Period/],
    [{ MetricName: undefined }, /An alarm needs Metrics, or each of/],
    [{ EvaluationPeriods: 1, DatapointsToAlarm: 2 }, /DatapointsToAlarm \(2\) must not be greater/],
    [
      {
        ActionConfiguration: {
          AlarmTagsPropagation: { Enabled: true, IncludedTagKeys: ['a'], ExcludedTagKeys: ['b'] },
        },
      },
      /'actionConfiguration.alarmTagsPropagation' failed.*must not have both/,
    ],
    [{ EvaluationPeriods: 0 }, /'evaluationPeriods' failed to satisfy constraint/],
    [
      { EvaluationPeriods: 1441 },
      /^Metrics cannot be checked across more than a day \(EvaluationPeriods \* Period must be <= 86400\)\.$/,
    ],
    [
      { EvaluationPeriods: 169, Period: 3600 },
      /^Metrics cannot be checked across more than a week \(EvaluationPeriods \* Period must be <= 604800\) for alarms using period >= 3600$/,
    ],
    [{ ExtendedStatistic: 'p99' }, /Exactly one of Statistic and ExtendedStatistic/],
    [{ Statistic: undefined, ExtendedStatistic: 'p101' }, /p101 .*ExtendedStatistic is not supp/],
    [{ Statistic: undefined, ExtendedStatistic: 'Sum' }, /Sum for parameter ExtendedStatistic/],
    [{ Statistic: 'Mean' }, /enum value set: \[SampleCount/],
    [{ Threshold: undefined }, /Value null at 'threshold' failed .*Member must not be null/],
    [{ ComparisonOperator: 'LessThanLowerThreshold' }, /'comparisonOperator'/],
    [{ TreatMissingData: 'zero' }, /enum value set: \[missing, ignore, breaching, notBreaching\]/],
    [{ ThresholdMetricId: 'band' }, /does not know the parameter ThresholdMetricId/],
    [{ AlarmActions: ['1', '2', '3', '4', '5', '6'] }, /'alarmActions' failed/],
    [{ OKActions: ['ops'] }, /Invalid arn syntax: ops$/],
    [{ AlarmActions: ['arn:aws:sns:ops'] }, /Invalid arn syntax: arn:aws:sns:ops$/],
    [{ AlarmActions: ['arn:aws:sqs:local:1:queue'] }, /^arn:aws:sqs:local:1:queue is no action/],
    [{ InsufficientDataActions: ['arn:aws:s3:::bucket'] }, /one of the services sns, lambda, ssm/],
    [
      {
        Dimensions: [
          { Name: 'Page', Value: 'a' },
          { Name: 'Page', Value: 'b' },
        ],
      },
      /Page for parameter Dimensions.member.2.Name is invalid: a metric has a dimension once/,
    ],
    [
      { Dimensions: [{ Name: 'Page', Value: 'menü' }] },
      /menü for parameter Dimensions.member.1.Va/,
    ],
    [{ AlarmName: 'Wro\nng' }, /'alarmName' failed .*control characters/],
    [{ Namespace: ':Cafe' }, /'namespace' failed to satisfy constraint/],
    [{ Dimensions: [{ Name: ':Page', Value: 'menu' }] }, /'dimensions.1.member.name' failed/],
    [{ Metrics: [share] }, /Metrics and MetricName cannot both be specified/],
  ])('an alarm of one metric with %j is refused', async (wrong, message) => {
    await expect(put({ ...base, AlarmName: 'Wrong', ...wrong })).rejects.toMatchObject({
      Code: 'ValidationError',
      message: expect.stringMatching(message),
    })
    expect(await names()).not.toContain('Wrong')
  })

  test.each<[queries: object[], message: RegExp]>([
    [[metric('errors')], /must have ReturnData set to true; 0 have/],
    [[share, { ...share, Id: 'twice' }], /ReturnData set to true; 2 have/],
    [[metric('errors'), { ...share, Id: 'errors' }], /Id are not unique/],
    [[{ Id: 'e' }], /Exactly one of Metrics.member.1.MetricStat and Metrics.member.1.Expression/],
    [[metric('m', { Stat: 'Mean' })], /Mean for parameter Metrics.member.1.MetricStat.Stat/],
    [[metric('m', { Period: 5 })], /The value 5 for the Period of Metrics.member.1 is not valid/],
    [
      [metric('errors'), { Id: 'e', Expression: 'errors +' }],
      /^Error in expression 'e': a value is missing before the end \(at character 9\)$/,
    ],
    [[{ Id: 'e', Expression: 'eror * 2' }], /'e': there is no query with the Id eror/],
    [[metric('m'), { Id: 'e', Expression: 'SUM(m)' }], /'e': the result is a scalar/],
    [
      [metric('a'), metric('b'), { Id: 'e', Expression: 'METRICS() * 2' }],
      /exactly one time series, and its expression returns 2/,
    ],
    [
      [{ Id: 'e', Expression: "SUM(SEARCH('{Cafe} errors', 'Sum', 60))" }],
      /^SEARCH is not supported on Metric Alarms/,
    ],
    [
      [metric('errors'), metric('requests', { Period: 300 }), share],
      /^Each metric of an alarm must be using the same period: 60 and 300 are given\.$/,
    ],
    [
      [...Array.from({ length: 11 }, (_, n) => metric(`m${n}`)), { Id: 'e', Expression: 'm1' }],
      /^Metrics may have at most 10 metrics, not 11\.$/,
    ],
    [
      [metric('m'), ...Array.from({ length: 11 }, (_, n) => ({ Id: `e${n}`, Expression: 'm' }))],
      /^Metrics may have at most 10 expressions, not 11\.$/,
    ],
    [[{ Id: 'e', Expression: 'ANOMALY_DETECTION_BAND(m)' }], /needs a trained anomaly detector/],
  ])('a metric-math alarm of %j is refused', async (Metrics, message) => {
    await expect(put({ ...threshold, Metrics })).rejects.toMatchObject({
      Code: 'ValidationError',
      message: expect.stringMatching(message),
    })
  })

  test('percentiles and metric math are described as they were put', async () => {
    await put({
      ...base,
      AlarmName: 'Slow',
      MetricName: 'latency',
      Statistic: undefined,
      ExtendedStatistic: 'p95',
      EvaluateLowSampleCountPercentile: 'ignore',
      Dimensions: [{ Name: 'Page', Value: '/menu' }],
    })
    await put(math)
    const { MetricAlarms } = await metrics.send(
      new DescribeAlarmsCommand({ AlarmNames: ['Slow', 'Share'] }),
    )
    expect(MetricAlarms).toMatchObject([
      {
        AlarmName: 'Share',
        AlarmArn: 'arn:aws:cloudwatch:local:000000000000:alarm:Share',
        StateValue: 'INSUFFICIENT_DATA',
        StateReason: 'Unchecked: Initial alarm creation',
        TreatMissingData: 'missing',
        Metrics: [{ Id: 'errors', ReturnData: false }, { Id: 'requests' }, share],
      },
      {
        ExtendedStatistic: 'p95',
        EvaluateLowSampleCountPercentile: 'ignore',
        Dimensions: [{ Name: 'Page', Value: '/menu' }],
      },
    ])
    expect(MetricAlarms?.[0]).not.toHaveProperty('MetricName')
  })

  test('alarms of one metric are found by it; those that use it in an expression are not', async () => {
    await put(base)
    const found = async (request: object) =>
      (
        await metrics.send(
          new DescribeAlarmsForMetricCommand({
            MetricName: 'latency',
            Namespace: 'Cafe',
            Dimensions: [{ Name: 'Page', Value: '/menu' }],
            ...request,
          }),
        )
      ).MetricAlarms?.map(({ AlarmName }) => AlarmName)
    expect(await found({})).toEqual(['Slow'])
    expect(await found({ ExtendedStatistic: 'p95', Period: 60 })).toEqual(['Slow'])
    expect(await found({ ExtendedStatistic: 'p99' })).toEqual([])
    expect(await found({ Period: 300 })).toEqual([])
    expect(await found({ Dimensions: [] })).toEqual([])
    expect(await found({ MetricName: 'errors', Dimensions: [] })).toEqual([])
    expect(await found({ MetricName: '500-Errors', Dimensions: [] })).toEqual(['Errors'])
  })

  test('put again with changes it is updated in the same state; put unchanged it stays as it is', async () => {
    const set = { AlarmName: 'Errors', StateValue: 'ALARM' as const, StateReason: 'a rehearsal' }
    await metrics.send(new SetAlarmStateCommand(set))
    await put(base)
    await put({ ...base, Threshold: 6 })
    const { MetricAlarms } = await metrics.send(new DescribeAlarmsCommand({ StateValue: 'ALARM' }))
    expect(MetricAlarms).toMatchObject([
      { AlarmName: 'Errors', Threshold: 6, StateReason: 'a rehearsal' },
    ])
    expect(await configured('Errors')).toEqual(['Alarm "Errors" created', 'Alarm "Errors" updated'])
  })

  test('actions are disabled and enabled; a prefix finds actions of any state', async () => {
    const AlarmNames = ['Errors', 'nosuch']
    const enabled = async () =>
      (await metrics.send(new DescribeAlarmsCommand({ AlarmNames }))).MetricAlarms?.[0]
        ?.ActionsEnabled
    await metrics.send(new DisableAlarmActionsCommand({ AlarmNames }))
    expect(await enabled()).toBe(false)
    await metrics.send(new EnableAlarmActionsCommand({ AlarmNames }))
    expect(await enabled()).toBe(true)
    await put({ ...base, OKActions: ['arn:aws:sns:local:000000000000:ops'] })
    expect(await names({ ActionPrefix: 'arn:aws:sns:local:000000000000:o' })).toEqual(['Errors'])
    expect(await names({ ActionPrefix: 'arn:aws:lambda' })).toEqual([])
  })

  test('lists come in pages, and selectors exclude each other', async () => {
    const first = await metrics.send(new DescribeAlarmsCommand({ MaxRecords: 2 }))
    const second = await metrics.send(
      new DescribeAlarmsCommand({ MaxRecords: 2, NextToken: first.NextToken }),
    )
    expect(
      [first, second].map(({ MetricAlarms }) => MetricAlarms?.map(({ AlarmName }) => AlarmName)),
    ).toEqual([['Errors', 'Share'], ['Slow']])
    expect(second.NextToken).toBeUndefined()
    await expect(names({ AlarmNames: ['a'], AlarmNamePrefix: 'a' })).rejects.toThrow(
      'cannot be specified together',
    )
  })

  test('deleted, with a word on those that there are not; the history stays', async () => {
    const AlarmNames = ['nosuch', 'Slow']
    await expect(metrics.send(new DeleteAlarmsCommand({ AlarmNames }))).rejects.toMatchObject({
      name: 'ResourceNotFound',
      message: expect.stringMatching(/nosuch/),
    })
    expect(await names()).toEqual(['Errors', 'Share'])
    expect(await configured('Slow')).toEqual(['Alarm "Slow" created', 'Alarm "Slow" deleted'])
  })
})

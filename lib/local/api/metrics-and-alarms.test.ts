import {
  DescribeAlarmHistoryCommand,
  DescribeAlarmsCommand,
  GetMetricDataCommand,
  PutMetricAlarmCommand,
  PutMetricDataCommand,
  SetAlarmStateCommand,
} from '@aws-sdk/client-cloudwatch'
import { PutMetricFilterCommand } from '@aws-sdk/client-cloudwatch-logs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { group, nowMs, openEngine, targets } from './testdata/open-engine'

describe.each(targets)('metrics and alarms, %s', (where) => {
  let here: Awaited<ReturnType<typeof openEngine>>
  let metrics: typeof here.metrics
  beforeAll(async () => {
    here = await openEngine(where)
    metrics = here.metrics
    await here.put(['{"status":"200"}'], { atMs: nowMs - 300_000 })
    await here.logs.send(
      new PutMetricFilterCommand({
        logGroupName: group,
        filterName: '500-Errors',
        filterPattern: '{ $.status = "500" }',
        metricTransformations: [
          { metricName: '500-Errors', metricNamespace: 'Cafe', metricValue: '1', defaultValue: 0 },
        ],
      }),
    )
    await here.put(['{"status":"200"}'], { atMs: nowMs - 300_000 })
    await here.put(['{"status":"500"}', '{"status":"500"}'], { atMs: nowMs - 120_000 })
  })
  afterAll(() => here.close())

  test('metrics: from the filter, and from PutMetricData; zero is not missing', async () => {
    const query = (Id: string, Namespace: string, MetricName: string, Stat: string) => ({
      Id,
      MetricStat: { Metric: { Namespace, MetricName }, Period: 60, Stat },
    })
    await metrics.send(
      new PutMetricDataCommand({
        Namespace: 'Own',
        MetricData: [1, 2, 3, 4].map((Value) => ({
          MetricName: 'm',
          Value,
          Timestamp: new Date(nowMs - 120_000),
        })),
      }),
    )
    const { MetricDataResults } = await metrics.send(
      new GetMetricDataCommand({
        MetricDataQueries: [
          query('errors', 'Cafe', '500-Errors', 'Sum'),
          query('avg', 'Own', 'm', 'Average'),
          query('p50', 'Own', 'm', 'p50'),
          query('none', 'Own', 'nosuch', 'Sum'),
        ],
        StartTime: new Date(nowMs - 600_000),
        EndTime: new Date(nowMs),
        ScanBy: 'TimestampAscending',
      }),
    )
    expect(MetricDataResults?.map(({ Id, Values }) => [Id, Values])).toEqual([
      ['errors', [0, 2]],
      ['avg', [2.5]],
      ['p50', [2]],
      ['none', []],
    ])
  })

  test('alarms: created unchecked, described, set, and remembered', async () => {
    await metrics.send(
      new PutMetricAlarmCommand({
        AlarmName: 'Errors',
        MetricName: '500-Errors',
        Namespace: 'Cafe',
        Statistic: 'Sum',
        Period: 60,
        EvaluationPeriods: 1,
        Threshold: 5,
        ComparisonOperator: 'GreaterThanThreshold',
      }),
    )
    const created = await metrics.send(new DescribeAlarmsCommand({ AlarmNamePrefix: 'Err' }))
    expect(created.MetricAlarms?.[0]).toMatchObject({
      StateValue: 'INSUFFICIENT_DATA',
      StateReason: 'Unchecked: Initial alarm creation',
    })
    await metrics.send(
      new SetAlarmStateCommand({
        AlarmName: 'Errors',
        StateValue: 'ALARM',
        StateReason: 'a rehearsal',
      }),
    )
    const { AlarmHistoryItems } = await metrics.send(
      new DescribeAlarmHistoryCommand({ AlarmName: 'Errors', HistoryItemType: 'StateUpdate' }),
    )
    expect(AlarmHistoryItems?.[0]?.HistorySummary).toBe(
      'Alarm updated from INSUFFICIENT_DATA to ALARM',
    )
    expect(JSON.parse(AlarmHistoryItems?.[0]?.HistoryData ?? '')).toMatchObject({
      newState: { stateValue: 'ALARM', stateReason: 'a rehearsal' },
    })
    await expect(
      metrics.send(
        new SetAlarmStateCommand({ AlarmName: 'nosuch', StateValue: 'OK', StateReason: '' }),
      ),
    ).rejects.toMatchObject({ name: 'ResourceNotFound' })
    await expect(
      metrics.send(
        new SetAlarmStateCommand({
          AlarmName: 'Errors',
          StateValue: 'OK',
          StateReason: '',
          StateReasonData: '{',
        }),
      ),
    ).rejects.toMatchObject({ name: 'InvalidFormatFault' })
  })
})

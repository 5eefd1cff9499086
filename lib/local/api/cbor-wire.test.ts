import {
  CloudWatchClient,
  DescribeAlarmsCommand,
  GetMetricDataCommand,
  ListMetricsCommand,
  PutMetricAlarmCommand,
  PutMetricDataCommand,
  SetAlarmStateCommand,
} from '@aws-sdk/client-cloudwatch'
import { SmithyRpcV2CborProtocol } from '@smithy/core/cbor'
import { expect, test } from 'vitest'
import { nowMs, openEngine } from './testdata/open-engine'

test('clients that speak CBOR: metrics, alarms, errors', async () => {
  const here = await openEngine('over HTTP')
  const client = new CloudWatchClient({
    region: 'local',
    credentials: { accessKeyId: 'x', secretAccessKey: 'x' },
    maxAttempts: 1,
    endpoint: here.endpoint,
    protocol: SmithyRpcV2CborProtocol,
  })
  const Metric = { Namespace: 'Own', MetricName: 'é' }
  const Timestamp = new Date(nowMs - 120_000)
  await client.send(
    new PutMetricDataCommand({
      Namespace: 'Own',
      MetricData: [{ MetricName: 'é', Value: 2.5, Timestamp }],
    }),
  )
  expect((await client.send(new ListMetricsCommand({}))).Metrics).toMatchObject([Metric])
  const { MetricDataResults } = await client.send(
    new GetMetricDataCommand({
      MetricDataQueries: [{ Id: 'q', MetricStat: { Metric, Period: 60, Stat: 'Sum' } }],
      StartTime: new Date(nowMs - 600_000),
      EndTime: new Date(nowMs),
    }),
  )
  expect(MetricDataResults).toMatchObject([
    { Timestamps: [new Date('2026-11-24T11:58:00Z')], Values: [2.5] },
  ])
  await client.send(
    new PutMetricAlarmCommand({
      ...Metric,
      AlarmName: 'a',
      Statistic: 'Sum',
      Period: 60,
      EvaluationPeriods: 1,
      Threshold: 1,
      ComparisonOperator: 'GreaterThanThreshold',
    }),
  )
  const { MetricAlarms } = await client.send(new DescribeAlarmsCommand({}))
  expect(MetricAlarms).toMatchObject([
    { ...Metric, AlarmConfigurationUpdatedTimestamp: new Date(nowMs), ActionsEnabled: true },
  ])
  await expect(
    client.send(new SetAlarmStateCommand({ AlarmName: 'no', StateValue: 'OK', StateReason: 'x' })),
  ).rejects.toMatchObject({ name: 'ResourceNotFound', message: 'Unknown alarm no' })
  await here.close()
})

import {
  DescribeAlarmHistoryCommand,
  DescribeAlarmsCommand,
  PutMetricAlarmCommand,
} from '@aws-sdk/client-cloudwatch'
import {
  DescribeMetricFiltersCommand,
  PutMetricFilterCommand,
} from '@aws-sdk/client-cloudwatch-logs'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Monitoring } from '@/lib/monitoring'
import { parseSite } from '@/lib/site'
import { group, openEngine } from './api/testdata/open-engine'

const step = (path: string) => [{ name: 'order', match: [{ method: 'POST', path }] }]
const chat = (name: string) => ({ name, kind: 'slack', url: 'https://hooks.example/x' })
const monitoringOf = (site: object): Monitoring => parseSite(JSON.stringify(site)).monitoring

let here: Awaited<ReturnType<typeof openEngine>>
beforeEach(async () => {
  here = await openEngine('in process', {
    accessLog: ['/nonexistent/access_log'],
    monitoring: monitoringOf({ steps: step('/old'), recipients: [chat('ops')] }),
  })
})
afterEach(() => here.close())

async function watched() {
  const { metricFilters = [] } = await here.logs.send(
    new DescribeMetricFiltersCommand({ logGroupName: group }),
  )
  const { MetricAlarms = [] } = await here.metrics.send(new DescribeAlarmsCommand({}))
  return {
    filters: Object.fromEntries(metricFilters.map((one) => [one.filterName, one.filterPattern])),
    alarms: Object.fromEntries(
      MetricAlarms.map(({ AlarmName, AlarmActions }) => [AlarmName, AlarmActions]),
    ),
    recipients: (await here.engine.recipients.status()).map(({ name }) => name),
  }
}
const redeclare = (monitoring: Monitoring) =>
  here.engine.redeclare({ monitoring, shop: 'the shop' })

test('filters, alarms and recipients are those of the new declaration', async () => {
  await redeclare(monitoringOf({ steps: step('/new'), recipients: [chat('night')] }))
  const { filters, alarms, recipients } = await watched()
  expect(filters.Orders).toContain('/new')
  expect(filters.Orders).not.toContain('/old')
  expect(alarms['Orders-Stopped']).toEqual(['arn:aws:sns:local:000000000000:night'])
  expect(recipients).toEqual(['night'])
})

test('what was put over the API stays, and alarms keep their state', async () => {
  await here.logs.send(
    new PutMetricFilterCommand({
      logGroupName: group,
      filterName: 'own',
      filterPattern: 'x',
      metricTransformations: [{ metricName: 'own', metricNamespace: 'own', metricValue: '1' }],
    }),
  )
  await here.metrics.send(
    new PutMetricAlarmCommand({
      AlarmName: 'own',
      Namespace: 'own',
      MetricName: 'own',
      Statistic: 'Sum',
      Period: 60,
      EvaluationPeriods: 1,
      Threshold: 1,
      ComparisonOperator: 'GreaterThanThreshold',
    }),
  )
  const stateOf = async () => {
    const { MetricAlarms = [] } = await here.metrics.send(new DescribeAlarmsCommand({}))
    return MetricAlarms.map(({ AlarmName, StateValue, StateUpdatedTimestamp }) => [
      AlarmName,
      StateValue,
      StateUpdatedTimestamp,
    ])
  }
  const before = await stateOf()
  await redeclare(monitoringOf({ steps: step('/new') }))
  expect(await stateOf()).toEqual(before)
  expect(Object.keys((await watched()).filters)).toContain('own')
})

test('a declaration that is the same changes nothing', async () => {
  const changesOf = async () => {
    const { AlarmHistoryItems = [] } = await here.metrics.send(
      new DescribeAlarmHistoryCommand({ HistoryItemType: 'ConfigurationUpdate' }),
    )
    return AlarmHistoryItems.length
  }
  const before = await changesOf()
  await redeclare(monitoringOf({ steps: step('/old'), recipients: [chat('ops')] }))
  expect(await changesOf()).toBe(before)
})

test('one that is refused half-way leaves what was watched before, and nothing of its own', async () => {
  const before = await watched()
  const refused = monitoringOf({
    steps: step('/new'),
    recipients: [chat('night')],
    metricFilters: [{ name: 'half', pattern: 'x' }],
    alarms: [
      { name: 'half', metric: 'half', threshold: 1 },
      { name: 'broken', metrics: [{ id: 'e', expression: '1 +' }], threshold: 1 },
    ],
  })
  await expect(redeclare(refused)).rejects.toThrow(
    /^The alarm "broken" is refused: .* What was watched before still is\.$/,
  )
  expect(await watched()).toEqual(before)
  await redeclare(monitoringOf({ steps: step('/new') }))
  expect((await watched()).filters.Orders).toContain('/new')
})

import {
  DescribeAlarmHistoryCommand,
  PutMetricAlarmCommand,
  PutMetricDataCommand,
} from '@aws-sdk/client-cloudwatch'
import { afterEach, expect, test, vi } from 'vitest'
import { openEngine } from '@/lib/local/api/testdata/open-engine'
import { defaultMonitoring } from '@/lib/site'
import { minuteMs } from '@/lib/time'

let here: Awaited<ReturnType<typeof openEngine>> | undefined
afterEach(async () => {
  await here?.close()
  here = undefined
})

test('a declared alarm whose metric begins with its past has that past; one put over the API begins now', async () => {
  const noonMs = Date.parse('2026-11-24T12:00:00Z')
  // No log is followed here, so there is nothing to count.
  const monitoring = { ...defaultMonitoring, metricFilters: [] }
  let nowMs = noonMs + 10_000
  here = await openEngine('in process', { monitoring, clock: () => nowMs })
  const { metrics, engine } = here
  await engine.loaded
  const of = { Namespace: 'CafeWatch', MetricName: 'Orders-Stopped' }
  await metrics.send(
    new PutMetricAlarmCommand({
      AlarmName: 'own',
      ...of,
      Statistic: 'Maximum',
      Period: 60,
      EvaluationPeriods: 1,
      Threshold: 1,
      ComparisonOperator: 'GreaterThanOrEqualToThreshold',
      TreatMissingData: 'ignore',
    }),
  )
  const data = [60, 50, 49, 40].map((ago) => ({
    MetricName: of.MetricName,
    Timestamp: new Date(noonMs - ago * minuteMs),
    Value: ago === 50 || ago === 49 ? 1 : 0,
  }))
  await metrics.send(new PutMetricDataCommand({ Namespace: of.Namespace, MetricData: data }))
  nowMs += minuteMs

  const historyOf = async (AlarmName: string) => {
    const { AlarmHistoryItems = [] } = await metrics.send(
      new DescribeAlarmHistoryCommand({
        AlarmName,
        HistoryItemType: 'StateUpdate',
        ScanBy: 'TimestampAscending',
      }),
    )
    return AlarmHistoryItems.map(
      ({ Timestamp, HistorySummary }) =>
        `${Timestamp?.toISOString().slice(11, 16)} ${HistorySummary?.replace(/.* to /, '')}`,
    )
  }
  await vi.waitFor(
    async () =>
      expect(await historyOf('Orders-Stopped')).toEqual(['11:01 OK', '11:11 ALARM', '11:21 OK']),
    { timeout: 20_000, interval: 100 },
  )
  expect(await historyOf('own')).toEqual([])
}, 40_000)

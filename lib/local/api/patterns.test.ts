import { GetMetricDataCommand } from '@aws-sdk/client-cloudwatch'
import {
  CreateLogGroupCommand,
  CreateLogStreamCommand,
  FilterLogEventsCommand,
  PutMetricFilterCommand,
  TestMetricFilterCommand,
} from '@aws-sdk/client-cloudwatch-logs'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { columnCases } from '@/lib/filter-pattern/testdata/columns'
import { patternCases } from '@/lib/filter-pattern/testdata/patterns'
import { nowMs, openEngine } from './testdata/open-engine'

let here: Awaited<ReturnType<typeof openEngine>>
beforeAll(async () => {
  here = await openEngine('in process')
})
afterAll(() => here.close())

// An event has at least one character.
const cases = [...columnCases, ...patternCases].filter(([, line]) => line !== '')

test.each(cases.map((one, at) => [...one, `group-${at}`] as const))(
  '%s on %s is the same to TestMetricFilter, FilterLogEvents and a metric filter',
  async (filterPattern, line, values, logGroupName) => {
    const { logs, metrics } = here
    const { matches = [] } = await logs.send(
      new TestMetricFilterCommand({ filterPattern, logEventMessages: [line] }),
    )
    expect(matches.map(({ extractedValues }) => extractedValues)).toEqual(values ? [values] : [])
    await logs.send(new CreateLogGroupCommand({ logGroupName }))
    await logs.send(new CreateLogStreamCommand({ logGroupName, logStreamName: 'web-1' }))
    await logs.send(
      new PutMetricFilterCommand({
        logGroupName,
        filterName: 'words',
        filterPattern,
        metricTransformations: [
          { metricNamespace: 'N', metricName: logGroupName, metricValue: '1' },
        ],
      }),
    )
    await here.put([line], { to: logGroupName, atMs: nowMs - 120_000 })
    const { events = [] } = await logs.send(
      new FilterLogEventsCommand({ logGroupName, filterPattern }),
    )
    expect(events.map(({ message }) => message)).toEqual(values ? [line] : [])
    const metric = { Namespace: 'N', MetricName: logGroupName }
    const { MetricDataResults } = await metrics.send(
      new GetMetricDataCommand({
        StartTime: new Date(nowMs - 600_000),
        EndTime: new Date(nowMs),
        MetricDataQueries: [{ Id: 'm', MetricStat: { Metric: metric, Period: 60, Stat: 'Sum' } }],
      }),
    )
    expect(MetricDataResults?.[0]?.Values).toEqual(values ? [1] : [])
  },
)

import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import {
  CloudWatchClient,
  DescribeAlarmHistoryCommand,
  DescribeAlarmsCommand,
  GetMetricDataCommand,
  PutMetricAlarmCommand,
  PutMetricDataCommand,
  SetAlarmStateCommand,
} from '@aws-sdk/client-cloudwatch'
import {
  CloudWatchLogsClient,
  CreateLogGroupCommand,
  CreateLogStreamCommand,
  DescribeLogGroupsCommand,
  DescribeLogStreamsCommand,
  DescribeMetricFiltersCommand,
  DescribeQueriesCommand,
  FilterLogEventsCommand,
  GetLogEventsCommand,
  GetQueryResultsCommand,
  PutLogEventsCommand,
  PutMetricFilterCommand,
  StartQueryCommand,
  StopQueryCommand,
} from '@aws-sdk/client-cloudwatch-logs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { inProcess } from '@/lib/aws/cloudwatch'
import { type Engine, startEngine } from '@/lib/local/engine'
import { serveEngine } from './http'

const nowMs = Date.parse('2026-11-24T12:00:30Z')
const group = 'apache/access'
const range = { startTime: nowMs / 1000 - 3600, endTime: nowMs / 1000 }

describe.each(['in process', 'over HTTP'])('the API, %s', (where) => {
  let engine: Engine
  let server: Server | undefined
  let logs: CloudWatchLogsClient
  let metrics: CloudWatchClient

  beforeAll(async () => {
    engine = await startEngine({
      dataDir: null,
      logGroup: group,
      accessLog: [],
      clock: () => nowMs,
      placeOf: () => null,
      say: () => {},
    })
    const common = {
      region: 'local',
      credentials: { accessKeyId: 'x', secretAccessKey: 'x' },
      maxAttempts: 1,
    }
    if (where === 'over HTTP') {
      server = await serveEngine(engine.answer, { host: '127.0.0.1', port: 0 })
      const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
      logs = new CloudWatchLogsClient({ ...common, endpoint })
      metrics = new CloudWatchClient({ ...common, endpoint })
    } else {
      logs = new CloudWatchLogsClient({ ...common, requestHandler: inProcess(engine.answer) })
      metrics = new CloudWatchClient({ ...common, requestHandler: inProcess(engine.answer) })
    }
  })
  afterAll(async () => {
    server?.closeAllConnections()
    server?.close()
    await engine.close()
  })

  async function ask(queryString: string, more: object = {}) {
    const { queryId } = await logs.send(
      new StartQueryCommand({ logGroupName: group, queryString, ...range, ...more }),
    )
    for (;;) {
      const page = await logs.send(new GetQueryResultsCommand({ queryId }))
      if (page.status !== 'Running' && page.status !== 'Scheduled') return { ...page, queryId }
      await new Promise((resolve) => setTimeout(resolve, 5))
    }
  }
  const plain = (results: { field?: string; value?: string }[][] = []) =>
    results.map((row) => Object.fromEntries(row.map(({ field, value }) => [field, value])))

  test('groups and streams are made once and described', async () => {
    await logs.send(new CreateLogGroupCommand({ logGroupName: group }))
    await expect(
      logs.send(new CreateLogGroupCommand({ logGroupName: group })),
    ).rejects.toMatchObject({
      name: 'ResourceAlreadyExistsException',
    })
    await logs.send(new CreateLogStreamCommand({ logGroupName: group, logStreamName: 'web-1' }))
    const { logGroups } = await logs.send(
      new DescribeLogGroupsCommand({ logGroupNamePrefix: 'apache' }),
    )
    expect(logGroups).toMatchObject([{ logGroupName: group, arn: expect.stringMatching(/:\*$/) }])
    await expect(logs.send(new CreateLogGroupCommand({ logGroupName: 'a b' }))).rejects.toThrow(
      /failed to satisfy constraint/,
    )
  })

  test('events of any age go in, in order and within the limits', async () => {
    const event = (secondsAgo: number, status: string, request = '/cafe/menu.php') => ({
      timestamp: nowMs - secondsAgo * 1000,
      message: JSON.stringify({ request, status, remoteIP: '203.0.113.9' }),
    })
    await logs.send(
      new PutMetricFilterCommand({
        logGroupName: group,
        filterName: '500-Errors',
        filterPattern: '{ $.status = "500" }',
        metricTransformations: [
          { metricName: '500-Errors', metricNamespace: 'Cafe', metricValue: '1', defaultValue: 0 },
        ],
      }),
    )
    const logEvents = [
      event(300, '200', '/cafe'),
      event(120, '500'),
      event(110, '500'),
      event(100, '404', '/x'),
    ]
    await logs.send(
      new PutLogEventsCommand({ logGroupName: group, logStreamName: 'web-1', logEvents }),
    )
    await expect(
      logs.send(
        new PutLogEventsCommand({
          logGroupName: group,
          logStreamName: 'web-1',
          logEvents: [...logEvents].reverse(),
        }),
      ),
    ).rejects.toThrow('chronological order')
    await expect(
      logs.send(
        new PutLogEventsCommand({ logGroupName: group, logStreamName: 'nosuch', logEvents }),
      ),
    ).rejects.toMatchObject({ name: 'ResourceNotFoundException' })
    const { logStreams } = await logs.send(
      new DescribeLogStreamsCommand({
        logGroupName: group,
        orderBy: 'LastEventTime',
        descending: true,
      }),
    )
    expect(logStreams?.[0]).toMatchObject({
      logStreamName: 'web-1',
      lastEventTimestamp: nowMs - 100_000,
    })
    const { metricFilters } = await logs.send(
      new DescribeMetricFiltersCommand({ logGroupName: group }),
    )
    const counted = await logs.send(new DescribeLogGroupsCommand({}))
    expect(counted.logGroups?.[0]?.metricFilterCount).toBe(1)
    expect(metricFilters?.[0]?.filterPattern).toBe('{ $.status = "500" }')
  })

  test('a query: rows, statistics, and the pointer last', async () => {
    const counted = await ask('stats count(*) as n by status | sort n desc, status asc')
    expect(plain(counted.results)).toEqual([
      { status: '500', n: '2' },
      { status: '200', n: '1' },
      { status: '404', n: '1' },
    ])
    expect(counted.statistics).toMatchObject({
      recordsScanned: 4,
      recordsMatched: 4,
      resultCount: 3,
    })
    const found = await ask('fields request | filter status = 500')
    expect(found.statistics).toMatchObject({ recordsScanned: 4, recordsMatched: 2 })
    expect(found.results?.[0]?.map(({ field }) => field)).toEqual(['request', '@ptr'])
  })

  test('what is wrong is refused at once, in AWS’s shape', async () => {
    await expect(ask('fields nosuch(@message)')).rejects.toMatchObject({
      name: 'MalformedQueryException',
      queryCompileError: { location: { startCharOffset: 7 } },
    })
    await expect(ask('fields @message', { logGroupName: 'nosuch' })).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
    })
    await expect(
      ask('fields @message', { startTime: nowMs - 1000, endTime: nowMs }),
    ).rejects.toThrow('epoch seconds')
    await expect(ask('fields @message', { limit: 0 })).rejects.toThrow(
      /'limit' failed to satisfy constraint/,
    )
    await expect(
      logs.send(new GetQueryResultsCommand({ queryId: 'nosuch' })),
    ).rejects.toMatchObject({ name: 'ResourceNotFoundException' })
  })

  test('an ended query cannot be stopped, and is described with its duration', async () => {
    const { queryId } = await ask('fields @message')
    await expect(logs.send(new StopQueryCommand({ queryId }))).rejects.toMatchObject({
      name: 'InvalidParameterException',
    })
    const { queries } = await logs.send(
      new DescribeQueriesCommand({ logGroupName: group, status: 'Complete' }),
    )
    expect(queries?.[0]).toMatchObject({ queryId, status: 'Complete' })
  })

  test('pages of results', async () => {
    const { queryId, results } = await ask('fields request', { limit: 3 })
    expect(results).toHaveLength(3)
    const first = await logs.send(new GetQueryResultsCommand({ queryId, maxItems: 2 }))
    expect(first.results).toHaveLength(2)
    const second = await logs.send(
      new GetQueryResultsCommand({ queryId, maxItems: 2, nextToken: first.nextToken }),
    )
    expect(second.results).toHaveLength(1)
    expect(second.nextToken).toBeUndefined()
  })

  test('raw events: by pattern, newest first, and page by page', async () => {
    const filtered = await logs.send(
      new FilterLogEventsCommand({ logGroupName: group, filterPattern: '{ $.status = "500" }' }),
    )
    expect(filtered.events).toHaveLength(2)
    const newest = await logs.send(
      new FilterLogEventsCommand({ logGroupName: group, startFromHead: false, limit: 1 }),
    )
    expect(newest.events?.[0]?.timestamp).toBe(nowMs - 100_000)
    const head = await logs.send(
      new GetLogEventsCommand({
        logGroupName: group,
        logStreamName: 'web-1',
        startFromHead: true,
        limit: 3,
      }),
    )
    expect(head.events).toHaveLength(3)
    const next = await logs.send(
      new GetLogEventsCommand({
        logGroupName: group,
        logStreamName: 'web-1',
        nextToken: head.nextForwardToken,
      }),
    )
    expect(next.events).toHaveLength(1)
    const end = await logs.send(
      new GetLogEventsCommand({
        logGroupName: group,
        logStreamName: 'web-1',
        nextToken: next.nextForwardToken,
      }),
    )
    expect(end.events).toHaveLength(0)
    expect(end.nextForwardToken).toBe(next.nextForwardToken)
  })

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

  test.each([
    [{ Period: 45 }, /10, 20, 30 or a multiple of 60/],
    [{ EvaluationPeriods: 1, DatapointsToAlarm: 2 }, /DatapointsToAlarm/],
    [{ ExtendedStatistic: 'p99' }, /Exactly one of Statistic/],
    [{ Threshold: undefined }, /'Threshold'/],
  ])('an alarm with %j is refused', async (wrong, message) => {
    const alarm = {
      AlarmName: 'Wrong',
      MetricName: 'm',
      Namespace: 'N',
      Statistic: 'Sum' as const,
      Period: 60,
      EvaluationPeriods: 1,
      Threshold: 5,
      ComparisonOperator: 'GreaterThanThreshold' as const,
    }
    await expect(
      metrics.send(new PutMetricAlarmCommand({ ...alarm, ...wrong })),
    ).rejects.toMatchObject({ Code: 'ValidationError', message: expect.stringMatching(message) })
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
  })
})

import { GetMetricDataCommand, ListMetricsCommand } from '@aws-sdk/client-cloudwatch'
import {
  CreateLogGroupCommand,
  DeleteMetricFilterCommand,
  DescribeLogGroupsCommand,
  DescribeMetricFiltersCommand,
  PutMetricFilterCommand,
  PutSubscriptionFilterCommand,
  TestMetricFilterCommand,
} from '@aws-sdk/client-cloudwatch-logs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { newContext } from '@/lib/local/context'
import { datapointTables } from '@/lib/local/metrics/datapoints'
import { metricFilterTables } from '@/lib/local/metrics/metric-filter-store'
import { openStore } from '@/lib/local/store/store'
import { putMetricFilter } from './metric-filters'
import { group, nowMs, openEngine, targets } from './testdata/open-engine'

describe.each(targets)('metric filters, %s', (where) => {
  let here: Awaited<ReturnType<typeof openEngine>>
  beforeAll(async () => {
    here = await openEngine(where)
    await here.put(['first'])
  })
  afterAll(() => here.close())

  const put = (filterName: string, more = {}) =>
    here.logs.send(
      new PutMetricFilterCommand({
        logGroupName: group,
        filterName,
        filterPattern: '{ $.status = "500" }',
        metricTransformations: [{ metricName: 'm', metricNamespace: 'N', metricValue: '1' }],
        ...more,
      }),
    )

  test('made, described, counted, deleted', async () => {
    await put('errors')
    const find = async () =>
      (await here.logs.send(new DescribeMetricFiltersCommand({ logGroupName: group })))
        .metricFilters
    expect(await find()).toMatchObject([
      { filterName: 'errors', filterPattern: '{ $.status = "500" }' },
    ])
    const { logGroups } = await here.logs.send(new DescribeLogGroupsCommand({}))
    expect(logGroups?.[0]?.metricFilterCount).toBe(1)
    await expect(put('wrong', { filterPattern: '{ $.a' })).rejects.toThrow(/brace is not closed/)
    const remove = () =>
      here.logs.send(new DeleteMetricFilterCommand({ logGroupName: group, filterName: 'errors' }))
    await remove()
    expect(await find()).toEqual([])
    await expect(remove()).rejects.toMatchObject({ name: 'ResourceNotFoundException' })
  })

  const change = { metricName: 'm', metricNamespace: 'N', metricValue: '1' }

  test('account and region become dimensions, and all that was put is given back', async () => {
    const filter = {
      filterPattern: '{ $.where = "central" }',
      applyOnTransformedLogs: false,
      emitSystemFieldDimensions: ['@aws.region', '@aws.account'],
      metricTransformations: [{ ...change, metricName: 'central', dimensions: { W: '$.where' } }],
    }
    await put('central', filter)
    const { metricFilters } = await here.logs.send(
      new DescribeMetricFiltersCommand({ logGroupName: group, filterNamePrefix: 'central' }),
    )
    expect(metricFilters).toMatchObject([filter])
    await here.put(['{"where":"central"}'])
    const { Metrics } = await here.metrics.send(new ListMetricsCommand({ MetricName: 'central' }))
    expect(Metrics?.[0]?.Dimensions).toEqual([
      { Name: '@aws.account', Value: '000000000000' },
      { Name: '@aws.region', Value: 'local' },
      { Name: 'W', Value: 'central' },
    ])
  })

  const dimensions = { Status: '$.status' }
  test.each<[more: object, message: RegExp]>([
    [{ filterPattern: 'ERROR', change: { dimensions } }, /JSON and space-delimited filter/],
    [
      { fieldSelectionCriteria: '@aws.region = "a"' },
      /'fieldSelectionCriteria' failed.*one region/,
    ],
    [
      { emitSystemFieldDimensions: ['@aws.zone'] },
      /enum value set: \[@aws\.account, @aws\.region\]/,
    ],
    [{ filterPattern: '', change: { dimensions } }, /JSON and space-delimited filter patterns/],
    [
      { change: { dimensions: { a: '$.a', b: '$.b', c: '$.c', d: '$.d' } } },
      /at most 3 dimensions/,
    ],
    [{ change: { dimensions, defaultValue: 0 } }, /mutually exclusive/],
    [{ change: { dimensions: { Status: 'constant' } } }, /the dimension Status must be a field/],
    [
      { change: { dimensions: { ':Status': '$.status' } } },
      /:Status is not the name of a dimension/,
    ],
    [{ change: { metricValue: 'many' } }, /must be a number or a field, not many/],
    [{ change: { metricValue: '' } }, /must be a number or a field, not empty/],
    [{ change: { metricValue: '$' } }, /must be a field such as \$\.latency or \$size, not \$\./],
    [{ change: { metricValue: '$.a.' } }, /the metric value: \$\.a cannot go on with \./],
    [{ change: { metricName: 'a:b' } }, /'metricTransformations.1.member.metricName' failed/],
    [
      { change: { metricNamespace: 'N:' } },
      /'metricTransformations.1.member.metricNamespace' failed/,
    ],
    [{ change: { metricNamespace: 'AWS/EC2' } }, /must not begin with AWS\//],
    [{ filterName: 'a:b' }, /'filterName' failed/],
  ])('refused: %j', async ({ change: changed, ...more }: { change?: object }, message) => {
    const metricTransformations = [{ ...change, ...changed }]
    await expect(put('wrong', { metricTransformations, ...more })).rejects.toMatchObject({
      name: 'InvalidParameterException',
      message: expect.stringMatching(message),
    })
  })

  test('dimensions go with fields and with columns', async () => {
    await put('json', { metricTransformations: [{ ...change, dimensions }] })
    await put('space', {
      filterPattern: '[ip, status]',
      metricTransformations: [{ ...change, metricValue: '-1.5', dimensions: { Ip: '$ip' } }],
    })
  })

  test('a value in the event is added up', async () => {
    const metricTransformations = [
      { metricName: 'bytes', metricNamespace: 'N', metricValue: '$size' },
    ]
    await put('bytes', { filterPattern: '[ip, size]', metricTransformations })
    await here.put(['::1 20', '::1 -', '::2 22', '::3 7 is no number'])
    const { MetricDataResults } = await here.metrics.send(
      new GetMetricDataCommand({
        StartTime: new Date(nowMs - 600_000),
        EndTime: new Date(nowMs),
        MetricDataQueries: [
          {
            Id: 'bytes',
            MetricStat: {
              Metric: { Namespace: 'N', MetricName: 'bytes' },
              Period: 60,
              Stat: 'Sum',
            },
          },
        ],
      }),
    )
    expect(MetricDataResults?.[0]?.Values).toEqual([42])
  })

  test('a metric value with * is that of the member that matched', async () => {
    const value = { metricName: 'slow', metricNamespace: 'N', metricValue: '$.ms[*]' }
    await put('slow', { filterPattern: '{ $.ms[*] > 100 }', metricTransformations: [value] })
    await here.put(['{"ms":[3,250,400]}', '{"ms":[3,4]}', '{"ms":[1000]}'])
    const { MetricDataResults } = await here.metrics.send(
      new GetMetricDataCommand({
        StartTime: new Date(nowMs - 600_000),
        EndTime: new Date(nowMs),
        MetricDataQueries: [
          {
            Id: 'slow',
            MetricStat: {
              Metric: { Namespace: 'N', MetricName: 'slow' },
              Period: 60,
              Stat: 'Sum',
            },
          },
        ],
      }),
    )
    expect(MetricDataResults?.[0]?.Values).toEqual([1250])
  })

  test('found by the name and namespace of the metric, which go together', async () => {
    const change = { metricName: 'named', metricNamespace: 'N', metricValue: '1' }
    await put('named', { metricTransformations: [change] })
    const find = async (more: object) => {
      const { metricFilters } = await here.logs.send(new DescribeMetricFiltersCommand(more))
      return metricFilters?.map(({ filterName }) => filterName)
    }
    const metric = { metricName: 'named', metricNamespace: 'N' }
    expect(await find(metric)).toEqual(['named'])
    expect(await find({ ...metric, logGroupName: group })).toEqual(['named'])
    expect(await find({ ...metric, metricNamespace: 'M' })).toEqual([])
    for (const part of [{ metricName: 'named' }, { metricNamespace: 'N' }])
      for (const place of [{}, { logGroupName: group }])
        await expect(find({ ...part, ...place })).rejects.toMatchObject({
          name: 'InvalidParameterException',
          message: 'metricName and metricNamespace must be specified together.',
        })
  })

  const apache = '127.0.0.1 - frank [10/Oct/2000:13:25:15 -0700] "GET /a HTTP/1.0" 404 1534'
  test.each([
    [
      '{ $.status = 5* && $.user.name = * }',
      '{"status":"500","user":{"name":"a"}}',
      { '$.status': '500', '$.user.name': 'a' },
    ],
    ['{ $.[\'a.b\'] = "$.x" }', '{"a.b":"$.x","x":"no"}', { "$.['a.b']": '$.x' }],
    ['{ $.status = "500" }', '{"status":"200"}', null],
    [
      '[ip, id, user, time, request, status=4*, size]',
      apache,
      {
        $ip: '127.0.0.1',
        $id: '-',
        $user: 'frank',
        $time: '10/Oct/2000:13:25:15 -0700',
        $request: 'GET /a HTTP/1.0',
        $status: '404',
        $size: '1534',
      },
    ],
    ['[ip, ..., size > 9000]', apache, null],
    ['{ $.users[*] = 2 }', '{"users":[1,2]}', { '$.users[*]': '2' }],
    ['{ $.a NOT EXISTS }', '{"a":{"b":1}}', null],
    ['{ $.a[0] NOT EXISTS }', '{"a":[[1]]}', null],
    ['{ $.id = 1234567890123456789 }', '{"id":1234567890123456788}', null],
    ['[a, id=1234567890123456789, b]', 'a 1234567890123456788 b', null],
    ['?ERROR -match', 'INFO y', {}],
    ['%ba{,2}c%', 'bc', {}],
    ['%^starting|^initializing|^shutting down%', 'shutting down', {}],
    ['frank -"HTTP/2"', apache, {}],
  ])('%s on %s gives %j', async (filterPattern, message, values) => {
    const { matches } = await here.logs.send(
      new TestMetricFilterCommand({ filterPattern, logEventMessages: ['no\u0000match', message] }),
    )
    const found = { eventNumber: 2, eventMessage: message, extractedValues: values }
    expect(matches).toEqual(values === null ? [] : [found])
  })
})

describe.each(targets)('filter patterns with regular expressions, %s', (where) => {
  let here: Awaited<ReturnType<typeof openEngine>>
  beforeAll(async () => {
    here = await openEngine(where)
    await here.put(['first'])
  })
  afterAll(() => here.close())

  const metricFilter = (filterName: string, filterPattern: string, logGroupName = group) =>
    here.logs.send(
      new PutMetricFilterCommand({
        logGroupName,
        filterName,
        filterPattern,
        metricTransformations: [{ metricName: 'm', metricNamespace: 'N', metricValue: '1' }],
      }),
    )
  const subscription = (filterName: string, filterPattern: string) =>
    here.logs.send(
      new PutSubscriptionFilterCommand({
        logGroupName: group,
        filterName,
        filterPattern,
        destinationArn: 'arn:aws:lambda:us-east-1:123456789012:function:f',
      }),
    )
  const refused = {
    name: 'LimitExceededException',
    message: expect.stringContaining('at most 5 filter patterns with regular expressions'),
  }

  test('are five of a log group at most, over metric and subscription filters', async () => {
    await metricFilter('json', '{ $.a = %x% && $.b != %y% }')
    await metricFilter('space', '[a, b = 1 || b = %x%]')
    await metricFilter('terms', 'a -%x%')
    await metricFilter('one', '%x%')
    await subscription('two', '%x%')
    for (const pattern of ['%x%', '{ $.a = 1 && ($.b = 1 || $.b = %x%) }', '[a, ..., b = %x%]']) {
      await expect(metricFilter('more', pattern)).rejects.toMatchObject(refused)
      await expect(subscription('more', pattern)).rejects.toMatchObject(refused)
    }
    // Those without do not count, one that is there may change, and one that changes makes room.
    await metricFilter('plain', '"%x%"')
    await subscription('plain', '{ $.a = "%x%" }')
    await metricFilter('one', '%y%')
    await subscription('two', '%y%')
    await metricFilter('json', '{ $.a = x }')
    await metricFilter('plain', '%x%')
    await expect(subscription('plain', '%x%')).rejects.toMatchObject(refused)
    await here.logs.send(
      new DeleteMetricFilterCommand({ logGroupName: group, filterName: 'plain' }),
    )
    await subscription('plain', '%x%')
    await here.logs.send(new CreateLogGroupCommand({ logGroupName: 'another' }))
    await metricFilter('one', '%x%', 'another')
  })
})

test('a hundred of a log group at most; those that are there can still be changed', async () => {
  const store = await openStore({ path: ':memory:' })
  await store.run(metricFilterTables + datapointTables)
  await store.createLogGroup(group, 0)
  await store.run(
    "INSERT INTO metric_filters SELECT $1, 'filter ' || n, '{}', 0 FROM range(100) r(n)",
    [group],
  )
  const context = newContext({ store, clock: () => 0, log: () => {} })
  const put = (filterName: string) =>
    putMetricFilter(context, {
      logGroupName: group,
      filterName,
      filterPattern: '',
      metricTransformations: [{ metricName: 'm', metricNamespace: 'N', metricValue: '1' }],
    })
  await expect(put('one more')).rejects.toMatchObject({ type: 'LimitExceededException' })
  await put('filter 7')
  await store.close()
})

import {
  DeleteDashboardsCommand,
  GetDashboardCommand,
  GetMetricStatisticsCommand,
  ListDashboardsCommand,
  PutDashboardCommand,
  PutMetricDataCommand,
} from '@aws-sdk/client-cloudwatch'
import {
  CreateExportTaskCommand,
  CreateLogGroupCommand,
  DeleteLogGroupCommand,
  DeleteSubscriptionFilterCommand,
  DescribeExportTasksCommand,
  DescribeSubscriptionFiltersCommand,
  ListLogGroupsCommand,
  ListTagsForResourceCommand,
  ListTagsLogGroupCommand,
  PutSubscriptionFilterCommand,
  TagLogGroupCommand,
  TagResourceCommand,
  UntagLogGroupCommand,
  UntagResourceCommand,
} from '@aws-sdk/client-cloudwatch-logs'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { group, nowMs, openEngine } from './testdata/open-engine'

let here: Awaited<ReturnType<typeof openEngine>>
beforeAll(async () => {
  here = await openEngine('in process')
  await here.put(['one'])
})
afterAll(() => here.close())

test.each(['apache/access', 'arn:aws:logs:local:1:destination:d', 'log-group:apache/access'])(
  'tags are not asked for by %s, which is the ARN of no log group',
  async (resourceArn) => {
    const refused = { name: 'InvalidParameterException' }
    const { logs } = here
    await expect(logs.send(new ListTagsForResourceCommand({ resourceArn }))).rejects.toMatchObject(
      refused,
    )
    await expect(
      logs.send(new TagResourceCommand({ resourceArn, tags: { a: 'b' } })),
    ).rejects.toMatchObject(refused)
  },
)

const logGroupName = 'tagged/group'
const resourceArn = `arn:aws:logs:local:000000000000:log-group:${logGroupName}`

test('tags of a log group, by its name and by its ARN, go with it', async () => {
  const { logs } = here
  const tags = async () => (await logs.send(new ListTagsForResourceCommand({ resourceArn }))).tags
  await logs.send(new CreateLogGroupCommand({ logGroupName, tags: { team: 'web' } }))
  await logs.send(new TagResourceCommand({ resourceArn, tags: { team: 'shop', env: 'test' } }))
  await logs.send(new TagLogGroupCommand({ logGroupName, tags: { __proto__x: 'é' } }))
  expect(await tags()).toEqual({ team: 'shop', env: 'test', __proto__x: 'é' })
  await logs.send(new UntagResourceCommand({ resourceArn, tagKeys: ['env'] }))
  await logs.send(new UntagLogGroupCommand({ logGroupName, tags: ['__proto__x'] }))
  expect((await logs.send(new ListTagsLogGroupCommand({ logGroupName }))).tags).toEqual({
    team: 'shop',
  })
  const many = Object.fromEntries(Array.from({ length: 50 }, (_, n) => [`${n}`, '']))
  await expect(logs.send(new TagResourceCommand({ resourceArn, tags: many }))).rejects.toThrow(
    'at most 50 tags',
  )
  await logs.send(new DeleteLogGroupCommand({ logGroupName }))
  await expect(tags()).rejects.toMatchObject({ name: 'ResourceNotFoundException' })
  await logs.send(new CreateLogGroupCommand({ logGroupName }))
  expect(await tags()).toEqual({})
})

test.each([
  [undefined, [group, logGroupName]],
  ['access', [group]],
  ['^acc', []],
  ['^apache|group', [group, logGroupName]],
])('log groups are listed by the pattern %s', async (logGroupNamePattern, names) => {
  const { logGroups = [] } = await here.logs.send(new ListLogGroupsCommand({ logGroupNamePattern }))
  expect(logGroups.map((one) => one.logGroupName)).toEqual(names)
})

test('a subscription filter is stored, given back and never delivered', async () => {
  const filter = (filterName: string) => ({
    logGroupName: group,
    filterName,
    filterPattern: '{ $.status = 500 }',
    destinationArn: 'arn:aws:lambda:local:000000000000:function:f',
  })
  const put = (filterName: string, more = {}) =>
    here.logs.send(new PutSubscriptionFilterCommand({ ...filter(filterName), ...more }))
  await put('a')
  await put('a')
  expect(here.logged.at(-1)).toContain('delivers no log events')
  await put('b')
  await expect(put('c')).rejects.toMatchObject({ name: 'LimitExceededException' })
  await expect(put('a', { destinationArn: 'x' })).rejects.toThrow("'destinationArn' failed")
  await expect(put('a', { filterPattern: '{ $.' })).rejects.toMatchObject({
    name: 'InvalidParameterException',
  })
  const of = { logGroupName: group }
  const described = async () =>
    (await here.logs.send(new DescribeSubscriptionFiltersCommand(of))).subscriptionFilters
  expect(await described()).toEqual(
    ['a', 'b'].map((name) => ({
      ...filter(name),
      distribution: 'ByLogStream',
      creationTime: nowMs,
    })),
  )
  const one = new DeleteSubscriptionFilterCommand({ ...of, filterName: 'a' })
  await here.logs.send(one)
  await expect(here.logs.send(one)).rejects.toMatchObject({ name: 'ResourceNotFoundException' })
  expect(await described()).toHaveLength(1)
})

test('an export task is refused by name, so there are none', async () => {
  const task = { logGroupName: group, from: 0, to: nowMs, destination: 'bucket' }
  await expect(here.logs.send(new CreateExportTaskCommand(task))).rejects.toThrow(
    'CreateExportTask is refused',
  )
  const list = (more: object) => here.logs.send(new DescribeExportTasksCommand(more))
  expect((await list({ taskId: 'nosuch', statusCode: 'RUNNING' })).exportTasks).toEqual([])
  await expect(list({ statusCode: 'DONE' })).rejects.toThrow("'statusCode' failed")
  await expect(list({ limit: 51 })).rejects.toThrow("'limit' failed")
})

test('dashboards are stored and given back', async () => {
  const { metrics } = here
  const DashboardBody = '{"widgets":[{"type":"text","properties":{"markdown":"é"}}]}'
  const put = (DashboardName: string, body = DashboardBody) =>
    metrics.send(new PutDashboardCommand({ DashboardName, DashboardBody: body }))
  await put('shop')
  await put('shop-2')
  await expect(put('shop', 'no JSON')).rejects.toThrow('DashboardBody must be a JSON object')
  await expect(put('a b')).rejects.toThrow("'dashboardName' failed")
  const { DashboardEntries } = await metrics.send(new ListDashboardsCommand({}))
  expect(DashboardEntries).toMatchObject([
    { DashboardName: 'shop', LastModified: new Date(nowMs), Size: DashboardBody.length + 1 },
    { DashboardName: 'shop-2', DashboardArn: 'arn:aws:cloudwatch::000000000000:dashboard/shop-2' },
  ])
  const get = () => metrics.send(new GetDashboardCommand({ DashboardName: 'shop' }))
  expect(await get()).toMatchObject({ DashboardName: 'shop', DashboardBody })
  const remove = (...DashboardNames: string[]) =>
    metrics.send(new DeleteDashboardsCommand({ DashboardNames }))
  await expect(remove('shop', 'nosuch')).rejects.toThrow('Dashboard nosuch does not exist')
  await get()
  await remove('shop', 'shop-2')
  await expect(get()).rejects.toThrow('Dashboard shop does not exist')
})

test('statistics of a metric, period by period and unit by unit', async () => {
  const Timestamp = new Date(nowMs - 150_000)
  const of = { Namespace: 'Own', MetricName: 'm' }
  await here.metrics.send(
    new PutMetricDataCommand({
      Namespace: 'Own',
      MetricData: [1, 2, 6].map((Value) => ({ MetricName: 'm', Value, Timestamp })),
    }),
  )
  const ask = (more: object) =>
    here.metrics.send(
      new GetMetricStatisticsCommand({
        ...of,
        StartTime: new Date(nowMs - 600_000),
        EndTime: new Date(nowMs),
        Period: 60,
        ...more,
      }),
    )
  const at = { Timestamp: new Date('2026-11-24T11:58:00Z'), Unit: 'None' }
  expect(await ask({ Statistics: ['Sum', 'Average', 'SampleCount'] })).toMatchObject({
    Label: 'm',
    Datapoints: [{ ...at, Sum: 9, Average: 3, SampleCount: 3 }],
  })
  expect((await ask({ ExtendedStatistics: ['p50'] })).Datapoints).toMatchObject([
    { ...at, ExtendedStatistics: { p50: 2 } },
  ])
  await here.metrics.send(
    new PutMetricDataCommand({
      Namespace: 'Own',
      MetricData: [{ MetricName: 'm', Value: 40, Timestamp, Unit: 'Seconds' }],
    }),
  )
  expect((await ask({ Statistics: ['Sum'] })).Datapoints).toMatchObject([
    { ...at, Sum: 9 },
    { ...at, Sum: 40, Unit: 'Seconds' },
  ])
  expect((await ask({ Statistics: ['Sum'], Unit: 'Seconds' })).Datapoints).toHaveLength(1)
  expect((await ask({ Statistics: ['Sum'], Unit: 'Bytes' })).Datapoints).toEqual([])
  await expect(ask({})).rejects.toThrow('Exactly one of Statistics and ExtendedStatistics')
  await expect(ask({ Statistics: ['Sum'], Period: 61 })).rejects.toThrow('Period is not valid')
  await expect(ask({ Statistics: ['Sum'], StartTime: new Date(0) })).rejects.toThrow(
    'exceeds the limit of 1440',
  )
  await expect(ask({ ExtendedStatistics: ['Sum'] })).rejects.toThrow('not supported')
})

import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import {
  CloudWatchClient,
  GetMetricDataCommand,
  type GetMetricDataCommandInput,
  ListMetricsCommand,
  type ListMetricsCommandInput,
  type MetricDataQuery,
  type MetricDatum,
  PutMetricDataCommand,
  paginateGetMetricData,
  paginateListMetrics,
} from '@aws-sdk/client-cloudwatch'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { inProcess } from '@/lib/aws/cloudwatch'
import { type Engine, startEngine } from '@/lib/local/engine'
import { serveEngine } from './http'

const nowMs = Date.parse('2026-11-24T12:00:30Z')
const noonMs = Date.parse('2026-11-24T12:00:00Z')
const minutesAgo = (count: number) => new Date(noonMs - count * 60_000)
const hour = { StartTime: minutesAgo(60), EndTime: minutesAgo(0) }

const query = (MetricName: string, more: Partial<MetricDataQuery> = {}): MetricDataQuery => ({
  Id: MetricName,
  MetricStat: { Metric: { Namespace: 'Shop', MetricName }, Period: 60, Stat: 'Sum' },
  ...more,
})
const stat = (MetricName: string, Stat: string, Period = 60): MetricDataQuery => ({
  Id: 'q',
  MetricStat: { Metric: { Namespace: 'Shop', MetricName }, Period, Stat },
})
const expression = (Expression: string, more: Partial<MetricDataQuery> = {}): MetricDataQuery => ({
  Id: 'e1',
  Expression,
  ...more,
})
const page = (Page: string) => [{ Name: 'Page', Value: Page }]

describe.each(['in process', 'over HTTP'])('metrics, %s', (where) => {
  let engine: Engine
  let server: Server | undefined
  let client: CloudWatchClient

  beforeAll(async () => {
    engine = await startEngine({
      dataDir: null,
      logGroup: 'apache/access',
      accessLog: [],
      clock: () => nowMs,
      locationOf: () => null,
      log: () => {},
    })
    const common = {
      region: 'local',
      credentials: { accessKeyId: 'x', secretAccessKey: 'x' },
      maxAttempts: 1,
    }
    if (where === 'over HTTP') {
      server = await serveEngine(engine.answer, { host: '127.0.0.1', port: 0 })
      const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
      client = new CloudWatchClient({ ...common, endpoint })
    } else client = new CloudWatchClient({ ...common, requestHandler: inProcess(engine.answer) })

    const each = (MetricName: string, drawing: string, more: Partial<MetricDatum> = {}) =>
      drawing
        .split(' ')
        .map((value, at) => ({
          MetricName,
          Value: Number(value),
          Timestamp: minutesAgo(5 - at),
          ...more,
        }))
        .filter(({ Value }) => !Number.isNaN(Value))
    await put('Shop', [
      ...each('requests', '10 20 - 40 50'),
      ...each('errors', '1 - 3 - 5'),
      ...each('views', '7 7 7 7 7', { Dimensions: page('menu') }),
      ...each('views', '1 2 3 4 5', { Dimensions: page('order') }),
      { MetricName: 'ten', Values: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10], Timestamp: minutesAgo(5) },
      { MetricName: 'hundred', Values: [1, 100], Counts: [99, 1], Timestamp: minutesAgo(5) },
      { MetricName: 'huge', Values: [1, 1e108], Counts: [1, 1e205], Timestamp: minutesAgo(5) },
      { MetricName: 'quick', Value: 1, Timestamp: new Date(noonMs - 75_000), StorageResolution: 1 },
      { MetricName: 'quick', Value: 2, Timestamp: new Date(noonMs - 70_000), StorageResolution: 1 },
      { MetricName: 'old', Value: 3, Timestamp: minutesAgo(20 * 1440) },
      { MetricName: 'hours', Value: 4, Timestamp: minutesAgo(4 * 60) },
    ])
  })
  afterAll(async () => {
    server?.closeAllConnections()
    server?.close()
    await engine.close()
  })

  const put = (Namespace: string, MetricData: MetricDatum[]) =>
    client.send(new PutMetricDataCommand({ Namespace, MetricData }))
  const get = (
    MetricDataQueries: MetricDataQuery[],
    more: Partial<GetMetricDataCommandInput> = {},
  ) =>
    client.send(
      new GetMetricDataCommand({
        MetricDataQueries,
        ...hour,
        ScanBy: 'TimestampAscending',
        ...more,
      }),
    )
  const values = async (
    queries: MetricDataQuery[],
    more: Partial<GetMetricDataCommandInput> = {},
  ) => (await get(queries, more)).MetricDataResults?.map(({ Id, Values }) => [Id, Values])

  test.each([
    ['ten', 'Sum', [55]],
    ['ten', 'Average', [5.5]],
    ['ten', 'Minimum', [1]],
    ['ten', 'Maximum', [10]],
    ['ten', 'SampleCount', [10]],
    ['ten', 'p0', [1]],
    ['ten', 'p50', [5]],
    ['ten', 'p90', [9]],
    ['ten', 'p90.1', [10]],
    ['ten', 'p100', [10]],
    ['ten', 'tm90', [5]],
    ['ten', 'tc90', [9]],
    ['ten', 'ts90', [45]],
    ['ten', 'wm90', [5.4]],
    ['ten', 'IQM', [5.5]],
    ['ten', 'TM(20%:80%)', [5.5]],
    ['ten', 'TM(2:5)', [4]],
    ['ten', 'TM(200:300)', []],
    ['ten', 'TC(2:5)', [3]],
    ['ten', 'TC(200:300)', [0]],
    ['ten', 'TS(2:5)', [12]],
    ['ten', 'TS(80%:)', [19]],
    ['ten', 'WM(2:5)', [4.1]],
    ['ten', 'WM(10%:90%)', [5.5]],
    ['ten', 'PR(2:5)', [30]],
    ['ten', 'PR(:3)', [30]],
    ['ten', 'PR(8:)', [20]],
    ['huge', 'Maximum', [1e108]],
    ['huge', 'Sum', []],
    ['huge', 'TM(0:)', []],
    ['hundred', 'Average', [1.99]],
    ['hundred', 'p99', [1]],
    ['hundred', 'p99.5', [100]],
    ['hundred', 'tm99', [1]],
    ['hundred', 'tc99', [99]],
    ['hundred', 'PR(50:)', [1]],
  ])('%s, %s: %j', async (name, Stat, expected) => {
    expect(await values([stat(name, Stat)])).toEqual([['q', expected]])
  })

  test('newest first by default; the end is not included; longer periods begin on their edge', async () => {
    const { MetricDataResults } = await client.send(
      new GetMetricDataCommand({
        MetricDataQueries: [query('requests'), { ...stat('requests', 'Sum', 300), Id: 'five' }],
        StartTime: minutesAgo(4.5),
        EndTime: minutesAgo(1),
      }),
    )
    expect(MetricDataResults).toEqual(
      [
        {
          Id: 'requests',
          Label: 'requests Sum 60',
          Timestamps: [minutesAgo(2), minutesAgo(4), minutesAgo(5)],
          Values: [40, 20, 10],
          StatusCode: 'Complete',
        },
        {
          Id: 'five',
          Label: 'requests Sum 300',
          Timestamps: [minutesAgo(5)],
          Values: [70],
          StatusCode: 'Complete',
        },
      ].map((result) => ({ ...result, Label: result.Label.replace(' Sum', '') })),
    )
  })

  test('page by page, each datapoint once, in either order', async () => {
    const MetricDataQueries = [
      query('requests'),
      query('nosuch'),
      query('errors', { ReturnData: false }),
      { ...stat('ten', 'Sum'), Id: 'ten' },
      { ...stat('errors', 'Maximum'), Id: 'worst' },
    ]
    const whole = await values(MetricDataQueries)
    expect(whole).toEqual([
      ['requests', [10, 20, 40, 50]],
      ['nosuch', []],
      ['ten', [55]],
      ['worst', [1, 3, 5]],
    ])
    for (const ScanBy of ['TimestampAscending', 'TimestampDescending'] as const) {
      for (const MaxDatapoints of [1, 2, 3, 4, 5]) {
        const collected = new Map<string, number[]>()
        let pages = 0
        for await (const part of paginateGetMetricData(
          { client },
          { MetricDataQueries, ...hour, ScanBy, MaxDatapoints },
        )) {
          pages += 1
          const found = part.MetricDataResults ?? []
          expect(found.flatMap(({ Values = [] }) => Values).length).toBeLessThanOrEqual(
            MaxDatapoints,
          )
          expect(
            found.filter(({ StatusCode }) => StatusCode === 'PartialData').length,
          ).toBeLessThan(2)
          for (const { Id = '', Values = [] } of found)
            collected.set(Id, [...(collected.get(Id) ?? []), ...Values])
        }
        const sign = ScanBy === 'TimestampAscending' ? 1 : -1
        const sorted = whole?.map(([id, list]) => [
          id,
          sign === 1 ? list : [...(list as number[])].reverse(),
        ])
        expect([...collected]).toEqual(sorted)
        expect(pages).toBeGreaterThanOrEqual(Math.ceil(8 / MaxDatapoints))
      }
    }
    await expect(get([query('requests')], { NextToken: 'x' })).rejects.toMatchObject({
      name: 'InvalidNextToken',
    })
    await expect(
      get([query('requests'), expression('requests')], { NextToken: 'WzAsbnVsbF0' }),
    ).rejects.toMatchObject({ name: 'InvalidNextToken' })
  })

  test('expressions: the share of errors, hidden metrics, several results of one Id', async () => {
    const hidden = { ReturnData: false }
    const { MetricDataResults, NextToken } = await get(
      [
        query('requests', hidden),
        query('errors', hidden),
        expression('100 * errors / FILL(requests, 0)', { Id: 'share', Label: 'Errors in %' }),
        expression('FILL([errors, requests], 0)', { Id: 'filled' }),
        expression('RATE(requests) * PERIOD(requests)', { Id: 'rise' }),
      ],
      { StartTime: minutesAgo(5) },
    )
    expect(NextToken).toBeUndefined()
    expect(MetricDataResults).toMatchObject([
      {
        Id: 'share',
        Label: 'Errors in %',
        Timestamps: [5, 4, 2, 1].map(minutesAgo),
        Values: [10, 0, 0, 10],
        Messages: [{ Code: 'ArithmeticError' }],
      },
      { Id: 'filled', Label: 'errors', Values: [1, 0, 3, 0, 5], StatusCode: 'Complete' },
      { Id: 'filled', Label: 'requests', Values: [10, 20, 0, 40, 50] },
      { Id: 'rise', Label: 'rise', Values: [10, 10, 10] },
    ])
  })

  test('SEARCH finds metrics by their names, and none that were silent for two weeks', async () => {
    const { MetricDataResults } = await get(
      [
        expression(`SEARCH('{Shop,Page} MetricName="views"', 'Sum', 300)`, {
          Label: `\${LABEL}: \${MAX} until \${LAST_TIME}`,
        }),
        expression(`SUM(SEARCH('Shop NOT views NOT ten NOT hundred NOT huge', 'Sum', 3600))`, {
          Id: 'rest',
        }),
      ],
      { StartTime: minutesAgo(60 * 24 * 14 + 1), LabelOptions: { Timezone: '-0200' } },
    )
    expect(MetricDataResults?.map(({ Id, Label, Values }) => [Id, Label, Values])).toEqual([
      ['e1', 'menu: 35 until 2026-11-24 09:55 -0200', [35]],
      ['e1', 'order: 15 until 2026-11-24 09:55 -0200', [15]],
      ['rest', 'rest', [4, 132]],
    ])
    expect(await values([expression(`SEARCH('old', 'Sum', 300)`)])).toEqual([])
  })

  test.each([
    ['ten seconds, just now', 'quick', 10, 60, [1, 2]],
    ['one second, just now', 'quick', 1, 60, [1, 2]],
    ['ten seconds, from 4 hours ago on', 'quick', 10, 241, []],
    ['a minute, from 4 hours ago on', 'quick', 60, 241, [3]],
    ['a minute, from 15 days ago on', 'hours', 60, 15 * 1440, [4]],
    ['a minute, from 21 days ago on', 'old', 60, 21 * 1440, []],
    ['five minutes, from 21 days ago on', 'old', 300, 21 * 1440, [3]],
    ['five minutes, from 64 days ago on', 'old', 300, 64 * 1440, []],
    ['an hour, from 64 days ago on', 'old', 3600, 64 * 1440, [3]],
  ])('a period too short for its age has no data: %s', async (_, name, period, ago, expected) => {
    const request = { StartTime: minutesAgo(ago) }
    expect(await values([stat(name, 'Sum', period)], request)).toEqual([['q', expected]])
    expect(
      await values([{ ...stat(name, 'Sum', period), ReturnData: false }, expression('q')], request),
    ).toEqual([['e1', expected]])
  })

  test.each([
    [
      [expression('1 + ')],
      /^Error in expression 'e1': a value is missing before the end \(at character 5\)$/,
    ],
    [[expression('SUMM(METRICS())')], /Function 'SUMM' not found; did you mean SUM\?/],
    [[query('requests'), expression('SUM(requests)')], /'e1': the result is a scalar/],
    [[expression('e1')], /refers to itself/],
    [
      [{ ...query('requests'), Expression: 'x' }],
      /Exactly one of MetricDataQueries.member.1.MetricStat and/,
    ],
    [[{ Id: 'a' }], /Exactly one of/],
    [[query('requests'), query('requests')], /Id are not unique/],
    [[{ ...query('requests'), Id: 'Upper' }], /\[a-z\]\[a-zA-Z0-9_\]\*/],
    [
      [stat('ten', 'Mean')],
      /The value Mean for parameter MetricDataQueries.member.1.MetricStat.Stat is not a valid statistic/,
    ],
    [
      [stat('ten', 'Sum', 90)],
      /The value 90 for parameter MetricDataQueries.member.1.MetricStat.Period/,
    ],
    [[expression('x', { Period: 7 })], /member.1.Period is not valid/],
    [[expression('x'.repeat(3000))], /length less than or equal to 2048/],
    [[], /'metricDataQueries' failed to satisfy constraint/],
  ])('refused: %j', async (queries, message) => {
    await expect(get(queries)).rejects.toMatchObject({
      Code: 'ValidationError',
      message: expect.stringMatching(message),
    })
  })

  test.each([
    { StartTime: new Date(-1) },
    { StartTime: minutesAgo(0) },
    { EndTime: new Date(8.64e15) },
    { LabelOptions: { Timezone: 'CET' } },
    { MaxDatapoints: 0 },
  ])('refused: %j', async (wrong) => {
    await expect(get([query('requests')], wrong)).rejects.toMatchObject({ Code: 'ValidationError' })
  })

  test('the maximum time range: an answer, or a refusal, at once', async () => {
    const always = { StartTime: new Date(0), EndTime: new Date('9999-12-31T00:00:00Z') }
    const old = query('old', { MetricStat: stat('old', 'Sum', 3600).MetricStat })
    expect(await values([old], always)).toEqual([['old', [3]]])
    await expect(get([old, expression('FILL(old, 0)')], always)).rejects.toThrow(
      'this request makes too many datapoints',
    )
  })

  test('ListMetrics: by namespace, name and dimensions, the lately active, 500 a page', async () => {
    const names = async (request: ListMetricsCommandInput) =>
      (await client.send(new ListMetricsCommand(request))).Metrics?.map(
        ({ MetricName, Dimensions = [] }) =>
          [MetricName, ...Dimensions.map(({ Value }) => Value)].join(' '),
      )
    const all = [
      'errors',
      'hours',
      'huge',
      'hundred',
      'quick',
      'requests',
      'ten',
      'views menu',
      'views order',
    ]
    expect(await names({ Namespace: 'Shop' })).toEqual(all)
    expect(await names({ Namespace: 'Shop', RecentlyActive: 'PT3H' })).toEqual(
      all.filter((name) => name !== 'hours'),
    )
    expect(await names({ MetricName: 'views' })).toEqual(['views menu', 'views order'])
    expect(await names({ Dimensions: [{ Name: 'Page' }] })).toEqual(['views menu', 'views order'])
    expect(await names({ Dimensions: page('menu') })).toEqual(['views menu'])
    expect(await names({ Namespace: 'shop' })).toEqual([])

    await put(
      'Many',
      Array.from({ length: 501 }, (_, at) => ({ MetricName: `m${at}`, Value: 1 })),
    )
    const pages: number[] = []
    for await (const part of paginateListMetrics({ client }, { Namespace: 'Many' }))
      pages.push(part.Metrics?.length ?? 0)
    expect(pages).toEqual([500, 1])
  })

  test('a search of more than 500 metrics takes the first, with a message', async () => {
    await put(
      'Many',
      Array.from({ length: 501 }, (_, at) => ({ MetricName: `m${at}`, Value: 1 })),
    )
    const { MetricDataResults, Messages } = await get([
      expression(`TIME_SERIES(METRIC_COUNT(SEARCH('{Many}', 'Sum')))`),
    ])
    expect(MetricDataResults?.[0]?.Values?.[0]).toBe(500)
    expect(Messages?.[0]?.Value).toMatch(/^Maximum number of allowed metrics exceeded/)
  })

  test('with expressions what does not fit on the one page is left out, with a message', async () => {
    const { MetricDataResults, Messages } = await get(
      [query('requests'), expression('requests * 2')],
      { MaxDatapoints: 5 },
    )
    expect(MetricDataResults).toMatchObject([
      { Values: [10, 20, 40, 50], StatusCode: 'Complete' },
      { Values: [20], StatusCode: 'PartialData' },
    ])
    expect(Messages?.[0]?.Value).toMatch(/^Only the first 5 datapoints/)
  })
})

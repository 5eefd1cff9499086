import {
  CloudWatchClient,
  DescribeAlarmsForMetricCommand,
  type Dimension,
  type Entity,
  type EntityMetricData,
  GetMetricDataCommand,
  GetMetricStatisticsCommand,
  type MetricDatum,
  PutMetricDataCommand,
} from '@aws-sdk/client-cloudwatch'
import { SmithyRpcV2CborProtocol } from '@smithy/core/cbor'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { nowMs, openEngine } from './testdata/open-engine'

let here: Awaited<ReturnType<typeof openEngine>>
let clients: Record<string, CloudWatchClient>
beforeAll(async () => {
  here = await openEngine('over HTTP')
  const cbor = new CloudWatchClient({
    region: 'local',
    credentials: { accessKeyId: 'x', secretAccessKey: 'x' },
    maxAttempts: 1,
    endpoint: here.endpoint,
    protocol: SmithyRpcV2CborProtocol,
  })
  clients = { JSON: here.metrics, CBOR: cbor }
})
afterAll(() => here.close())

const put = (datum: Partial<MetricDatum>, client = here.metrics) =>
  client.send(
    new PutMetricDataCommand({
      Namespace: 'Shop',
      MetricData: [{ MetricName: 'm', Timestamp: new Date(nowMs), ...datum }],
    }),
  )

async function sendForm(members: string): Promise<string> {
  const start = 'Action=PutMetricData&Version=2010-08-01&Namespace=Shop&MetricData.member.1.'
  const reply = await fetch(here.endpoint ?? '', {
    method: 'POST',
    body: new URLSearchParams(`${start}MetricName=m&${members}`),
  })
  return reply.text()
}

const wrong = (value: string, of: string) =>
  `The value ${value} for parameter MetricData.member.1.${of} is invalid.`

describe.each(['JSON', 'CBOR'])('numbers that CloudWatch does not take, in %s', (protocol) => {
  const set = { SampleCount: 1, Sum: 1, Minimum: 1, Maximum: 1 }
  test.each<[Partial<MetricDatum>, message: string]>([
    [{ Value: Number.NaN }, wrong('NaN', 'Value')],
    [{ Value: Number.POSITIVE_INFINITY }, wrong('Infinity', 'Value')],
    [{ Value: Number.NEGATIVE_INFINITY }, wrong('-Infinity', 'Value')],
    [{ Values: [1, Number.NaN] }, wrong('NaN', 'Values.member.2')],
    [{ Values: [1], Counts: [Number.NaN] }, wrong('NaN', 'Counts.member.1')],
    [{ StatisticValues: { ...set, Sum: Number.NaN } }, wrong('NaN', 'StatisticValues.Sum')],
    [
      { StatisticValues: { ...set, SampleCount: Number.POSITIVE_INFINITY } },
      wrong('Infinity', 'StatisticValues.SampleCount'),
    ],
  ])('%j', async (datum, message) => {
    await expect(put(datum, clients[protocol])).rejects.toMatchObject({
      name: 'InvalidParameterValueException',
      message,
    })
  })
})

test.each([
  ['Value=NaN', 'InvalidParameterValue', wrong('NaN', 'Value')],
  // As Python writes them.
  ['Value=nan', 'InvalidParameterValue', wrong('NaN', 'Value')],
  ['Value=inf', 'InvalidParameterValue', wrong('Infinity', 'Value')],
  ['Value=-inf', 'InvalidParameterValue', wrong('-Infinity', 'Value')],
  [
    'MetricData.member.1.Values.member.1=Infinity',
    'InvalidParameterValue',
    wrong('Infinity', 'Values.member.1'),
  ],
  ['Value=many', 'MalformedInput', 'The value of MetricData.member.1.Value is not a number.'],
])('in the Query protocol: %s', async (members, code, message) => {
  const xml = await sendForm(members.replace('Value=', 'MetricData.member.1.Value='))
  expect(xml).toContain(`<Code>${code}</Code><Message>${message}</Message>`)
})

test.each([
  ['Value', 'menü'],
  ['Value', '  '],
  ['Value', 'a\tb'],
  ['Value', 'a\n'],
  ['Name', 'Seite\u00e9'],
  ['Name', ' '],
])('a dimension with the %s %j is refused', async (of, text) => {
  const Dimensions = [
    { Name: 'Page', Value: 'menu' },
    { Name: 'Shop', Value: '1', [of]: text },
  ]
  await expect(put({ Value: 1, Dimensions })).rejects.toMatchObject({
    Code: 'InvalidParameterValue',
    message: expect.stringContaining(
      `The value ${text} for parameter MetricData.member.1.Dimensions.member.2.${of} is invalid: `,
    ),
  })
})

const page = { Name: 'Page', Value: 'menu' }
const window = { StartTime: new Date(nowMs - 60_000), EndTime: new Date(nowMs), Period: 60 }
const asked: Record<string, (Dimensions: Dimension[]) => object> = {
  PutMetricData: (Dimensions) =>
    new PutMetricDataCommand({
      Namespace: 'Shop',
      MetricData: [{ MetricName: 'm', Value: 1, Dimensions }],
    }),
  GetMetricData: (Dimensions) =>
    new GetMetricDataCommand({
      MetricDataQueries: [
        {
          Id: 'm',
          MetricStat: {
            Metric: { Namespace: 'Shop', MetricName: 'm', Dimensions },
            Period: 60,
            Stat: 'Sum',
          },
        },
      ],
      ...window,
    }),
  GetMetricStatistics: (Dimensions) =>
    new GetMetricStatisticsCommand({
      Namespace: 'Shop',
      MetricName: 'm',
      Statistics: ['Sum'],
      Dimensions,
      ...window,
    }),
  DescribeAlarmsForMetric: (Dimensions) =>
    new DescribeAlarmsForMetricCommand({ Namespace: 'Shop', MetricName: 'm', Dimensions }),
}

describe.each(Object.entries(asked))(
  'dimensions that CloudWatch does not take, %s',
  (_, command) => {
    test.each<[Dimension[], message: RegExp]>([
      [[page, { Name: 'Page', Value: 'x' }], /Dimensions.member.2.Name is invalid: a metric has a/],
      [[page, page], /a metric has a dimension once/],
      [[{ Name: ' ', Value: 'x' }], /Dimensions.member.1.Name is invalid: it must have ASCII/],
      [[{ Name: 'Page', Value: '\t' }], /Dimensions.member.1.Value is invalid: it must have ASCII/],
      [[{ Name: '', Value: 'x' }], /imensions.1.member.name' failed .*equal to 1/],
      [[{ Name: 'Page', Value: '' }], /imensions.1.member.value' failed .*equal to 1/],
      [[{ Name: 'n'.repeat(256), Value: 'x' }], /name' failed .*less than or equal to 255/],
      [[{ Name: 'Page', Value: 'v'.repeat(1_025) }], /value' failed .*less than or equal to 1024/],
      [
        Array.from({ length: 31 }, (_, n) => ({ Name: `d${n}`, Value: 'x' })),
        /imensions' failed .*less than or equal to 30/,
      ],
    ])('%#: %j', async (Dimensions, message) => {
      await expect(here.metrics.send(command(Dimensions) as never)).rejects.toThrow(message)
    })
    test('and the longest that it does', async () => {
      const longest = { Name: 'n'.repeat(255), Value: 'v'.repeat(1_024) }
      await here.metrics.send(command([page, longest]) as never)
    })
  },
)

test('a member that is missing is told in the words of CloudWatch', async () => {
  const StatisticValues = { SampleCount: 1, Sum: 1, Maximum: 1 } as MetricDatum['StatisticValues']
  await expect(put({ StatisticValues })).rejects.toThrow(
    "1 validation error detected: Value null at 'metricData.1.member.statisticValues.minimum' failed to satisfy constraint: Member must not be null",
  )
})

const stored = { Timestamp: new Date(nowMs - 60_000) }
async function statistic(MetricName: string, Stat: string) {
  const MetricStat = { Metric: { Namespace: 'Shop', MetricName }, Period: 60, Stat }
  const { MetricDataResults } = await here.metrics.send(
    new GetMetricDataCommand({
      MetricDataQueries: [{ Id: 'm', MetricStat }],
      StartTime: new Date(nowMs - 600_000),
      EndTime: new Date(nowMs),
    }),
  )
  return MetricDataResults?.[0]?.Values
}
const set = (SampleCount: number, Sum: number, Minimum: number, Maximum: number) => ({
  StatisticValues: { SampleCount, Sum, Minimum, Maximum },
})
const ranked = ['p50', 'p90', 'tm90', 'tc90', 'ts90', 'wm90', 'IQM', 'TM(1:40)', 'PR(0:300)']

describe('what ranks single values', () => {
  test.each<[MetricName: string, data: Partial<MetricDatum>[], expected: Record<string, number[]>]>(
    [
      [
        'several in a set',
        [set(10, 100, 1, 50)],
        { ...Object.fromEntries(ranked.map((name) => [name, []])), Sum: [100], Maximum: [50] },
      ],
      ['a set among values', [{ Value: 1 }, set(2, 6, 1, 5)], { p50: [], PR: [], Sum: [7] }],
      ['one in a set', [set(1, 5, 5, 5)], { p50: [5], tm90: [5], Sum: [5] }],
      ['all the same in a set', [set(4, 20, 5, 5)], { p50: [5], tc90: [4], Sum: [20] }],
      ['an empty set', [{ Value: 3 }, set(0, 0, 0, 9)], { p50: [3], Sum: [3] }],
      ['values and counts', [{ Values: [1, 9], Counts: [9, 1] }], { p90: [1], p99: [9] }],
      ['a negative one', [{ Values: [-5, 3] }], { p50: [], p100: [], tm100: [-1], Sum: [-2] }],
      ['zero', [{ Values: [0, 3] }], { p50: [0] }],
    ],
  )('of %s', async (MetricName, data, expected) => {
    for (const datum of data) await put({ MetricName, ...stored, ...datum })
    for (const [name, values] of Object.entries(expected))
      expect([name, await statistic(MetricName, name === 'PR' ? 'PR(0:9)' : name)]).toEqual([
        name,
        values,
      ])
  })
})

test('a set of one period takes no percentile from the others', async () => {
  await put({ MetricName: 'mixed', ...stored, ...set(3, 9, 1, 5) })
  await put({ MetricName: 'mixed', Timestamp: new Date(nowMs - 180_000), Value: 7 })
  expect(await statistic('mixed', 'p50')).toEqual([7])
})

describe('metrics of an entity', () => {
  const datum = { MetricName: 'owned', Value: 3, Timestamp: new Date(nowMs) }
  const entity = (MetricData: MetricDatum[]) => ({
    Entity: { KeyAttributes: { Type: 'Service', Name: 'shop' }, Attributes: { Team: 'a' } },
    MetricData,
  })
  const putAll = (
    EntityMetricData: EntityMetricData[],
    MetricData?: MetricDatum[],
    StrictEntityValidation: boolean | undefined = true,
  ) =>
    here.metrics.send(
      new PutMetricDataCommand({
        Namespace: 'Owned',
        MetricData,
        EntityMetricData,
        StrictEntityValidation,
      }),
    )

  test('are stored as all others are', async () => {
    await putAll([entity([datum]), entity([{ ...datum, Value: 4 }])], [{ ...datum, Value: 5 }])
    const { MetricDataResults } = await here.metrics.send(
      new GetMetricDataCommand({
        MetricDataQueries: [
          {
            Id: 'm',
            MetricStat: {
              Metric: { Namespace: 'Owned', MetricName: 'owned' },
              Period: 60,
              Stat: 'Sum',
            },
          },
        ],
        StartTime: new Date(nowMs - 60_000),
        EndTime: new Date(nowMs + 60_000),
      }),
    )
    expect(MetricDataResults?.[0]?.Values).toEqual([12])
  })

  test.each<[Entity | undefined, problem: string]>([
    [undefined, 'InvalidEntity'],
    [{}, 'InvalidEntity'],
    [{ KeyAttributes: { Type: 'Service' } }, 'InvalidKeyAttributes'],
    [{ KeyAttributes: { Type: 'Service', Colour: 'red' } }, 'InvalidKeyAttributes'],
    [{ KeyAttributes: { Type: 'Service', Name: '' } }, 'InvalidKeyAttributes'],
    [{ KeyAttributes: { Type: 'Service', Name: 'n'.repeat(2_049) } }, 'InvalidKeyAttributes'],
    [{ KeyAttributes: { Type: 'Café', Name: 'shop' } }, 'InvalidTypeValue'],
    [{ KeyAttributes: { Name: 'shop', Environment: 'test' } }, 'MissingRequiredFields'],
    [{ KeyAttributes: { Type: 'Service', Environment: 'test' } }, 'MissingRequiredFields'],
    [
      { KeyAttributes: { Type: 'AWS::Resource', ResourceType: 'AWS::EC2::Instance' } },
      'MissingRequiredFields',
    ],
    [
      {
        KeyAttributes: { Type: 'Service', Name: 'shop' },
        Attributes: Object.fromEntries(Array.from({ length: 11 }, (_, n) => [`${n}`, 'x'])),
      },
      'InvalidAttributes',
    ],
  ])('the entity %j: %s, refused or told in a header', async (wrong, problem) => {
    const owned = [{ Entity: wrong, MetricData: [datum] }]
    await expect(putAll(owned)).rejects.toThrow(
      `EntityMetricData.member.1.Entity is invalid: ${problem}`,
    )
    const { body, headers } = await here.engine.answer({
      target: 'GraniteServiceVersion20100801.PutMetricData',
      headers: {},
      body: JSON.stringify({
        Namespace: 'Told',
        StrictEntityValidation: false,
        EntityMetricData: [{ Entity: wrong, MetricData: [{ MetricName: 'm', Value: 1 }] }],
      }),
    })
    expect([body, headers['x-amzn-failure-message']]).toEqual(['{}', problem])
  })

  test('are refused where it is not said whether a wrong entity is', async () => {
    await expect(putAll([entity([datum])], undefined, null as never)).rejects.toMatchObject({
      name: 'MissingRequiredParameterException',
    })
  })

  test('are checked as all others are, and a request has 1,000 in all', async () => {
    await expect(putAll([entity([{ ...datum, Value: Number.NaN }])])).rejects.toThrow(
      'EntityMetricData.member.1.MetricData.member.1.Value',
    )
    const many = (count: number) => Array.from({ length: count }, () => datum)
    await expect(putAll([entity(many(600))], many(401))).rejects.toThrow('1000 metrics at most')
    await expect(putAll([entity([]), entity([]), entity([])])).rejects.toThrow(/length less than/)
  })
})

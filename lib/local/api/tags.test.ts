import {
  DeleteAlarmsCommand,
  DeleteDashboardsCommand,
  ListTagsForResourceCommand,
  PutAlarmMuteRuleCommand,
  PutCompositeAlarmCommand,
  type PutCompositeAlarmCommandInput,
  PutDashboardCommand,
  PutMetricAlarmCommand,
  type PutMetricAlarmCommandInput,
  type Tag,
  TagResourceCommand,
  UntagResourceCommand,
} from '@aws-sdk/client-cloudwatch'
import * as ofLogs from '@aws-sdk/client-cloudwatch-logs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { nowMs, openEngine } from './testdata/open-engine'

let here: Awaited<ReturnType<typeof openEngine>>
beforeAll(async () => {
  here = await openEngine('in process')
})
afterAll(() => here.close())

const metricAlarm = {
  MetricName: 'm',
  Namespace: 'N',
  Statistic: 'Sum',
  Period: 60,
  EvaluationPeriods: 1,
  Threshold: 5,
  ComparisonOperator: 'GreaterThanThreshold',
}
const put = (kind: string, AlarmName: string, Tags?: Tag[], more: object = {}) =>
  kind === 'metric'
    ? here.metrics.send(
        new PutMetricAlarmCommand({
          AlarmName,
          Tags,
          ...metricAlarm,
          ...more,
        } as PutMetricAlarmCommandInput),
      )
    : here.metrics.send(
        new PutCompositeAlarmCommand({
          AlarmName,
          Tags,
          AlarmRule: 'FALSE',
          ...more,
        } as PutCompositeAlarmCommandInput),
      )
const tagsIn = async (AlarmName: string, place = 'local:000000000000') =>
  (
    await here.metrics.send(
      new ListTagsForResourceCommand({
        ResourceARN: `arn:aws:cloudwatch:${place}:alarm:${AlarmName}`,
      }),
    )
  ).Tags
const many = (count: number) =>
  Array.from({ length: count }, (_, n) => ({ Key: `k${n}`, Value: '' }))
const shop = [{ Key: 'team', Value: 'shop' }]

describe.each(['metric', 'composite'])('tags of a %s alarm', (kind) => {
  test('are stored when it is created, and left alone when it is changed', async () => {
    await put(kind, `${kind}-1`, shop)
    expect(await tagsIn(`${kind}-1`)).toEqual(shop)
    await put(kind, `${kind}-1`, [{ Key: 'team', Value: 'web' }], { AlarmDescription: 'changed' })
    expect(await tagsIn(`${kind}-1`)).toEqual(shop)
  })
  test('go with it: one that is created again has none of them', async () => {
    const AlarmName = `${kind}-again`
    await put(kind, AlarmName, shop)
    await here.metrics.send(new DeleteAlarmsCommand({ AlarmNames: [AlarmName] }))
    await put(kind, AlarmName, [])
    expect(await tagsIn(AlarmName)).toEqual([])
  })
  test('are at most 50', async () => {
    await put(kind, `${kind}-50`, many(50))
    expect(await tagsIn(`${kind}-50`)).toHaveLength(50)
    await expect(put(kind, `${kind}-51`, many(51))).rejects.toMatchObject({
      Code: 'ValidationError',
      message: expect.stringContaining("at 'tags' failed"),
    })
  })
  test.each([
    [[{ Key: 'aws:x', Value: '' }], 'InvalidParameterValue', 'aws:x for parameter Tags is invalid'],
    [[{ Key: 'AWS:x', Value: '' }], 'InvalidParameterValue', 'AWS:x for parameter Tags is invalid'],
    [[{ Key: '', Value: '' }], 'ValidationError', "at 'tags.1.member.key' failed"],
  ])('%j are refused, and the alarm with them', async (tags, Code, message) => {
    const refused = { Code, message: expect.stringContaining(message) }
    await expect(put(kind, `${kind}-wrong`, tags)).rejects.toMatchObject(refused)
    await expect(tagsIn(`${kind}-wrong`)).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
    })
  })
})

test('TagResource refuses what AWS keeps for itself, and more than 50 in all', async () => {
  await put('metric', 'tagged', shop)
  const ResourceARN = 'arn:aws:cloudwatch:local:000000000000:alarm:tagged'
  const tag = (Tags: Tag[]) => here.metrics.send(new TagResourceCommand({ ResourceARN, Tags }))
  const refused = { name: 'InvalidParameterValueException', Code: 'InvalidParameterValue' }
  await expect(tag([{ Key: 'aws:x', Value: '1' }])).rejects.toMatchObject(refused)
  await expect(tag(many(50))).rejects.toMatchObject(refused)
  expect(await tagsIn('tagged')).toEqual(shop)
})

test.each(['eu-central-1:123456789012', 'local:000000000000', ':'])(
  'an alarm is found by its ARN in %s',
  async (place) => {
    await put('metric', 'anywhere:else', shop)
    expect(await tagsIn('anywhere:else', place)).toEqual(shop)
  },
)

test('a mute rule has no tag that AWS keeps for itself', async () => {
  const rule = new PutAlarmMuteRuleCommand({
    Name: 'r',
    Rule: {
      Schedule: {
        Expression: `at(${new Date(nowMs).toISOString().slice(0, 16)})`,
        Duration: 'PT1H',
      },
    },
    Tags: [{ Key: 'aws:x', Value: '1' }],
  })
  await expect(here.metrics.send(rule)).rejects.toMatchObject({ Code: 'InvalidParameterValue' })
})

const mapOf = (tags: Tag[]) => Object.fromEntries(tags.map(({ Key, Value }) => [Key, Value]))
const arnOf = (name: string) => `arn:aws:logs:eu-central-1:123456789012:log-group:${name}`

test.each<[tags: Record<string, string>, name: string, message: string]>([
  [{ 'aws:x': '1' }, 'InvalidParameterException', 'The tag key aws:x is invalid'],
  [{ '': '1' }, 'InvalidParameterException', "Value '' at 'tags.' failed"],
  [{ 'a*': '1' }, 'InvalidParameterException', "Value 'a*' at 'tags.a*' failed to satisfy"],
  [{ a: 'b;' }, 'InvalidParameterException', "Value 'b;' at 'tags.a' failed to satisfy"],
  [mapOf(many(51)), 'InvalidParameterException', "at 'tags' failed"],
  [{}, 'InvalidParameterException', "at 'tags' failed"],
])('the tags %j of a log group are refused everywhere', async (tags, name, message) => {
  const { logs } = here
  const logGroupName = `old/${name}`
  await logs.send(new ofLogs.CreateLogGroupCommand({ logGroupName })).catch(() => {})
  const refused = { name, message: expect.stringContaining(message) }
  const create = new ofLogs.CreateLogGroupCommand({ logGroupName: 'new', tags })
  await expect(logs.send(create)).rejects.toMatchObject(refused)
  await expect(
    logs.send(new ofLogs.ListTagsLogGroupCommand({ logGroupName: 'new' })),
  ).rejects.toMatchObject({ name: 'ResourceNotFoundException' })
  const byName = new ofLogs.TagLogGroupCommand({ logGroupName, tags })
  await expect(logs.send(byName)).rejects.toMatchObject(refused)
  const byArn = new ofLogs.TagResourceCommand({ resourceArn: arnOf(logGroupName), tags })
  await expect(logs.send(byArn)).rejects.toMatchObject(refused)
})

const missing = 'no/such/group'
test.each<[name: string, command: object]>([
  ['TagLogGroup', new ofLogs.TagLogGroupCommand({ logGroupName: missing, tags: { a: '1' } })],
  ['UntagLogGroup', new ofLogs.UntagLogGroupCommand({ logGroupName: missing, tags: ['a'] })],
  ['ListTagsLogGroup', new ofLogs.ListTagsLogGroupCommand({ logGroupName: missing })],
  ['TagResource', new ofLogs.TagResourceCommand({ resourceArn: arnOf(missing), tags: { a: '1' } })],
  [
    'UntagResource',
    new ofLogs.UntagResourceCommand({ resourceArn: arnOf(missing), tagKeys: ['a'] }),
  ],
  ['ListTagsForResource', new ofLogs.ListTagsForResourceCommand({ resourceArn: arnOf(missing) })],
])('%s of a log group that there is not', async (_, command) => {
  await expect(here.logs.send(command as never)).rejects.toMatchObject({
    name: 'ResourceNotFoundException',
  })
})

test('a log group with too many tags in all is refused by the code of each operation', async () => {
  const logGroupName = 'many/tags'
  const { logs } = here
  await logs.send(new ofLogs.CreateLogGroupCommand({ logGroupName, tags: mapOf(many(50)) }))
  const tags = { more: '' }
  await expect(
    logs.send(new ofLogs.TagResourceCommand({ resourceArn: arnOf(logGroupName), tags })),
  ).rejects.toMatchObject({ name: 'TooManyTagsException' })
  await expect(
    logs.send(new ofLogs.TagLogGroupCommand({ logGroupName, tags })),
  ).rejects.toMatchObject({ name: 'InvalidParameterException' })
  await expect(
    logs.send(new ofLogs.UntagLogGroupCommand({ logGroupName, tags: [] })),
  ).rejects.toThrow("at 'tags' failed")
})

test('tags of a dashboard are stored when it is created, changed by its ARN, and go with it', async () => {
  const DashboardName = 'shop'
  const ResourceARN = `arn:aws:cloudwatch::123456789012:dashboard/${DashboardName}`
  const { metrics } = here
  const putDashboard = (Tags?: Tag[]) =>
    metrics.send(new PutDashboardCommand({ DashboardName, DashboardBody: '{"widgets":[]}', Tags }))
  const tags = async () =>
    (await metrics.send(new ListTagsForResourceCommand({ ResourceARN }))).Tags
  await expect(tags()).rejects.toMatchObject({ name: 'ResourceNotFoundException' })
  await expect(putDashboard([{ Key: 'aws:x', Value: '' }])).rejects.toMatchObject({
    Code: 'InvalidParameterValue',
  })
  await expect(putDashboard(many(51))).rejects.toThrow("at 'tags' failed")
  await putDashboard(shop)
  await putDashboard([{ Key: 'team', Value: 'web' }])
  expect(await tags()).toEqual(shop)
  const env = { Key: 'env', Value: 'test' }
  await metrics.send(new TagResourceCommand({ ResourceARN, Tags: [env] }))
  expect(await tags()).toEqual([env, ...shop])
  await metrics.send(new UntagResourceCommand({ ResourceARN, TagKeys: ['team'] }))
  expect(await tags()).toEqual([env])
  await metrics.send(new DeleteDashboardsCommand({ DashboardNames: [DashboardName] }))
  await putDashboard()
  expect(await tags()).toEqual([])
})

import {
  DeleteAlarmMuteRuleCommand,
  DeleteAlarmsCommand,
  DescribeAlarmsCommand,
  GetAlarmMuteRuleCommand,
  ListAlarmMuteRulesCommand,
  ListTagsForResourceCommand,
  PutAlarmMuteRuleCommand,
  type PutAlarmMuteRuleCommandInput,
  PutMetricAlarmCommand,
  TagResourceCommand,
  UntagResourceCommand,
} from '@aws-sdk/client-cloudwatch'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { nowMs, openEngine, targets } from './testdata/open-engine'

const alarm = {
  MetricName: '500-Errors',
  Namespace: 'Cafe',
  Statistic: 'Sum',
  Period: 60,
  EvaluationPeriods: 1,
  Threshold: 5,
  ComparisonOperator: 'GreaterThanThreshold',
} as const

// The clock stands at 2026-11-24T12:00:30Z.
const at = (Expression: string, Duration = 'PT1H', Timezone?: string) => ({
  Schedule: { Expression, Duration, Timezone },
})
const active = at('at(2026-11-24T12:00)')

describe.each(targets)('alarm mute rules and tags, %s', (where) => {
  let here: Awaited<ReturnType<typeof openEngine>>
  let metrics: typeof here.metrics
  beforeAll(async () => {
    here = await openEngine(where)
    metrics = here.metrics
    for (const AlarmName of ['a', 'b'])
      await metrics.send(new PutMetricAlarmCommand({ AlarmName, ...alarm }))
  })
  afterAll(() => here.close())

  const put = (more: Partial<PutAlarmMuteRuleCommandInput> = {}) =>
    metrics.send(
      new PutAlarmMuteRuleCommand({
        Name: 'night',
        Rule: active,
        MuteTargets: { AlarmNames: ['a'] },
        ...more,
      }),
    )
  const get = (AlarmMuteRuleName = 'night') =>
    metrics.send(new GetAlarmMuteRuleCommand({ AlarmMuteRuleName }))
  const list = async (input: object = {}) =>
    (await metrics.send(new ListAlarmMuteRulesCommand(input))).AlarmMuteRuleSummaries ?? []
  const arnOf = async (name: string) =>
    (await metrics.send(new DescribeAlarmsCommand({ AlarmNames: [name] }))).MetricAlarms?.[0]
      ?.AlarmArn

  test('a rule is given back as it was put', async () => {
    const rule = {
      Name: 'night',
      Description: 'maintenance',
      Rule: at('at(2026-11-24T13:00)', 'PT2H30M', 'Europe/Berlin'),
      MuteTargets: { AlarmNames: ['a', 'b'] },
      StartDate: new Date(nowMs - 60_000),
      ExpireDate: new Date(nowMs + 3_600_000),
    }
    await put(rule)
    expect(await get()).toMatchObject({
      ...rule,
      AlarmMuteRuleArn: 'arn:aws:cloudwatch:local:000000000000:alarm-mute-rule:night',
      Status: 'ACTIVE',
      MuteType: 'ONE_TIME',
      LastUpdatedTimestamp: new Date(nowMs),
    })
    await put()
    expect((await get()).Description).toBeUndefined()
  })

  test.each<[rule: object, status: string]>([
    [{ Rule: at('at(2026-11-24T12:01)') }, 'SCHEDULED'],
    [{ Rule: active }, 'ACTIVE'],
    [{ Rule: at('at(2026-11-24T11:00)', 'PT60M') }, 'EXPIRED'],
    [{ Rule: active, StartDate: new Date(nowMs + 60_000) }, 'SCHEDULED'],
    [{ Rule: active, ExpireDate: new Date(nowMs) }, 'EXPIRED'],
  ])('%j is %s', async (rule, status) => {
    await put(rule)
    expect((await get()).Status).toBe(status)
    expect(await list({ AlarmName: 'a', Statuses: [status] })).toHaveLength(1)
    expect(await list({ AlarmName: 'b' })).toEqual([])
  })

  test('lists are paged', async () => {
    for (const Name of ['1', '2', '3']) await put({ Name })
    const first = await metrics.send(new ListAlarmMuteRulesCommand({ MaxRecords: 2 }))
    expect(first.AlarmMuteRuleSummaries).toHaveLength(2)
    expect(await list({ NextToken: first.NextToken })).toHaveLength(2)
    for (const AlarmMuteRuleName of ['1', '2', '3'])
      await metrics.send(new DeleteAlarmMuteRuleCommand({ AlarmMuteRuleName }))
    expect(await list()).toHaveLength(1)
  })

  test.each<[wrong: object, message: RegExp]>([
    [{ Name: '' }, /'name' failed to satisfy constraint/],
    [{ Rule: at('cron(0 2 * * *)') }, /does not know cron/],
    [{ Rule: at('at(2026-11-24T12:00)', 'P16D') }, /PT1M to P15D/],
    [{ Rule: at('at(2026-11-24T12:00)', 'PT1H', 'Nowhere') }, /time zone/],
    [{ MuteTargets: { AlarmNames: ['nobody'] } }, /no alarm named nobody/],
    [{ MuteTargets: { AlarmNames: [] } }, /'muteTargets.alarmNames' failed to satisfy/],
    [{ ExpireDate: new Date(nowMs - 3_600_000) }, /never mute/],
  ])('%j is refused', async (wrong, message) => {
    await expect(put(wrong)).rejects.toThrow(message)
  })

  test('one that is not there is not found, and can be deleted', async () => {
    await expect(get('nobody')).rejects.toMatchObject({ name: 'ResourceNotFoundException' })
    await metrics.send(new DeleteAlarmMuteRuleCommand({ AlarmMuteRuleName: 'nobody' }))
  })

  test('tags are added, replaced, listed, removed, and go with their alarm', async () => {
    const ResourceARN = await arnOf('b')
    const tags = async () =>
      (await metrics.send(new ListTagsForResourceCommand({ ResourceARN }))).Tags
    const tag = (Key: string, Value: string) =>
      metrics.send(new TagResourceCommand({ ResourceARN, Tags: [{ Key, Value }] }))
    expect(await tags()).toEqual([])
    await tag('team', 'shop')
    await tag('team', 'café')
    await tag('by', '')
    expect(await tags()).toEqual([
      { Key: 'by', Value: '' },
      { Key: 'team', Value: 'café' },
    ])
    await metrics.send(new UntagResourceCommand({ ResourceARN, TagKeys: ['by', 'nothing'] }))
    expect(await tags()).toEqual([{ Key: 'team', Value: 'café' }])
    await expect(tag('long', 'x'.repeat(257))).rejects.toThrow(/length less than or equal to 256/)
    await metrics.send(new DeleteAlarmsCommand({ AlarmNames: ['b'] }))
    await expect(tags()).rejects.toMatchObject({ name: 'ResourceNotFoundException' })
    await metrics.send(new PutMetricAlarmCommand({ AlarmName: 'b', ...alarm }))
    expect(await tags()).toEqual([])
  })
})

import { expect, test } from 'vitest'
import { readAlarms } from './alarms'
import { error, scriptedAws } from './testdata/scripted-aws'

const aws = scriptedAws()

const nothingMeasured = { Id: 'a0', Timestamps: [], Values: [], StatusCode: 'Complete' }

test('alarms of all types, over pages', async () => {
  const alarm = (AlarmName: string, StateValue: string) => ({
    AlarmName,
    StateValue,
    StateReason: 'client 198.51.100.7',
  })
  aws.script = {
    DescribeAlarms: (input) => ({
      body: (input as { NextToken?: string }).NextToken
        ? {
            MetricAlarms: [],
            CompositeAlarms: [{ ...alarm('shop', 'ALARM'), AlarmRule: 'ALARM(a)' }],
            LogAlarms: [alarm('log', 'INSUFFICIENT_DATA')],
          }
        : {
            NextToken: 'more',
            CompositeAlarms: [],
            MetricAlarms: [
              {
                ...alarm('a', 'OK'),
                Namespace: 'N',
                MetricName: 'M',
                Statistic: 'Sum',
                Period: 60,
                Threshold: 5,
                EvaluationPeriods: 1,
                ComparisonOperator: 'GreaterThanThreshold',
              },
            ],
          },
    }),
    DescribeAlarmHistory: () => ({ body: { AlarmHistoryItems: [] } }),
    GetMetricData: () => ({ body: { MetricDataResults: [nothingMeasured] } }),
  }
  const reading = await readAlarms({ nowMs: Date.now(), fromMs: 0 })
  expect(reading).toMatchObject({
    ok: true,
    alarms: [
      { name: 'shop', kind: 'composite', state: 'ALARM', rule: 'ALARM(a)' },
      { name: 'log', kind: 'log', state: 'INSUFFICIENT_DATA' },
      {
        name: 'a',
        kind: 'metric',
        state: 'OK',
        metric: { comparison: '>', last: { value: null } },
      },
    ],
  })
  expect(JSON.stringify(reading)).not.toContain('198.51.100.7')
  expect(aws.calls[0]?.input).toMatchObject({
    AlarmTypes: ['MetricAlarm', 'CompositeAlarm', 'LogAlarm'],
  })
})

test('alarms that may not be described: which action is missing', async () => {
  aws.script = {
    DescribeAlarms: () => error('AccessDeniedException'),
    DescribeAlarmHistory: () => ({ body: { AlarmHistoryItems: [] } }),
  }
  expect(await readAlarms({ nowMs: Date.now(), fromMs: 0 })).toMatchObject({
    ok: false,
    failure: {
      kind: 'no-permission',
      remedy: expect.stringContaining('cloudwatch:DescribeAlarms'),
    },
  })
})

test.each([
  ['DescribeAlarmHistory', 'What happened to the alarms before is not known: '],
  ['GetMetricData', 'What the alarms measure now is not known: '],
  ['ListAlarmMuteRules', 'Whether alarms are muted is not known: '],
])('where %s is denied, the alarms are shown and it is said', async (operation, unknown) => {
  const measured = { Namespace: 'N', MetricName: 'M', Statistic: 'Sum', Period: 60, Threshold: 5 }
  const alarm = { AlarmName: 'a', StateValue: 'ALARM', EvaluationPeriods: 1, ...measured }
  aws.script = {
    DescribeAlarms: () => ({
      body: {
        MetricAlarms: [{ ...alarm, ComparisonOperator: 'GreaterThanThreshold' }],
        CompositeAlarms: [],
      },
    }),
    DescribeAlarmHistory: () => ({ body: { AlarmHistoryItems: [] } }),
    GetMetricData: () => ({ body: { MetricDataResults: [nothingMeasured] } }),
    ListAlarmMuteRules: () => ({ body: { AlarmMuteRuleSummaries: [] } }),
    ListTagsForResource: () => ({ body: { Tags: [] } }),
    [operation]: () => error('AccessDeniedException'),
  }
  const denied = `cloudwatch:${operation}`
  expect(await readAlarms({ nowMs: Date.now(), fromMs: 0 })).toMatchObject({
    ok: true,
    alarms: [{ name: 'a', state: 'ALARM' }],
    notes: [
      `${unknown}These credentials may not call ${denied}. Allow ${denied} in the policy of the role that runs CafeWatch.`,
    ],
  })
})

test('of a share in percent, what it compares as well: of fewer than three it is 0', async () => {
  const nowMs = Date.parse('2026-11-20T12:00:10Z')
  const measured = (Id: string, value: number) => ({
    ...{ Id, Values: [value], StatusCode: 'Complete' },
    Timestamps: [Date.parse('2026-11-20T11:57:00Z') / 1000],
  })
  const sum = (MetricName: string) => ({
    MetricStat: { Metric: { Namespace: 'N', MetricName }, Period: 180, Stat: 'Sum' },
    ReturnData: false,
  })
  aws.script = {
    DescribeAlarms: () => ({
      body: {
        MetricAlarms: [
          {
            ...{ AlarmName: 'Server-Errors', StateValue: 'OK', Threshold: 5 },
            Metrics: [
              { Id: 'errors', ...sum('5xx-Errors') },
              { Id: 'requests', ...sum('Requests') },
              { Id: 'share', Expression: 'IF(errors >= 3, errors, 0) * 100 / requests' },
            ],
          },
        ],
        CompositeAlarms: [],
      },
    }),
    DescribeAlarmHistory: () => ({ body: { AlarmHistoryItems: [] } }),
    GetMetricData: () => ({
      body: {
        MetricDataResults: [measured('errors', 2), measured('requests', 61), measured('share', 0)],
      },
    }),
  }
  expect(await readAlarms({ nowMs, fromMs: 0 })).toMatchObject({
    alarms: [{ metric: { last: { value: 0, counts: { part: 2, whole: 61 } } } }],
  })
  const asked = aws.calls.find(({ input }) => JSON.stringify(input).includes('share'))
  expect(asked?.input).toMatchObject({
    MetricDataQueries: [
      { Id: 'errors', ReturnData: true },
      { Id: 'requests', ReturnData: true },
      { Id: 'share' },
    ],
  })
})

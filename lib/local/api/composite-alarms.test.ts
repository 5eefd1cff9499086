import {
  DeleteAlarmsCommand,
  DescribeAlarmHistoryCommand,
  DescribeAlarmsCommand,
  PutCompositeAlarmCommand,
  type PutCompositeAlarmCommandInput,
  PutMetricAlarmCommand,
  SetAlarmStateCommand,
} from '@aws-sdk/client-cloudwatch'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { nowMs, openEngine, targets } from './testdata/open-engine'

const arn = (name: string) => `arn:aws:cloudwatch:local:000000000000:alarm:${name}`

const suppressed = { ActionsSuppressorWaitPeriod: 60, ActionsSuppressorExtensionPeriod: 60 }

describe.each(targets)('composite alarms, %s', (where) => {
  let here: Awaited<ReturnType<typeof openEngine>>
  let metrics: typeof here.metrics
  const put = (AlarmName: string, AlarmRule: string, more: object = {}) =>
    metrics.send(
      new PutCompositeAlarmCommand({
        AlarmName,
        AlarmRule,
        ...more,
      } as PutCompositeAlarmCommandInput),
    )
  const set = (AlarmName: string, StateValue: 'OK' | 'ALARM') =>
    metrics.send(new SetAlarmStateCommand({ AlarmName, StateValue, StateReason: 'by hand' }))
  const both = { AlarmTypes: ['MetricAlarm', 'CompositeAlarm'] as const }

  beforeAll(async () => {
    here = await openEngine(where)
    metrics = here.metrics
    for (const AlarmName of ['errors', 'slow pages'])
      await metrics.send(
        new PutMetricAlarmCommand({
          AlarmName,
          MetricName: 'm',
          Namespace: 'Cafe',
          Statistic: 'Sum',
          Period: 60,
          EvaluationPeriods: 1,
          Threshold: 5,
          ComparisonOperator: 'GreaterThanThreshold',
        }),
      )
    await put('any', 'ALARM(errors) OR ALARM("slow pages")', { AlarmDescription: 'either' })
    await put('top', `ALARM(${arn('any')}) AND NOT OK(errors)`)
  })
  afterAll(() => here.close())

  test.each<[rule: string, more: object, message: RegExp]>([
    ['ALARM(errors) AND', {}, /^Error in AlarmRule: .* before the end \(at character 18\)$/],
    ['ALARM(slow pages)', {}, /a name with blanks must stand in quotes \(at character 7\)/],
    [
      'ALARM(gone) OR ALARM(errors) OR OK(away)',
      {},
      /^Could not save the composite alarm as alarms \[arn:.*:alarm:gone, arn:.*:alarm:away\] in the alarm rule do not exist$/,
    ],
    ['ALARM(wrong)', {}, /depend on itself by way of wrong, wrong/],
    ['TRUE', { ActionsSuppressor: 'errors' }, /WaitPeriod is required when ActionsSuppressor is/],
    ['TRUE', { ActionsSuppressorWaitPeriod: 60 }, /goes with ActionsSuppressor only/],
    [
      'TRUE',
      { ...suppressed, ActionsSuppressor: 'gone' },
      /the ActionsSuppressor gone does not exist/,
    ],
    ['TRUE', { ...suppressed, ActionsSuppressor: 'wrong' }, /cannot be its own ActionsSuppressor/],
    ['TRUE', { AlarmActions: ['ops'] }, /^Invalid arn syntax: ops$/],
    [
      'TRUE',
      { OKActions: ['arn:aws:automate:local:ec2:stop'] },
      /^arn:aws:automate:local:ec2:stop is no action of a composite alarm/,
    ],
    ['TRUE', { AlarmActions: ['arn:aws:autoscaling:local:1:x'] }, /is no action of a composite/],
    [`TRUE${' '.repeat(10_240)}`, {}, /less than or equal to 10240/],
    [
      Array(501).fill('TRUE').join(' OR '),
      {},
      /at most 500 elements \(alarms, TRUE or FALSE, and pairs of parentheses\), not 501/,
    ],
    [Array(251).fill('NOT (FALSE)').join(' OR '), {}, /at most 500 elements .*, not 502/],
    [
      `${Array(499).fill('ALARM(errors)').join(' OR ')} OR AT_LEAST(1, OK, (errors, errors))`,
      {},
      /at most 500 elements .*, not 501/,
    ],
    ['', {}, /'alarmRule' failed to satisfy constraint/],
  ])('refused: %s', async (rule, more, message) => {
    await expect(put('wrong', rule, more)).rejects.toMatchObject({
      Code: 'ValidationError',
      message: expect.stringMatching(message),
    })
  })

  test('a rule may have 500 elements', async () => {
    await put('long', Array(250).fill('(FALSE)').join(' OR '))
    await metrics.send(new DeleteAlarmsCommand({ AlarmNames: ['long'] }))
  })

  test('a cycle over others is refused; so is the name of a metric alarm', async () => {
    await expect(put('any', 'ALARM(top)')).rejects.toThrow(/depend on itself by way of/)
    await expect(put('errors', 'TRUE')).rejects.toThrow(/a metric alarm of the name errors/)
  })

  test('described only on request; children and parents have few members', async () => {
    const described = async (input: object) => {
      const found = await metrics.send(new DescribeAlarmsCommand(input))
      return [...(found.MetricAlarms ?? []), ...(found.CompositeAlarms ?? [])]
    }
    const names = async (input: object) =>
      (await described(input)).map(({ AlarmName }) => AlarmName)
    expect(await names({})).toEqual(['errors', 'slow pages'])
    expect(await names({ AlarmTypes: ['CompositeAlarm'] })).toEqual(['any', 'top'])
    expect(await names({ ...both, AlarmNamePrefix: 's' })).toEqual(['slow pages'])
    expect(await described({ AlarmNames: ['any'], ...both })).toMatchObject([
      {
        AlarmArn: arn('any'),
        AlarmRule: 'ALARM(errors) OR ALARM("slow pages")',
        AlarmDescription: 'either',
        ActionsEnabled: true,
        StateValue: 'INSUFFICIENT_DATA',
      },
    ])
    expect(await names({ ChildrenOfAlarmName: 'any' })).toEqual(['errors', 'slow pages'])
    expect(await described({ ChildrenOfAlarmName: 'top' })).toEqual([
      {
        AlarmName: 'errors',
        AlarmArn: arn('errors'),
        StateValue: 'INSUFFICIENT_DATA',
        StateUpdatedTimestamp: new Date(nowMs),
      },
      expect.objectContaining({ AlarmName: 'any' }),
    ])
    expect(await described({ ParentsOfAlarmName: 'errors' })).toEqual([
      { AlarmName: 'any', AlarmArn: arn('any') },
      { AlarmName: 'top', AlarmArn: arn('top') },
    ])
    await expect(described({ ParentsOfAlarmName: 'errors', ...both })).rejects.toThrow(
      'ParentsOfAlarmName cannot be specified together with',
    )
    await expect(described({ ChildrenOfAlarmName: 'nosuch' })).rejects.toMatchObject({
      name: 'ResourceNotFound',
    })
    await expect(described({ ChildrenOfAlarmName: 'errors' })).rejects.toThrow('a composite alarm')
  })

  test('children set by hand carry through, with the reasons of CloudWatch', async () => {
    await set('slow pages', 'OK')
    await set('errors', 'ALARM')
    await set('errors', 'OK')
    const history = async (AlarmName: string) => {
      const { AlarmHistoryItems = [] } = await metrics.send(
        new DescribeAlarmHistoryCommand({
          AlarmName,
          AlarmTypes: ['CompositeAlarm'],
          HistoryItemType: 'StateUpdate',
          ScanBy: 'TimestampAscending',
        }),
      )
      return AlarmHistoryItems.map(({ AlarmType, HistorySummary, HistoryData }) => ({
        AlarmType,
        HistorySummary,
        ...JSON.parse(HistoryData ?? ''),
      }))
    }
    const child = (name: string, value: string, ms: number) => ({
      arn: arn(name),
      state: { value, timestamp: `2026-11-24T12:00:30.00${ms}+0000` },
    })
    expect(await history('any')).toMatchObject([
      {
        AlarmType: 'CompositeAlarm',
        HistorySummary: 'Alarm updated from INSUFFICIENT_DATA to OK',
        newState: {
          stateReason: `${arn('any')} was created and its alarm rule evaluates to OK`,
          stateReasonData: {
            triggeringAlarms: [
              child('errors', 'INSUFFICIENT_DATA', 0),
              child('slow pages', 'OK', 1),
            ],
          },
        },
      },
      {
        HistorySummary: 'Alarm updated from OK to ALARM',
        oldState: { stateValue: 'OK' },
        newState: {
          stateReason: `${arn('errors')} transitioned to ALARM at Tuesday 24 November, 2026 12:00:30 UTC`,
          stateReasonData: { triggeringAlarms: [child('errors', 'ALARM', 1)] },
        },
      },
      { HistorySummary: 'Alarm updated from ALARM to OK' },
    ])
    expect((await history('top')).map(({ HistorySummary }) => HistorySummary)).toEqual([
      'Alarm updated from INSUFFICIENT_DATA to OK',
      'Alarm updated from OK to ALARM',
      'Alarm updated from ALARM to OK',
    ])
  })

  test('a child cannot be deleted before what reads it, and one composite alarm goes at a time', async () => {
    const remove = (...AlarmNames: string[]) =>
      metrics.send(new DeleteAlarmsCommand({ AlarmNames }))
    await expect(remove('errors')).rejects.toMatchObject({
      Code: 'ValidationError',
      message: 'Cannot delete errors as there are composite alarm(s) depending on it.',
    })
    await expect(remove('errors', 'slow pages')).rejects.toThrow(
      'Cannot delete errors,slow pages as there are composite alarm(s) depending on them.',
    )
    await expect(remove('top', 'any')).rejects.toThrow('At most one composite alarm')
    await remove('top')
    await remove('any', 'errors', 'slow pages')
    const { MetricAlarms, CompositeAlarms } = await metrics.send(
      new DescribeAlarmsCommand({ AlarmTypes: ['MetricAlarm', 'CompositeAlarm'] }),
    )
    expect([MetricAlarms, CompositeAlarms]).toEqual([[], []])
  })
})

import { afterEach, describe, expect, test } from 'vitest'
import { openStory } from '@/lib/local/alarms/testdata/alarm-story'
import { describeAlarmHistory } from '@/lib/local/api/alarm-history'
import { describeAlarms } from '@/lib/local/api/describe-alarms'

let story: Awaited<ReturnType<typeof openStory>>
afterEach(() => story.close())

const arn = (name: string) => `arn:aws:cloudwatch:local:000000000000:alarm:${name}`
const described = async (...AlarmNames: string[]) =>
  (await describeAlarms(story.context, { AlarmNames })).MetricAlarms
const items = async (AlarmName: string, HistoryItemType = 'StateUpdate') =>
  (
    await describeAlarmHistory(story.context, {
      AlarmName,
      AlarmTypes: ['MetricAlarm', 'CompositeAlarm'],
      HistoryItemType,
      ScanBy: 'TimestampAscending',
    })
  ).AlarmHistoryItems

test('2 of 3: the reason, its data, and when the state began', async () => {
  story = await openStory({ now: '12:00:30' })
  await story.put('errors', { EvaluationPeriods: 3, DatapointsToAlarm: 2 })
  await story.count('errors', ['12:00', 9], ['12:01', 0], ['12:02', 7])
  await story.start()
  for (const time of ['12:01:00', '12:02:00', '12:03:00']) await story.at(time)
  expect(await story.history()).toEqual([
    '12:01:00 errors INSUFFICIENT_DATA -> OK',
    '12:03:00 errors OK -> ALARM',
  ])
  const [alarm] = await described('errors')
  expect(alarm).toMatchObject({
    StateReason:
      'Threshold Crossed: 2 out of the last 3 datapoints [7.0 (24/11/26 12:02:00), 9.0 (24/11/26 12:00:00)] were greater than the threshold (5.0) (minimum 2 datapoints for OK -> ALARM transition).',
    StateUpdatedTimestamp: Date.parse('2026-11-24T12:03:00Z') / 1000,
    StateTransitionedTimestamp: Date.parse('2026-11-24T12:03:00Z') / 1000,
  })
  const data = {
    version: '1.0',
    queryDate: '2026-11-24T12:03:00.000+0000',
    startDate: '2026-11-24T12:00:00.000+0000',
    statistic: 'Sum',
    period: 60,
    recentDatapoints: [9, 0, 7],
    threshold: 5,
    evaluatedDatapoints: [
      { timestamp: '2026-11-24T12:02:00.000+0000', value: 7 },
      { timestamp: '2026-11-24T12:01:00.000+0000', value: 0 },
      { timestamp: '2026-11-24T12:00:00.000+0000', value: 9 },
    ],
  }
  const [, item] = await items('errors')
  expect(JSON.parse(String(item?.HistoryData))).toMatchObject({
    oldState: {
      stateValue: 'OK',
      // Two of three were missing, and one of them breached: not enough.
      stateReasonData: {
        recentDatapoints: [9],
        evaluatedDatapoints: [
          { timestamp: '2026-11-24T12:00:00.000+0000', value: 9 },
          { timestamp: '2026-11-24T11:59:00.000+0000' },
          { timestamp: '2026-11-24T11:58:00.000+0000' },
        ],
      },
    },
    newState: { stateValue: 'ALARM', stateReasonData: data },
  })
  const [, change] = await story.changes()
  expect(change).toMatchObject({
    kind: 'MetricAlarm',
    arn: arn('errors'),
    configuredMs: Date.parse('2026-11-24T12:00:30Z'),
    definition: { DatapointsToAlarm: 2, TreatMissingData: 'notBreaching', OKActions: [] },
    reasonData: JSON.stringify(data),
  })
})

test('a reason that changes alone moves neither state nor history', async () => {
  story = await openStory({ now: '12:00:30' })
  await story.put('errors')
  await story.count('errors', ['12:00', 9], ['12:01', 8])
  await story.start()
  await story.at('12:01:00')
  await story.at('12:02:00')
  expect(await story.history()).toHaveLength(1)
})

describe('who is notified', () => {
  test('the actions of the new state; none when they are off', async () => {
    story = await openStory({ now: '12:00:30' })
    const actions = {
      AlarmActions: ['arn:aws:sns:local:000000000000:a'],
      OKActions: ['arn:aws:sns:local:000000000000:o'],
    }
    await story.put('on', { ...actions, MetricName: 'm' })
    await story.put('off', { ...actions, MetricName: 'm', ActionsEnabled: false })
    await story.count('m', ['12:00', 9], ['12:01', 0])
    await story.start()
    await story.at('12:01:00')
    await story.at('12:02:00')
    expect(
      (await story.changes()).map(({ definition, to, actions }) => [
        definition.AlarmName,
        to,
        actions,
      ]),
    ).toEqual([
      ['off', 'ALARM', []],
      ['on', 'ALARM', ['arn:aws:sns:local:000000000000:a']],
      ['off', 'OK', []],
      ['on', 'OK', ['arn:aws:sns:local:000000000000:o']],
    ])
  })
})

describe('statistics', () => {
  const slow = { Statistic: undefined, ExtendedStatistic: 'p90', Threshold: 100, MetricName: 'ms' }
  const values = (count: number, minute: string): [string, number][] =>
    Array.from({ length: count }, (_, at) => [`12:${minute}:00`, at < count * 0.8 ? 10 : 500])

  test('a percentile; with too few samples it may be left alone', async () => {
    story = await openStory({ now: '12:00:30' })
    await story.put('strict', slow)
    await story.put('lenient', { ...slow, EvaluateLowSampleCountPercentile: 'ignore' })
    await story.count('ms', ...values(20, '00'), ...values(120, '01'))
    await story.start()
    await story.at('12:01:00')
    await story.at('12:02:00')
    expect(await story.history()).toEqual([
      '12:01:00 strict INSUFFICIENT_DATA -> ALARM',
      '12:02:00 lenient INSUFFICIENT_DATA -> ALARM',
    ])
    const [alarm] = await described('strict')
    expect(
      JSON.parse(alarm && 'StateReasonData' in alarm ? String(alarm.StateReasonData) : ''),
    ).toMatchObject({ statistic: 'p90', recentDatapoints: [500] })
  })

  test('metric math, evaluated by what was there at each minute', async () => {
    story = await openStory({ now: '12:00:30' })
    const metric = (Id: string) => ({
      Id,
      ReturnData: false,
      MetricStat: { Metric: { Namespace: 'Cafe', MetricName: Id }, Period: 60, Stat: 'Sum' },
    })
    const one = {
      MetricName: undefined,
      Namespace: undefined,
      Statistic: undefined,
      Period: undefined,
    }
    await story.put('share', {
      ...one,
      Metrics: [
        metric('errors'),
        metric('requests'),
        { Id: 'e', Expression: '100 * errors / requests' },
      ],
      EvaluationPeriods: 2,
    })
    // Over the window of the alarm, not over all that is read at once.
    await story.put('rising', {
      ...one,
      Metrics: [metric('requests'), { Id: 'e', Expression: 'RUNNING_SUM(requests)' }],
      Threshold: 250,
    })
    await story.start()
    await story.count('requests', ['12:00', 100], ['12:01', 100], ['12:02', 50], ['12:03', 100])
    await story.count('errors', ['12:00', 2], ['12:01', 10], ['12:02', 10], ['12:03', 0])
    await story.at('12:05:00')
    expect(await story.history()).toEqual([
      '12:01:00 rising INSUFFICIENT_DATA -> OK',
      '12:01:00 share INSUFFICIENT_DATA -> OK',
      '12:03:00 share OK -> ALARM',
      '12:04:00 share ALARM -> OK',
    ])
    const [, item] = await items('share')
    expect(JSON.parse(String(item?.HistoryData)).newState).toMatchObject({
      stateReason:
        'Threshold Crossed: 2 datapoints [20.0 (24/11/26 12:02:00), 10.0 (24/11/26 12:01:00)] were greater than the threshold (5.0).',
      stateReasonData: { period: 60, recentDatapoints: [10, 20] },
    })
  })

  test('long periods end with the minute that is evaluated, of one metric and of math', async () => {
    story = await openStory({ now: '12:00:30' })
    const five = { Period: 300, TreatMissingData: 'missing', MetricName: 'm' }
    await story.put('one', five)
    await story.put('math', {
      ...five,
      MetricName: undefined,
      Namespace: undefined,
      Statistic: undefined,
      Period: undefined,
      Metrics: [
        {
          Id: 'm',
          ReturnData: false,
          MetricStat: { Metric: { Namespace: 'Cafe', MetricName: 'm' }, Period: 300, Stat: 'Sum' },
        },
        { Id: 'e', Expression: 'm * 1' },
      ],
    })
    await story.start()
    await story.count('m', ['12:01', 3], ['12:07', 4], ['12:09', 4], ['12:12', 0], ['12:16', 1])
    await story.at('12:20:00')
    const changes = await story.history()
    for (const name of ['one', 'math'])
      expect(changes.filter((change) => change.includes(` ${name} `))).toEqual([
        `12:02:00 ${name} INSUFFICIENT_DATA -> OK`,
        `12:10:00 ${name} OK -> ALARM`,
        `12:13:00 ${name} ALARM -> OK`,
      ])
  })
})

describe('composite alarms', () => {
  test('composites of composites are evaluated in order, in the minute of their children', async () => {
    story = await openStory({ now: '12:00:30' })
    await story.put('z')
    await story.putRule('y', 'ALARM(z)')
    await story.putRule('a', 'ALARM(y) AND NOT OK(z)')
    await story.count('z', ['12:01', 9], ['12:02', 0])
    await story.start()
    for (const time of ['12:01:00', '12:02:00', '12:03:00']) await story.at(time)
    expect((await story.history()).slice(3)).toEqual([
      '12:02:00 z OK -> ALARM',
      '12:02:00 y OK -> ALARM',
      '12:02:00 a OK -> ALARM',
      '12:03:00 z ALARM -> OK',
      '12:03:00 y ALARM -> OK',
      '12:03:00 a ALARM -> OK',
    ])
    expect((await items('a')).map(({ AlarmType }) => AlarmType)).toEqual(
      Array(3).fill('CompositeAlarm'),
    )
    const notified = (await story.changes()).filter(
      ({ definition }) => definition.AlarmName === 'a',
    )
    const moment = 'Tuesday 24 November, 2026 12:02:00 UTC'
    expect(notified[1]).toMatchObject({
      kind: 'CompositeAlarm',
      reason: `${arn('y')} transitioned to ALARM at ${moment} and ${arn('z')} transitioned to ALARM at ${moment}`,
      triggeringChildren: [{ arn: arn('y') }, { arn: arn('z') }],
    })
  })

  test('another rule is evaluated at the next minute', async () => {
    story = await openStory({ now: '12:00:30' })
    await story.put('errors')
    await story.putRule('above', 'ALARM(errors)')
    await story.start()
    await story.at('12:01:00')
    await story.at('12:01:30')
    await story.putRule('above', 'OK(errors)')
    await story.at('12:02:00')
    expect((await story.changes()).at(-1)).toMatchObject({
      to: 'ALARM',
      reason: `${arn('above')} was updated and its alarm rule evaluates to ALARM`,
    })
  })
})

describe('history', () => {
  test('by time, kind and page; thirty days are stored', async () => {
    story = await openStory({ now: '12:00:30' })
    await story.put('errors')
    await story.count('errors', ['12:00', 9], ['12:01', 0], ['12:02', 9])
    await story.start()
    for (const time of ['12:01:00', '12:02:00', '12:03:00']) await story.at(time)
    const history = async (request: object) => {
      const { AlarmHistoryItems, NextToken } = await describeAlarmHistory(story.context, request)
      return { list: AlarmHistoryItems.map(({ HistorySummary }) => HistorySummary), NextToken }
    }
    const first = await history({ MaxRecords: 3 })
    expect(first.list).toEqual([
      'Alarm updated from OK to ALARM',
      'Alarm updated from ALARM to OK',
      'Alarm updated from INSUFFICIENT_DATA to ALARM',
    ])
    expect(await history({ MaxRecords: 3, NextToken: first.NextToken })).toEqual({
      list: ['Alarm "errors" created'],
      NextToken: undefined,
    })
    const seconds = (time: string) => Date.parse(`2026-11-24T${time}Z`) / 1000
    expect(
      (await history({ StartDate: seconds('12:01:30'), EndDate: seconds('12:02:30') })).list,
    ).toEqual(['Alarm updated from ALARM to OK'])
    expect((await history({ AlarmTypes: ['CompositeAlarm'] })).list).toEqual([])
    expect((await history({ HistoryItemType: 'Action' })).list).toEqual([])
    await story.at('2026-12-24 12:02:10')
    expect((await history({})).list).not.toContain('Alarm "errors" created')
    await story.at('2026-12-24 13:00:00')
    const { rows } = await story.store.query('SELECT min(ts) FROM alarm_history_items')
    expect(Number(rows[0]?.[0])).toBeGreaterThan(Date.parse('2026-11-24T13:00:00Z'))
  })
})

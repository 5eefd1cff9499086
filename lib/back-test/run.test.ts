import { DescribeAlarmHistoryCommand } from '@aws-sdk/client-cloudwatch'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { clients } from '@/lib/aws/cloudwatch'
import { putMetricData } from '@/lib/aws/put-metric-data'
import { runtime } from '@/lib/aws/runtime'
import { openPast, type Past } from '@/lib/aws/testdata/open-past'
import { logLines } from '@/lib/demo/visitors'
import { ownMonitoring } from '@/lib/monitoring'
import { defaultMonitoring } from '@/lib/site'
import { hourMs, minuteMs } from '@/lib/time'
import { testExisting, testTrial } from './read'

const noonMs = Date.parse('2026-11-20T12:00:00Z')
const brokenMs = noonMs - 100 * minuteMs
const menuBroken = [{ fromMs: brokenMs, toMs: brokenMs + 37 * minuteMs }]

const own = {
  metricFilters: ownMonitoring.metricFilters.parse([
    { name: 'Slowness', pattern: '{ $.status = "200" }', value: '$.process' },
    {
      name: 'By-Status',
      pattern: '{ $.request = "/cafe/menu.php" }',
      dimensions: { Status: '$.status' },
    },
  ]),
  alarms: ownMonitoring.alarms.parse([
    {
      name: 'M of N, data missing',
      metric: '500-Errors',
      threshold: 3,
      evaluationPeriods: 5,
      datapointsToAlarm: 3,
      missing: 'missing',
    },
    { name: 'average', metric: 'Slowness', statistic: 'Average', threshold: 6_000 },
    {
      name: 'slowest',
      metric: 'Slowness',
      statistic: 'Maximum',
      threshold: 60_000,
      periodSeconds: 300,
    },
    { name: 'few', metric: 'Requests', threshold: 40, comparison: '<', evaluationPeriods: 2 },
    { name: 'samples', metric: 'Slowness', statistic: 'SampleCount', threshold: 90 },
    {
      name: 'dimension',
      metric: 'By-Status',
      dimensions: { Status: '500' },
      threshold: 5,
      missing: 'ignore',
    },
    {
      name: 'rate',
      metrics: [
        { id: 'errors', metric: '500-Errors', periodSeconds: 180 },
        { id: 'all', metric: 'Requests', periodSeconds: 180 },
        { id: 'share', expression: '100 * errors / all' },
      ],
      threshold: 8,
    },
    {
      name: 'unlike the last minutes',
      metrics: [
        { id: 'all', metric: 'Requests' },
        { id: 'ratio', expression: 'all / AVG(all)' },
      ],
      threshold: 1.5,
    },
    { name: 'both', rule: 'ALARM("500-Errors") AND NOT ALARM(few)' },
    { name: 'both or', rule: 'ALARM(both) OR ALARM("404-Errors")' },
    { name: 'no such metric', metric: 'Nothing', threshold: 1, missing: 'breaching' },
  ]),
}
const monitoring = {
  ...defaultMonitoring,
  metricFilters: [...defaultMonitoring.metricFilters, ...own.metricFilters],
  alarms: [...defaultMonitoring.alarms, ...own.alarms],
}

describe('over the past that the engine has evaluated itself', () => {
  let past: Past
  const range = { fromMs: noonMs - 3 * hourMs, toMs: noonMs }
  beforeAll(async () => {
    past = await openPast(logLines(noonMs - 6 * hourMs, noonMs, 7, menuBroken), {
      nowMs: noonMs + 10_000,
      monitoring,
    })
  }, 60_000)
  afterAll(() => past.close())

  async function historyOf(AlarmName: string) {
    const { AlarmHistoryItems = [] } = await clients().metrics.send(
      new DescribeAlarmHistoryCommand({
        AlarmName,
        AlarmTypes: ['MetricAlarm', 'CompositeAlarm'],
        HistoryItemType: 'StateUpdate',
        StartDate: new Date(range.fromMs + 1),
        EndDate: new Date(range.toMs),
        ScanBy: 'TimestampAscending',
        MaxRecords: 100,
      }),
    )
    return AlarmHistoryItems.map(({ Timestamp, HistoryData = '{}' }) => {
      const { newState, oldState } = JSON.parse(HistoryData)
      return {
        atMs: Timestamp?.getTime(),
        from: oldState.stateValue,
        to: newState.stateValue,
        reason: newState.stateReason,
      }
    })
  }

  test.each(monitoring.alarms.map(({ name }) => name))(
    '%s changes as its history says',
    async (name) => {
      const tested = await testExisting([name], { range })
      expect(tested).toMatchObject({ ok: true })
      if (!tested.ok) return
      const history = await historyOf(name)
      expect(tested.alarms[0]?.changes).toEqual(history)
      if (name === '500-Errors') expect(history.length).toBeGreaterThan(0)
    },
  )

  test('all alarms together query the log once', async () => {
    const tested = await testExisting(null, { range })
    expect(tested).toMatchObject({ ok: true })
    if (!tested.ok) return
    expect(tested.alarms).toHaveLength(monitoring.alarms.length)
    expect(tested.queries).toHaveLength(1)
    expect(tested.bytesScanned).toBeGreaterThan(0)
  })

  test('on AWS the same rows come one by one, with the same outcome', async () => {
    const names = ['500-Errors', 'average', 'dimension']
    const local = await testExisting(names, { range })
    runtime().env.cloudwatch = 'aws'
    const onAws = await testExisting(names, { range })
    runtime().env.cloudwatch = 'local'
    expect(onAws).toEqual(local)
    expect(onAws).toMatchObject({ ok: true, alarms: [{ name: '500-Errors' }, {}, {}] })
  })

  test('a metric filter and alarm that are not there yet: when they would have fired', async () => {
    const [filter] = ownMonitoring.metricFilters.parse([
      { name: 'Menu', pattern: '{ $.request = "/cafe/menu.php" && $.status = "5*" }' },
    ])
    const [alarm] = ownMonitoring.alarms.parse([
      { name: 'Menu', metric: 'Menu', comparison: '>=', threshold: 1 },
    ])
    if (!filter || !alarm) throw new Error('nothing is declared')
    const tested = await testTrial({ filter, alarm }, { range })
    if (!tested.ok) throw new Error(JSON.stringify(tested))
    const [menu] = tested.alarms
    expect(menu?.changes.map(({ to, atMs }) => [to, (atMs - brokenMs) / minuteMs])).toEqual([
      ['ALARM', 1],
      ['OK', 38],
    ])
    expect(menu).toMatchObject({ before: 'OK', minutesInAlarm: 37 })
    expect(menu?.series).toMatchObject({ threshold: 1, comparison: '≥', periodSeconds: 60 })
    expect(menu?.series?.columns.length).toBeLessThanOrEqual(500)
    expect(menu?.series?.columns.filter(({ high }) => (high ?? 0) > 0)).toHaveLength(37)
  })

  test('metric math over what two filters count', async () => {
    const [alarm] = ownMonitoring.alarms.parse([
      {
        name: 'rate',
        metrics: [
          { id: 'errors', metric: '500-Errors' },
          { id: 'all', metric: 'Requests' },
          { id: 'rate', expression: '100 * errors / all' },
        ],
        threshold: 10,
        evaluationPeriods: 3,
      },
    ])
    if (!alarm) throw new Error('nothing is declared')
    const tested = await testTrial({ alarm }, { range })
    if (!tested.ok) throw new Error(JSON.stringify(tested))
    const [first] = tested.alarms[0]?.changes ?? []
    expect(first).toMatchObject({ from: 'OK', to: 'ALARM', atMs: brokenMs + 3 * minuteMs })
  })

  test('a pattern that no query can express is read event by event, with the same outcome', async () => {
    const lines = [
      { name: 'x', pattern: '{ $.status = "500" && $.missing NOT EXISTS }' },
      { name: 'x', pattern: '{ $.status = "500" }' },
    ]
    const [alarm] = ownMonitoring.alarms.parse([{ name: 'x', metric: 'x', threshold: 12 }])
    if (!alarm) throw new Error('nothing is declared')
    const [one, other] = await Promise.all(
      ownMonitoring.metricFilters.parse(lines).map(async (filter) => {
        const tested = await testTrial({ filter, alarm }, { range })
        return tested.ok ? tested.alarms : tested
      }),
    )
    expect(one).toEqual(other)
    expect(JSON.stringify(one)).toContain('"to":"ALARM"')
  })

  test.each([
    ['{ $.status = }', 'a value is missing at the end at position 14'],
    ['{ $.status = %[% }', '%[% is not a regular expression at position 12'],
  ])('%s is refused in CloudWatch’s words, with the span', async (pattern, message) => {
    const [filter] = ownMonitoring.metricFilters.parse([{ name: 'x', pattern }])
    const [alarm] = ownMonitoring.alarms.parse([{ name: 'x', metric: 'x', threshold: 1 }])
    if (!filter || !alarm) throw new Error('nothing is declared')
    expect(await testTrial({ filter, alarm }, { range })).toMatchObject({
      ok: false,
      wrong: {
        field: 'filter.pattern',
        message: `InvalidParameterException: Invalid metric filter pattern: ${message}`,
        span: {},
      },
    })
  })

  test('an expression that cannot be read is refused, and an alarm that is not there is unknown', async () => {
    const [alarm] = ownMonitoring.alarms.parse([
      { name: 'x', metrics: [{ id: 'e', expression: 'SUM(' }], threshold: 1 },
    ])
    if (!alarm) throw new Error('nothing is declared')
    expect(await testTrial({ alarm }, { range })).toMatchObject({
      ok: false,
      wrong: { field: 'alarm', message: expect.stringContaining("Error in expression 'e'") },
    })
    expect(await testExisting(['nobody'], { range })).toEqual({ ok: false, unknown: 'nobody' })
  })

  test('a caller who leaves stops the queries', async () => {
    const left = new AbortController()
    const waiting = testExisting(null, {
      range: { ...range, fromMs: range.fromMs - 60_000 },
      signal: left.signal,
    })
    left.abort(new Error('left'))
    await expect(waiting).rejects.toThrow('left')
  })
})

describe('what is older than CloudWatch stores', () => {
  test('is reported, and not taken for no problem', async () => {
    const past = await openPast([], { nowMs: noonMs })
    const [alarm] = ownMonitoring.alarms.parse([
      { name: 'x', namespace: 'AWS/EC2', metric: 'CPUUtilization', threshold: 1 },
    ])
    if (!alarm) throw new Error('nothing is declared')
    const tested = await testTrial(
      { alarm },
      { range: { fromMs: noonMs - 20 * 24 * hourMs, toMs: noonMs } },
    )
    expect(tested).toMatchObject({
      ok: true,
      alarms: [{ notKnown: [expect.stringContaining('for 15 days')] }],
    })
    await past.close()
  })

  test('so is the time before a metric that CloudWatch stores was there', async () => {
    const past = await openPast([], { nowMs: noonMs })
    onTestFinished(past.close)
    const range = { fromMs: noonMs - 24 * hourMs, toMs: noonMs }
    const lacks = async () => {
      const tested = await testExisting(['Orders-Stopped'], { range })
      return tested.ok ? tested.alarms[0]?.lacks : tested
    }
    expect(await lacks()).toBe('all')
    const put = (atMs: number) =>
      putMetricData('CafeWatch', [
        { MetricName: 'Orders-Stopped', Timestamp: new Date(atMs), Value: 0 },
      ])
    await put(noonMs - 2 * hourMs)
    expect(await lacks()).toEqual({ untilMs: noonMs - 2 * hourMs })
    await put(noonMs - 24 * hourMs)
    expect(await lacks()).toBeNull()
  })
})

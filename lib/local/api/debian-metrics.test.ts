import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { clientsMissing, openAws, runDebian } from './testdata/debian'
import { nowMs, openEngine } from './testdata/open-engine'

const missing = clientsMissing()
const maxMs = 120_000
const beside = (name: string) => fileURLToPath(new URL(`./${name}`, import.meta.url))

describe.skipIf(missing !== null)(`metrics of others${missing ? `: ${missing}` : ''}`, () => {
  let here: Awaited<ReturnType<typeof openEngine>>
  let endpoint: string
  beforeAll(async () => {
    here = await openEngine('over HTTP')
    endpoint = here.endpoint ?? ''
  })
  afterAll(() => here.close())

  test('boto3: from the metric to the alarm and its end', { timeout: maxMs }, async () => {
    const args = [beside('boto3_metrics_story.py'), endpoint, `${nowMs}`]
    const at = '2026-11-24T11:58:00+00:00'
    const Dimensions = [{ Name: 'Host', Value: 'a=b&c' }]
    expect(JSON.parse(await runDebian('/usr/bin/python3', args))).toEqual({
      metrics: [{ Namespace: 'Cafe & <Co>', MetricName: 'orders', Dimensions }],
      data: [['twice', [at], [24]]],
      statistics: [[at, 12, 7]],
      alarm: [
        'few',
        'Cafe & <Co>',
        Dimensions,
        'a < b\r\n"c"',
        false,
        ['arn:aws:sns:local:000000000000:owner'],
        [],
        1,
        'ALARM',
        'tried',
      ],
      composite: [['any', 'ALARM']],
      'of metric': ['few'],
      history: expect.arrayContaining(['ConfigurationUpdate', 'StateUpdate']),
      tags: [{ Key: 'team', Value: 'é' }],
      dashboard: true,
      dashboards: ['shop'],
      'no dashboard': ['ResourceNotFound', 'Dashboard shop does not exist'],
      needed: ['ValidationError', expect.stringContaining('composite alarm(s) depending on it')],
      'no such alarm': ['ResourceNotFound', 'Unknown alarm nosuch'],
      'no such resource': ['ResourceNotFoundException', expect.stringContaining('no alarm')],
      'not answered': ['InvalidAction', expect.stringContaining('DescribeAnomalyDetectors')],
      left: [],
    })
  })

  let session: ReturnType<typeof openAws> | undefined
  afterAll(() => session?.close())
  const aws = async (...args: string[]) => {
    session ??= openAws(beside('aws_session.py'))
    const options = ['--endpoint-url', endpoint, '--output', 'json', 'cloudwatch']
    const printed = await session.run([...options, ...args])
    return printed === '' ? {} : JSON.parse(printed)
  }

  test('the aws command: a metric, its alarm, its dashboard', { timeout: maxMs }, async () => {
    const of = ['--namespace', 'Cli', '--metric-name', 'm']
    const at = new Date(nowMs - 120_000).toISOString()
    await aws('put-metric-data', ...of, '--value', '5', '--timestamp', at)
    const window = ['--start-time', new Date(nowMs - 600_000).toISOString()]
    window.push('--end-time', new Date(nowMs).toISOString(), '--period', '60')
    const statistics = await aws('get-metric-statistics', ...of, ...window, '--statistics', 'Sum')
    expect(statistics.Datapoints).toEqual([
      { Timestamp: '2026-11-24T11:58:00+00:00', Sum: 5, Unit: 'None' },
    ])
    const alarm = ['--statistic', 'Sum', '--period', '60', '--evaluation-periods', '1']
    alarm.push('--threshold', '4', '--comparison-operator', 'GreaterThanThreshold')
    await aws('put-metric-alarm', '--alarm-name', 'cli', ...of, ...alarm)
    await aws('enable-alarm-actions', '--alarm-names', 'cli')
    const described = await aws('describe-alarms', '--alarm-names', 'cli')
    expect(described.MetricAlarms).toMatchObject([{ AlarmName: 'cli', Threshold: 4 }])
    expect(await aws('list-metrics', '--namespace', 'Cli')).toMatchObject({
      Metrics: [{ Namespace: 'Cli', MetricName: 'm', Dimensions: [] }],
    })
    await expect(
      aws('put-dashboard', '--dashboard-name', 'd', '--dashboard-body', 'x'),
    ).rejects.toThrow(/\(InvalidParameterInput\).*DashboardBody/)
    await expect(aws('delete-alarms', '--alarm-names', 'nosuch')).rejects.toThrow(
      /\(ResourceNotFound\).*nosuch/,
    )
    await aws('delete-alarms', '--alarm-names', 'cli')
  })
})

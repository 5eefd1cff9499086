import { DescribeAlarmsCommand } from '@aws-sdk/client-cloudwatch'
import { CreateLogStreamCommand, PutLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { POST as createAlarm } from '@/app/api/alarms/route'
import { GET as blindSpots } from '@/app/api/blind-spots/route'
import { clients } from '@/lib/aws/cloudwatch'
import { runtime } from '@/lib/aws/runtime'
import { openPast, type Past } from '@/lib/aws/testdata/open-past'
import { defaultMonitoring } from '@/lib/site'
import { minuteMs } from '@/lib/time'
import { GET, POST } from './route'

const noonMs = Date.parse('2026-11-20T12:00:00Z')
const line = (atMs: number, status: string) =>
  JSON.stringify({
    time: new Date(atMs).toISOString(),
    remoteIP: '203.0.113.9',
    request: '/pay',
    method: 'GET',
    status,
  })

const monitoring = {
  ...defaultMonitoring,
  alarms: defaultMonitoring.alarms.filter(({ name }) => name === '404-Errors'),
}
const lines: string[] = []
for (let minute = 60; minute > 0; minute -= 1) {
  for (let at = 0; at < 3; at += 1)
    lines.push(
      line(noonMs - minute * minuteMs + at * 20_000, minute > 30 && minute <= 40 ? '500' : '200'),
    )
}

let past: Past
let nowMs = noonMs + 5_000
beforeAll(async () => {
  past = await openPast(lines, { nowMs, monitoring, clock: () => nowMs })
})
afterAll(() => past.close())

const headers = { host: 'localhost', 'content-type': 'application/json' }
const get = (path: string, handler: typeof GET) =>
  handler(new Request(`http://localhost${path}`, { headers }), undefined)
const post = (path: string, body: unknown, handler: typeof POST, more = {}) =>
  handler(
    new Request(`http://localhost${path}`, {
      method: 'POST',
      headers: { ...headers, ...more },
      body: JSON.stringify(body),
    }),
    undefined,
  )

const trial = {
  filter: { name: 'Failing', pattern: '{ $.status = "5*" }' },
  alarm: { name: 'Failing', metric: 'Failing', comparison: '>=', threshold: 1 },
}

describe('back-test', () => {
  test('of an alarm that exists', async () => {
    const answer = await get('/api/back-test?alarm=404-Errors&range=1h', GET)
    expect(answer.status).toBe(200)
    expect(await answer.json()).toMatchObject({
      ok: true,
      alarms: [{ name: '404-Errors', changes: [] }],
    })
  })

  test('of a trial', async () => {
    const answer = await post('/api/back-test?range=1h', trial, POST)
    const { alarms } = await answer.json()
    expect(alarms[0].changes).toMatchObject([
      { to: 'ALARM', atMs: noonMs - 39 * minuteMs },
      { to: 'OK', atMs: noonMs - 29 * minuteMs },
    ])
  })

  test.each([
    ['?alarm=nobody', 404, 'alarm'],
    ['?alarm=', 400, 'alarm'],
    ['?range=1y', 400, 'range'],
    ['?alarm=404-Errors&nonsense=1', 400, 'nonsense'],
  ])('GET %s: %i, %s', async (query, status, field) => {
    const answer = await get(`/api/back-test${query}`, GET)
    expect(answer.status).toBe(status)
    expect(await answer.json()).toMatchObject({ error: { field } })
  })

  test.each([
    [{ ...trial, alarm: { ...trial.alarm, comparison: '=' } }, 'alarm.comparison'],
    [{ ...trial, alarm: { name: 'x', threshold: 1 } }, 'alarm.metric'],
    [{ alarm: { name: 'x', rule: 'ALARM(' } }, 'alarm'],
    [{ ...trial, filter: { name: 'x' } }, 'filter.pattern'],
    [{ ...trial, more: 1 }, 'body'],
  ])('POST %j: 400, %s', async (body, field) => {
    const answer = await post('/api/back-test', body, POST)
    expect(answer.status).toBe(400)
    expect(await answer.json()).toMatchObject({ error: { field } })
  })

  test('a wrong pattern: CloudWatch’s error and the span', async () => {
    const wrong = { ...trial, filter: { name: 'x', pattern: '{ $.status = "5* }' } }
    const answer = await post('/api/back-test', wrong, POST)
    expect(answer.status).toBe(400)
    expect(await answer.json()).toEqual({
      error: {
        field: 'filter.pattern',
        message:
          'InvalidParameterException: Invalid metric filter pattern: a quote is not closed at position 14',
        span: { start: 13, end: 14 },
      },
    })
  })
})

describe('blind spots', () => {
  test('what no alarm saw, with what would have', async () => {
    const answer = await get('/api/blind-spots?range=1h', blindSpots)
    const { gaps } = await answer.json()
    expect(gaps).toMatchObject([{ request: '/pay', status: '500', minutes: 10, proposal: {} }])
  })

  test('a range that is too long is refused', async () => {
    const query = '?from=2026-01-01T00:00Z&to=2026-11-01T00:00Z'
    const answer = await get(`/api/blind-spots${query}`, blindSpots)
    expect(await answer.json()).toMatchObject({ error: { field: 'from' } })
  })
})

describe('create alarm', () => {
  const body = {
    filters: [{ name: 'Pay-Errors', pattern: '{ $.status = "500" }' }],
    alarm: { name: 'Pay-Errors', metric: 'Pay-Errors', comparison: '>=', threshold: 1 },
  }

  test.each([
    ['{ $.status = }', 'filters.0.pattern'],
    ['[', 'filters.0.pattern'],
  ])('the pattern %s is refused', async (pattern, field) => {
    const answer = await post(
      '/api/alarms',
      { ...body, filters: [{ name: 'x', pattern }] },
      createAlarm,
    )
    expect(answer.status).toBe(400)
    expect(await answer.json()).toMatchObject({ error: { field, span: {} } })
  })

  test('another site may not', async () => {
    const answer = await post('/api/alarms', body, createAlarm, { origin: 'http://evil.example' })
    expect(answer.status).toBe(403)
  })

  test('on AWS it gives the commands', async () => {
    runtime().env.cloudwatch = 'aws'
    const answer = await post('/api/alarms', body, createAlarm)
    runtime().env.cloudwatch = 'local'
    expect(answer.status).toBe(403)
    const { error } = await answer.json()
    expect(error.commands).toHaveLength(2)
  })

  test('the next evaluation includes the new alarm', async () => {
    expect((await post('/api/alarms', body, createAlarm)).status).toBe(200)
    expect((await post('/api/alarms', body, createAlarm)).status).toBe(400)
    const stream = { logGroupName: 'apache/access', logStreamName: 'late' }
    await clients().logs.send(new CreateLogStreamCommand(stream))
    await clients().logs.send(
      new PutLogEventsCommand({
        ...stream,
        logEvents: [{ timestamp: nowMs, message: line(nowMs, '500') }],
      }),
    )
    nowMs += 2 * minuteMs
    await vi.waitFor(
      async () => {
        const { MetricAlarms = [] } = await clients().metrics.send(
          new DescribeAlarmsCommand({ AlarmNames: ['Pay-Errors'] }),
        )
        expect(MetricAlarms[0]?.StateReason).toContain('1.0 (20/11/26 12:00:00)')
      },
      { timeout: 15_000, interval: 100 },
    )
  }, 20_000)
})

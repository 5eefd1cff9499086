import {
  DescribeAlarmHistoryCommand,
  DescribeAlarmsCommand,
  PutCompositeAlarmCommand,
  PutMetricAlarmCommand,
  SetAlarmStateCommand,
} from '@aws-sdk/client-cloudwatch'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { GET as listAlarms } from '@/app/api/alarms/route'
import type { Alarm, AlarmEvent } from '@/lib/alarms/alarm'
import { clients } from '@/lib/aws/cloudwatch'
import { runtime } from '@/lib/aws/runtime'
import { openPast, type Past } from '@/lib/aws/testdata/open-past'
import { defaultSite, parseSite } from '@/lib/site'
import { dayMs, hourMs, minuteMs } from '@/lib/time'
import * as acknowledgement from './[name]/acknowledgement/route'
import * as mute from './[name]/mute/route'
import * as one from './[name]/route'
import * as trial from './[name]/trial/route'

const noonMs = Date.parse('2026-11-20T12:00:00Z')
// What anybody can name an alarm on AWS.
const hostile = '<img src=x onerror=alert(1)>/"; DROP\u202e'

const { monitoring } = parseSite(
  JSON.stringify({
    alarms: [{ name: 'own', metric: 'Requests', threshold: 1e9 }],
    recipients: ['ops', 'owner'].map((name) => ({
      name,
      kind: 'webhook',
      url: 'http://127.0.0.1:9/',
      private: true,
    })),
  }),
)

const lines: string[] = []
for (let minute = 60; minute > 0; minute -= 1) {
  for (let at = 0; at < 3; at += 1)
    lines.push(
      JSON.stringify({
        time: new Date(noonMs - minute * minuteMs + at * 20_000).toISOString(),
        remoteIP: '203.0.113.9',
        request: '/pay',
        method: 'GET',
        status: minute > 30 && minute <= 40 ? '500' : '200',
      }),
    )
}

let past: Past
let nowMs = noonMs + 5_000
const made = {
  AlarmName: 'made',
  AlarmDescription: 'requests answered with 500: 1 or more within 1 minute',
  Namespace: 'CafeWatch',
  MetricName: '500-Errors',
  Statistic: 'Sum',
  Period: 60,
  EvaluationPeriods: 1,
  Threshold: 1,
  ComparisonOperator: 'GreaterThanOrEqualToThreshold',
  TreatMissingData: 'notBreaching',
} as const

beforeAll(async () => {
  past = await openPast(lines, { nowMs, monitoring, clock: () => nowMs })
})
afterAll(() => past.close())
beforeEach(async () => {
  runtime().env.cloudwatch = 'local'
  runtime().env.monitoring = monitoring
  runtime().env.site = defaultSite
  for (const AlarmName of ['made', hostile])
    await clients().metrics.send(new PutMetricAlarmCommand({ ...made, AlarmName }))
})

const base = { host: 'localhost', 'content-type': 'application/json' }
type Handler = (
  request: Request,
  context: { params: Promise<{ name: string }> },
) => Promise<Response>

const call = (handler: Handler, name: string, body?: unknown, headers: object = {}) =>
  handler(
    new Request('http://localhost/api/alarms/x?range=1h', {
      method: 'PUT',
      headers: { ...base, ...headers },
      body: body === undefined ? undefined : JSON.stringify(body),
    }),
    { params: Promise.resolve({ name }) },
  )
async function read(name: string): Promise<{ alarm: Alarm; events: AlarmEvent[] }> {
  const request = new Request('http://localhost/api/alarms/x?range=1h', { headers: base })
  const answer = await one.GET(request, { params: Promise.resolve({ name }) })
  expect(answer.status).toBe(200)
  return answer.json()
}
async function listed(name: string): Promise<Alarm | undefined> {
  const answer = await listAlarms(
    new Request('http://localhost/api/alarms', { headers: base }),
    undefined,
  )
  const { alarms } = (await answer.json()) as { alarms: Alarm[] }
  return alarms.find((alarm) => alarm.name === name)
}
const set = (AlarmName: string, StateValue: 'OK' | 'ALARM') =>
  clients().metrics.send(
    new SetAlarmStateCommand({ AlarmName, StateValue, StateReason: 'by hand' }),
  )
const described = async (AlarmName: string) => {
  const found = await clients().metrics.send(new DescribeAlarmsCommand({ AlarmNames: [AlarmName] }))
  return found.MetricAlarms?.[0]
}

const edit = { threshold: 2, datapointsToAlarm: 2, evaluationPeriods: 3, notify: ['owner'] }

describe('muting', () => {
  test.each(['made', hostile, 'own', '500-Errors'])('%j until a full minute', async (name) => {
    expect((await call(mute.PUT, name, { forMinutes: 15 })).status).toBe(200)
    const muted = { untilMs: noonMs + 16 * minuteMs, rule: null }
    expect((await read(name)).alarm.muted).toEqual(muted)
    expect((await listed(name))?.muted).toEqual(muted)
    expect((await read(name)).events).toContainEqual({ kind: 'muted', atMs: nowMs, ...muted })
    expect((await call(mute.DELETE, name, {})).status).toBe(200)
    expect((await read(name)).alarm.muted).toBeUndefined()
    expect((await call(mute.DELETE, name, {})).status).toBe(200)
  })

  test('until a chosen time', async () => {
    const untilMs = noonMs + 20 * hourMs
    await call(mute.PUT, 'made', { untilMs })
    expect((await listed('made'))?.muted).toEqual({ untilMs, rule: null })
    await call(mute.DELETE, 'made', {})
  })

  test.each<[body: unknown, field: string]>([
    [{}, 'body'],
    [{ forMinutes: 5, untilMs: noonMs + hourMs }, 'body'],
    [{ forMinutes: 0 }, 'forMinutes'],
    [{ forMinutes: 1.5 }, 'forMinutes'],
    [{ forMinutes: 30 * 24 * 60 }, 'untilMs'],
    [{ untilMs: noonMs - hourMs }, 'untilMs'],
    [{ untilMs: noonMs + 16 * dayMs }, 'untilMs'],
    [{ untilMs: 'tomorrow' }, 'untilMs'],
    [{ forMinutes: 5, more: 1 }, 'body'],
  ])('%j is refused by its field', async (body, field) => {
    const answer = await call(mute.PUT, 'made', body)
    expect(answer.status).toBe(400)
    expect(await answer.json()).toMatchObject({ error: { field } })
    expect((await listed('made'))?.muted).toBeUndefined()
  })
})

describe('acknowledging', () => {
  test.each(['made', hostile, 'own'])('%j, until it returns to OK', async (name) => {
    await set(name, 'OK')
    await set(name, 'ALARM')
    nowMs += 1_000
    const given = { by: ' Zoë <b>', note: '100 % „weiß“ = "I’m on it" ☕' }
    expect((await call(acknowledgement.PUT, name, given)).status).toBe(200)
    const acknowledged = { by: 'Zoë <b>', atMs: nowMs, note: given.note }
    expect((await listed(name))?.acknowledged).toEqual(acknowledged)
    const { alarm, events } = await read(name)
    expect(alarm.acknowledged).toEqual(acknowledged)
    expect(events).toContainEqual({ kind: 'acknowledged', ...acknowledged })
    nowMs += 1_000
    await set(name, 'OK')
    expect((await listed(name))?.acknowledged).toBeUndefined()
    nowMs += 1_000
    await set(name, 'ALARM')
    expect((await listed(name))?.acknowledged).toBeUndefined()
  })

  test('can be taken back', async () => {
    await set('made', 'ALARM')
    nowMs += 1_000
    await call(acknowledgement.PUT, 'made', { by: 'Ada' })
    nowMs += 1_000
    await call(acknowledgement.DELETE, 'made', {})
    const { alarm, events } = await read('made')
    expect(alarm.acknowledged).toBeUndefined()
    expect(events[0]).toEqual({ kind: 'not acknowledged', atMs: nowMs })
  })

  test.each<[body: unknown, field: string]>([
    [{}, 'by'],
    [{ by: '   ' }, 'by'],
    [{ by: 'a'.repeat(61) }, 'by'],
    [{ by: 'Ada', note: 'a'.repeat(121) }, 'note'],
    [{ by: 'Ada', note: '☕'.repeat(100) }, 'note'],
  ])('%j is refused by its field', async (body, field) => {
    await set('made', 'ALARM')
    const answer = await call(acknowledgement.PUT, 'made', body)
    expect(answer.status).toBe(400)
    expect(await answer.json()).toMatchObject({ error: { field } })
  })

  test('an alarm that is OK has nothing to acknowledge', async () => {
    await set('made', 'OK')
    const answer = await call(acknowledgement.PUT, 'made', { by: 'Ada' })
    expect(answer.status).toBe(400)
    expect(await answer.json()).toMatchObject({ error: { message: /not in ALARM/ } })
  })
})

describe('editing', () => {
  test.each(['made', hostile])(
    '%j: the rest stays, and its description tells the truth',
    async (name) => {
      const before = await described(name)
      expect((await call(one.PUT, name, edit)).status).toBe(200)
      const after = await described(name)
      const owner = ['arn:aws:sns:local:000000000000:owner']
      expect(after).toMatchObject({
        Threshold: 2,
        DatapointsToAlarm: 2,
        EvaluationPeriods: 3,
        AlarmActions: owner,
        OKActions: owner,
        InsufficientDataActions: [],
        AlarmDescription: 'requests answered with 500: 2 or more in 2 of 3 minutes',
      })
      for (const kept of [
        'Period',
        'MetricName',
        'Statistic',
        'TreatMissingData',
        'StateValue',
      ] as const)
        expect(after?.[kept]).toEqual(before?.[kept])
    },
  )

  test('what it would have done is told before, beside what the alarm as it is did', async () => {
    const answer = await call(trial.POST, 'made', { ...edit, threshold: 4 })
    expect(answer.status).toBe(200)
    const { alarms } = (await answer.json()) as { alarms: { minutesInAlarm: number }[] }
    expect(alarms.map(({ minutesInAlarm }) => minutesInAlarm)).toEqual([10, 0])
    expect((await described('made'))?.Threshold).toBe(1)
  })

  test('an alarm of an expression keeps it', async () => {
    const stat = {
      Metric: { Namespace: 'CafeWatch', MetricName: 'Requests' },
      Period: 60,
      Stat: 'Sum',
    }
    const { Namespace, MetricName, Statistic, Period, ...rest } = made
    await clients().metrics.send(
      new PutMetricAlarmCommand({
        ...rest,
        AlarmName: 'math',
        Metrics: [
          { Id: 'requests', MetricStat: stat, ReturnData: false },
          { Id: 'twice', Expression: 'requests * 2' },
        ],
      }),
    )
    expect((await call(one.PUT, 'math', edit)).status).toBe(200)
    expect(await described('math')).toMatchObject({
      Threshold: 2,
      Metrics: [{ Id: 'requests' }, { Id: 'twice', Expression: 'requests * 2' }],
    })
    await call(one.DELETE, 'math', {})
  })

  test.each<[more: object, field: string]>([
    [{ threshold: 'many' }, 'threshold'],
    [{ threshold: null }, 'threshold'],
    [{ datapointsToAlarm: 4 }, 'datapointsToAlarm'],
    [{ evaluationPeriods: 0, datapointsToAlarm: 0 }, 'datapointsToAlarm'],
    [{ evaluationPeriods: 2000 }, 'evaluationPeriods'],
    [{ notify: ['nobody'] }, 'notify'],
    [{ name: 'other' }, 'body'],
  ])('%j is refused by its field', async (more, field) => {
    const answer = await call(one.PUT, 'made', { ...edit, ...more })
    expect(answer.status).toBe(400)
    expect(await answer.json()).toMatchObject({ error: { field } })
    expect((await described('made'))?.Threshold).toBe(1)
  })

  test.each([
    ['own', /site file/],
    ['500-Errors', /comes with CafeWatch/],
  ])('%s is declared: it is changed where it is declared', async (name, where) => {
    for (const handler of [one.PUT, one.DELETE]) {
      const answer = await call(handler, name, edit)
      expect(answer.status).toBe(403)
      expect(((await answer.json()) as { error: { message: string } }).error.message).toMatch(where)
    }
    expect(await described(name)).toBeDefined()
  })
})

describe('deleting', () => {
  test.each(['made', hostile])('%j, with its mute; its history stays', async (name) => {
    await call(mute.PUT, name, { forMinutes: 60 })
    expect((await call(one.DELETE, name, {})).status).toBe(200)
    expect(await described(name)).toBeUndefined()
    expect(await listed(name)).toBeUndefined()
    const { AlarmHistoryItems = [] } = await clients().metrics.send(
      new DescribeAlarmHistoryCommand({ AlarmName: name }),
    )
    const summaries = AlarmHistoryItems.map(({ HistorySummary }) => HistorySummary)
    expect(summaries).toContain(`Alarm "${name}" deleted`)
    await clients().metrics.send(new PutMetricAlarmCommand({ ...made, AlarmName: name }))
    expect((await read(name)).alarm.muted).toBeUndefined()
  })

  test('an alarm that a composite alarm reads stays, with the reason', async () => {
    await clients().metrics.send(
      new PutCompositeAlarmCommand({ AlarmName: 'above', AlarmRule: 'ALARM(made)' }),
    )
    const answer = await call(one.DELETE, 'made', {})
    expect(answer.status).toBe(400)
    expect(await answer.json()).toMatchObject({ error: { message: /Cannot delete made/ } })
    expect((await call(one.DELETE, 'above', {})).status).toBe(200)
  })
})

const routes: [name: string, handler: Handler, body: unknown][] = [
  ['edit', one.PUT, edit],
  ['delete', one.DELETE, {}],
  ['try', trial.POST, edit],
  ['mute', mute.PUT, { forMinutes: 5 }],
  ['end mute', mute.DELETE, {}],
  ['acknowledge', acknowledgement.PUT, { by: 'Ada' }],
  ['take back', acknowledgement.DELETE, {}],
]

describe.each(routes)('%s', (_, handler, body) => {
  test('says that there is no such alarm', async () => {
    const answer = await call(handler, 'nobody', body)
    expect(answer.status).toBe(404)
    expect(await answer.json()).toMatchObject({ failure: { kind: 'no-such-alarm' } })
  })

  test.each<[headers: object, status: number]>([
    [{ host: 'evil.example' }, 403],
    [{ origin: 'http://evil.example' }, 403],
    [{ 'sec-fetch-site': 'cross-site' }, 403],
    [{ 'content-type': 'text/plain' }, 415],
  ])('is refused with %j', async (headers, status) => {
    expect((await call(handler, 'made', body, headers)).status).toBe(status)
    expect(await described('made')).toBeDefined()
  })
})

describe('on AWS', () => {
  beforeEach(() => {
    runtime().env.cloudwatch = 'aws'
  })

  test('editing and deleting give a command; a name cannot end its quotes', async () => {
    for (const [handler, operation] of [
      [one.PUT, 'put-metric-alarm'],
      [one.DELETE, 'delete-alarms'],
    ] as const) {
      const answer = await call(handler, hostile, edit)
      expect(answer.status).toBe(403)
      const { error } = (await answer.json()) as { error: { commands: string[] } }
      expect(error.commands).toHaveLength(1)
      expect(error.commands[0]).toMatch(
        new RegExp(`^aws cloudwatch ${operation} --cli-input-json '[ -~]*'$`),
      )
    }
    expect((await described(hostile))?.Threshold).toBe(1)
  })

  test('muting and acknowledging go through CloudWatch itself', async () => {
    await set('made', 'ALARM')
    nowMs += 1_000
    expect((await call(mute.PUT, 'made', { forMinutes: 5 })).status).toBe(200)
    expect((await call(acknowledgement.PUT, 'made', { by: 'Ada' })).status).toBe(200)
    expect((await read('made')).alarm).toMatchObject({
      muted: { rule: null },
      acknowledged: { by: 'Ada' },
    })
  })
})

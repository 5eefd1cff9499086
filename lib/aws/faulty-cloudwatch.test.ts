import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DescribeLogStreamsCommand } from '@aws-sdk/client-cloudwatch-logs'
import { beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest'
import { askedBy } from '@/lib/asking'
import { logLines } from '@/lib/demo/visitors'
import type { QueryName } from '@/lib/queries/catalog'
import { hourMs, minuteMs } from '@/lib/time'
import type { View } from '@/lib/view'
import { readAlarms } from './alarms'
import { clients, within } from './cloudwatch'
import { explore } from './explore'
import { calling, Failed } from './failures'
import { type LogsQuery, queryLogs } from './logs'
import { readQuery } from './read'
import { runtime } from './runtime'
import { newSchedule } from './schedule/schedule'
import * as fault from './testdata/faults'
import { all, type Fault, first } from './testdata/faults'
import { faultyCloudWatch, logGroup, noonMs, openDashboard } from './testdata/faulty-cloudwatch'

vi.setConfig({ testTimeout: 30_000 })
const aws = faultyCloudWatch()

beforeAll(async () => {
  const lines = [...logLines(noonMs - hourMs, noonMs, 7, [])]
  const events = lines.map((message) => ({
    timestamp: Date.parse(JSON.parse(message).time),
    message,
  }))
  await aws.put(events)
})

/** A page's reading, a minute after the one before: nothing is answered from what is known already. */
async function look(name: QueryName = 'totals', range: View['range'] = '1h') {
  aws.clock.nowMs += minuteMs
  const reading = await readQuery(name, { range }, { nowMs: aws.clock.nowMs })
  return reading.ok ? `${reading.rows.length} rows` : reading.failure.message
}

const query = (more: Partial<LogsQuery> = {}) =>
  queryLogs({
    text: 'stats count(*) as events',
    logGroup,
    range: { fromMs: noonMs - hourMs, toMs: noonMs },
    signal: new AbortController().signal,
    deadlineMs: 20_000,
    ...more,
  })
const sentenceOf = async (work: Promise<unknown>) => {
  const caught = await work.then(
    () => null,
    (problem: unknown) => problem,
  )
  if (!(caught instanceof Failed)) throw new Error(`not a Failed: ${caught}`)
  return caught.failure.message
}
const stops = () => aws.count('StopQuery')

describe('what passes by itself: the viewer sees nothing of it, and the query is started once', () => {
  test.each<[string, Fault, number]>([
    ['StartQuery is throttled', fault.throttled('StartQuery', first(1)), 2],
    [
      'a connection that was kept is closed as StartQuery is sent',
      fault.reset('StartQuery', first(1)),
      2,
    ],
    ['polls are throttled', fault.throttled('GetQueryResults', first(3)), 1],
    ['polls are answered 500', fault.refused('GetQueryResults', first(3), 'Oops', 500), 1],
    ['connections are reset in polls', fault.reset('GetQueryResults', first(3)), 1],
    ['half an answer comes', fault.dripping('GetQueryResults', first(2), { half: true }), 1],
    ['all answers come in pieces', fault.dripping('GetQueryResults', all), 1],
    [
      'the format of the log is read on the second try',
      fault.reset('FilterLogEvents', first(1)),
      1,
    ],
  ])('%s', async (_, wrong, starts) => {
    aws.plan = [wrong]
    expect(await look()).toBe('1 rows')
    expect([aws.count('StartQuery'), stops()]).toEqual([starts, 0])
  })

  test('the clock of this machine is an hour behind', async () => {
    aws.plan = [fault.clockAhead(hourMs)]
    expect(await look()).toBe('1 rows')
    // The SDK knows the difference now.
    aws.calls = []
    expect(await look()).toBe('1 rows')
    expect(aws.count('StartQuery')).toBe(1)
  })
})

describe('what does not pass: the sentence, what is stopped, and a normal reading when it has ended', () => {
  const lost = 'CloudWatch cannot be reached'
  const noAnswer = 'The response is not a valid CloudWatch response'
  test.each<[string, Fault[], string, { starts: number; stopped: number }]>([
    ['a query fails', [fault.endsAs('Failed')], 'the query failed', { starts: 1, stopped: 0 }],
    ['a query times out', [fault.endsAs('Timeout')], 'took too long', { starts: 1, stopped: 0 }],
    [
      'somebody stops it',
      [fault.endsAs('Cancelled')],
      'stopped before it ended',
      { starts: 1, stopped: 0 },
    ],
    [
      'a query ends in no known way, and may run',
      [fault.endsAs('Unknown')],
      'ended as Unknown',
      { starts: 1, stopped: 1 },
    ],
    [
      'StartQuery is answered 500',
      [fault.refused('StartQuery', all, 'InternalFailure', 500)],
      lost,
      { starts: 1, stopped: 0 },
    ],
    [
      'the answer of StartQuery is lost: the query is found, and stopped',
      [fault.reset('StartQuery', all), fault.slowQueries(60_000)],
      lost,
      { starts: 2, stopped: 2 },
    ],
    [
      'StartQuery is answered with nothing, though the query runs',
      [fault.emptied('StartQuery'), fault.slowQueries(60_000)],
      noAnswer,
      { starts: 1, stopped: 1 },
    ],
    [
      'polls are answered with nothing',
      [fault.empty('GetQueryResults')],
      noAnswer,
      { starts: 1, stopped: 1 },
    ],
    [
      'a poll is answered without results',
      [fault.empty('GetQueryResults', '{"status":"Complete"}')],
      noAnswer,
      { starts: 1, stopped: 1 },
    ],
    [
      'a proxy answers polls with its page',
      [fault.empty('GetQueryResults', '<html>Sign in</html>')],
      noAnswer,
      { starts: 1, stopped: 1 },
    ],
    [
      'polls are lost again and again',
      [fault.reset('GetQueryResults', all)],
      lost,
      { starts: 1, stopped: 1 },
    ],
    [
      'the credentials have expired',
      [fault.expired('x')],
      'The AWS credentials have expired.',
      { starts: 2, stopped: 0 },
    ],
  ])('%s', async (_, plan, sentence, { starts, stopped }) => {
    // What the format of the log is, is known.
    await look()
    aws.calls = []
    aws.plan = plan
    expect(await look()).toContain(sentence)
    expect([aws.count('StartQuery'), stops()]).toEqual([starts, stopped])
    aws.plan = []
    expect(await look()).toBe('1 rows')
  })

  test('CloudWatch takes a poll and never answers: the deadline of the query holds', async () => {
    aws.plan = [fault.hanging('GetQueryResults', all)]
    expect(await sentenceOf(query({ deadlineMs: 400 }))).toContain('took too long')
    expect(stops()).toBe(1)
  })

  test('a call that is never answered ends at its limit, and is not sent again', async () => {
    aws.plan = [fault.hanging('DescribeLogStreams', all)]
    const command = new DescribeLogStreamsCommand({ logGroupName: logGroup })
    const call = () => clients().logs.send(command, within(undefined, 200))
    expect(await sentenceOf(calling('logs:DescribeLogStreams', call))).toContain('took too long')
    expect(aws.count('DescribeLogStreams')).toBe(1)
  })

  test('pages have the deadline of the query too', async () => {
    await aws.put(
      Array.from({ length: 10_001 }, (_, at) => ({
        timestamp: noonMs - 60_000,
        message: `n${at}`,
      })),
      'many',
    )
    aws.plan = [fault.hanging('GetQueryResults', (call) => call > 1)]
    const asked = query({ text: 'limit 10001', logGroup: 'many', deadlineMs: 2_500 })
    expect(await sentenceOf(asked)).toContain('took too long')
  })
})

describe('a storm of throttling', () => {
  const panels: QueryName[] = ['totals', 'bots', 'requests-by-bin', 'requests-by-url', 'funnel']
  const lookAll = () => Promise.all(panels.map((name) => look(name)))

  test('nothing is started for a pause, and each viewer is told why; then one probe, and all are well', async () => {
    let skippedMs = 0
    runtime().schedule = newSchedule(runtime().env, () => performance.now() + skippedMs)
    await look()
    aws.calls = []
    aws.plan = [fault.throttled('StartQuery', all)]
    for (const said of await lookAll())
      expect(said).toMatch(/^CloudWatch is throttling .* it calls StartQuery again in \d+ s\.$/)
    expect(aws.count('StartQuery')).toBe(5)
    expect(await look()).toContain('CafeWatch pauses')
    expect(aws.count('StartQuery')).toBe(5)

    skippedMs = 10_000
    // One asks for all, and the storm has not ended.
    for (const said of await lookAll()) expect(said).toContain('CafeWatch pauses')
    expect(aws.count('StartQuery')).toBe(6)

    skippedMs = 30_000
    aws.plan = []
    for (const said of await lookAll()) expect(said).toMatch(/^\d+ rows$/)
  })

  test('a quota that is kept: ten ranges at once, three panels each, none fails', async () => {
    // Five times as fast as by default, as is the quota of 10 a second; the queries take a while.
    const perSecond = 50
    openDashboard(aws, { CALLS_PER_SECOND: '25' })
    const slow = fault.slowQueries(600)
    aws.plan = [
      fault.quota('StartQuery', perSecond),
      fault.quota('GetQueryResults', perSecond),
      slow,
    ]
    // Each look is a minute later, so that no range is asked for twice.
    const ranges = Array.from({ length: 10 }, (_, at) => (['15m', '1h', '3h'] as const)[at % 3])
    const looks = ranges.flatMap((range) => panels.slice(0, 3).map((name) => look(name, range)))
    const said = await Promise.all(looks)
    expect(said).toHaveLength(30)
    for (const one of said) expect(one).toMatch(/^\d+ rows$/)
    expect([slow.running.size, stops()]).toEqual([0, 0])
  })

  test('a query of which every second poll is throttled comes to its end', async () => {
    aws.plan = [
      fault.throttled('GetQueryResults', (call) => call % 2 === 1),
      fault.slowQueries(1_000),
    ]
    await expect(query()).resolves.toMatchObject({ status: 'Complete' })
    expect(aws.count('StartQuery')).toBe(1)
  })
})

describe('more queries than may run', () => {
  const texts = Array.from({ length: 8 }, (_, at) => `stats count(*) as n${at}`)

  test('the account runs two at once: the others wait for their turn and know their place', async () => {
    const slow = fault.slowQueries(150, 2)
    aws.plan = [slow]
    const places: number[] = []
    const onPlace = (place: number) => places.push(place)
    const answers = await Promise.all(texts.map((text) => query({ text, onPlace })))
    expect(answers.map(({ status }) => status)).toEqual(texts.map(() => 'Complete'))
    expect(Math.max(...places)).toBeGreaterThan(2)
    expect(stops()).toBe(0)
  })

  test('a limit of our own: the deadline of who waits says the place, and nothing was started', async () => {
    openDashboard(aws, { CONCURRENT_QUERIES: '1' })
    aws.plan = [fault.slowQueries(60_000)]
    const leaving = new AbortController()
    const running = query({ text: 'stats count(*) as runs', signal: leaving.signal })
    const stopped = sentenceOf(running)
    await vi.waitFor(() => expect(aws.count('StartQuery')).toBe(1))
    // Who came last gives up first: the others do not move up before.
    const late = texts
      .slice(0, 3)
      .map((text, at) => sentenceOf(query({ text, deadlineMs: 700 - at * 200 })))
    const inLine = (place: string) =>
      `The query did not start in time: it was ${place} in line, behind queries that run.`
    expect(await Promise.all(late)).toEqual([inLine('next'), inLine('second'), inLine('third')])
    expect(aws.count('StartQuery')).toBe(1)
    leaving.abort()
    expect(await stopped).toBe('The query was stopped before it ended.')
    expect(stops()).toBe(1)
    aws.plan = []
    await expect(query()).resolves.toMatchObject({ status: 'Complete' })
  })

  test('who leaves the line starts nothing', async () => {
    openDashboard(aws, { CONCURRENT_QUERIES: '1' })
    aws.plan = [fault.slowQueries(300)]
    const first = query()
    const leaving = new AbortController()
    const second = query({
      text: 'stats count(*) as left',
      signal: leaving.signal,
      onPlace: () => leaving.abort(),
    })
    expect(await sentenceOf(second)).toBe('The query was stopped before it ended.')
    await first
    expect([aws.count('StartQuery'), stops()]).toEqual([1, 0])
  })

  test('Explore says the place in the line, and then what the query finds', async () => {
    openDashboard(aws, { CONCURRENT_QUERIES: '1' })
    aws.plan = [fault.slowQueries(400)]
    const running = query()
    await vi.waitFor(() => expect(aws.count('StartQuery')).toBe(1))
    const places: (number | undefined)[] = []
    const explored = await explore(
      'stats count(*) as events',
      { fromMs: noonMs - hourMs, toMs: noonMs },
      {
        signal: new AbortController().signal,
        onProgress: ({ placeInLine }) => places.push(placeInLine),
      },
    )
    await running
    expect(explored).toMatchObject({ ok: true, rows: [{ events: expect.any(String) }] })
    expect(places.slice(0, 3)).toEqual([1, 1, undefined])
  })

  test('all viewers leave at once: all that ran is stopped', async () => {
    const slow = fault.slowQueries(60_000)
    aws.plan = [slow]
    const leaving = new AbortController()
    const left = texts.map((text) => sentenceOf(query({ text, signal: leaving.signal })))
    await vi.waitFor(() => expect(slow.running.size).toBe(texts.length), { timeout: 5_000 })
    leaving.abort()
    await Promise.all(left)
    expect([slow.running.size, stops()]).toEqual([0, texts.length])
  })

  test('a viewer who leaves while the polls are throttled: the query is stopped', async () => {
    const slow = fault.slowQueries(60_000)
    aws.plan = [fault.throttled('GetQueryResults', all), slow]
    const leaving = new AbortController()
    const left = sentenceOf(query({ signal: leaving.signal }))
    await vi.waitFor(() => expect(aws.count('GetQueryResults')).toBeGreaterThan(1))
    leaving.abort()
    expect(await left).toBe('The query was stopped before it ended.')
    expect([slow.running.size, stops()]).toEqual([0, 1])
  })
})

describe('credentials that expire while a query runs', () => {
  function credentials() {
    const dir = mkdtempSync(join(tmpdir(), 'credentials-'))
    onTestFinished(() => rmSync(dir, { recursive: true }))
    const path = join(dir, 'credentials')
    const renew = (key: string) =>
      writeFileSync(path, `[shop]\naws_access_key_id=${key}\naws_secret_access_key=s\n`)
    for (const name of ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY']) vi.stubEnv(name, undefined)
    vi.stubEnv('AWS_PROFILE', 'shop')
    vi.stubEnv('AWS_CONFIG_FILE', '/nonexistent')
    vi.stubEnv('AWS_SHARED_CREDENTIALS_FILE', path)
    renew('FIRST')
    return renew
  }

  test('somebody has signed in again: the query goes on with what is in the file now', async () => {
    const renew = credentials()
    aws.plan = [fault.slowQueries(600)]
    await query({
      onProgress: () => {
        if (aws.plan.length > 1) return
        renew('SECOND')
        aws.plan = [fault.expired('FIRST'), ...aws.plan]
      },
    })
    expect([aws.count('StartQuery'), stops()]).toEqual([1, 0])
  })

  test('nobody has: the viewer is told, and the next reading after it is normal', async () => {
    const renew = credentials()
    expect(await look()).toBe('1 rows')
    aws.plan = [fault.expired('FIRST')]
    expect(await look()).toBe('The AWS credentials have expired.')
    renew('SECOND')
    expect(await look()).toBe('1 rows')
  })
})

describe('alarms and their metrics', () => {
  const alarms = () => readAlarms({ nowMs: aws.clock.nowMs, fromMs: noonMs - hourMs })

  test.each([
    ['nothing', ''],
    ['nothing but braces', '{}'],
    ['half of what there is', '{"MetricAlarms":[]}'],
  ])('DescribeAlarms answers %s: that is no all-clear', async (_, body) => {
    aws.plan = [fault.empty('DescribeAlarms', body)]
    expect(await alarms()).toMatchObject({ ok: false, failure: { kind: 'unusable-answer' } })
    aws.plan = []
    const reading = await alarms()
    expect(reading.ok && reading.alarms.length).toBeGreaterThan(0)
  })

  test.each([
    ['DescribeAlarmHistory', 'What happened to the alarms before is not known: '],
    ['GetMetricData', 'What the alarms measure now is not known: '],
  ])('%s answers nothing: the alarms are shown, and what is not known', async (operation, said) => {
    aws.plan = [fault.empty(operation)]
    const reading = await alarms()
    expect(reading).toMatchObject({ ok: true, notes: [expect.stringContaining(said)] })
  })

  test('GetMetricData gives only part: it is said', async () => {
    aws.plan = [fault.partialData]
    expect(await alarms()).toMatchObject({
      ok: true,
      notes: [
        'What the alarms measure now is incomplete: CloudWatch returned only part of the datapoints.',
      ],
    })
  })

  test('GetMetricData is throttled: the alarms come all the same', async () => {
    aws.plan = [fault.throttled('GetMetricData', first(1))]
    expect(await alarms()).toMatchObject({ ok: true, notes: [] })
  })
})

test('12,000 rows in two pages, of which the second is throttled and then cut in half', async () => {
  const messages = Array.from({ length: 12_000 }, (_, at) => `row ${at}`)
  await aws.put(
    messages.map((message) => ({ timestamp: noonMs - 60_000, message })),
    'rows',
  )
  const isSecondPage = () => aws.calls.at(-1)?.input.nextToken !== undefined
  let tries = 0
  const failing = (wrong: Fault): Fault => {
    return (asked, pass) => {
      if (asked.operation !== 'GetQueryResults' || !isSecondPage()) return pass()
      tries += 1
      return tries <= 2 ? wrong({ ...asked, call: tries }, pass) : pass()
    }
  }
  aws.plan = [
    failing((asked, pass) =>
      (asked.call === 1
        ? fault.throttled('GetQueryResults', all)
        : fault.dripping('GetQueryResults', all, { half: true }))(asked, pass),
    ),
  ]
  const { rows } = await query({ text: 'fields @message | limit 12000', logGroup: 'rows' })
  expect(new Set(rows.map((row) => row['@message'])).size).toBe(12_000)
  expect(tries).toBe(3)
  const bytes = aws.calls.reduce((sum, { receivedBytes }) => sum + (receivedBytes ?? 0), 0)
  expect(bytes).toBeGreaterThan(messages.join('').length)
})

test('log events that come late are in the next reading', async () => {
  const lateRequests = async () => {
    aws.clock.nowMs += minuteMs
    const reading = await readQuery('requests-by-url', { range: '1h' }, { nowMs: aws.clock.nowMs })
    if (!reading.ok) throw new Error(reading.failure.message)
    return reading.rows.find(({ request }) => request === '/late')?.requests ?? 0
  }
  const lateMs = noonMs - 2 * minuteMs
  const [line = ''] = logLines(noonMs - hourMs, noonMs, 7, [])
  const late = { ...JSON.parse(line), request: '/late', time: new Date(lateMs).toISOString() }
  const message = JSON.stringify(late)
  expect(await lateRequests()).toBe(0)
  await aws.put(Array.from({ length: 500 }, () => ({ timestamp: lateMs, message })))
  expect(await lateRequests()).toBe(500)
})

test('a viewer who starts too many queries is told so, and nobody else is', async () => {
  openDashboard(aws, { VIEWER_QUERIES_PER_MINUTE: '1' })
  const { nowMs } = aws.clock
  const ask = (viewer: string, range: View['range']) =>
    askedBy({ viewer }, () => readQuery('failing-urls', { range }, { nowMs }))
  const asked = []
  for (const range of ['15m', '1h', '3h', '24h'] as const)
    asked.push({ range, reading: await ask('anna', range) })
  expect(asked[0]?.reading.ok).toBe(true)
  const [refused] = asked.filter(({ reading }) => !reading.ok)
  expect(refused?.reading).toMatchObject({
    failure: { message: expect.stringContaining('more queries than one viewer may (1 a minute)') },
  })
  expect(await ask('ben', refused?.range ?? '15m')).toMatchObject({ ok: true })
})

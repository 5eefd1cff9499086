import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { combined } from '@/lib/access-log/formats/combined'
import { vhostCombined } from '@/lib/access-log/formats/vhost-combined'
import { readEnv } from '@/lib/env'
import { openEngine, plain } from '@/lib/local/api/testdata/open-engine'
import { after, insights } from '@/lib/queries/insights'
import { minuteMs } from '@/lib/time'
import { formatOfEvents, readLogFormat, readPrelude } from './log-format'
import { setRuntime } from './runtime'

const nowMs = Date.parse('2026-11-26T12:00:00Z')
const [line = ''] = combined.samples
const [vhostLine = ''] = vhostCombined.samples

let engine: Awaited<ReturnType<typeof openEngine>>
let asked: string[]
let clockMs: number
beforeEach(async () => {
  engine = await openEngine('in process', { clock: () => nowMs })
  asked = []
  clockMs = nowMs
})
afterEach(() => engine.close())

function watch(settings: Record<string, string> = {}) {
  setRuntime({
    env: readEnv({ CLOUDWATCH: 'aws', ...settings }),
    answer: (request) => {
      asked.push(request.target.split('.')[1] ?? '')
      return engine.engine.answer(request)
    },
    localEngine: null,
    loading: null,
    simulated: false,
    locationOf: () => null,
    now: () => clockMs,
    flights: new Map(),
  })
}

test.each([
  ['most lines decide', [vhostLine, line, 'not a request', line], 'combined'],
  ['lines that are no requests say nothing', ['AH00558: not a request', '{"a":1}'], null],
  ['no lines', [], null],
])('%s', (_, lines, id) => {
  expect(formatOfEvents(lines, nowMs)?.format.id ?? null).toBe(id)
})

test.each(['log', 'message'])('a log router that puts the line into %s', async (member) => {
  const events = [line, line, 'starting'].map((text) =>
    JSON.stringify({ [member]: `${text}\n`, stream: 'stdout', kubernetes: { pod_name: 'web' } }),
  )
  await engine.put(events, { atMs: nowMs - minuteMs })
  watch()
  expect(await readLogFormat()).toEqual({ format: combined, member })
  const query = after(
    await readPrelude(),
    insights`stats count(*) as events, count(status) as requests by request | sort events desc`,
  )
  const { results } = await engine.ask(query.fragment, {
    startTime: nowMs / 1000 - 3600,
    endTime: nowMs / 1000,
  })
  expect(plain(results)).toEqual([
    { request: '/cafe/menu.php', events: '2', requests: '2' },
    { events: '1', requests: '0' },
  ])
})

describe('the format of a log group', () => {
  test('is found from its newest events, with calls that the dashboard makes already, and asked again after ten minutes', async () => {
    await engine.put(Array(10).fill(vhostLine), { atMs: nowMs - 60 * minuteMs, stream: 'old' })
    await engine.put(Array(25).fill(line), { atMs: nowMs - minuteMs, stream: 'new' })
    watch()
    const found = await Promise.all([readLogFormat(), readLogFormat()])
    expect(found.map((one) => one?.format.id)).toEqual(['combined', 'combined'])
    expect(asked).toEqual(['DescribeLogStreams', 'FilterLogEvents'])
    expect((await readPrelude())?.fragment).toBe(combined.prelude)
    expect(asked).toHaveLength(2)
    clockMs += 11 * minuteMs
    await readLogFormat()
    expect(asked).toHaveLength(4)
  })

  test('is that of the newest events, though many older ones are within ten minutes', async () => {
    await engine.put(Array(150).fill(line), { atMs: nowMs - 6 * minuteMs, stream: 'old' })
    await engine.put(Array(30).fill(vhostLine), { atMs: nowMs - 2 * minuteMs, stream: 'new' })
    watch()
    expect((await readLogFormat())?.format.id).toBe('vhost-combined')
  })

  test('is none while there are no requests, and found within a minute of the first', async () => {
    await engine.put(['AH00558: not a request'])
    watch()
    expect(await readPrelude()).toBeNull()
    await engine.put([line], { stream: 'web-2' })
    clockMs += minuteMs + 1
    expect((await readLogFormat())?.format.id).toBe('combined')
  })

  test('is none where it cannot be read: the query itself reports why', async () => {
    watch()
    expect(await readPrelude()).toBeNull()
    expect(asked).toContain('DescribeLogStreams')
  })

  test('is the one that the settings name, without a look', async () => {
    watch({ LOG_FORMAT: 'vhost-combined' })
    expect((await readPrelude())?.fragment).toBe(vhostCombined.prelude)
    expect(asked).toEqual([])
  })

  test.each([
    [
      '$remote_addr|$time_local|$request|$status',
      '203.0.113.7|26/Nov/2026:11:59:00 +0000|GET /cafe/menu.php?day=1 HTTP/1.1|500',
    ],
    [
      '%t %>s "%r" %h %D',
      '[26/Nov/2026:11:59:00 +0000] 500 "GET /cafe/menu.php?day=1 HTTP/1.1" 203.0.113.7 1200',
    ],
    [
      '%{%Y-%m-%dT%H:%M:%S}t.%{msec_frac}t%{%z}t %a %m %U%q %>s %b %v',
      '2026-11-26T11:59:00.000+0000 203.0.113.7 GET /cafe/menu.php?day=1 500 - cafe.example',
    ],
    [
      '$msec|$remote_addr|$request_method|$request_uri|$status|$http_user_agent',
      '1795694340.000|203.0.113.7|GET|/cafe/menu.php?day=1|500|Mozilla/5.0 (X11)',
    ],
    [
      '{"time":"ts","remoteIP":"peer.ip","status":"code","requestLine":"what"}',
      '{"ts":"2026-11-26T11:59:00Z","peer":{"ip":"203.0.113.7"},"code":"500","what":"GET /cafe/menu.php?day=1 HTTP/1.1"}',
    ],
    [
      '{"time":"ts","remoteIP":"peer","status":"code","request":"url","method":"verb"}',
      '{"ts":1795694340,"peer":"203.0.113.7","code":500,"url":"/cafe/menu.php?day=1","verb":"GET"}',
    ],
  ])('may be declared: %s', async (LOG_FORMAT, text) => {
    await engine.put([text], { atMs: nowMs - minuteMs })
    watch({ LOG_FORMAT })
    const query = after(
      await readPrelude(),
      insights`stats count(*) as requests by remoteIP, method, request, query, status`,
    )
    const { results } = await engine.ask(query.fragment, {
      startTime: nowMs / 1000 - 3600,
      endTime: nowMs / 1000,
    })
    expect(plain(results)).toEqual([
      {
        remoteIP: '203.0.113.7',
        method: 'GET',
        request: '/cafe/menu.php',
        query: '?day=1',
        status: '500',
        requests: '1',
      },
    ])
  })

  test.each(['local', 'recorded'])('does not matter where CLOUDWATCH is %s', async (cloudwatch) => {
    watch({ CLOUDWATCH: cloudwatch, LOG_FORMAT: 'combined' })
    expect(await readPrelude()).toBeNull()
    expect(asked).toEqual([])
  })
})

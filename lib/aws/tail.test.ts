import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { readEnv } from '@/lib/env'
import { eventFrame } from '@/lib/local/api/event-stream'
import { serveEngine } from '@/lib/local/api/http'
import { type Engine, startEngine } from '@/lib/local/engine'
import type { TailNews } from '@/lib/tail'
import { type Answer, type Runtime, setRuntime } from './runtime'
import { type Reader, tail } from './tail'

const nowMs = Date.parse('2026-11-24T12:00:00Z')
const runtimeWith = (answer: Answer | null, cloudwatch = 'local'): Runtime => ({
  env: readEnv({ CLOUDWATCH: cloudwatch }),
  answer,
  localEngine: null,
  loading: null,
  simulated: false,
  locationOf: () => null,
  now: () => nowMs,
  flights: new Map(),
})
const cleanups: (() => unknown)[] = []
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup()
  vi.unstubAllEnvs()
})

const json = (target: string, input: object) => ({
  target: `Logs_20140328.${target}`,
  headers: {},
  body: JSON.stringify(input),
})
const stream = { logGroupName: 'apache/access', logStreamName: 'web-1' }
async function engineOf(): Promise<Engine> {
  const engine = await startEngine({
    dataDir: null,
    logGroup: 'apache/access',
    accessLog: [],
    clock: () => nowMs,
    pause: () => new Promise((resolve) => setTimeout(resolve, 5)),
    locationOf: () => null,
    log: () => {},
  })
  cleanups.push(() => engine.close())
  await engine.answer(json('CreateLogGroup', stream))
  await engine.answer(json('CreateLogStream', stream))
  return engine
}
const put = (engine: Engine, messages: string[]) =>
  engine.answer(
    json('PutLogEvents', {
      ...stream,
      logEvents: messages.map((message) => ({ timestamp: nowMs, message })),
    }),
  )

/** The news of a tail up to the first that is of this kind and not empty; then it is left. */
async function newsUntil(
  kind: TailNews['kind'],
  {
    pattern = '',
    begun = async () => {},
    reader,
  }: { pattern?: string; begun?: () => Promise<unknown>; reader?: Reader } = {},
): Promise<TailNews[]> {
  const leaving = new AbortController()
  const received: TailNews[] = []
  for await (const news of tail(pattern, leaving.signal, reader)) {
    if (news.kind === 'started') await begun()
    if (news.kind === 'lines' && news.lines.length === 0) continue
    received.push(news)
    if (news.kind === kind) break
  }
  leaving.abort()
  return received
}

const lines = [
  '{"remoteIP":"203.0.113.9","method":"GET","request":"/a/203.0.113.7","status":"500","agent":"x"}',
  '203.0.113.9 - - [24/Nov/2026:12:00:00 +0000] "GET /menu HTTP/1.1" 404 12 "-" "-"',
  `broken 203.0.113.9 ${'x'.repeat(5_000)}`,
]

test('lines come parsed, masked and bounded', async () => {
  const engine = await engineOf()
  setRuntime(runtimeWith(engine.answer))
  const [started, update] = await newsUntil('lines', { begun: () => put(engine, lines) })
  expect(started).toEqual({ kind: 'started' })
  expect(JSON.stringify(update)).not.toMatch(/203\.0\.113\.[79]/)
  expect(update).toMatchObject({
    sampled: false,
    leftOut: 0,
    lines: [
      { request: { status: '500', method: 'GET', path: '/a/203.0.113.0/24' }, cut: 0 },
      { request: { status: '404', method: 'GET', path: '/menu' }, timestampMs: nowMs },
      { request: null, cut: 'broken 203.0.113.0/24 '.length + 5_000 - 4_000 },
    ],
  })
})

test('who may see whole addresses does, and that is said before, once', async () => {
  const engine = await engineOf()
  setRuntime(runtimeWith(engine.answer))
  const onWholeAddresses = vi.fn()
  const reader = { seesAddresses: true, onWholeAddresses }
  const [, update] = await newsUntil('lines', { begun: () => put(engine, lines), reader })
  expect(update).toMatchObject({ lines: [{ request: { path: '/a/203.0.113.7' } }, {}, {}] })
  expect(onWholeAddresses).toHaveBeenCalledTimes(1)
  onWholeAddresses.mockClear()
  await newsUntil('lines', { begun: () => put(engine, ['nothing to hide']), reader })
  expect(onWholeAddresses).not.toHaveBeenCalled()
})

test('a pattern finds what its reader sees: the network, and no address in it', async () => {
  const engine = await engineOf()
  setRuntime(runtimeWith(engine.answer))
  const begun = () => put(engine, [...lines, 'the end 203.0.113.0/24'])
  const [, asked] = await newsUntil('lines', { pattern: '"203.0.113.0/24"', begun })
  expect(asked).toMatchObject({ lines: { length: 4 } })
  const [, pried] = await newsUntil('lines', { pattern: '?"203.0.113.9" ?end', begun })
  expect(pried).toMatchObject({ lines: [{ message: 'the end 203.0.113.0/24' }] })
})

test.each([
  '{ $.query = "*token=T*" || $.status = 404 }',
  '{ $.request = %203.0.113.8% || $.status = 404 }',
  '?TAILSECRET ?404',
  '?TAILSECRET ?none',
  '-TAILSECRET none',
])('%s tells nothing of what is hidden in a line', async (pattern) => {
  const engine = await engineOf()
  setRuntime(runtimeWith(engine.answer))
  const secret = '{"request":"/a/203.0.113.82","query":"token=TAILSECRET","status":"200"}'
  const begun = () => put(engine, [secret, '{"request":"/none","status":"404"}'])
  const [, asked] = await newsUntil('lines', { pattern, begun })
  expect(asked).toMatchObject({ lines: [{ request: { path: '/none' } }] })
})

describe('more than 500 in a second', () => {
  test('the engine reports how many', async () => {
    const engine = await engineOf()
    setRuntime(runtimeWith(engine.answer))
    const [, update] = await newsUntil('lines', { begun: () => put(engine, Array(600).fill('x')) })
    expect(update).toMatchObject({ sampled: true, leftOut: 100 })
  })
  test('Amazon reports only that there were some', async () => {
    async function* amazon() {
      yield eventFrame('initial-response', {})
      yield eventFrame('sessionStart', {})
      const sessionResults = Array(500).fill({ message: 'x', timestamp: nowMs })
      yield eventFrame('sessionUpdate', { sessionMetadata: { sampled: true }, sessionResults })
    }
    setRuntime(
      runtimeWith(async () => ({
        status: 200,
        headers: { 'content-type': 'application/vnd.amazon.eventstream' },
        body: amazon(),
      })),
    )
    expect((await newsUntil('lines'))[1]).toMatchObject({ sampled: true, leftOut: null })
  })
})

describe('as with Amazon, over the network', () => {
  /** The engine's door, which refuses an operation or none, and the bodies of the tails that were started. */
  async function openDoor(engine: Engine, refused = 'none') {
    const started: { body: { logGroupIdentifiers: string[] }; closed?: AbortSignal }[] = []
    const server: Server = await serveEngine(
      async (request) => {
        const { target, body, closed } = request
        if (target.endsWith(refused))
          return {
            status: 400,
            headers: {},
            body: JSON.stringify({ __type: 'AccessDeniedException', message: 'no' }),
          }
        if (target.endsWith('StartLiveTail'))
          started.push({ body: JSON.parse(String(body)), closed })
        return engine.answer(request)
      },
      { host: '127.0.0.1', port: 0 },
    )
    cleanups.push(() => server.close())
    vi.stubEnv('AWS_ENDPOINT_URL', `http://127.0.0.1:${(server.address() as AddressInfo).port}`)
    vi.stubEnv('AWS_REGION', 'local')
    vi.stubEnv('AWS_ACCESS_KEY_ID', 'x')
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'x')
    setRuntime(runtimeWith(null, 'aws'))
    return started
  }
  const withoutStream = async () => {
    const engine = await engineOf()
    await engine.answer(json('DeleteLogStream', stream))
    // A longer name is another group.
    await engine.answer(json('CreateLogGroup', { logGroupName: 'apache/access-old' }))
    return engine
  }
  const arn = 'arn:aws:logs:local:000000000000:log-group:apache/access'

  test('the log group is named by its ARN, and the session ends with its reader', async () => {
    const engine = await engineOf()
    const started = await openDoor(engine)
    const begun = () => put(engine, lines)
    const [, update] = await newsUntil('lines', { pattern: 'menu', begun })
    expect(update).toMatchObject({ lines: [{ request: { path: '/menu' } }] })
    expect(started.map(({ body }) => body.logGroupIdentifiers)).toEqual([[arn]])
    await vi.waitFor(() => expect(started[0]?.closed?.aborted).toBe(true))
  })

  test('a log group without a stream is followed from its first line on', async () => {
    const engine = await withoutStream()
    const started = await openDoor(engine)
    const begun = async () => {
      await engine.answer(json('CreateLogStream', stream))
      await put(engine, lines)
    }
    const [, update] = await newsUntil('lines', { pattern: 'menu', begun })
    expect(update).toMatchObject({ lines: [{ request: { path: '/menu' } }] })
    expect(started.map(({ body }) => body.logGroupIdentifiers)).toEqual([[arn]])
  })

  test('where its ARN may not be asked for, that is said', async () => {
    const started = await openDoor(await withoutStream(), 'DescribeLogGroups')
    const [news] = await newsUntil('failed')
    expect(news).toMatchObject({
      failure: {
        kind: 'no-permission',
        message: expect.stringMatching(
          /^Nothing has been sent to apache\/access yet\. .* logs:DescribeLogGroups\.$/,
        ),
      },
    })
    expect(started).toEqual([])
  })

  test('a log group that is not there is none', async () => {
    const engine = await withoutStream()
    await engine.answer(json('DeleteLogGroup', { logGroupName: 'apache/access' }))
    await openDoor(engine)
    const [news] = await newsUntil('failed')
    expect(news).toMatchObject({ failure: { kind: 'no-such-log-group' } })
  })
})

test.each([
  ['InvalidParameterException', 'no pattern', 'malformed-query', 'no pattern'],
  ['LimitExceededException', 'limit', 'too-many-queries', 'The limit of open live tails'],
  ['AccessDeniedException', 'no', 'no-permission', 'logs:StartLiveTail'],
  ['ResourceNotFoundException', 'no group', 'no-such-log-group', 'no group'],
])('%s is in the closed list', async (type, message, kind, sentence) => {
  setRuntime(
    runtimeWith(async () => ({
      status: 400,
      headers: { 'content-type': 'application/x-amz-json-1.1' },
      body: JSON.stringify({ __type: type, message }),
    })),
  )
  expect(await newsUntil('failed')).toEqual([
    { kind: 'failed', failure: expect.objectContaining({ kind }) },
  ])
  const [failed] = await newsUntil('failed')
  expect(JSON.stringify(failed)).toContain(sentence)
})

test('a recording has no live tail', async () => {
  setRuntime(runtimeWith(async () => ({ status: 400, headers: {}, body: '{}' }), 'recorded'))
  const [failed] = await newsUntil('failed')
  expect(failed).toMatchObject({ failure: { message: 'Recordings have no live tail.' } })
})

import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  CloudWatchLogsClient,
  CreateLogGroupCommand,
  CreateLogStreamCommand,
  DeleteLogGroupCommand,
  PutLogEventsCommand,
  StartLiveTailCommand,
  type StartLiveTailCommandInput,
} from '@aws-sdk/client-cloudwatch-logs'
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest'
import { inProcess } from '@/lib/aws/cloudwatch'
import { countingSerde, countsOf } from '@/lib/aws/tail-counts'
import { type Engine, startEngine } from '@/lib/local/engine'
import { hourMs } from '@/lib/time'
import { serveEngine } from './http'

let nowMs = Date.parse('2026-11-24T12:00:00Z')
// The tests decide when a second passes.
const pausing = new Set<() => void>()
const second = () => {
  for (const go of [...pausing]) go()
}
const pause = (_ms: number, signal: AbortSignal) =>
  new Promise<void>((resolve) => {
    const go = () => {
      pausing.delete(go)
      signal.removeEventListener('abort', go)
      resolve()
    }
    pausing.add(go)
    signal.addEventListener('abort', go)
  })
const engineOf = (more: Partial<Parameters<typeof startEngine>[0]> = {}) =>
  startEngine({
    dataDir: null,
    logGroup: 'apache/access',
    accessLog: [],
    clock: () => nowMs,
    locationOf: () => null,
    pause,
    log: () => {},
    ...more,
  })
const account = { region: 'local', credentials: { accessKeyId: 'x', secretAccessKey: 'x' } }

describe.each(['in process', 'over HTTP'])('StartLiveTail, %s', (where) => {
  let engine: Engine
  let server: Server | undefined
  let logs: CloudWatchLogsClient
  const leaving: AbortController[] = []

  beforeAll(async () => {
    engine = await engineOf()
    const common = {
      ...account,
      maxAttempts: 1,
      disableHostPrefix: true,
      eventStreamSerdeProvider: countingSerde,
    }
    if (where === 'over HTTP') {
      server = await serveEngine(engine.answer, { host: '127.0.0.1', port: 0 })
      const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
      logs = new CloudWatchLogsClient({ ...common, endpoint })
    } else {
      logs = new CloudWatchLogsClient({ ...common, requestHandler: inProcess(engine.answer) })
    }
    for (const logGroupName of ['apache/access', 'other']) {
      await logs.send(new CreateLogGroupCommand({ logGroupName }))
      for (const logStreamName of ['web-1', 'web-2', 'batch']) {
        await logs.send(new CreateLogStreamCommand({ logGroupName, logStreamName }))
      }
    }
  })
  afterEach(() => {
    for (const controller of leaving.splice(0)) controller.abort()
  })
  afterAll(async () => {
    await engine.close()
    server?.closeAllConnections()
    server?.close()
  })

  const put = (messages: string[], logStreamName = 'web-1', logGroupName = 'apache/access') =>
    logs.send(
      new PutLogEventsCommand({
        logGroupName,
        logStreamName,
        logEvents: messages.map((message) => ({ timestamp: nowMs, message })),
      }),
    )
  async function start(more: Partial<StartLiveTailCommandInput> = {}) {
    const stop = new AbortController()
    leaving.push(stop)
    const { responseStream } = await logs.send(
      new StartLiveTailCommand({
        logGroupIdentifiers: ['arn:aws:logs:local:1:log-group:apache/access'],
        ...more,
      }),
      { abortSignal: stop.signal },
    )
    if (!responseStream) throw new Error('no stream')
    const events = responseStream[Symbol.asyncIterator]()
    return { stop, next: async () => (await events.next()).value }
  }
  /** A session whose first, empty, update is behind it. */
  async function follow(more: Partial<StartLiveTailCommandInput> = {}) {
    const { stop, next } = await start(more)
    await next()
    expect((await next()).sessionUpdate.sessionResults).toEqual([])
    const update = async () => {
      second()
      return next()
    }
    const messages = async (): Promise<string[]> =>
      (await update()).sessionUpdate.sessionResults.map(
        ({ message }: { message: string }) => message,
      )
    return { stop, update, messages }
  }

  test('sends what it follows, then what is new, each second and once', async () => {
    await put(['from before'])
    const { next } = await start({ logEventFilterPattern: 'GET' })
    expect(await next()).toMatchObject({
      sessionStart: {
        sessionId: expect.stringMatching(/^[\da-f-]{36}$/),
        logGroupIdentifiers: ['arn:aws:logs:local:1:log-group:apache/access'],
        logEventFilterPattern: 'GET',
      },
    })
    const empty = { sessionUpdate: { sessionMetadata: { sampled: false }, sessionResults: [] } }
    expect(await next()).toMatchObject(empty)
    await put(['GET /', 'POST /', 'GET /menu'])
    second()
    const event = {
      logGroupIdentifier: '000000000000:apache/access',
      logStreamName: 'web-1',
      timestamp: nowMs,
      ingestionTime: nowMs,
    }
    expect((await next()).sessionUpdate).toEqual({
      sessionMetadata: { sampled: false },
      sessionResults: [
        { ...event, message: 'GET /' },
        { ...event, message: 'GET /menu' },
      ],
    })
    second()
    expect(await next()).toMatchObject(empty)
  })

  test.each([
    ['', [0, 1, 2]],
    ['menu', [0, 1]],
    ['menu -bot', [0]],
    ['{ $.status = "5*" }', [1]],
    ['[client, id, user, time, request, status = 404, ...]', [2]],
    ['?menu -bot', [0, 2]],
    ['%GET /[a-z]{,2} HTTP%', [2]],
    ['{ $.userAgent NOT EXISTS }', [0]],
  ])('the pattern %j', async (logEventFilterPattern, expected) => {
    const lines = [
      '{"request":"/menu","status":"200"}',
      '{"request":"/menu","status":"500","userAgent":"bot"}',
      '203.0.113.9 - - [24/Nov/2026:12:00:00 +0000] "GET /x HTTP/1.1" 404 12',
    ]
    const { messages } = await follow({ logEventFilterPattern })
    await put(lines)
    expect(await messages()).toEqual(expected.map((at) => lines[at]))
  })

  test.each([
    [{ logStreamNames: ['web-2'] }, ['2']],
    [{ logStreamNames: ['web-1', 'batch'] }, ['1', '3']],
    [{ logStreamNamePrefixes: ['web'] }, ['1', '2']],
    [
      {
        logGroupIdentifiers: [
          'arn:aws:logs:local:1:log-group:apache/access',
          'arn:aws:logs:local:1:log-group:other',
        ],
      },
      ['1', '2', '3', '4'],
    ],
  ])('only what is requested: %j', async (more, expected) => {
    const { messages } = await follow(more)
    await put(['1'], 'web-1')
    await put(['2'], 'web-2')
    await put(['3'], 'batch')
    await put(['4'], 'web-1', 'other')
    expect(await messages()).toEqual(expected)
  })

  test('600 matching lines in a second: 500 of them, evenly, and 100 left out', async () => {
    const { update, messages } = await follow({ logEventFilterPattern: 'GET' })
    await put(Array.from({ length: 900 }, (_, at) => `${at % 3 === 2 ? 'POST' : 'GET'} ${at}`))
    const event = await update()
    const { sessionMetadata, sessionResults } = event.sessionUpdate
    expect(sessionMetadata).toEqual({ sampled: true })
    expect(sessionResults).toHaveLength(500)
    expect(countsOf(event)).toEqual({ matched: 600, skipped: 0 })
    const positions = sessionResults.map(({ message }: { message: string }) =>
      Number(message.slice(4)),
    )
    expect(positions).toEqual(positions.toSorted((a: number, b: number) => a - b))
    expect([positions[0], positions[249], positions[499]]).toEqual([0, 448, 898])
    expect(await messages()).toEqual([])
  })

  test.each([
    ['without a pattern all are counted', '', { matched: 24_000, skipped: 0 }],
    ['with one the newest 20,000 are compared', 'x', { matched: 20_000, skipped: 4_000 }],
  ])('a burst of 24,000 lines: %s', async (_, logEventFilterPattern, counts) => {
    const { update } = await follow({ logEventFilterPattern })
    for (let from = 0; from < 24_000; from += 8_000) await put(Array(8_000).fill('x'))
    const event = await update()
    expect(countsOf(event)).toEqual(counts)
    expect(event.sessionUpdate.sessionResults).toHaveLength(500)
  })

  test('a log group that is deleted and made again is followed from its first line', async () => {
    const again = { logGroupName: 'again', logStreamName: 'web-1' }
    const make = async () => {
      await logs.send(new CreateLogGroupCommand(again))
      await logs.send(new CreateLogStreamCommand(again))
    }
    await make()
    await put(['1', '2', '3'], 'web-1', 'again')
    const { messages } = await follow({
      logGroupIdentifiers: ['arn:aws:logs:local:1:log-group:again'],
    })
    await logs.send(new DeleteLogGroupCommand(again))
    expect(await messages()).toEqual([])
    await make()
    await put(['new'], 'web-1', 'again')
    expect(await messages()).toEqual(['new'])
    await logs.send(new DeleteLogGroupCommand(again))
  })

  test.each([
    [{ logGroupIdentifiers: [] }, /'logGroupIdentifiers' .*length greater than or equal to 1/],
    [{ logGroupIdentifiers: undefined }, /'logGroupIdentifiers' .*must not be null/],
    [
      { logGroupIdentifiers: Array(11).fill('arn:aws:logs:local:1:log-group:other') },
      /length less than or equal to 10/,
    ],
    [
      { logGroupIdentifiers: ['arn:aws:logs:local:1:log-group:apache/access:*'] },
      /'logGroupIdentifiers.1.member' .*regular expression/,
    ],
    [{ logGroupIdentifiers: ['apache/access'] }, /takes the ARN of a log group, not apache/],
    [
      { logGroupIdentifiers: ['arn:aws:logs:local:1:log-group:nosuch'] },
      /log group does not exist/,
    ],
    [
      {
        logGroupIdentifiers: [
          'arn:aws:logs:local:1:log-group:apache/access',
          'arn:aws:logs:local:1:log-group:other',
        ],
        logStreamNames: ['a'],
      },
      /exactly one/,
    ],
    [{ logStreamNames: ['a'], logStreamNamePrefixes: ['a'] }, /mutually exclusive/],
    [{ logEventFilterPattern: '{ $.status' }, /brace is not closed/],
    [{ logEventFilterPattern: 'x'.repeat(1_025) }, /length less than or equal to 1024/],
  ])('refused before it begins: %j', async (wrong, message) =>
    expect(start(wrong)).rejects.toMatchObject({
      name: expect.stringMatching(/^(InvalidParameter|ResourceNotFound)Exception$/),
      message: expect.stringMatching(message),
    }),
  )

  test('fifteen at once, and who leaves makes room at once', async () => {
    const sessions: Awaited<ReturnType<typeof start>>[] = []
    // The sessions of earlier tests have ended.
    await vi.waitFor(async () => {
      while (sessions.length < 15) sessions.push(await start())
    })
    await expect(start()).rejects.toMatchObject({
      name: 'LimitExceededException',
      message: expect.stringContaining('[15]'),
    })
    sessions[0]?.stop.abort()
    await vi.waitFor(start)
  })

  test('after three hours it ends with an exception', async () => {
    const { update } = await follow()
    nowMs += 3 * hourMs
    await expect(update()).rejects.toMatchObject({ name: 'SessionTimeoutException' })
  })
})

test('a stream from an engine that closes ends', async () => {
  const engine = await engineOf()
  const logs = new CloudWatchLogsClient({ ...account, requestHandler: inProcess(engine.answer) })
  await logs.send(new CreateLogGroupCommand({ logGroupName: 'g' }))
  const { responseStream } = await logs.send(
    new StartLiveTailCommand({ logGroupIdentifiers: ['arn:aws:logs:local:1:log-group:g'] }),
  )
  const seen: string[] = []
  const reading = (async () => {
    for await (const event of responseStream ?? []) seen.push(...Object.keys(event))
  })()
  await vi.waitFor(() => expect(seen).toEqual(['sessionStart', 'sessionUpdate']))
  await engine.close()
  await reading
})

test('what a followed file contained at the start is not sent; what is appended is', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'tail-'))
  const file = join(dir, 'access_log')
  const line = (n: number) =>
    `203.0.113.9 - - [24/Nov/2026:12:00:00 +0000] "GET /${n} HTTP/1.1" 500 12 "-" "-"\n`
  writeFileSync(file, Array.from({ length: 30_000 }, (_, at) => line(at)).join(''))
  const engine = await engineOf({ accessLog: [file] })
  const logs = new CloudWatchLogsClient({ ...account, requestHandler: inProcess(engine.answer) })
  const { responseStream } = await logs.send(
    new StartLiveTailCommand({
      logGroupIdentifiers: ['arn:aws:logs:local:1:log-group:apache/access'],
      logEventFilterPattern: '{ $.status = 500 }',
    }),
  )
  const messages: (string | undefined)[] = []
  let updates = 0
  const reading = (async () => {
    for await (const { sessionUpdate } of responseStream ?? []) {
      updates += sessionUpdate ? 1 : 0
      messages.push(...(sessionUpdate?.sessionResults?.map(({ message }) => message) ?? []))
    }
  })()
  const oneMore = async () => {
    const before = updates
    await vi.waitFor(() => {
      second()
      expect(updates).toBeGreaterThan(before)
    })
  }
  await engine.loaded
  await oneMore()
  await oneMore()
  appendFileSync(file, line(30_000))
  await vi.waitFor(
    async () => {
      await oneMore()
      expect(messages).toHaveLength(1)
    },
    { timeout: 5_000 },
  )
  expect(messages).toEqual([line(30_000).trimEnd()])
  await engine.close()
  await reading
  rmSync(dir, { recursive: true })
})

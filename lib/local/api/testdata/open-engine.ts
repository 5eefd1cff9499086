import type { AddressInfo } from 'node:net'
import { setTimeout as wait } from 'node:timers/promises'
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch'
import {
  CloudWatchLogsClient,
  CreateLogGroupCommand,
  CreateLogStreamCommand,
  GetQueryResultsCommand,
  PutLogEventsCommand,
  StartQueryCommand,
} from '@aws-sdk/client-cloudwatch-logs'
import { inProcess } from '@/lib/aws/cloudwatch'
import { serveEngine } from '@/lib/local/api/http'
import { type EngineOptions, startEngine } from '@/lib/local/engine'

export const nowMs = Date.parse('2026-11-24T12:00:30Z')
export const group = 'apache/access'
// Asking without a pause would take the processor from the query.
const pollMs = 3
export const targets = ['in process', 'over HTTP'] as const

interface Put {
  stream?: string
  to?: string
  /** When the first was written, epoch ms; each is a millisecond after the one before. */
  atMs?: number
}

/** An engine in memory with a fixed clock, and the SDK's clients of it. */
export async function openEngine(
  where: (typeof targets)[number],
  options: Partial<EngineOptions> = {},
) {
  const logged: string[] = []
  const engine = await startEngine({
    dataDir: null,
    logGroup: group,
    accessLog: [],
    clock: () => nowMs,
    locationOf: () => null,
    log: (text) => logged.push(text),
    ...options,
  })
  const server =
    where === 'over HTTP'
      ? await serveEngine(engine.answer, { host: '127.0.0.1', port: 0 })
      : undefined
  // Both ends are this process: while it computes for long, no connection is idle for good.
  if (server) server.keepAliveTimeout = 0
  const endpoint = server && `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const common = {
    region: 'local',
    credentials: { accessKeyId: 'x', secretAccessKey: 'x' },
    maxAttempts: 1,
    ...(endpoint ? { endpoint } : { requestHandler: inProcess(engine.answer) }),
  }
  const logs = new CloudWatchLogsClient(common)
  const metrics = new CloudWatchClient(common)

  async function putEvents(
    logEvents: { timestamp: number; message: string }[],
    { stream = 'web-1', to = group } = {},
  ) {
    await logs.send(new CreateLogGroupCommand({ logGroupName: to })).catch(() => {})
    await logs
      .send(new CreateLogStreamCommand({ logGroupName: to, logStreamName: stream }))
      .catch(() => {})
    return logs.send(
      new PutLogEventsCommand({
        logGroupName: to,
        logStreamName: stream,
        logEvents,
      }),
    )
  }
  const put = (messages: string[], { atMs = nowMs - 60_000, ...where }: Put = {}) =>
    putEvents(
      messages.map((message, at) => ({ timestamp: atMs + at, message })),
      where,
    )
  const start = async (queryString: string, more: object = {}) =>
    (
      await logs.send(
        new StartQueryCommand({
          logGroupName: group,
          queryString,
          startTime: nowMs / 1000 - 3600,
          endTime: nowMs / 1000,
          ...more,
        }),
      )
    ).queryId ?? ''
  async function ended(queryId: string) {
    for (;;) {
      const page = await logs.send(new GetQueryResultsCommand({ queryId }))
      if (page.status !== 'Running' && page.status !== 'Scheduled') return { ...page, queryId }
      await wait(pollMs)
    }
  }
  return {
    engine,
    logs,
    metrics,
    endpoint,
    logged,
    put,
    putEvents,
    start,
    ended,
    ask: async (queryString: string, more: object = {}) => ended(await start(queryString, more)),
    async close() {
      server?.closeAllConnections()
      server?.close()
      await engine.close()
    },
  }
}

/** Rows of GetQueryResults as objects. */
export const plain = (results: { field?: string; value?: string }[][] = []) =>
  results.map((row) => Object.fromEntries(row.map(({ field, value }) => [field, value])))

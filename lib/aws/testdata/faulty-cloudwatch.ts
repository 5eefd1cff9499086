import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import {
  CloudWatchLogsClient,
  CreateLogGroupCommand,
  CreateLogStreamCommand,
  PutLogEventsCommand,
} from '@aws-sdk/client-cloudwatch-logs'
import { afterAll, afterEach, beforeAll, beforeEach, vi } from 'vitest'
import { setRuntime } from '@/lib/aws/runtime'
import { readEnv } from '@/lib/env'
import type { Reply, Request } from '@/lib/local/api/answer'
import { serveEngine } from '@/lib/local/api/http'
import { type Engine, startEngine } from '@/lib/local/engine'
import { defaultMonitoring } from '@/lib/site'
import type { Fault } from './faults'

interface Call {
  operation: string
  input: Record<string, unknown>
  sentBytes: number
  /** Null for what was not answered, or is a stream. */
  receivedBytes: number | null
}

export interface FaultyCloudWatch {
  /** What goes wrong, the first in the list outermost; empty for a CloudWatch that is well. */
  plan: Fault[]
  /** What the dashboard asked for since the test began. */
  calls: Call[]
  count(operation: string): number
  clock: { nowMs: number }
  put(events: { timestamp: number; message: string }[], logGroupName?: string): Promise<void>
}

export const logGroup = 'apache/access'
export const noonMs = Date.parse('2026-11-20T12:00:00Z')

/**
 * The engine behind its HTTP door, with faults in between: the SDK, its connections and the answers are the
 * real ones. For the tests of one file, each of which begins with an empty plan and a new dashboard.
 */
export function faultyCloudWatch(): FaultyCloudWatch {
  let engine: Engine
  let server: Server
  const seen = new Map<string, number>()
  let planned: Fault[] = []
  const door: FaultyCloudWatch = {
    get plan() {
      return planned
    },
    set plan(plan) {
      planned = plan
      seen.clear()
    },
    calls: [],
    count: (operation) => door.calls.filter((call) => call.operation === operation).length,
    clock: { nowMs: noonMs },
    async put(logEvents, logGroupName = logGroup) {
      const stream = { logGroupName, logStreamName: 'web-1' }
      const logs = new CloudWatchLogsClient({
        endpoint: endpoint(),
        region: 'local',
        credentials: { accessKeyId: 'agent', secretAccessKey: 'x' },
      })
      await logs.send(new CreateLogGroupCommand(stream)).catch(() => {})
      await logs.send(new CreateLogStreamCommand(stream)).catch(() => {})
      for (let from = 0; from < logEvents.length; from += 2_000) {
        const batch = logEvents.slice(from, from + 2_000)
        await logs.send(new PutLogEventsCommand({ ...stream, logEvents: batch }))
      }
      door.calls = []
      seen.clear()
    },
  }
  const endpoint = () => `http://127.0.0.1:${(server.address() as AddressInfo).port}`

  async function answer({ target, headers, body, closed }: Request): Promise<Reply> {
    const operation = target.split('.')[1] ?? ''
    const text = typeof body === 'string' ? body : Buffer.from(body).toString()
    const input = headers['content-encoding'] === undefined && text !== '' ? JSON.parse(text) : {}
    const call: Call = { operation, input, sentBytes: text.length, receivedBytes: null }
    door.calls.push(call)
    const count = (seen.get(operation) ?? 0) + 1
    seen.set(operation, count)
    const asked = {
      operation,
      input,
      headers,
      call: count,
      closed: closed ?? new AbortController().signal,
    }
    const pass = planned.reduceRight<() => Promise<Reply>>(
      (next, fault) => () => fault(asked, next),
      () => engine.answer({ target, headers, body, closed }),
    )
    const reply = await pass()
    if (typeof reply.body === 'string') call.receivedBytes = reply.body.length
    return reply
  }

  beforeAll(async () => {
    engine = await startEngine({
      dataDir: null,
      logGroup,
      accessLog: [],
      clock: () => door.clock.nowMs,
      locationOf: () => null,
      // The log group, which they would need, is made by what is put.
      monitoring: { ...defaultMonitoring, metricFilters: [] },
      log: () => {},
    })
    server = await serveEngine(answer, { host: '127.0.0.1', port: 0 })
  })
  afterAll(async () => {
    server.closeAllConnections()
    server.close()
    await engine.close()
  })
  beforeEach(() => {
    door.plan = []
    door.calls = []
    door.clock.nowMs = noonMs
    for (const [name, value] of Object.entries({
      AWS_ENDPOINT_URL: endpoint(),
      AWS_REGION: 'local',
      AWS_ACCESS_KEY_ID: 'x',
      AWS_SECRET_ACCESS_KEY: 'x',
    })) {
      vi.stubEnv(name, value)
    }
    openDashboard(door)
  })
  afterEach(() => {
    vi.unstubAllEnvs()
  })
  return door
}

/** A dashboard that knows nothing yet; faster than by default, so that tests need not wait for their turns. */
export function openDashboard({ clock }: FaultyCloudWatch, settings: Record<string, string> = {}) {
  setRuntime({
    env: readEnv({ CLOUDWATCH: 'aws', CALLS_PER_SECOND: '50', ...settings }),
    answer: null,
    localEngine: null,
    loading: null,
    simulated: false,
    locationOf: () => null,
    now: () => clock.nowMs,
    flights: new Map(),
  })
}

import { createServer, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, afterEach, beforeAll, beforeEach, vi } from 'vitest'
import { setRuntime } from '@/lib/aws/runtime'
import { readEnv } from '@/lib/env'

export interface Reply {
  status?: number
  body?: unknown
  headers?: Record<string, string>
  /** Ends the connection without an answer. */
  reset?: boolean
  afterMs?: number
}

type Script = Record<string, (input: Record<string, string>, call: number) => Reply>

interface ScriptedAws {
  /** What each operation is answered with. */
  script: Script
  calls: { operation: string; input: Record<string, string> }[]
  count(operation: string): number
}

export const error = (type: string, message = 'from the test', status = 400): Reply => ({
  status,
  body: { __type: type, message },
})

function send(response: ServerResponse, { status = 200, body = {}, headers, reset }: Reply) {
  if (reset) {
    response.destroy()
    return
  }
  response.writeHead(status, { 'content-type': 'application/x-amz-json-1.1', ...headers })
  response.end(typeof body === 'string' ? body : JSON.stringify(body))
}

/**
 * A server that stands where AWS would and does what the test says: the SDK, its retries and its
 * connections are the real ones. For the tests of one file.
 */
export function scriptedAws(): ScriptedAws {
  let server: Server
  const aws: ScriptedAws = {
    script: {},
    calls: [],
    count: (operation) => aws.calls.filter((call) => call.operation === operation).length,
  }

  beforeAll(async () => {
    server = createServer((request, response) => {
      const parts: Buffer[] = []
      request.on('data', (part: Buffer) => parts.push(part))
      request.on('end', () => {
        const operation = String(request.headers['x-amz-target']).split('.')[1] ?? ''
        const input = JSON.parse(Buffer.concat(parts).toString() || '{}')
        aws.calls.push({ operation, input })
        const reply =
          aws.script[operation]?.(input, aws.count(operation)) ?? error('UnknownOperationException')
        setTimeout(() => send(response, reply), reply.afterMs ?? 0)
      })
    })
    await new Promise<void>((resolve) => {
      server.listen(0, '127.0.0.1', resolve)
    })
  })
  afterAll(() => {
    server.closeAllConnections()
    server.close()
  })

  beforeEach(() => {
    aws.script = {}
    aws.calls = []
    for (const [name, value] of Object.entries({
      AWS_ENDPOINT_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      AWS_REGION: 'local',
      AWS_ACCESS_KEY_ID: 'x',
      AWS_SECRET_ACCESS_KEY: 'x',
    })) {
      vi.stubEnv(name, value)
    }
    setRuntime({
      env: readEnv({ CLOUDWATCH: 'aws' }),
      answer: null,
      localEngine: null,
      loading: null,
      simulated: false,
      locationOf: () => null,
      now: Date.now,
      flights: new Map(),
    })
  })
  afterEach(() => {
    vi.unstubAllEnvs()
  })
  return aws
}

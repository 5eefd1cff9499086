import type { AddressInfo } from 'node:net'
import type { Fault } from '@/lib/aws/testdata/faults'
import { logLines } from '@/lib/demo/visitors'
import { serveEngine } from '@/lib/local/api/http'
import { type Engine, startEngine } from '@/lib/local/engine'
import { hourMs } from '@/lib/time'

const logGroup = 'apache/access'

/** Puts an hour of the café, until now. */
async function putHour(engine: Engine): Promise<void> {
  const call = async (operation: string, input: object) =>
    engine.answer({
      target: `Logs_20140328.${operation}`,
      headers: {},
      body: JSON.stringify({ logGroupName: logGroup, logStreamName: 'web-1', ...input }),
    })
  await call('CreateLogGroup', {})
  await call('CreateLogStream', {})
  const nowMs = Date.now()
  const logEvents = [...logLines(nowMs - hourMs, nowMs, 7, [])].map((message) => ({
    timestamp: Date.parse(JSON.parse(message).time),
    message,
  }))
  for (let at = 0; at < logEvents.length; at += 2_000)
    await call('PutLogEvents', { logEvents: logEvents.slice(at, at + 2_000) })
}

/** CloudWatch with an hour of the café in its log group, played by the engine over HTTP; `watching` sees each call. */
export async function openCloudwatch(watching: Fault = (_, pass) => pass()) {
  const engine = await startEngine({
    dataDir: null,
    logGroup,
    accessLog: [],
    clock: Date.now,
    locationOf: () => null,
    log: () => {},
  })
  const door = await serveEngine(
    ({ target, headers, body, closed = new AbortController().signal }) => {
      const operation = target.split('.')[1] ?? ''
      const isRead = operation.endsWith('Query') || operation === 'GetQueryResults'
      const asked = {
        ...{ operation, headers, closed, call: 1 },
        input: isRead ? JSON.parse(Buffer.from(body).toString()) : {},
      }
      return watching(asked, () => engine.answer({ target, headers, body, closed }))
    },
    { host: '127.0.0.1', port: 0 },
  )
  await putHour(engine)
  return {
    /** Settings of a dashboard that asks it. */
    variables: {
      CLOUDWATCH: 'aws',
      AWS_ENDPOINT_URL: `http://127.0.0.1:${(door.address() as AddressInfo).port}`,
      AWS_REGION: 'local',
      AWS_ACCESS_KEY_ID: 'x',
      AWS_SECRET_ACCESS_KEY: 'x',
      CALLS_PER_SECOND: '50',
    },
    async close() {
      door.closeAllConnections()
      door.close()
      await engine.close()
    },
  }
}

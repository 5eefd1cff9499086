import {
  CreateLogGroupCommand,
  CreateLogStreamCommand,
  PutLogEventsCommand,
} from '@aws-sdk/client-cloudwatch-logs'
import { clients } from '@/lib/aws/cloudwatch'
import { setRuntime } from '@/lib/aws/runtime'
import { readEnv } from '@/lib/env'
import { type Engine, startEngine } from '@/lib/local/engine'

const batchSize = 2_000

/** The dashboard of this process on an engine in memory that holds these events, with a clock that stands still. */
export async function openDashboard(
  nowMs: number,
  logEvents: readonly { timestamp: number; message: string }[],
): Promise<Engine> {
  const engine = await startEngine({
    dataDir: null,
    logGroup: 'apache/access',
    accessLog: [],
    clock: () => nowMs,
    locationOf: () => null,
    log: () => {},
  })
  setRuntime({
    env: readEnv({}),
    answer: engine.answer,
    localEngine: null,
    loading: null,
    simulated: false,
    locationOf: () => null,
    now: () => nowMs,
    flights: new Map(),
  })
  const stream = { logGroupName: 'apache/access', logStreamName: 'web-1' }
  await clients().logs.send(new CreateLogGroupCommand(stream))
  await clients().logs.send(new CreateLogStreamCommand(stream))
  for (let from = 0; from < logEvents.length; from += batchSize) {
    const batch = logEvents.slice(from, from + batchSize)
    await clients().logs.send(new PutLogEventsCommand({ ...stream, logEvents: batch }))
  }
  return engine
}

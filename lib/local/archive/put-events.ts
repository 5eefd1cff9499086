import {
  CloudWatchLogsClient,
  CreateLogGroupCommand,
  CreateLogStreamCommand,
  type InputLogEvent,
  PutLogEventsCommand,
} from '@aws-sdk/client-cloudwatch-logs'
import type { Store } from '@/lib/local/store/store'
import { dayMs } from '@/lib/time'

// The limits of PutLogEvents.
const maxBytes = 1_000_000
const maxEvents = 10_000
const overhead = 26
const requestMs = 30_000

async function ignoreExisting(work: Promise<unknown>): Promise<void> {
  try {
    await work
  } catch (error) {
    if ((error as Error).name !== 'ResourceAlreadyExistsException') throw error
  }
}

/** Puts all events of a store into CloudWatch Logs by its API; how many it accepted and refused. */
export async function putEvents(
  store: Store,
  endpoint: string,
): Promise<{ events: number; refused: number }> {
  const logs = new CloudWatchLogsClient({ endpoint })
  const within = () => ({ abortSignal: AbortSignal.timeout(requestMs) })
  const result = { events: 0, refused: 0 }
  async function send(group: string, stream: string, logEvents: InputLogEvent[]) {
    if (logEvents.length === 0) return
    const { rejectedLogEventsInfo: refused } = await logs.send(
      new PutLogEventsCommand({ logGroupName: group, logStreamName: stream, logEvents }),
      within(),
    )
    const first = Math.max(
      refused?.tooOldLogEventEndIndex ?? 0,
      refused?.expiredLogEventEndIndex ?? 0,
    )
    const last = refused?.tooNewLogEventStartIndex ?? logEvents.length
    result.events += last - first
    result.refused += logEvents.length - (last - first)
  }
  for (const { name: group } of await store.logGroups()) {
    await ignoreExisting(logs.send(new CreateLogGroupCommand({ logGroupName: group }), within()))
    for (const { name: stream } of await store.logStreams(group)) {
      await ignoreExisting(
        logs.send(
          new CreateLogStreamCommand({ logGroupName: group, logStreamName: stream }),
          within(),
        ),
      )
      let batch: InputLogEvent[] = []
      let bytes = 0
      for (let after = { ts: -1, id: -1 }; ; ) {
        const { rows } = await store.query(
          `SELECT id, ts, message, size FROM ${store.source([group]).from}
           WHERE stream = $1 AND (ts > $2::BIGINT OR (ts = $2::BIGINT AND id > $3::BIGINT)) ORDER BY ts, id LIMIT ${maxEvents}`,
          [stream, after.ts, after.id],
        )
        for (const [id, ts, message, size] of rows) {
          const event = { timestamp: Number(ts), message: String(message) }
          const own = Number(size) + overhead
          const span = event.timestamp - (batch[0]?.timestamp ?? event.timestamp)
          if (batch.length === maxEvents || bytes + own > maxBytes || span >= dayMs) {
            await send(group, stream, batch)
            batch = []
            bytes = 0
          }
          batch.push(event)
          bytes += own
          after = { ts: event.timestamp, id: Number(id) }
        }
        if (rows.length === 0) break
      }
      await send(group, stream, batch)
    }
  }
  return result
}

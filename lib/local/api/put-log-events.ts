import * as z from 'zod'
import { fieldsOfEvent } from '@/lib/access-log/service-fields'
import { invalidParameter, noSuchGroup, noSuchStream } from '@/lib/local/aws-error'
import type { EngineContext } from '@/lib/local/context'
import { type Entity, entityAttributes, entityProblem } from '@/lib/local/entity'
import { listOf, logGroupName, logStreamName, read, text, whole } from '@/lib/local/input'
import { addDatapoints } from '@/lib/local/metrics/datapoints'
import { embeddedMetrics } from '@/lib/local/metrics/embedded-metrics'
import { watchMetrics } from '@/lib/local/metrics/metric-filter'
import { newBatch } from '@/lib/local/store/batch'
import { dayMs, hourMs } from '@/lib/time'

const batchBytes = 1_048_576
const eventOverhead = 26

const tooNewMs = 2 * hourMs
const tooOldMs = 14 * dayMs

/**
 * What PutLogEvents rejects of events in order of time (epoch ms): those over 2 hours ahead, over 14
 * days old, or beyond the group's retention. `from` (inclusive) and `to` (exclusive) bound the others.
 */
function rejected(
  timesMs: readonly number[],
  { nowMs, retentionDays }: { nowMs: number; retentionDays: number | null },
) {
  const retentionMs = retentionDays === null ? Number.POSITIVE_INFINITY : retentionDays * dayMs
  const before = (limitMs: number) => timesMs.filter((ms) => ms < limitMs).length
  const old = before(nowMs - tooOldMs)
  const expired = before(nowMs - retentionMs)
  const to = before(nowMs + tooNewMs + 1)
  const info = {
    tooOldLogEventEndIndex: old || undefined,
    expiredLogEventEndIndex: expired || undefined,
    tooNewLogEventStartIndex: to < timesMs.length ? to : undefined,
  }
  const some = Object.values(info).some((index) => index !== undefined)
  return { from: Math.max(old, expired), to, rejectedLogEventsInfo: some ? info : undefined }
}

const accepted = { from: 0, to: undefined, rejectedLogEventsInfo: undefined }

const maxEntityValue = 512

/** The fields that an entity gives to the events that come with it. */
const entityFields = ({ keyAttributes = {}, attributes = {} }: Entity) =>
  Object.fromEntries(
    Object.entries({ KeyAttributes: keyAttributes, Attributes: attributes }).flatMap(
      ([kind, values]) =>
        Object.entries(values).map(([name, value]) => [`@entity.${kind}.${name}`, value]),
    ),
  )

const put = z.object({
  logGroupName,
  logStreamName,
  // CloudWatch has ignored it since 2023.
  sequenceToken: text(1, Number.MAX_SAFE_INTEGER).optional(),
  entity: z.object({ keyAttributes: entityAttributes, attributes: entityAttributes }).optional(),
  logEvents: listOf(
    z.object({
      timestamp: whole(0),
      message: z.string().min(1, 'Member must have length greater than or equal to 1'),
    }),
    1,
    10_000,
  ),
})

export async function putLogEvents(context: EngineContext, input: unknown) {
  const { store, clock } = context
  const { logGroupName: group, logStreamName: stream, logEvents, entity } = read(put, input)
  if (!store.hasLogGroup(group)) throw noSuchGroup()
  if (!store.hasLogStream(group, stream)) throw noSuchStream()
  const bytes = logEvents.reduce(
    (sum, { message }) => sum + Buffer.byteLength(message) + eventOverhead,
    0,
  )
  if (bytes > batchBytes) {
    throw invalidParameter(`Upload too large: ${bytes} bytes exceeds limit of ${batchBytes}`)
  }
  const disorder = logEvents.some(
    ({ timestamp }, at) => timestamp < (logEvents[at - 1]?.timestamp ?? 0),
  )
  if (disorder)
    throw invalidParameter(
      'Log events in a single PutLogEvents request must be in chronological order.',
    )
  const span = (logEvents.at(-1)?.timestamp ?? 0) - (logEvents[0]?.timestamp ?? 0)
  if (span > dayMs) {
    throw invalidParameter(
      'The batch of log events in a single PutLogEvents request cannot span more than 24 hours.',
    )
  }
  const { from, to, rejectedLogEventsInfo } = context.rejectOldEvents
    ? rejected(
        logEvents.map(({ timestamp }) => timestamp),
        { nowMs: clock(), retentionDays: store.retentionDays(group) },
      )
    : accepted
  const wrongEntity = entity ? entityProblem(entity, maxEntityValue) : null
  const ofEntity = entity && !wrongEntity ? entityFields(entity) : null
  const batch = newBatch()
  const watcher = await watchMetrics(context.store, group)
  const taken = logEvents.slice(from, to)
  const embedded = taken.flatMap(({ message }) => embeddedMetrics(message))
  for (const { timestamp, message } of taken) {
    const found = fieldsOfEvent(message)
    const fields = ofEntity ? { ...found, ...ofEntity } : found
    const event = { timestampMs: timestamp, message, fields }
    batch.add(event)
    watcher.see(event)
  }
  await store.append(group, stream, batch, {
    ingestedMs: clock(),
    also: async (session) => {
      await watcher.store(session)
      await addDatapoints(session, embedded)
    },
  })
  return {
    nextSequenceToken: '1',
    rejectedLogEventsInfo,
    rejectedEntityInfo: wrongEntity ? { errorType: wrongEntity } : undefined,
  }
}

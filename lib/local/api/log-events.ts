import * as z from 'zod'
import { discoverFields } from '@/lib/access-log/discover-fields'
import { invalidParameter, noSuchStream } from '@/lib/local/aws-error'
import type { EngineContext } from '@/lib/local/context'
import { compilePattern } from '@/lib/local/filter-pattern'
import { listOf, logStreamName, read, text, whole } from '@/lib/local/input'
import type { SqlValue } from '@/lib/local/store/duckdb'
import { namedGroup, nameOrIdentifier } from './named-group'
import { readToken, writeToken } from './paging'

const pageBytes = 1_000_000
const scanRows = 10_000
const scanBytes = 32 << 20

const range = {
  ...nameOrIdentifier,
  startTime: whole(0).default(0),
  endTime: whole(0).default(Number.MAX_SAFE_INTEGER),
  limit: whole(1, 10_000).default(10_000),
  nextToken: text(1, 10_000).optional(),
  // Nothing is masked: no log group has a data protection policy.
  unmask: z.boolean().optional(),
}
const filter = z.object({
  ...range,
  logStreamNames: listOf(logStreamName, 1, 100).optional(),
  logStreamNamePrefix: logStreamName.optional(),
  filterPattern: text(0, 1024).default(''),
  startFromHead: z.boolean().default(true),
  // CloudWatch has interleaved all streams since 2019.
  interleaved: z.boolean().optional(),
})

interface PageCursor {
  ts: number
  id: number
}
const writeCursor = (direction: string, { ts, id }: PageCursor) => writeToken(direction, ts, id)
function readCursor(token: string, direction: string): PageCursor {
  const [ts = 0, id = 0] = readToken(token, direction)
  return { ts, id }
}

type EventRow = [id: number, ts: number, ingested: number, stream: string, message: string]

interface Range {
  group: string
  streams: string[] | null
  fromMs: number
  toMs: number
  after: PageCursor | null
  descending: boolean
  limit: number
  /** Of messages; the last one may go beyond. */
  maxBytes: number
}

/** Whether one event more is too much for a page; one alone never is. */
const overflows = (bytes: number, events: readonly unknown[]) =>
  bytes > pageBytes && events.length > 0

/** Events of a range in order of time, from a cursor on. */
async function eventsOf(
  { store }: EngineContext,
  { group, streams, fromMs, toMs, after, descending, limit, maxBytes }: Range,
): Promise<EventRow[]> {
  const parameters: SqlValue[] = [fromMs, toMs]
  const bind = (value: SqlValue) => `$${parameters.push(value)}`
  const conditions = ['ts BETWEEN $1 AND $2']
  if (streams?.length === 0) return []
  if (streams)
    conditions.push(`stream IN (${streams.map((name) => `${bind(name)}::VARCHAR`).join(', ')})`)
  if (after) {
    const sign = descending ? '<' : '>'
    const ts = bind(after.ts)
    conditions.push(`(ts ${sign} ${ts} OR (ts = ${ts} AND id ${sign} ${bind(after.id)}))`)
  }
  const order = descending ? 'ts DESC, id DESC' : 'ts, id'
  const { rows } = await store.query(
    `SELECT id, ts, ingested, stream, message FROM
      (SELECT id, ts, ingested, stream, message, size FROM ${store.source([group]).from} WHERE ${conditions.join(' AND ')} ORDER BY ${order} LIMIT ${limit})
      QUALIFY sum(size) OVER (ORDER BY ${order} ROWS UNBOUNDED PRECEDING) - size < ${maxBytes} ORDER BY ${order}`,
    parameters,
  )
  return rows as EventRow[]
}

export async function filterLogEvents(context: EngineContext, input: unknown) {
  const request = read(filter, input)
  const { store } = context
  const group = namedGroup(store, request)
  if (request.logStreamNames && request.logStreamNamePrefix !== undefined) {
    throw invalidParameter(
      'logStreamNames and logStreamNamePrefix are mutually exclusive parameters.',
    )
  }
  if (request.logStreamNames?.some((name) => !store.hasLogStream(group, name))) throw noSuchStream()
  // Without a pattern nothing is asked of an event.
  const matches =
    request.filterPattern === '' ? null : compilePattern(request.filterPattern).matches
  const prefix = request.logStreamNamePrefix
  const streams =
    prefix === undefined
      ? (request.logStreamNames ?? null)
      : (await store.logStreams(group))
          .map(({ name }) => name)
          .filter((name) => name.startsWith(prefix))
  const descending = !request.startFromHead
  const direction = descending ? 'back' : 'on'
  const after = request.nextToken === undefined ? null : readCursor(request.nextToken, direction)
  const rows = await eventsOf(context, {
    group,
    streams,
    fromMs: request.startTime,
    toMs: request.endTime,
    after,
    descending,
    limit: scanRows,
    maxBytes: scanBytes,
  })
  const events: object[] = []
  let bytes = 0
  let last: PageCursor | null = null
  for (const [id, ts, ingested, stream, message] of rows) {
    if (events.length >= request.limit) break
    if (!matches || matches({ message, fields: discoverFields(message) })) {
      bytes += Buffer.byteLength(message)
      if (overflows(bytes, events)) break
      events.push({
        logStreamName: stream,
        timestamp: ts,
        message,
        ingestionTime: ingested,
        eventId: String(id).padStart(56, '0'),
      })
    }
    last = { ts, id }
  }
  const scanned = rows.reduce((sum, [, , , , message]) => sum + Buffer.byteLength(message), 0)
  const isLast = rows.length < scanRows && scanned < scanBytes
  const whole = isLast && (rows.length === 0 || last?.id === rows.at(-1)?.[0])
  return {
    events,
    // Empty since 2020, in AWS too.
    searchedLogStreams: [],
    nextToken: whole || !last ? undefined : writeCursor(direction, last),
  }
}

const get = z.object({ ...range, logStreamName, startFromHead: z.boolean().default(false) })

export async function getLogEvents(context: EngineContext, input: unknown) {
  const request = read(get, input)
  const group = namedGroup(context.store, request)
  if (!context.store.hasLogStream(group, request.logStreamName)) throw noSuchStream()
  const token = request.nextToken
  const [, side, rest] = /^([fb])\/(.*)$/.exec(token ?? '') ?? []
  if (token !== undefined && side === undefined)
    throw invalidParameter('The specified nextToken is invalid.')
  const backward = token === undefined ? !request.startFromHead : side === 'b'
  const after = rest === undefined ? null : readCursor(rest, 'at')
  const rows = await eventsOf(context, {
    group,
    streams: [request.logStreamName],
    fromMs: request.startTime,
    toMs: request.endTime - 1,
    limit: request.limit,
    maxBytes: pageBytes,
    after,
    descending: backward,
  })
  const bytes = rows.reduce((sum, [, , , , message]) => sum + Buffer.byteLength(message), 0)
  if (overflows(bytes, rows.slice(1))) rows.pop()
  if (backward) rows.reverse()
  const cursorOf = (row: EventRow | undefined) =>
    row ? writeCursor('at', { ts: row[1], id: row[0] }) : undefined
  const start = writeCursor('at', { ts: request.startTime, id: -1 })
  return {
    events: rows.map(([, timestamp, ingestionTime, , message]) => ({
      timestamp,
      message,
      ingestionTime,
    })),
    nextForwardToken: `f/${cursorOf(rows.at(-1)) ?? rest ?? start}`,
    nextBackwardToken: `b/${cursorOf(rows[0]) ?? rest ?? start}`,
  }
}

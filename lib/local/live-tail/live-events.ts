import { discoverFields } from '@/lib/access-log/discover-fields'
import { fieldsOfLine } from '@/lib/access-log/fields-of-line'
import type { Matches } from '@/lib/filter-pattern/match'
import { account } from '@/lib/local/arn'
import type { SqlValue } from '@/lib/local/store/duckdb'
import type { Store } from '@/lib/local/store/store'
import type { EvenSample } from './even-sample'

// Of a larger burst only the newest events are compared with the pattern.
const maxCompared = 20_000
const maxChunkEvents = 2_000
const maxChunkBytes = 4 << 20
// The longest event that CloudWatch accepts.
const maxMessageLength = 1 << 20

export interface LiveEvent {
  logStreamName: string
  logGroupIdentifier: string
  message: string
  timestamp: number
  ingestionTime: number
}

export interface Wanted {
  /** Null takes every event. */
  matches: Matches | null
  streams: string[] | null
  prefixes: string[] | null
}

/** How far a session has read one log group. */
export interface TailPosition {
  group: string
  lastId: number
  /** While the files are read from their start, their events are not sent. */
  loading: boolean
}

interface TailCounts {
  matched: number
  /** Events of a burst that were not compared with the pattern. */
  skipped: number
}

/** SQL conditions for a chunk of a log group: every `stride`-th id after `fromId` up to `toId`. */
function chunkConditions(
  fromId: number,
  toId: number,
  stride: number,
  { streams, prefixes }: Wanted,
) {
  const parameters: SqlValue[] = [fromId, toId, stride]
  const bind = (value: string) => `$${parameters.push(value)}::VARCHAR`
  const anyOf = [
    ...(streams ?? []).map((name) => `stream = ${bind(name)}`),
    ...(prefixes ?? []).map((prefix) => `starts_with(stream, ${bind(prefix)})`),
  ]
  const ofStreams = anyOf.length > 0 ? ` AND (${anyOf.join(' OR ')})` : ''
  return { where: `id > $1 AND id <= $2 AND id % $3 = 0${ofStreams}`, parameters }
}

/** Splits events into chunks of limited size; gives the last id of each. */
function* chunkEnds(sizes: SqlValue[][]): Generator<number> {
  let events = 0
  let bytes = 0
  for (const [at, [id, size]] of sizes.entries()) {
    events += 1
    bytes += Number(size)
    const next = Number(sizes[at + 1]?.[1] ?? 0)
    if (events < maxChunkEvents && bytes + next <= maxChunkBytes && at < sizes.length - 1) continue
    yield Number(id)
    events = 0
    bytes = 0
  }
}

/** Reads in chunks what a log group received since the last time, and adds what matches to the sample. */
export async function readNew(
  store: Store,
  position: TailPosition,
  wanted: Wanted,
  sample: EvenSample<LiveEvent>,
  signal: AbortSignal,
): Promise<TailCounts> {
  const newestId = store.newestId(position.group)
  // The ids of a log group that was deleted and created again start at 1.
  const lastId = newestId < position.lastId ? 0 : position.lastId
  position.lastId = newestId
  const arrived = newestId - lastId
  if (arrived === 0) return { matched: 0, skipped: 0 }
  const all = !wanted.matches && !wanted.streams && !wanted.prefixes
  const fromId = all ? lastId : Math.max(lastId, newestId - maxCompared)
  const stride = all ? Math.ceil(arrived / maxCompared) : 1

  const source = store.source([position.group])
  const options = { signal }
  const sizes = chunkConditions(fromId, newestId, stride, wanted)
  const { rows } = await store.query(
    `SELECT id, size FROM ${source.from} WHERE ${sizes.where} ORDER BY id`,
    sizes.parameters,
    options,
  )
  let matched = 0
  let from = fromId
  for (const to of chunkEnds(rows)) {
    const chunk = chunkConditions(from, to, stride, wanted)
    from = to
    const found = await store.query(
      `SELECT ts, ingested, stream, left(message, ${maxMessageLength}), size, ${source.field('remoteIP') ?? 'NULL'}
       FROM ${source.from} WHERE ${chunk.where} ORDER BY id`,
      chunk.parameters,
      options,
    )
    for (const [ts, ingested, stream, line, size, client] of found.rows) {
      const message = String(line)
      // An Apache line has the fields that were stored.
      const fieldsOf = () =>
        discoverFields(message) ?? (client === null ? null : fieldsOfLine(message))
      if (wanted.matches && !wanted.matches({ message, fields: fieldsOf() })) continue
      matched += 1
      const event = {
        logStreamName: String(stream),
        logGroupIdentifier: `${account}:${position.group}`,
        message,
        timestamp: Number(ts),
        ingestionTime: Number(ingested),
      }
      sample.add(event, Number(size))
    }
  }
  return { matched: all ? arrived : matched, skipped: fromId - lastId }
}

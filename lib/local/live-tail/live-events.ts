import { discoverFields } from '@/lib/access-log/discover-fields'
import { parseLine } from '@/lib/access-log/parse-line'
import type { Matches } from '@/lib/filter-pattern/match'
import { account } from '@/lib/local/arn'
import type { SqlValue } from '@/lib/local/store/duckdb'
import type { Store } from '@/lib/local/store/store'
import type { EvenSample } from './even-sample'

// So many events of one second are compared with the pattern; of a burst beyond that, the newest.
const maxCompared = 20_000
const pieceEvents = 2_000
const pieceBytes = 4 << 20
// CloudWatch takes no longer event.
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
export interface Place {
  group: string
  lastId: number
  /** What is in the files from before is not news. */
  loading: boolean
}

interface Looked {
  matched: number
  /** Events of a burst that were not compared with the pattern. */
  skipped: number
}

/** The conditions of a piece of a log group, ids from excluded to included, each `stride`-th. */
function pieceOf(fromId: number, toId: number, stride: number, { streams, prefixes }: Wanted) {
  const parameters: SqlValue[] = [fromId, toId, stride]
  const bind = (value: string) => `$${parameters.push(value)}::VARCHAR`
  const anyOf = [
    ...(streams ?? []).map((name) => `stream = ${bind(name)}`),
    ...(prefixes ?? []).map((prefix) => `starts_with(stream, ${bind(prefix)})`),
  ]
  const ofStreams = anyOf.length > 0 ? ` AND (${anyOf.join(' OR ')})` : ''
  return { where: `id > $1 AND id <= $2 AND id % $3 = 0${ofStreams}`, parameters }
}

/** Ends of pieces, as ids, none of which is large. */
function* pieces(sizes: SqlValue[][]): Generator<number> {
  let events = 0
  let bytes = 0
  for (const [at, [id, size]] of sizes.entries()) {
    events += 1
    bytes += Number(size)
    const next = Number(sizes[at + 1]?.[1] ?? 0)
    if (events < pieceEvents && bytes + next <= pieceBytes && at < sizes.length - 1) continue
    yield Number(id)
    events = 0
    bytes = 0
  }
}

/** Looks at what one log group received since the last time, in pieces, and puts what matches into the sample. */
export async function look(
  store: Store,
  place: Place,
  wanted: Wanted,
  sample: EvenSample<LiveEvent>,
  signal: AbortSignal,
): Promise<Looked> {
  const newestId = store.newestId(place.group)
  // A group that was deleted and made again counts from one.
  const lastId = newestId < place.lastId ? 0 : place.lastId
  place.lastId = newestId
  const arrived = newestId - lastId
  if (arrived === 0) return { matched: 0, skipped: 0 }
  const all = !wanted.matches && !wanted.streams && !wanted.prefixes
  const fromId = all ? lastId : Math.max(lastId, newestId - maxCompared)
  const stride = all ? Math.ceil(arrived / maxCompared) : 1

  const source = store.source([place.group])
  const options = { signal }
  const sizes = pieceOf(fromId, newestId, stride, wanted)
  const { rows } = await store.query(
    `SELECT id, size FROM ${source.from} WHERE ${sizes.where} ORDER BY id`,
    sizes.parameters,
    options,
  )
  let matched = 0
  let from = fromId
  for (const to of pieces(rows)) {
    const piece = pieceOf(from, to, stride, wanted)
    from = to
    const found = await store.query(
      `SELECT ts, ingested, stream, left(message, ${maxMessageLength}), size, ${source.field('remoteIP') ?? 'NULL'}
       FROM ${source.from} WHERE ${piece.where} ORDER BY id`,
      piece.parameters,
      options,
    )
    for (const [ts, ingested, stream, line, size, client] of found.rows) {
      const message = String(line)
      // An Apache line has the fields it was stored with.
      const fieldsOf = () =>
        discoverFields(message) ?? (client === null ? null : parseLine(message).fields)
      if (wanted.matches && !wanted.matches({ message, fields: fieldsOf() })) continue
      matched += 1
      const event = {
        logStreamName: String(stream),
        logGroupIdentifier: `${account}:${place.group}`,
        message,
        timestamp: Number(ts),
        ingestionTime: Number(ingested),
      }
      sample.add(event, Number(size))
    }
  }
  return { matched: all ? arrived : matched, skipped: fromId - lastId }
}

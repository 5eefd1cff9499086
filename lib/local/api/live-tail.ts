import { randomUUID } from 'node:crypto'
import { setTimeout } from 'node:timers/promises'
import { z } from 'zod'
import { discoverFields } from '@/lib/local/pipeline/discover'
import { type Matches, matcher } from '@/lib/local/pipeline/filter-pattern'
import { parseLine } from '@/lib/local/pipeline/parse-line'
import type { SqlValue } from '@/lib/local/store/duckdb'
import { account, type Box, groupName } from './box'
import { AwsError, invalidParameter, noSuchGroup } from './errors'
import { type EvenSample, evenSample } from './even-sample'
import { eventFrame, exceptionFrame } from './event-stream'
import { listOf, logStreamName, read, text } from './input'

const error = 'InvalidParameterException'
const mostSessions = 15
const mostEvents = 500
const secondMs = 1_000
const longestMs = 3 * 3_600_000
// So many events of one second are compared with the pattern; of a burst beyond that, the newest.
const mostCompared = 20_000
const pieceEvents = 2_000
const pieceBytes = 4 << 20
const updateBytes = 8 << 20
// CloudWatch takes no longer event.
const longestMessage = 1 << 20

/** A session that runs: what ends it, and what it is doing with the store. */
interface Session {
  stop: AbortController
  working: Promise<unknown>
}

/** The Live Tail sessions that run, and what they go by. */
export interface Tails {
  open: Set<Session>
  /** Waits so many milliseconds, or until the signal aborts. Never rejects. */
  pause: (ms: number, signal: AbortSignal) => Promise<void>
  /** Whether the files of a log group are still being read from their start: what comes in is old. */
  isLoading: (group: string) => boolean
}

const wait: Tails['pause'] = (ms, signal) =>
  setTimeout(ms, undefined, { signal, ref: false }).catch(() => {})

export const newTails = ({
  pause = wait,
  isLoading = () => false,
}: Partial<Omit<Tails, 'open'>> = {}): Tails => ({ open: new Set(), pause, isLoading })

/** Ends every session. Settles when none is working any more. */
export async function closeTails({ open }: Tails): Promise<void> {
  const sessions = [...open]
  for (const { stop } of sessions) stop.abort()
  await Promise.all(sessions.map(({ working }) => working))
}

const start = z.object({
  logGroupIdentifiers: listOf(
    text(1, 2048).regex(
      /^[\w#+=/:,.@-]*$/,
      'Member must satisfy regular expression pattern: [\\w#+=/:,.@-]*',
    ),
    1,
    10,
  ),
  logStreamNames: listOf(logStreamName, 1, 100).optional(),
  logStreamNamePrefixes: listOf(logStreamName, 1, 100).optional(),
  logEventFilterPattern: text(0, 1024).default(''),
})
type Asked = z.infer<typeof start>

function check(asked: Asked): string[] {
  if (asked.logStreamNames && asked.logStreamNamePrefixes) {
    throw invalidParameter(
      'logStreamNames and logStreamNamePrefixes are mutually exclusive parameters.',
    )
  }
  const groups = [...new Set(asked.logGroupIdentifiers.map(groupName))]
  if (groups.length > 1 && (asked.logStreamNames ?? asked.logStreamNamePrefixes)) {
    throw invalidParameter(
      'logStreamNames and logStreamNamePrefixes go with exactly one log group identifier.',
    )
  }
  return groups
}

function openSession({ open }: Tails, left: AbortSignal): Session {
  if (open.size >= mostSessions) {
    throw new AwsError(
      'LimitExceededException',
      `Account maximum Live Tail session limit of [${mostSessions}] reached.`,
    )
  }
  const session: Session = { stop: new AbortController(), working: Promise.resolve() }
  const leave = () => session.stop.abort()
  session.stop.signal.addEventListener('abort', () => {
    open.delete(session)
    left.removeEventListener('abort', leave)
  })
  left.addEventListener('abort', leave, { once: true })
  open.add(session)
  if (left.aborted) leave()
  return session
}

interface LiveEvent {
  logStreamName: string
  logGroupIdentifier: string
  message: string
  timestamp: number
  ingestionTime: number
}

interface Wanted {
  /** Null takes every event. */
  matches: Matches | null
  streams: string[] | null
  prefixes: string[] | null
}

/** How far a session has read one log group. */
interface Place {
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
async function look(
  { store }: Box,
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
  const fromId = all ? lastId : Math.max(lastId, newestId - mostCompared)
  const stride = all ? Math.ceil(arrived / mostCompared) : 1

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
      `SELECT ts, ingested, stream, left(message, ${longestMessage}), size, ${source.field('remoteIP') ?? 'NULL'}
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

/** One update: at most 500 of the events that the log groups received since the last one. */
async function update(box: Box, places: Place[], wanted: Wanted, signal: AbortSignal) {
  const sample = evenSample<LiveEvent>(mostEvents, updateBytes)
  let matched = 0
  let skipped = 0
  for (const place of places) {
    const wasLoading = place.loading
    place.loading = box.tails.isLoading(place.group)
    if (wasLoading) {
      place.lastId = box.store.newestId(place.group)
      continue
    }
    const looked = await look(box, place, wanted, sample, signal)
    matched += looked.matched
    skipped += looked.skipped
  }
  const sessionResults = sample.take()
  const sampled = matched > sessionResults.length || skipped > 0
  return eventFrame(
    'sessionUpdate',
    { sessionMetadata: { sampled }, sessionResults },
    // Not in AWS's answer: how many matched, and how many nobody looked at.
    { 'cafewatch-matched': matched, 'cafewatch-skipped': skipped },
  )
}

async function* frames(box: Box, session: Session, asked: Asked, places: Place[], wanted: Wanted) {
  const { signal } = session.stop
  const endMs = box.clock() + longestMs
  const { logGroupIdentifiers, logStreamNames = [], logStreamNamePrefixes = [] } = asked
  try {
    yield eventFrame('initial-response', {})
    yield eventFrame('sessionStart', {
      requestId: randomUUID(),
      sessionId: randomUUID(),
      logGroupIdentifiers,
      logStreamNames,
      logStreamNamePrefixes,
      logEventFilterPattern: asked.logEventFilterPattern,
    })
    while (!signal.aborted) {
      // Begins before the work and before its reader takes it, so that a second stays a second.
      const nextSecond = box.tails.pause(secondMs, signal)
      if (box.clock() >= endMs) {
        yield exceptionFrame('SessionTimeoutException', 'The session has been open for 3 hours.')
        return
      }
      const working = update(box, places, wanted, signal)
      session.working = working.catch(() => {})
      yield await working
      await nextSecond
    }
  } catch (problem) {
    if (signal.aborted) return
    const message = problem instanceof Error ? problem.message : String(problem)
    yield exceptionFrame('SessionStreamingException', `The engine failed: ${message}`)
  } finally {
    session.stop.abort()
  }
}

/**
 * Follows log groups: a frame at the start, then one each second with what they received in it. Ends
 * when `left` aborts, the engine closes, or after three hours. Its reader sets the pace: what arrives
 * while it is slow comes in one update.
 */
export async function startLiveTail(
  box: Box,
  input: unknown,
  left: AbortSignal,
): Promise<AsyncIterable<Uint8Array>> {
  const asked = read(start, input, error)
  const groups = check(asked)
  const pattern = asked.logEventFilterPattern.trim()
  const matches = matcher(pattern)
  if (groups.some((name) => !box.store.hasLogGroup(name))) throw noSuchGroup()
  const session = openSession(box.tails, left)
  const places = groups.map((group) => ({
    group,
    lastId: box.store.newestId(group),
    loading: box.tails.isLoading(group),
  }))
  return frames(box, session, asked, places, {
    matches: pattern === '' ? null : matches,
    streams: asked.logStreamNames ?? null,
    prefixes: asked.logStreamNamePrefixes ?? null,
  })
}

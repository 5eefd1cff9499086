import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import { groupName } from '@/lib/local/arn'
import { invalidParameter, noSuchGroup, plainLine } from '@/lib/local/aws-error'
import type { EngineContext } from '@/lib/local/context'
import { compilePattern } from '@/lib/local/filter-pattern'
import { listOf, logStreamName, read, text } from '@/lib/local/input'
import { evenSample } from '@/lib/local/live-tail/even-sample'
import type { LiveEvent, Place, Wanted } from '@/lib/local/live-tail/live-events'
import { look } from '@/lib/local/live-tail/live-events'
import type { Session } from '@/lib/local/live-tail/sessions'
import { openSession } from '@/lib/local/live-tail/sessions'
import { eventFrame, exceptionFrame } from './event-stream'

const error = 'InvalidParameterException'
const maxEvents = 500
const secondMs = 1_000
const maxMs = 3 * 3_600_000
const updateBytes = 8 << 20

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

/** One update: at most 500 of the events that the log groups received since the last one. */
async function update(
  context: EngineContext,
  places: Place[],
  wanted: Wanted,
  signal: AbortSignal,
) {
  const sample = evenSample<LiveEvent>(maxEvents, updateBytes)
  let matched = 0
  let skipped = 0
  for (const place of places) {
    const wasLoading = place.loading
    place.loading = context.tails.isLoading(place.group)
    if (wasLoading) {
      place.lastId = context.store.newestId(place.group)
      continue
    }
    const looked = await look(context.store, place, wanted, sample, signal)
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

async function* frames(
  context: EngineContext,
  session: Session,
  asked: Asked,
  places: Place[],
  wanted: Wanted,
) {
  const { signal } = session.stop
  const endMs = context.clock() + maxMs
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
      const nextSecond = context.tails.pause(secondMs, signal)
      if (context.clock() >= endMs) {
        yield exceptionFrame('SessionTimeoutException', 'The session has been open for 3 hours.')
        return
      }
      const working = update(context, places, wanted, signal)
      session.working = working.catch(() => {})
      yield await working
      await nextSecond
    }
  } catch (problem) {
    if (signal.aborted) return
    const message = `The engine failed: ${plainLine(problem)}`
    context.say(message)
    yield exceptionFrame('SessionStreamingException', message)
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
  context: EngineContext,
  input: unknown,
  left: AbortSignal,
): Promise<AsyncIterable<Uint8Array>> {
  const asked = read(start, input, error)
  const groups = check(asked)
  const pattern = asked.logEventFilterPattern.trim()
  const { matches } = compilePattern(pattern)
  if (groups.some((name) => !context.store.hasLogGroup(name))) throw noSuchGroup()
  const session = openSession(context.tails, left)
  const places = groups.map((group) => ({
    group,
    lastId: context.store.newestId(group),
    loading: context.tails.isLoading(group),
  }))
  return frames(context, session, asked, places, {
    matches: pattern === '' ? null : matches,
    streams: asked.logStreamNames ?? null,
    prefixes: asked.logStreamNamePrefixes ?? null,
  })
}

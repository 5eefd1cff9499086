import { randomUUID } from 'node:crypto'
import * as z from 'zod'
import { groupInArn } from '@/lib/local/arn'
import { invalidParameter, noSuchGroup, plainLine } from '@/lib/local/aws-error'
import type { EngineContext } from '@/lib/local/context'
import { compilePattern } from '@/lib/local/filter-pattern'
import { listOf, logGroupIdentifier, logStreamName, read, text } from '@/lib/local/input'
import { evenSample } from '@/lib/local/live-tail/even-sample'
import {
  type LiveEvent,
  readNew,
  type TailPosition,
  type Wanted,
} from '@/lib/local/live-tail/live-events'
import { openSession, type Session } from '@/lib/local/live-tail/sessions'
import { hourMs } from '@/lib/time'
import { eventFrame, exceptionFrame } from './event-stream'

const maxEvents = 500
const secondMs = 1_000
const maxMs = 3 * hourMs
const updateBytes = 8 << 20

const start = z.object({
  logGroupIdentifiers: listOf(logGroupIdentifier, 1, 10),
  logStreamNames: listOf(logStreamName, 1, 100).optional(),
  logStreamNamePrefixes: listOf(logStreamName, 1, 100).optional(),
  logEventFilterPattern: text(0, 1024).default(''),
})
type LiveTailRequest = z.infer<typeof start>

function check(request: LiveTailRequest): string[] {
  if (request.logStreamNames && request.logStreamNamePrefixes) {
    throw invalidParameter(
      'logStreamNames and logStreamNamePrefixes are mutually exclusive parameters.',
    )
  }
  const named = request.logGroupIdentifiers.map((identifier) => {
    const group = groupInArn(identifier)
    if (group === null)
      throw invalidParameter(`logGroupIdentifiers takes the ARN of a log group, not ${identifier}.`)
    return group
  })
  const groups = [...new Set(named)]
  if (groups.length > 1 && (request.logStreamNames ?? request.logStreamNamePrefixes)) {
    throw invalidParameter(
      'logStreamNames and logStreamNamePrefixes go with exactly one log group identifier.',
    )
  }
  return groups
}

/** One update: at most 500 of the events that the log groups received since the last one. */
async function update(
  context: EngineContext,
  positions: TailPosition[],
  wanted: Wanted,
  signal: AbortSignal,
) {
  const sample = evenSample<LiveEvent>(maxEvents, updateBytes)
  let matched = 0
  let skipped = 0
  for (const position of positions) {
    const wasLoading = position.loading
    position.loading = context.tails.isLoading(position.group)
    if (wasLoading) {
      position.lastId = context.store.newestId(position.group)
      continue
    }
    const found = await readNew(context.store, position, wanted, sample, signal)
    matched += found.matched
    skipped += found.skipped
  }
  const sessionResults = sample.take()
  const sampled = matched > sessionResults.length || skipped > 0
  return eventFrame(
    'sessionUpdate',
    { sessionMetadata: { sampled }, sessionResults },
    // Not in AWS's answer: how many matched, and how many were not compared.
    { 'cafewatch-matched': matched, 'cafewatch-skipped': skipped },
  )
}

async function* frames(
  context: EngineContext,
  session: Session,
  request: LiveTailRequest,
  positions: TailPosition[],
  wanted: Wanted,
) {
  const { signal } = session.stop
  const endMs = context.clock() + maxMs
  const { logGroupIdentifiers, logStreamNames = [], logStreamNamePrefixes = [] } = request
  try {
    yield eventFrame('initial-response', {})
    yield eventFrame('sessionStart', {
      requestId: randomUUID(),
      sessionId: randomUUID(),
      logGroupIdentifiers,
      logStreamNames,
      logStreamNamePrefixes,
      logEventFilterPattern: request.logEventFilterPattern,
    })
    while (!signal.aborted) {
      // Starts before the work, so that updates come once a second.
      const nextSecond = context.tails.pause(secondMs, signal)
      if (context.clock() >= endMs) {
        yield exceptionFrame('SessionTimeoutException', 'The session has been open for 3 hours.')
        return
      }
      const working = update(context, positions, wanted, signal)
      session.working = working.catch(() => {})
      yield await working
      await nextSecond
    }
  } catch (problem) {
    if (signal.aborted) return
    const message = `The engine failed: ${plainLine(problem)}`
    context.log(message)
    yield exceptionFrame('SessionStreamingException', message)
  } finally {
    session.stop.abort()
  }
}

/**
 * Follows log groups: a frame at the start, then one each second with what they received in it. Ends
 * when `closed` aborts, the engine closes, or after three hours. A slow reader gets what arrived
 * meanwhile in one update.
 */
export async function startLiveTail(
  context: EngineContext,
  input: unknown,
  closed: AbortSignal,
): Promise<AsyncIterable<Uint8Array>> {
  const request = read(start, input)
  const groups = check(request)
  const pattern = request.logEventFilterPattern.trim()
  const { matches } = compilePattern(pattern)
  if (groups.some((name) => !context.store.hasLogGroup(name))) throw noSuchGroup()
  const session = openSession(context.tails, closed)
  const positions = groups.map((group) => ({
    group,
    lastId: context.store.newestId(group),
    loading: context.tails.isLoading(group),
  }))
  return frames(context, session, request, positions, {
    matches: pattern === '' ? null : matches,
    streams: request.logStreamNames ?? null,
    prefixes: request.logStreamNamePrefixes ?? null,
  })
}

import {
  DescribeLogStreamsCommand,
  type LiveTailSessionLogEvent,
  StartLiveTailCommand,
} from '@aws-sdk/client-cloudwatch-logs'
import { fieldsOfLine } from '@/lib/access-log/fields-of-line'
import type { Failure } from '@/lib/failure'
import { maskAddresses } from '@/lib/mask'
import type { TailLine, TailNews } from '@/lib/tail'
import { clients } from './cloudwatch'
import { Failed, failed, failureOf } from './failures'
import { runtime } from './runtime'
import { countsOf } from './tail-counts'

const noRecording: Failure = {
  kind: 'failed',
  message: 'Recordings have no live tail.',
  remedy: 'Start with CLOUDWATCH=local or CLOUDWATCH=aws to follow a log.',
}
const startLimitMs = 20_000
const maxShownLength = 4_000
// Masking shortens addresses: this much text leaves enough to show.
const maxMaskedLength = 4 * maxShownLength

/** The ARN of a log group, which Amazon requires here; its name when it has no stream yet. */
async function identifierOf(logGroup: string, signal: AbortSignal): Promise<string> {
  if (runtime().answer) return logGroup
  const { logStreams } = await clients().logs.send(
    new DescribeLogStreamsCommand({ logGroupName: logGroup, limit: 1 }),
    { abortSignal: signal },
  )
  return logStreams?.[0]?.arn?.replace(/:log-stream:.*$/, '') ?? logGroup
}

function lineOf({ timestamp, message = '' }: LiveTailSessionLogEvent): TailLine {
  const fields = fieldsOfLine(message)
  const text = maskAddresses(message.slice(0, maxMaskedLength))
  const shown = text.slice(0, maxShownLength)
  return {
    timestampMs: timestamp ?? 0,
    request:
      fields?.status === undefined
        ? null
        : {
            status: fields.status.slice(0, 10),
            method: (fields.method ?? '').slice(0, 20),
            path: maskAddresses(fields.request ?? '').slice(0, maxShownLength),
          },
    message: shown,
    cut:
      message.length > maxMaskedLength ? message.length - shown.length : text.length - shown.length,
  }
}

const words: Partial<Record<string, (message: string) => Failure>> = {
  InvalidParameterException: (message) => ({
    kind: 'malformed-query',
    message,
    remedy: 'Correct the pattern and start again.',
  }),
  LimitExceededException: () => ({
    kind: 'too-many-queries',
    message: 'The limit of open live tails is reached.',
    remedy:
      'Close a live tail in another tab or on another machine. This page tries again by itself.',
  }),
}

function failureOfTail(error: unknown): Failure {
  const failure = error instanceof Error ? words[error.name]?.(error.message) : undefined
  return failure ?? failureOf(error, 'logs:StartLiveTail')
}

/** Opens a session that its controller ends. The limit is on its start alone: once it streams it may last for hours. */
async function open(pattern: string, session: AbortController) {
  const { env } = runtime()
  if (env.cloudwatch === 'recorded') throw new Failed(noRecording)
  const late = setTimeout(() => session.abort(), startLimitMs)
  try {
    const { responseStream } = await clients().start.send(
      new StartLiveTailCommand({
        logGroupIdentifiers: [await identifierOf(env.logGroup, session.signal)],
        logEventFilterPattern: pattern,
      }),
      { abortSignal: session.signal },
    )
    if (!responseStream) throw failed('unusable-answer')
    return responseStream
  } finally {
    clearTimeout(late)
  }
}

/**
 * Follows the watched log group with a filter pattern until the signal aborts, which ends the session.
 * A failure is the last news. Rejects only with the signal's reason.
 */
export async function* tail(pattern: string, signal: AbortSignal): AsyncGenerator<TailNews, void> {
  const session = new AbortController()
  const end = () => session.abort()
  signal.addEventListener('abort', end, { once: true })
  try {
    signal.throwIfAborted()
    for await (const event of await open(pattern, session)) {
      if (event.sessionStart) yield { kind: 'started' }
      if (event.SessionTimeoutException) throw event.SessionTimeoutException
      if (event.SessionStreamingException) throw event.SessionStreamingException
      if (!event.sessionUpdate) continue
      const { sessionMetadata, sessionResults = [] } = event.sessionUpdate
      const counts = countsOf(event)
      const sampled = sessionMetadata?.sampled ?? false
      yield {
        kind: 'lines',
        lines: sessionResults.map(lineOf),
        sampled,
        leftOut: counts ? counts.matched - sessionResults.length : sampled ? null : 0,
        skipped: counts?.skipped ?? 0,
      }
    }
  } catch (error) {
    signal.throwIfAborted()
    if (error instanceof Error && error.name === 'SessionTimeoutException') yield { kind: 'ended' }
    else yield { kind: 'failed', failure: failureOfTail(error) }
  } finally {
    // The SDK does not notice that its reader has gone.
    session.abort()
    signal.removeEventListener('abort', end)
  }
  signal.throwIfAborted()
}

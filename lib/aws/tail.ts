import {
  DescribeLogGroupsCommand,
  DescribeLogStreamsCommand,
  type LiveTailSessionLogEvent,
  StartLiveTailCommand,
} from '@aws-sdk/client-cloudwatch-logs'
import { discoverFields } from '@/lib/access-log/discover-fields'
import { fieldsOfLine } from '@/lib/access-log/fields-of-line'
import type { Failure } from '@/lib/failure'
import type { JsonLeaf, Pattern, Term } from '@/lib/filter-pattern/ast'
import { leavesOf } from '@/lib/filter-pattern/condition'
import { matcher } from '@/lib/filter-pattern/match'
import { parsePattern } from '@/lib/filter-pattern/parse'
import { fieldOf } from '@/lib/filter-pattern/selector'
import { arnOfGroup } from '@/lib/local/arn'
import { isPlainField, maskerFor } from '@/lib/mask'
import type { TailLine, TailNews } from '@/lib/tail'
import { minuteMs } from '@/lib/time'
import { clients } from './cloudwatch'
import { Failed, failed, failureOf } from './failures'
import { runtime, secretParameters } from './runtime'
import { spent } from './spending'
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

/** The ARN of a log group that has no stream yet. Who may follow the group may not always ask for it. */
async function arnOfEmpty(logGroup: string, signal: AbortSignal): Promise<string> {
  const action = 'logs:DescribeLogGroups'
  try {
    const { logGroups = [] } = await clients().logs.send(
      new DescribeLogGroupsCommand({ logGroupNamePrefix: logGroup, limit: 1 }),
      { abortSignal: signal },
    )
    // Names come in their order: that which is all of the prefix before longer ones.
    const [first] = logGroups
    const arn = first?.logGroupName === logGroup ? (first.logGroupArn ?? first.arn) : undefined
    if (arn === undefined) throw failed('no-such-log-group', logGroup)
    // With a star it stands for its streams, which are not followed.
    return arn.replace(/:\*$/, '')
  } catch (error) {
    const { kind } = failureOf(error, action)
    if (kind !== 'no-permission') throw error
    throw new Failed({
      kind,
      message: `Nothing has been sent to ${logGroup} yet. To follow it now, its ARN is needed, and these credentials may not call ${action}.`,
      remedy: `Start again when the first line has arrived, or allow ${action} in the policy of the role that runs CafeWatch.`,
    })
  }
}

/** The ARN of a log group, which Amazon requires here. */
async function identifierOf(logGroup: string, signal: AbortSignal): Promise<string> {
  if (runtime().answer) return arnOfGroup(logGroup)
  const { logStreams } = await clients().logs.send(
    new DescribeLogStreamsCommand({ logGroupName: logGroup, limit: 1 }),
    { abortSignal: signal },
  )
  const ofStream = logStreams?.[0]?.arn?.replace(/:log-stream:.*$/, '')
  return ofStream ?? arnOfEmpty(logGroup, signal)
}

export interface Reader {
  /** Whether the reader may see whole addresses and secrets. */
  seesAddresses: boolean
  /** Called once, before anything is handed out whole that others see masked. What it throws ends the session. */
  onWholeAddresses?: () => void
}

function lineOf(
  { timestamp, message = '' }: LiveTailSessionLogEvent,
  { seesAddresses }: Reader,
): TailLine {
  const mask = seesAddresses ? (text: string) => text : maskerFor(secretParameters()).text
  const fields = fieldsOfLine(message)
  const text = mask(message.slice(0, maxMaskedLength))
  const shown = text.slice(0, maxShownLength)
  return {
    timestampMs: timestamp ?? 0,
    request:
      fields?.status === undefined
        ? null
        : {
            status: fields.status.slice(0, 10),
            method: (fields.method ?? '').slice(0, 20),
            path: mask(fields.request ?? '').slice(0, maxShownLength),
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

const isPlainLeaf = ({ selector }: JsonLeaf) => {
  const field = fieldOf(selector)
  return field !== null && isPlainField(field)
}

// A status between blanks is no part of an address, and no secret.
const isPlainTerm = ({ text }: Term) => text.kind === 'text' && /^ [1-5]\d\d $/.test(text.text)

// Nothing masked has such a word that the line itself has not: CloudWatch may look for it first.
const isWord = (term: Term) =>
  isPlainTerm(term) ||
  (term.sign !== '-' &&
    term.text.kind === 'text' &&
    /^(?=..)[a-z]*[g-z][a-z]*$/i.test(term.text.text))

/** Whether others see less of these lines. */
function hasMore(lines: readonly TailLine[]): boolean {
  const { text } = maskerFor(secretParameters())
  return lines.some(
    ({ message, request }) =>
      text(message) !== message || (request !== null && text(request.path) !== request.path),
  )
}

/** Whether a pattern looks only at what is no address and no secret. */
function isHarmless(pattern: Pattern): boolean {
  if (pattern.kind === 'json') return leavesOf(pattern.condition).every(isPlainLeaf)
  if (pattern.kind === 'terms') return pattern.terms.every(isPlainTerm)
  return pattern.kind === 'everything'
}

/**
 * A pattern says of each line whether it fits: of lines as they are it would tell whole addresses, number
 * by number. So it is compared with what the reader may see of each line.
 */
function fitting(pattern: string, { seesAddresses }: Reader) {
  const asked = { pattern, fits: (_: string): boolean => true, isCompared: false }
  if (seesAddresses) return asked
  let parsed: ReturnType<typeof parsePattern>
  try {
    parsed = parsePattern(pattern)
  } catch {
    // CloudWatch says what is wrong with it.
    return asked
  }
  if (isHarmless(parsed)) return asked
  const ofWords = parsed.kind === 'terms' && parsed.terms.every(isWord)
  const matches = matcher(parsed)
  const { text, field } = maskerFor(secretParameters())
  const fits = (message: string) => {
    const found = discoverFields(message) ?? fieldsOfLine(message) ?? {}
    const masked = Object.entries(found).map(([name, value]) => [
      text(name),
      field(name, value ?? ''),
    ])
    const fields = Object.fromEntries(masked)
    return matches({ message: text(message), fields })
  }
  return { pattern: ofWords ? pattern : '', fits, isCompared: !ofWords }
}

/** How many more fitted than came; null when that is not known, as when it was not CloudWatch that compared them. */
function leftOutOf(
  matched: number | undefined,
  came: number,
  sampled: boolean,
  isCompared: boolean,
): number | null {
  if (isCompared) return sampled ? null : 0
  if (matched === undefined) return sampled ? null : 0
  return matched - came
}

/**
 * Follows the watched log group with a filter pattern until the signal aborts, which ends the session.
 * A failure is the last news. Rejects only with the signal's reason.
 */
export async function* tail(
  pattern: string,
  signal: AbortSignal,
  reader: Reader = { seesAddresses: false },
): AsyncGenerator<TailNews, void> {
  const session = new AbortController()
  const end = () => session.abort()
  signal.addEventListener('abort', end, { once: true })
  let billing: ReturnType<typeof setInterval> | undefined
  try {
    signal.throwIfAborted()
    const asked = fitting(pattern, reader)
    let isNoted = !reader.seesAddresses
    for await (const event of await open(asked.pattern, session)) {
      if (event.sessionStart) {
        // Each minute that has begun.
        const bill = () => spent({ tailMinutes: 1 })
        bill()
        billing ??= setInterval(bill, minuteMs)
        yield { kind: 'started' }
      }
      if (event.SessionTimeoutException) throw event.SessionTimeoutException
      if (event.SessionStreamingException) throw event.SessionStreamingException
      if (!event.sessionUpdate) continue
      const { sessionMetadata, sessionResults = [] } = event.sessionUpdate
      const counts = countsOf(event)
      const sampled = sessionMetadata?.sampled ?? false
      const lines = sessionResults
        .filter(({ message = '' }) => asked.fits(message))
        .map((one) => lineOf(one, reader))
      if (!isNoted && hasMore(lines)) {
        reader.onWholeAddresses?.()
        isNoted = true
      }
      yield {
        kind: 'lines',
        lines,
        sampled,
        leftOut: leftOutOf(counts?.matched, sessionResults.length, sampled, asked.isCompared),
        skipped: counts?.skipped ?? 0,
      }
    }
  } catch (error) {
    signal.throwIfAborted()
    if (error instanceof Error && error.name === 'SessionTimeoutException') yield { kind: 'ended' }
    else yield { kind: 'failed', failure: failureOfTail(error) }
  } finally {
    clearInterval(billing)
    // The SDK does not notice that its reader has gone.
    session.abort()
    signal.removeEventListener('abort', end)
  }
  signal.throwIfAborted()
}

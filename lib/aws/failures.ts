import { unusableFileName } from '@/lib/access/private-file'
import { type Failure, type FailureKind, failureKinds } from '@/lib/failure'
import { placeInLine } from '@/lib/place-in-line'

/** An error that carries its failure of the closed list. */
export class Failed extends Error {
  constructor(readonly failure: Failure) {
    super(failure.message)
  }
}

const kinds: Record<string, FailureKind> = {
  ThrottledException: 'throttled',
  ThrottlingException: 'throttled',
  Throttling: 'throttled',
  TooManyRequestsException: 'throttled',
  RequestLimitExceeded: 'throttled',
  LimitExceededException: 'too-many-queries',
  AccessDeniedException: 'no-permission',
  AccessDenied: 'no-permission',
  UnauthorizedOperation: 'no-permission',
  CredentialsProviderError: 'no-credentials',
  TokenProviderError: 'expired-credentials',
  ExpiredTokenException: 'expired-credentials',
  ExpiredToken: 'expired-credentials',
  UnrecognizedClientException: 'no-credentials',
  InvalidClientTokenId: 'no-credentials',
  InvalidSignatureException: 'no-credentials',
  RequestTimeTooSkewed: 'wrong-clock',
  RequestExpired: 'wrong-clock',
  RequestInTheFuture: 'wrong-clock',
  MissingAuthenticationTokenException: 'no-credentials',
  ResourceNotFoundException: 'no-such-log-group',
  MalformedQueryException: 'malformed-query',
  TimeoutError: 'unreachable',
  AbortError: 'timed-out',
  ServiceUnavailableException: 'unreachable',
  InternalFailure: 'unreachable',
  InternalServerError: 'unreachable',
  SyntaxError: 'unusable-answer',
  StoreFailed: 'store-failed',
}
const networkCodes = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'ECONNRESET',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ETIMEDOUT',
  'EPIPE',
])

// Said of a wrong signature where only its time is wrong.
const ofAnotherTime = /signature expired|signature not yet current/i

interface Shape {
  name: string
  /** The IAM action that was asked for; undefined when no client of ours sent it. */
  action?: string
  message: string
  code?: string
  status?: number
  start?: number
  end?: number
}

function shapeOf(error: unknown): Shape {
  if (!(error instanceof Error)) return { name: 'Error', message: String(error) }
  const more = error as Error & {
    code?: string
    action?: string
    $metadata?: { httpStatusCode?: number }
    queryCompileError?: { location?: { startCharOffset?: number; endCharOffset?: number } }
    errors?: { code?: string }[]
  }
  return {
    name: error.name,
    message: error.message,
    action: more.action,
    code: more.code ?? more.errors?.[0]?.code,
    status: more.$metadata?.httpStatusCode,
    start: more.queryCompileError?.location?.startCharOffset,
    end: more.queryCompileError?.location?.endCharOffset,
  }
}

const sentences: Record<FailureKind, (shape: Shape) => [string, string]> = {
  throttled: () => [
    'CloudWatch is throttling this account’s requests.',
    'Wait a minute: this page tries again by itself. Closing other dashboards helps.',
  ],
  'too-many-queries': () => [
    'The account has reached its limit of running Logs Insights queries.',
    'Wait for other queries to end, or stop some in the CloudWatch console.',
  ],
  'asked-too-often': ({ message }) => [
    `You have started more queries than one viewer may (${message} a minute).`,
    'Wait a minute: this page tries again by itself. VIEWER_QUERIES_PER_MINUTE allows more.',
  ],
  'budget-spent': ({ message }) => [
    `Today’s budget of ${message} is spent, so this page does not refresh by itself.`,
    'Reload the page to ask all the same. DAILY_BUDGET sets the budget; a new day begins at midnight UTC.',
  ],
  'no-permission': ({ message, action = '' }) => {
    const named = /perform: ?([\w-]+:\w+)/.exec(message)?.[1] ?? action
    return [
      `These credentials may not call ${named}.`,
      `Allow ${named} in the policy of the role that runs CafeWatch.`,
    ]
  },
  'no-credentials': () => [
    'No valid AWS credentials were found.',
    'Set AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or run where an instance role is attached; then restart.',
  ],
  'expired-credentials': () => [
    'The AWS credentials have expired.',
    'Sign in again, for example with aws sso login, or provide new ones; the next reading uses them.',
  ],
  'wrong-clock': () => [
    'AWS refuses requests from this machine, because its clock is wrong.',
    'Set the clock (for example `sudo timedatectl set-ntp true`). This page tries again by itself.',
  ],
  'no-such-log-group': ({ message }) => [
    `CloudWatch Logs found no such resource: ${message}`,
    'Check LOG_GROUP and AWS_REGION; the CloudWatch Agent creates the group with its first line.',
  ],
  'no-such-alarm': ({ message }) => [
    `There is no alarm named ${message}.`,
    'It may have been deleted or renamed. The Alarms page lists all alarms.',
  ],
  'malformed-query': ({ message }) => [message, 'Correct the query and run it again.'],
  'lost-query': () => [
    'CloudWatch no longer knows this query: it may have been restarted meanwhile.',
    'Run the query again.',
  ],
  'timed-out': () => [
    'The query took too long and was stopped.',
    'Choose a shorter period, or try again.',
  ],
  cancelled: () => ['The query was stopped before it ended.', 'Run it again.'],
  unreachable: ({ message, code }) => [
    `CloudWatch cannot be reached${code ? ` (${code})` : ''}: ${message || 'no connection'}`,
    'Check the network, AWS_REGION and AWS_ENDPOINT_URL. This page tries again by itself.',
  ],
  'unusable-answer': ({ status }) => [
    `The response is not a valid CloudWatch response${status ? ` (HTTP ${status})` : ''}.`,
    'A proxy may be answering in place of CloudWatch: check proxies and AWS_ENDPOINT_URL.',
  ],
  'unusable-file': ({ message }) => [
    'This is shown only where that can be written down, and it cannot be.',
    message,
  ],
  // What the engine says of its store is two sentences already.
  'store-failed': ({ message }) => {
    const [, what = message, remedy = ''] = /^(.*?\.) ([A-Z].*)$/s.exec(message) ?? []
    return [what, remedy]
  },
  failed: ({ name, message }) => [
    `CloudWatch could not answer: ${message || name}`,
    'Try again. If it fails again, open the query in Explore and shorten it.',
  ],
}

/** Each of Next's bundles has a class of its own: what an error carries tells, not its class. */
const isFailed = (error: unknown): error is Failed =>
  error instanceof Error && failureKinds.some((kind) => (error as Failed).failure?.kind === kind)

function kindOf({ name, message, code, status, action }: Shape): FailureKind {
  if (name === unusableFileName) return 'unusable-file'
  if (code !== undefined && networkCodes.has(code)) return 'unreachable'
  if (isWithoutRegion(message)) return 'failed'
  const kind = kinds[name]
  if (kind === 'no-credentials' && ofAnotherTime.test(message)) return 'wrong-clock'
  if (kind === 'no-such-log-group' && action === 'logs:GetQueryResults') return 'lost-query'
  return kind ?? ((status ?? 0) >= 500 ? 'unreachable' : 'failed')
}

/** Whether CloudWatch says that it was called too often. */
export const isThrottling = (error: unknown): boolean => kindOf(shapeOf(error)) === 'throttled'

/** Whether the connection was ended while an answer was waited for. */
export const isCutOff = (error: unknown): boolean =>
  ['ECONNRESET', 'EPIPE'].includes(shapeOf(error).code ?? '')

/** Whether the credentials were good once. */
export const isExpiry = (error: unknown): boolean =>
  kindOf(shapeOf(error)) === 'expired-credentials'

const isWithoutRegion = (message: string) => /region is missing/i.test(message)

/** Puts any error of the SDK into the closed list; `action` is the IAM action that was being used, where the error does not say. */
export function failureOf(error: unknown, action: string): Failure {
  if (isFailed(error)) return error.failure
  const { action: own = action, ...rest } = shapeOf(error)
  const shape = { ...rest, action: own }
  const kind = kindOf(shape)
  const [message, remedy] = sentences[kind](shape)
  const region = isWithoutRegion(shape.message)
  return {
    kind,
    message: region ? 'No AWS region is set.' : message,
    remedy: region ? 'Set AWS_REGION, for example eu-central-1, and restart.' : remedy,
    ...(shape.start !== undefined && {
      span: { start: shape.start, end: shape.end ?? shape.start + 1 },
    }),
  }
}

/** A failure without an error of the SDK behind it. */
export function failed(kind: FailureKind, message = ''): Failed {
  const [sentence, remedy] = sentences[kind]({ name: kind, message })
  return new Failed({ kind, message: sentence, remedy })
}

/** Of a call that is not sent, because CloudWatch has throttled it again and again. */
export function pausedCalls(operation: string, leftMs: number): Failed {
  const [sentence, remedy] = sentences.throttled({ name: 'throttled', message: '' })
  const message = `${sentence} CafeWatch pauses: it calls ${operation} again in ${Math.ceil(leftMs / 1000)} s.`
  return new Failed({ kind: 'throttled', message, remedy })
}

/** Of a query that is not started, because whoever asks has started so many. */
export const askedTooOften = (perMinute: number): Failed =>
  failed('asked-too-often', String(perMinute))

/** Of a query whose deadline passed while it waited for others to end. */
export function stillInLine(place: number): Failed {
  const [, remedy] = sentences['too-many-queries']({ name: 'too-many-queries', message: '' })
  const message = `The query did not start in time: it was ${placeInLine(place)}, behind queries that run.`
  return new Failed({ kind: 'too-many-queries', message, remedy })
}

/** What `read` gives, or why it failed; `action` as for {@link failureOf}. Rejects only with the signal's reason. */
export async function readingOf<Reading>(
  action: string,
  read: () => Promise<Reading>,
  signal?: AbortSignal,
): Promise<Reading | { ok: false; failure: Failure }> {
  try {
    return await read()
  } catch (error) {
    signal?.throwIfAborted()
    return { ok: false, failure: failureOf(error, action) }
  }
}

/** What `call` gives; `action` as for {@link failureOf}. Throws {@link Failed}, or the signal's reason. */
export async function calling<Answer>(
  action: string,
  call: () => Promise<Answer>,
  signal?: AbortSignal,
): Promise<Answer> {
  try {
    return await call()
  } catch (error) {
    signal?.throwIfAborted()
    throw new Failed(failureOf(error, action))
  }
}

/** What `read` gives; where it fails, `otherwise` and a sentence that says that `what` is not known. Rejects only with the signal's reason. */
export async function orNote<Found>(
  { action, what, otherwise }: { action: string; what: string; otherwise: Found },
  read: () => Promise<Found>,
  signal?: AbortSignal,
): Promise<{ found: Found; note?: string }> {
  try {
    return { found: await read() }
  } catch (error) {
    signal?.throwIfAborted()
    const { message, remedy } = failureOf(error, action)
    return { found: otherwise, note: `${what} is not known: ${message} ${remedy}` }
  }
}

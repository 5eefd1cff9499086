import { type Failure, type FailureKind, failureKinds } from '@/lib/failure'

/** An error that carries its failure of the closed list. */
export class Failed extends Error {
  constructor(readonly failure: Failure) {
    super(failure.message)
  }
}

const kindOf: Record<string, FailureKind> = {
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
  MissingAuthenticationTokenException: 'no-credentials',
  ResourceNotFoundException: 'no-such-log-group',
  MalformedQueryException: 'malformed-query',
  TimeoutError: 'unreachable',
  AbortError: 'timed-out',
  ServiceUnavailableException: 'unreachable',
  InternalFailure: 'unreachable',
  InternalServerError: 'unreachable',
  SyntaxError: 'unusable-answer',
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

interface Shape {
  name: string
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
    $metadata?: { httpStatusCode?: number }
    queryCompileError?: { location?: { startCharOffset?: number; endCharOffset?: number } }
    errors?: { code?: string }[]
  }
  return {
    name: error.name,
    message: error.message,
    code: more.code ?? more.errors?.[0]?.code,
    status: more.$metadata?.httpStatusCode,
    start: more.queryCompileError?.location?.startCharOffset,
    end: more.queryCompileError?.location?.endCharOffset,
  }
}

const sentences: Record<FailureKind, (shape: Shape, action: string) => [string, string]> = {
  throttled: () => [
    'CloudWatch is throttling this account’s requests.',
    'Wait a minute: this page tries again by itself. Closing other dashboards helps.',
  ],
  'too-many-queries': () => [
    'The account has reached its limit of running Logs Insights queries.',
    'Wait for other queries to end, or stop some in the CloudWatch console.',
  ],
  'no-permission': ({ message }, action) => {
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
    'Sign in again (for example `aws sso login`) or provide new ones; the next reading uses them.',
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
  failed: ({ name, message }) => [
    `CloudWatch could not answer: ${message || name}`,
    'Try again. If it fails again, open the query in Explore and shorten it.',
  ],
}

/** Each of Next's bundles has a class of its own: what an error carries tells, not its class. */
const isFailed = (error: unknown): error is Failed =>
  error instanceof Error && failureKinds.some((kind) => (error as Failed).failure?.kind === kind)

/** Puts any error of the SDK into the closed list; `action` is the IAM action that was being used. */
export function failureOf(error: unknown, action: string): Failure {
  if (isFailed(error)) return error.failure
  const shape = shapeOf(error)
  const network = shape.code !== undefined && networkCodes.has(shape.code)
  const region = /region is missing/i.test(shape.message)
  const kind: FailureKind = network
    ? 'unreachable'
    : region
      ? 'failed'
      : (kindOf[shape.name] ?? ((shape.status ?? 0) >= 500 ? 'unreachable' : 'failed'))
  const [message, remedy] = sentences[kind](shape, action)
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
  const [sentence, remedy] = sentences[kind]({ name: kind, message }, '')
  return new Failed({ kind, message: sentence, remedy })
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

import { CloudWatchClient } from '@aws-sdk/client-cloudwatch'
import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs'
import { lacking } from './always-sent'
import { failed, isExpiry, isThrottling } from './failures'
import { type Answer, type Runtime, runtime } from './runtime'
import { newSchedule, type Schedule } from './schedule/schedule'
import { spent } from './spending'
import { countingSerde } from './tail-counts'

interface SdkResponse {
  statusCode: number
  headers: Record<string, string>
  body: unknown
}

interface SdkRequest {
  headers: Record<string, string>
  body?: unknown
}

/** What a call is sent with. */
export interface CallOptions {
  /** Whoever asks; calls with the same signal are served in their order. */
  abortSignal?: AbortSignal
  /** For a call that is not aborted once it is sent: ends the wait for its turn. */
  turnSignal?: AbortSignal
  /** How long an answer may take, from when the call is sent. */
  limitMs?: number
}

const limited = ({ abortSignal, limitMs }: CallOptions): AbortSignal | undefined => {
  if (limitMs === undefined) return abortSignal
  const limit = AbortSignal.timeout(limitMs)
  return abortSignal ? AbortSignal.any([limit, abortSignal]) : limit
}

/** Where the SDK's requests go is decided here, once: into this process, or (undefined) out to AWS. */
export function inProcess(answer: Answer) {
  return {
    metadata: { handlerProtocol: 'http/1.1' },
    async handle(request: SdkRequest, options: CallOptions = {}) {
      const abortSignal = limited(options)
      abortSignal?.throwIfAborted()
      const { body, headers } = request
      const { status, ...reply } = await answer({
        target: headers['x-amz-target'] ?? '',
        headers,
        body: typeof body === 'string' || body instanceof Uint8Array ? body : '',
        closed: abortSignal,
      })
      return {
        response: {
          statusCode: status,
          headers: reply.headers,
          body: typeof reply.body === 'string' ? new TextEncoder().encode(reply.body) : reply.body,
        },
      }
    },
    updateHttpClientConfig() {},
    httpHandlerConfigs: () => ({}),
    destroy() {},
  }
}

// Live Tail streams from `stream-logs.…` at Amazon; an endpoint of another name has no second one.
const ownStreamHost = /^stream-(?!logs\b.*\.amazonaws\.)/

/** Takes the prefix of Amazon's streaming host away where there is no such host. */
function withoutPrefix(logs: CloudWatchLogsClient) {
  logs.middlewareStack.add(
    (next) => async (args) => {
      const request = args.request as { hostname: string }
      request.hostname = request.hostname.replace(ownStreamHost, '')
      return next(args)
    },
    { step: 'build', name: 'withoutStreamPrefix' },
  )
  return logs
}

interface Wire {
  request: unknown
}

type Client = CloudWatchLogsClient | CloudWatchClient

/** The two clients have the same stack and no type in common. */
const stackOf = ({ middlewareStack }: Client) =>
  middlewareStack as unknown as {
    add(middleware: unknown, options: { step: string; priority?: string }): void
    addRelativeTo(middleware: unknown, options: { relation: string; toMiddleware: string }): void
  }

/** Shows each request and answer to `tap`, below the SDK's own reading of them. */
function recordWith(client: Client, tap: NonNullable<Runtime['tap']>) {
  const middleware =
    (next: (args: Wire) => Promise<{ response: unknown }>) => async (args: Wire) => {
      const result = await next(args as never)
      const request = args.request as SdkRequest
      const response = result.response as SdkResponse
      // A stream has no end to wait for.
      if (response.headers?.['content-type'] === 'application/vnd.amazon.eventstream') return result
      const parts: Uint8Array[] = []
      if (response.body instanceof Uint8Array) parts.push(response.body)
      else for await (const part of response.body as AsyncIterable<Uint8Array>) parts.push(part)
      const body = Buffer.concat(parts)
      response.body = new Uint8Array(body)
      if (response.statusCode === 200) {
        const sent = Buffer.from((request.body ?? '') as string | Uint8Array).toString()
        tap(request.headers['x-amz-target'] ?? '', sent, body.toString())
      }
      return result
    }
  stackOf(client).add(middleware, { step: 'deserialize', priority: 'low' })
}

type Next<Args, Result> = (args: Args) => Promise<Result>
interface About {
  commandName?: string
}
const operationOf = ({ commandName = '' }: About) => commandName.replace(/Command$/, '')

/** Says of each error which IAM action was asked for: some services do not. */
function namingActions(client: Client, service: string) {
  const middleware = (next: Next<unknown, unknown>, about: About) => async (args: unknown) => {
    try {
      return await next(args)
    } catch (error) {
      const action = `${service}:${operationOf(about)}`
      throw error instanceof Error ? Object.assign(error, { action }) : error
    }
  }
  stackOf(client).add(middleware, { step: 'initialize' })
}

/** Writes down each call, and who asked for it. */
function countingCalls(client: Client) {
  const middleware = (next: Next<unknown, unknown>) => (args: unknown) => {
    spent({ calls: 1 })
    return next(args)
  }
  // Within the SDK's retries: each of them is a call.
  stackOf(client).addRelativeTo(middleware, { relation: 'after', toMiddleware: 'retryMiddleware' })
}

/** An answer without what CloudWatch always sends is none: an empty one would read as an all-clear. */
function refusingHalfAnswers(client: Client) {
  const middleware =
    (next: Next<unknown, { output: object }>, about: About) => async (args: unknown) => {
      const result = await next(args)
      if (lacking(operationOf(about), result.output)) throw failed('unusable-answer')
      return result
    }
  stackOf(client).add(middleware, { step: 'initialize' })
}

/** Makes the next call find its credentials anew once these have expired: somebody may have signed in again. */
function forgettingExpired(client: Client, forget: () => void) {
  const middleware = (next: Next<unknown, unknown>) => async (args: unknown) => {
    try {
      return await next(args)
    } catch (error) {
      if (isExpiry(error)) forget()
      throw error
    }
  }
  stackOf(client).add(middleware, { step: 'initialize' })
}

interface Handler {
  handle(request: SdkRequest, options?: CallOptions): Promise<unknown>
}

/** Sends each call, and each retry of the SDK, when it is its turn, and says what came of it. */
function throughSchedule(client: Client, { turnsOf }: Schedule) {
  const handler = client.config.requestHandler as unknown as Handler
  const send = handler.handle.bind(handler)
  handler.handle = async (request, options = {}) => {
    const operation = (request.headers['x-amz-target'] ?? '').split('.')[1] ?? ''
    const { abortSignal, turnSignal = abortSignal, limitMs: _, ...more } = options
    await turnsOf(operation).next(turnSignal, turnSignal)
    return send(request, { ...more, abortSignal: limited(options) })
  }
  const middleware = (next: Next<unknown, unknown>, about: About) => async (args: unknown) => {
    const turns = turnsOf(operationOf(about))
    try {
      const result = await next(args)
      turns.answered()
      return result
    } catch (error) {
      if (isThrottling(error)) turns.throttled()
      else if (isRefusal(error)) turns.answered()
      throw error
    }
  }
  // Within the SDK's retries, and outside of what reads the answer.
  stackOf(client).addRelativeTo(middleware, { relation: 'after', toMiddleware: 'retryMiddleware' })
}

/** Whether CloudWatch took the call, though it refused what was asked. */
const isRefusal = (error: unknown) => {
  const status = (error as { $metadata?: { httpStatusCode?: number } }).$metadata?.httpStatusCode
  return status !== undefined && status < 500
}

function makeClients({ answer, tap }: Runtime) {
  const local = answer && {
    requestHandler: inProcess(answer),
    region: 'local',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  }
  // The SDK reads files with credentials once a process, else.
  const base = local ?? { ignoreCache: true }
  const common = { ...base, eventStreamSerdeProvider: countingSerde }
  const made = {
    logs: withoutPrefix(new CloudWatchLogsClient(common)),
    // Each call is sent once. A StartQuery whose answer was lost may be running: a retry would be billed again.
    start: withoutPrefix(new CloudWatchLogsClient({ ...common, maxAttempts: 1 })),
    metrics: new CloudWatchClient(base),
  }
  // The SDK's logger is not used, and preparing for it walks through every row of an answer.
  for (const client of Object.values(made)) client.middlewareStack.removeByTag('LOGGER')
  for (const client of [made.logs, made.start]) namingActions(client, 'logs')
  namingActions(made.metrics, 'cloudwatch')
  const forget = () => {
    const current = runtime()
    if (current.clients === made) current.clients = undefined
  }
  const planned = schedule()
  for (const client of Object.values(made)) {
    refusingHalfAnswers(client)
    countingCalls(client)
    if (!answer) forgettingExpired(client, forget)
    if (planned) throughSchedule(client, planned)
    if (tap) recordWith(client, tap)
  }
  return made
}

/** When calls to the network are sent; null where this process answers itself. */
export function schedule(): Schedule | null {
  const current = runtime()
  if (current.answer) return null
  current.schedule ??= newSchedule(current.env)
  return current.schedule
}

export function clients() {
  const current = runtime()
  current.clients ??= makeClients(current)
  return current.clients
}

/** Options of a call whose answer may take `limitMs`, and that ends when the caller's signal aborts. */
export const within = (signal?: AbortSignal, limitMs = 20_000): CallOptions => ({
  abortSignal: signal,
  limitMs,
})

interface Page {
  NextToken?: string
  nextToken?: string
}

/** Reads page after page, each when the one before is taken; false when there are more than `maxPages`. */
export async function eachPage<Output extends Page>(
  read: (token: string | undefined) => Promise<Output>,
  take: (page: Output) => unknown,
  maxPages = 50,
): Promise<boolean> {
  let token: string | undefined
  for (let pages = 0; pages < maxPages; pages += 1) {
    const page = await read(token)
    await take(page)
    const next = page.NextToken ?? page.nextToken
    // A token that repeats would never end.
    if (!next || next === token) return true
    token = next
  }
  return false
}

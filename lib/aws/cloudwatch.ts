import { CloudWatchClient } from '@aws-sdk/client-cloudwatch'
import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs'
import { type Answer, type Runtime, runtime } from './runtime'
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

/** Where the SDK's requests go is decided here, once: into this process, or (undefined) out to AWS. */
export function inProcess(answer: Answer) {
  return {
    metadata: { handlerProtocol: 'http/1.1' },
    async handle(request: SdkRequest, { abortSignal }: { abortSignal?: AbortSignal } = {}) {
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

/** The two clients have the same stack and no type in common. */
const stackOf = ({ middlewareStack }: CloudWatchLogsClient | CloudWatchClient) =>
  middlewareStack as unknown as {
    add(middleware: unknown, options: { step: string; priority?: string }): void
  }

/** Shows each request and answer to `tap`, below the SDK's own reading of them. */
function recordWith(
  client: CloudWatchLogsClient | CloudWatchClient,
  tap: NonNullable<Runtime['tap']>,
) {
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

/** Says of each error which IAM action was asked for: some services do not. */
function namingActions(client: CloudWatchLogsClient | CloudWatchClient, service: string) {
  const middleware =
    (next: (args: unknown) => Promise<unknown>, { commandName = '' }: { commandName?: string }) =>
    async (args: unknown) => {
      try {
        return await next(args)
      } catch (error) {
        const action = `${service}:${commandName.replace(/Command$/, '')}`
        throw error instanceof Error ? Object.assign(error, { action }) : error
      }
    }
  stackOf(client).add(middleware, { step: 'initialize' })
}

function makeClients({ answer, tap }: Runtime) {
  const local = answer && {
    requestHandler: inProcess(answer),
    region: 'local',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  }
  const common = { ...local, eventStreamSerdeProvider: countingSerde }
  const made = {
    logs: withoutPrefix(new CloudWatchLogsClient(common)),
    // A StartQuery whose answer was lost may be running: a retry would be billed again.
    start: withoutPrefix(new CloudWatchLogsClient({ ...common, maxAttempts: 1 })),
    metrics: new CloudWatchClient({ ...local }),
  }
  // The SDK's logger is not used, and preparing for it walks through every row of an answer.
  for (const client of Object.values(made)) client.middlewareStack.removeByTag('LOGGER')
  for (const client of [made.logs, made.start]) namingActions(client, 'logs')
  namingActions(made.metrics, 'cloudwatch')
  if (tap) for (const client of Object.values(made)) recordWith(client, tap)
  return made
}

export function clients() {
  const current = runtime()
  current.clients ??= makeClients(current)
  return current.clients
}

/** Options of a call that ends after `limitMs`, or when the caller's signal aborts. */
export function within(signal?: AbortSignal, limitMs = 20_000): { abortSignal: AbortSignal } {
  const deadline = AbortSignal.timeout(limitMs)
  return { abortSignal: signal ? AbortSignal.any([deadline, signal]) : deadline }
}

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

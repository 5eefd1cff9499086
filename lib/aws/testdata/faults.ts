import type { Reply, Request } from '@/lib/local/api/answer'

/** A request as it came to the door. */
export interface Asked {
  operation: string
  input: Record<string, unknown>
  headers: Request['headers']
  /** 1 for the first of its operation since the plan began. */
  call: number
  /** Aborts when the caller disconnects. */
  closed: AbortSignal
}

/** What a faulty CloudWatch does with a request: passes it on to the engine, or not, or answers otherwise. */
export type Fault = (asked: Asked, pass: () => Promise<Reply>) => Promise<Reply>

const headers = { 'content-type': 'application/x-amz-json-1.1' }
const refusal = (type: string, message = 'from the test', status = 400, more = {}): Reply => ({
  status,
  headers: { ...headers, ...more },
  body: JSON.stringify({ __type: type, message }),
})
const json = (body: object): Reply => ({ status: 200, headers, body: JSON.stringify(body) })

/** Which of its calls a fault meets, counted from 1. */
type Calls = (call: number) => boolean
export const all: Calls = () => true
export const first =
  (calls: number): Calls =>
  (call) =>
    call <= calls

const on =
  (operation: string, calls: Calls, act: Fault): Fault =>
  (asked, pass) =>
    asked.operation === operation && calls(asked.call) ? act(asked, pass) : pass()

/** The body of an answer of the engine, which is no stream, otherwise. */
const changing =
  (change: (body: Record<string, unknown>) => object): Fault =>
  async (_, pass) => {
    const reply = await pass()
    return reply.status === 200 ? json(change(JSON.parse(String(reply.body)))) : reply
  }

export const refused = (operation: string, calls: Calls, type: string, status = 400): Fault =>
  on(operation, calls, async () => refusal(type, undefined, status))

export const throttled = (operation: string, calls: Calls): Fault =>
  on(operation, calls, async () => refusal('ThrottlingException', 'Rate exceeded'))

/** So many calls a second, throttled ones included. */
export function quota(operation: string, perSecond: number): Fault {
  let recent: number[] = []
  return on(operation, all, async (_, pass) => {
    const nowMs = performance.now()
    recent = [...recent.filter((ms) => ms > nowMs - 1_000), nowMs]
    return recent.length > perSecond ? refusal('ThrottlingException', 'Rate exceeded') : pass()
  })
}

/** Queries that have been started and have not ended, by what the door was told. */
interface Queries {
  running: ReadonlySet<string>
}

/** Each query takes so long, and so many run at once; `running` is for the test to look at. */
export function slowQueries(ms: number, limit = Number.POSITIVE_INFINITY): Fault & Queries {
  const running = new Set<string>()
  const endsMs = new Map<string, number>()
  const texts = new Map<string, unknown>()
  const fault: Fault = async ({ operation, input }, pass) => {
    const id = String(input.queryId)
    if (operation === 'DescribeQueries')
      return json({
        queries: [...running].map((queryId) => ({ queryId, queryString: texts.get(queryId) })),
      })
    if (operation === 'StartQuery') {
      if (running.size >= limit)
        return refusal(
          'LimitExceededException',
          `Account maximum query concurrency limit of [${limit}] reached.`,
        )
      const reply = await pass()
      const { queryId } = JSON.parse(String(reply.body)) as { queryId: string }
      running.add(queryId)
      endsMs.set(queryId, performance.now() + ms)
      texts.set(queryId, input.queryString)
      return reply
    }
    if (operation === 'StopQuery' && running.delete(id)) {
      await pass()
      // The engine's own query had ended long ago.
      return json({ success: true })
    }
    if (operation !== 'GetQueryResults') return pass()
    if (running.has(id) && performance.now() < (endsMs.get(id) ?? 0))
      return json({ status: 'Running', results: [], statistics: {} })
    running.delete(id)
    return pass()
  }
  return Object.assign(fault, { running })
}

/** Every query ends so. */
export const endsAs = (status: string): Fault =>
  on(
    'GetQueryResults',
    all,
    changing((body) => ({ ...body, status, results: [] })),
  )

/** Ends the connection without an answer; the engine has done what was asked. */
export const reset = (operation: string, calls: Calls): Fault =>
  on(operation, calls, async (_, pass) => {
    await pass()
    throw new Error('the connection is reset')
  })

/** Takes the request and never answers. */
export const hanging = (operation: string, calls: Calls): Fault =>
  on(
    operation,
    calls,
    ({ closed }) =>
      new Promise((_, reject) => closed.addEventListener('abort', () => reject(closed.reason))),
  )

/** Sends an answer in pieces with a pause between them; half of it, and then the connection ends. */
export const dripping = (operation: string, calls: Calls, { half = false } = {}): Fault =>
  on(operation, calls, async (_, pass) => {
    const { body, ...reply } = await pass()
    async function* pieces() {
      const bytes = Buffer.from(String(body))
      const middle = Math.floor(bytes.length / 2)
      yield bytes.subarray(0, middle)
      await new Promise((resolve) => setTimeout(resolve, 50))
      if (half) throw new Error('the connection ends')
      yield bytes.subarray(middle)
    }
    return { ...reply, body: pieces() }
  })

/** A proxy that answers 200 in place of CloudWatch. */
export const empty = (operation: string, body = ''): Fault =>
  on(operation, all, async () => ({ status: 200, headers, body }))

/** Requests with this access key are refused from now on. */
export const expired =
  (accessKey: string): Fault =>
  async ({ headers: { authorization } }, pass) =>
    String(authorization).includes(`Credential=${accessKey}/`)
      ? refusal('ExpiredTokenException', 'The security token included in the request is expired')
      : pass()

/** The engine does what was asked, and its answer is lost on a proxy that says 200. */
export const emptied = (operation: string): Fault =>
  on(operation, all, async (_, pass) => ({ ...(await pass()), body: '' }))

const inIso = (amzDate: string) =>
  amzDate.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z')

/** A server whose clock is ahead of this machine's, and that refuses requests of other times. */
export const clockAhead =
  (aheadMs: number): Fault =>
  async (asked, pass) => {
    const sentMs = Date.parse(inIso(String(asked.headers['x-amz-date'])))
    const nowMs = Date.now() + aheadMs
    const date = new Date(nowMs).toUTCString()
    if (Math.abs(nowMs - sentMs) < 5 * 60_000) {
      const reply = await pass()
      return { ...reply, headers: { ...reply.headers, date } }
    }
    return refusal('InvalidSignatureException', 'Signature expired', 400, { date })
  }

/** Only the newest part of the datapoints comes, and it is said so. */
export const partialData: Fault = on(
  'GetMetricData',
  all,
  changing(({ MetricDataResults = [], ...body }) => ({
    ...body,
    MetricDataResults: (MetricDataResults as object[]).map((one) => ({
      ...one,
      StatusCode: 'PartialData',
    })),
  })),
)

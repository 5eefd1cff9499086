import { describe, expect, test, vi } from 'vitest'
import type { FailureKind } from '@/lib/failure'
import { totals } from '@/lib/queries/totals'
import { defaultSite } from '@/lib/site'
import { Failed } from './failures'
import { type LogsQuery, queryLogs } from './logs'
import { readMetricData } from './metrics'
import { run } from './run'
import { runtime, setRuntime } from './runtime'
import { error, type Reply, scriptedAws } from './testdata/scripted-aws'

const aws = scriptedAws()

const window = { fromMs: 1_700_000_000_000, toMs: 1_700_000_900_000, binMs: 60_000 }
const started = () => ({ body: { queryId: 'q-1' } })
const running = () => ({ body: { status: 'Running', results: [] } })
const complete = () => ({ body: { status: 'Complete', results: [], statistics: {} } })

const query = (more: Partial<LogsQuery> = {}) =>
  queryLogs({
    text: 'stats count(*)',
    logGroup: 'apache/access',
    range: window,
    signal: new AbortController().signal,
    deadlineMs: 10_000,
    ...more,
  })
const failureOf = async (work: Promise<unknown>) => {
  const caught = await work.then(
    () => null,
    (problem: unknown) => problem,
  )
  if (!(caught instanceof Failed)) throw new Error(`not a Failed: ${caught}`)
  return caught.failure
}

describe('each way in which StartQuery fails has its sentence and its remedy', () => {
  const denied =
    'User: arn:aws:iam::123456789012:user/x is not authorized to perform: logs:StartQuery on resource: y'
  test.each<[string, Reply, FailureKind, RegExp]>([
    ['no permission', error('AccessDeniedException', denied), 'no-permission', /logs:StartQuery/],
    ['expired', error('ExpiredTokenException'), 'expired-credentials', /sso login/],
    ['unknown key', error('UnrecognizedClientException'), 'no-credentials', /AWS_PROFILE/],
    ['no such group', error('ResourceNotFoundException'), 'no-such-log-group', /LOG_GROUP/],
    ['malformed', error('MalformedQueryException', 'no such thing'), 'malformed-query', /Correct/],
    ['down', error('ServiceUnavailableException', '', 503), 'unreachable', /AWS_REGION/],
    ['an HTML error page', { status: 503, body: '<html>' }, 'unusable-answer', /proxies/],
    ['an HTML page', { body: '<html>sign in</html>' }, 'unusable-answer', /proxies/],
    ['an empty answer', { body: '' }, 'unusable-answer', /proxies/],
    ['cut off', { reset: true }, 'unreachable', /network/],
    [
      'a wrong clock',
      error('InvalidSignatureException', 'Signature expired: 20261127T190000Z is now earlier than'),
      'wrong-clock',
      /timedatectl/,
    ],
    [
      'an engine whose store has no room',
      error('StoreFailed', 'The store /a could not be written. Free some space there.', 500),
      'store-failed',
      /^Free some space there\.$/,
    ],
    ['something new', error('BrandNewException', 'what?'), 'failed', /Explore/],
  ])('%s', async (_, reply, kind, remedy) => {
    aws.script = { StartQuery: () => reply, DescribeQueries: () => ({ body: { queries: [] } }) }
    const failure = await failureOf(query())
    expect(failure).toMatchObject({ kind, remedy: expect.stringMatching(remedy) })
    expect(failure.message).not.toBe('')
    // What was refused for a reason that may be gone is sent once more; what may run is stopped first.
    const isTriedAgain =
      'reset' in reply || kind === 'expired-credentials' || kind === 'wrong-clock'
    expect(aws.count('StartQuery')).toBe(isTriedAgain ? 2 : 1)
  })

  test('a query that was started and is not known any more', async () => {
    aws.script = { StartQuery: started, GetQueryResults: () => error('ResourceNotFoundException') }
    expect(await failureOf(query())).toMatchObject({
      kind: 'lost-query',
      message: expect.stringContaining('no longer knows this query'),
    })
  })

  test('an action is named that the service did not name', async () => {
    aws.script = { StartQuery: started, GetQueryResults: () => error('AccessDeniedException') }
    expect(await failureOf(query())).toMatchObject({
      kind: 'no-permission',
      message: 'These credentials may not call logs:GetQueryResults.',
    })
  })

  test('no credentials at all', async () => {
    for (const name of ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_PROFILE'])
      vi.stubEnv(name, '')
    for (const [name, value] of Object.entries({
      AWS_EC2_METADATA_DISABLED: 'true',
      AWS_SHARED_CREDENTIALS_FILE: '/nonexistent',
      AWS_CONFIG_FILE: '/nonexistent',
    })) {
      vi.stubEnv(name, value)
    }
    expect(await failureOf(query())).toMatchObject({ kind: 'no-credentials' })
  })

  test.each<[string, FailureKind]>([
    ['ThrottlingException', 'throttled'],
    ['LimitExceededException', 'too-many-queries'],
  ])('%s is waited out, until the deadline', async (type, kind) => {
    aws.script = { StartQuery: () => error(type) }
    expect(await failureOf(query({ deadlineMs: 1_200 }))).toMatchObject({ kind })
    expect(aws.count('StartQuery')).toBeGreaterThan(1)

    aws.calls = []
    aws.script = {
      StartQuery: (_, call) => (call < 2 ? error(type) : started()),
      GetQueryResults: complete,
    }
    await expect(query()).resolves.toMatchObject({ rows: [] })
  })
})

describe('how a query ends', () => {
  test.each<[string, FailureKind]>([
    ['Failed', 'failed'],
    ['Cancelled', 'cancelled'],
    ['Timeout', 'timed-out'],
    ['Unknown', 'failed'],
  ])('%s', async (status, kind) => {
    aws.script = {
      StartQuery: started,
      GetQueryResults: (_, call) => (call < 2 ? running() : { body: { status, results: [] } }),
      StopQuery: () => error('InvalidParameterException', 'it has ended'),
    }
    expect(await failureOf(query())).toMatchObject({ kind })
  })

  test('Failed, where the engine says that its store has no room', async () => {
    aws.script = {
      StartQuery: started,
      GetQueryResults: () => ({ body: { status: 'Failed', results: [] } }),
      StopQuery: () => error('InvalidParameterException', 'it has ended'),
    }
    const problem = 'The store /a could not be written. Free some space there: it opens by itself.'
    const localEngine = { queryProblem: (id: string) => (id === 'q-1' ? problem : null) } as never
    setRuntime({ ...runtime(), localEngine })
    expect(await failureOf(query())).toEqual({
      kind: 'store-failed',
      message: 'The store /a could not be written.',
      remedy: 'Free some space there: it opens by itself.',
    })
  })

  test('Complete, in pages beyond the 10,000 rows of one', async () => {
    const rows = (n: number) =>
      Array.from({ length: n }, (_, at) => [{ field: 'n', value: `${at}` }])
    const pages: Record<string, unknown> = {
      first: { results: rows(10_000), nextToken: 'second' },
      second: { results: rows(10_000), nextToken: 'third' },
      third: { results: rows(5_000) },
    }
    aws.script = {
      StartQuery: started,
      GetQueryResults: ({ nextToken = 'first' }) => ({
        body: {
          status: 'Complete',
          statistics: { bytesScanned: 9 },
          ...(pages[nextToken] as object),
        },
      }),
    }
    const { rows: all, bytesScanned } = await query()
    expect(all).toHaveLength(25_000)
    expect(bytesScanned).toBe(9)
  })

  test('a throttled or interrupted poll does not fail the query', async () => {
    aws.script = {
      StartQuery: started,
      GetQueryResults: (_, call) =>
        call === 1 ? error('ThrottlingException') : call === 2 ? { reset: true } : complete(),
    }
    await expect(query()).resolves.toMatchObject({ status: 'Complete' })
    expect(aws.count('StartQuery')).toBe(1)
  })

  test('while it runs: first that it has started, then what there is so far', async () => {
    const statistics = (n: number) => ({ recordsScanned: n, bytesScanned: n * 100 })
    aws.script = {
      StartQuery: started,
      GetQueryResults: (_, call) => ({
        body: {
          status: call < 3 ? 'Running' : 'Complete',
          statistics: statistics(call * 10),
          results: [[{ field: 'n', value: `${call}` }]],
        },
      }),
    }
    const reported: unknown[] = []
    await query({ onProgress: (partial) => reported.push(partial) })
    expect(reported).toMatchObject([
      { status: 'Scheduled', rows: [], bytesScanned: 0 },
      { status: 'Running', rows: [{ n: '1' }], bytesScanned: 1_000, recordsScanned: 10 },
      { status: 'Running', rows: [{ n: '2' }], bytesScanned: 2_000, recordsScanned: 20 },
    ])
  })

  test('rows beyond the limit are not fetched', async () => {
    const results = Array.from({ length: 10_000 }, () => [{ field: 'n', value: '1' }])
    aws.script = {
      StartQuery: started,
      GetQueryResults: () => ({ body: { status: 'Complete', results, nextToken: 'more' } }),
    }
    await expect(query({ maxRows: 10_000 })).resolves.toMatchObject({
      rows: { length: 10_000 },
    })
    expect(aws.count('GetQueryResults')).toBe(1)
  })

  test('the range is sent in whole seconds, both inclusive', async () => {
    aws.script = { StartQuery: started, GetQueryResults: complete }
    await query()
    expect(aws.calls[0]?.input).toMatchObject({ startTime: 1_700_000_000, endTime: 1_700_000_899 })
  })
})

describe('a query that no one waits for is stopped', () => {
  const stops = () => aws.calls.filter(({ operation }) => operation === 'StopQuery')
  const never = {
    StartQuery: started,
    GetQueryResults: running,
    StopQuery: () => ({ body: { success: true } }),
  }

  test('the deadline stops the query', async () => {
    aws.script = never
    expect(await failureOf(query({ deadlineMs: 700 }))).toMatchObject({ kind: 'timed-out' })
    expect(stops().map(({ input }) => input.queryId)).toEqual(['q-1'])
  })

  test('a viewer who leaves while it starts: its id is waited for, then it is stopped', async () => {
    aws.script = { ...never, StartQuery: () => ({ ...started(), afterMs: 300 }) }
    const leaving = new AbortController()
    setTimeout(() => leaving.abort(), 50)
    expect(await failureOf(query({ signal: leaving.signal }))).toMatchObject({
      kind: 'cancelled',
    })
    expect(stops()).toHaveLength(1)
  })

  test('two viewers share one query, and the last one to leave stops it', async () => {
    aws.script = never
    const [first, second] = [new AbortController(), new AbortController()]
    const view = { range: '15m' as const }
    const context = { view, window, site: defaultSite }
    const readings = [first, second].map(({ signal }) => run(totals, context, signal).catch(String))
    await vi.waitFor(() => expect(aws.count('GetQueryResults')).toBeGreaterThan(0))
    first.abort()
    await readings[0]
    await new Promise((resolve) => setTimeout(resolve, 150))
    expect(stops()).toHaveLength(0)
    second.abort()
    await vi.waitFor(() => expect(stops()).toHaveLength(1))
    expect(aws.count('StartQuery')).toBe(1)
  })

  test('a start whose answer was lost is found by its mark, and stopped', async () => {
    let text = ''
    aws.script = {
      StartQuery: ({ queryString = '' }) => {
        text = queryString
        return { reset: true }
      },
      DescribeQueries: () => ({
        body: {
          queries: [
            { queryId: 'not-ours', queryString: 'fields @message' },
            { queryId: 'lost', queryString: text },
          ],
        },
      }),
      StopQuery: () => ({ body: { success: true } }),
    }
    expect(await failureOf(query())).toMatchObject({ kind: 'unreachable' })
    expect(text).toMatch(/# cafewatch:[\w-]+$/)
    expect(stops().map(({ input }) => input.queryId)).toEqual(['lost', 'lost'])
  })
})

describe('metrics', () => {
  const minute = (n: number) => 1_700_000_040 + n * 60

  test('pages of one metric are merged, and incomplete data is reported', async () => {
    aws.script = {
      GetMetricData: ({ NextToken }) => ({
        body: NextToken
          ? {
              MetricDataResults: [
                { Id: 'm', Timestamps: [minute(1)], Values: [7], StatusCode: 'Complete' },
                { Id: 'n', StatusCode: 'InternalError' },
              ],
            }
          : {
              NextToken: 'more',
              MetricDataResults: [
                { Id: 'm', Timestamps: [minute(0)], Values: [5], StatusCode: 'PartialData' },
              ],
            },
      }),
    }
    const series = await readMetricData([{ Id: 'm' }, { Id: 'n' }], 0, 1)
    expect(series.get('m')).toEqual({
      id: 'm',
      points: [
        { atMs: minute(0) * 1000, value: 5 },
        { atMs: minute(1) * 1000, value: 7 },
      ],
      note: undefined,
    })
    expect(series.get('n')?.note).toMatch(/could not read/)
  })

  test('an answer without a metric that was asked for is no answer', async () => {
    const MetricDataResults = [{ Id: 'm', Timestamps: [], Values: [], StatusCode: 'Complete' }]
    aws.script = { GetMetricData: () => ({ body: { MetricDataResults } }) }
    const asked = readMetricData([{ Id: 'm' }, { Id: 'n' }], 0, 1)
    expect(await failureOf(asked)).toMatchObject({ kind: 'unusable-answer' })
    // What is only calculated with is not answered, and a search may find nothing.
    const other = [
      { Id: 'n', ReturnData: false },
      { Id: 's', Expression: "SEARCH('x', 'Sum')" },
    ]
    expect((await readMetricData([{ Id: 'm' }, ...other], 0, 1)).get('m')?.points).toEqual([])
  })

  test('a series that ends with PartialData is marked as incomplete', async () => {
    aws.script = {
      GetMetricData: () => ({
        body: {
          MetricDataResults: [
            { Id: 'm', Timestamps: [minute(0)], Values: [5], StatusCode: 'PartialData' },
          ],
        },
      }),
    }
    const series = await readMetricData([{ Id: 'm' }], 0, 1)
    expect(series.get('m')?.note).toMatch(/only part/)
  })
})

import {
  DescribeQueriesCommand,
  GetQueryResultsCommand,
  ListLogGroupsForQueryCommand,
  StopQueryCommand,
} from '@aws-sdk/client-cloudwatch-logs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { group, nowMs, openEngine, plain, targets } from './testdata/open-engine'

const line = (status: string, request = '/cafe/menu.php') => JSON.stringify({ request, status })

describe.each(targets)('queries, %s', (where) => {
  let here: Awaited<ReturnType<typeof openEngine>>
  beforeAll(async () => {
    here = await openEngine(where)
    await here.put([line('200', '/cafe'), line('500'), line('500'), line('404', '/x')])
    await here.put([line('200')], { to: 'other/access' })
  })
  afterAll(() => here.close())

  test('rows, statistics, and the pointer last', async () => {
    const counted = await here.ask('stats count(*) as n by status | sort n desc, status asc')
    expect(plain(counted.results)).toEqual([
      { status: '500', n: '2' },
      { status: '200', n: '1' },
      { status: '404', n: '1' },
    ])
    expect(counted.statistics).toMatchObject({
      recordsScanned: 4,
      recordsMatched: 4,
      bytesScanned: 4 * line('200').length - 9 - 12,
      logGroupsScanned: 1,
      resultCount: 3,
    })
    const found = await here.ask('fields request | filter status = 500')
    expect(found.statistics).toMatchObject({ recordsScanned: 4, recordsMatched: 2 })
    expect(found.results?.[0]?.map(({ field }) => field)).toEqual(['request', '@ptr'])
  })

  test('several log groups: by names and by ARNs', async () => {
    const logGroupNames = [group, 'other/access']
    const both = { logGroupName: undefined, logGroupNames }
    const { queryId, statistics } = await here.ask('fields @message', both)
    expect(statistics).toMatchObject({ recordsScanned: 5, logGroupsScanned: 2 })
    const { logGroupIdentifiers } = await here.logs.send(
      new ListLogGroupsForQueryCommand({ queryId }),
    )
    expect(logGroupIdentifiers).toEqual(logGroupNames)
    const arn = 'arn:aws:logs:local:000000000000:log-group:other/access'
    const one = { logGroupName: undefined, logGroupIdentifiers: [arn] }
    expect((await here.ask('fields @message', one)).statistics?.recordsScanned).toBe(1)
    await expect(here.ask('fields @message', { logGroupNames })).rejects.toThrow(/Only one of/)
  })

  test('log groups that the query names itself: by SOURCE, and in a subquery', async () => {
    const none = { logGroupName: undefined }
    const counted = 'stats count(*) as n'
    const source = await here.ask(
      `SOURCE logGroups(namePrefix: ['other', 'apa']) | ${counted}`,
      none,
    )
    expect(plain(source.results)).toEqual([{ n: '5' }])
    expect(source.statistics).toMatchObject({ recordsScanned: 5, logGroupsScanned: 2 })
    const inner = "SOURCE 'other/access' | fields request"
    const within = await here.ask(`filter request in (${inner}) | ${counted}`)
    expect(plain(within.results)).toEqual([{ n: '2' }])
    expect(within.statistics?.logGroupsScanned).toBe(2)
    const { logGroupIdentifiers } = await here.logs.send(
      new ListLogGroupsForQueryCommand({ queryId: within.queryId }),
    )
    expect(logGroupIdentifiers).toEqual([group, 'other/access'])
    await expect(
      here.start(`SOURCE logGroups(namePrefix: ['no']) | ${counted}`, none),
    ).rejects.toThrow()
  })

  test.each([
    [{ queryString: 'fields nosuch(@message)' }, 'MalformedQueryException', /nosuch/],
    [{ logGroupName: 'nosuch' }, 'ResourceNotFoundException', /does not exist/],
    [{ startTime: nowMs - 1000, endTime: nowMs }, 'InvalidParameterException', /epoch seconds/],
    [{ startTime: 200, endTime: 100 }, 'InvalidParameterException', /before start time/],
    [{ limit: 0 }, 'InvalidParameterException', /'limit' failed to satisfy constraint/],
    [{ limit: 'ten' }, 'InvalidParameterException', /'limit' failed to satisfy constraint/],
    [{ queryString: 'x'.repeat(10_001) }, 'InvalidParameterException', /length less than/],
    [{ queryString: { not: 'text' } }, 'InvalidParameterException', /'queryString'/],
    [{ queryLanguage: 'SQL' }, 'InvalidParameterException', /Logs Insights QL/],
    [{ logGroupName: undefined }, 'InvalidParameterException', /begins with SOURCE/],
    [
      { logGroupName: undefined, queryString: 'SOURCE "nosuch" | fields a' },
      'MalformedQueryException',
      /no log group nosuch/,
    ],
  ])('%j is refused at once, in AWS’s shape', async (wrong, name, message) => {
    await expect(here.start('fields @message', wrong)).rejects.toMatchObject({
      name,
      message: expect.stringMatching(message),
    })
  })

  test('a syntax error has its position', async () => {
    await expect(here.start('fields nosuch(@message)')).rejects.toMatchObject({
      queryCompileError: { location: { startCharOffset: 7 } },
    })
  })

  test('pages of results; a token that is not ours is refused', async () => {
    const { queryId, results } = await here.ask('fields request', { limit: 3 })
    expect(results).toHaveLength(3)
    const page = (nextToken?: string) =>
      here.logs.send(new GetQueryResultsCommand({ queryId, maxItems: 2, nextToken }))
    const first = await page()
    expect(first.results).toHaveLength(2)
    const second = await page(first.nextToken)
    expect(second.results).toEqual(results?.slice(2))
    expect(second.nextToken).toBeUndefined()
    await expect(page('nonsense')).rejects.toThrow('The specified nextToken is invalid.')
    await expect(here.logs.send(new GetQueryResultsCommand({ queryId: '' }))).rejects.toMatchObject(
      { name: 'InvalidParameterException' },
    )
    const unknown = new GetQueryResultsCommand({ queryId: 'nosuch' })
    await expect(here.logs.send(unknown)).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
    })
  })

  test('an ended query cannot be stopped, and is described with its bytes and duration', async () => {
    const { queryId, statistics } = await here.ask('fields @message')
    await expect(here.logs.send(new StopQueryCommand({ queryId }))).rejects.toMatchObject({
      name: 'InvalidParameterException',
      message: expect.stringContaining('not running'),
    })
    const { queries } = await here.logs.send(
      new DescribeQueriesCommand({ logGroupName: group, status: 'Complete' }),
    )
    expect(queries?.[0]).toMatchObject({
      queryId,
      status: 'Complete',
      queryDuration: 0,
      bytesScanned: statistics?.bytesScanned,
    })
  })
})

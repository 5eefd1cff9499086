import {
  DescribeLogStreamsCommand,
  FilterLogEventsCommand,
  GetLogEventsCommand,
  GetLogRecordCommand,
  PutLogEventsCommand,
  PutRetentionPolicyCommand,
} from '@aws-sdk/client-cloudwatch-logs'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { dayMs, hourMs } from '@/lib/time'
import { group, nowMs, openEngine, targets } from './testdata/open-engine'

const stream = { logGroupName: group, logStreamName: 'web-1' }
const event = (status: string, request = '/cafe/menu.php') => JSON.stringify({ request, status })

describe.each(targets)('log events, %s', (where) => {
  let here: Awaited<ReturnType<typeof openEngine>>
  beforeAll(async () => {
    here = await openEngine(where)
    await here.put([event('200'), event('500'), event('500'), event('404', '/x')])
  })
  afterAll(() => here.close())

  const put = (logEvents: { timestamp: number; message: string }[], more = {}) =>
    here.logs.send(new PutLogEventsCommand({ ...stream, logEvents, ...more }))
  const at = (timestamp: number, message = 'x') => ({ timestamp, message })

  test.each([
    ['disorder', [at(2), at(1)], {}, 'InvalidParameterException', /chronological order/],
    ['over 24 hours', [at(0), at(dayMs + 1)], {}, 'InvalidParameterException', /24 hours/],
    ['over a megabyte', [at(1, 'x'.repeat(1 << 20))], {}, 'InvalidParameterException', /too large/],
    ['no event', [], {}, 'InvalidParameterException', /'logEvents' failed/],
    [
      'no message',
      [at(1, '')],
      {},
      'InvalidParameterException',
      /'logEvents.1.member.message' failed/,
    ],
    ['no such stream', [at(1)], { logStreamName: 'no' }, 'ResourceNotFoundException', /stream/],
    ['no such group', [at(1)], { logGroupName: 'no' }, 'ResourceNotFoundException', /group/],
  ])('%s is refused', async (_, logEvents, more, name, message) => {
    await expect(put(logEvents, more)).rejects.toMatchObject({
      name,
      message: expect.stringMatching(message),
    })
  })

  test('by pattern, newest first, and page by page', async () => {
    const filter = (more: object) =>
      here.logs.send(new FilterLogEventsCommand({ logGroupName: group, ...more }))
    const filtered = await filter({ filterPattern: '{ $.status = "500" }' })
    expect(filtered.events).toHaveLength(2)
    expect(filtered.searchedLogStreams).toEqual([])
    const newest = await filter({ startFromHead: false, limit: 1 })
    expect(newest.events?.[0]?.timestamp).toBe(nowMs - 60_000 + 3)
    await expect(filter({ filterPattern: '{ $.a = ' })).rejects.toThrow(/filter pattern/)

    const get = (more: object) => here.logs.send(new GetLogEventsCommand({ ...stream, ...more }))
    const head = await get({ startFromHead: true, limit: 3 })
    expect(head.events).toHaveLength(3)
    const next = await get({ nextToken: head.nextForwardToken })
    expect(next.events).toHaveLength(1)
    const end = await get({ nextToken: next.nextForwardToken })
    expect(end.events).toHaveLength(0)
    expect(end.nextForwardToken).toBe(next.nextForwardToken)
  })

  test.each([
    ['web', 4],
    ['no', 0],
  ])('of the streams that begin with %s: %d', async (logStreamNamePrefix, count) => {
    for (const filterPattern of ['', 'cafe', '{ $.status = * }'])
      for (const startFromHead of [true, false]) {
        const { events, nextToken } = await here.logs.send(
          new FilterLogEventsCommand({
            logGroupName: group,
            logStreamNamePrefix,
            filterPattern,
            startFromHead,
          }),
        )
        expect(events).toHaveLength(count - (count > 0 && filterPattern === 'cafe' ? 1 : 0))
        expect(nextToken).toBeUndefined()
      }
  })

  const both = { logGroupName: group, logGroupIdentifier: group }
  test.each([
    ['GetLogEvents', both, 'InvalidParameterException', /Exactly one/],
    ['GetLogEvents', {}, 'InvalidParameterException', /Exactly one/],
    ['GetLogEvents', { logGroupName: 'no' }, 'ResourceNotFoundException', /group/],
    ['DescribeLogStreams', both, 'InvalidParameterException', /Exactly one/],
    ['DescribeLogStreams', {}, 'InvalidParameterException', /Exactly one/],
    ['FilterLogEvents', both, 'InvalidParameterException', /Exactly one/],
    ['FilterLogEvents', {}, 'InvalidParameterException', /Exactly one/],
    [
      'FilterLogEvents',
      { logGroupName: group, logStreamNames: ['web-1', 'no'] },
      'ResourceNotFoundException',
      /The specified log stream does not exist/,
    ],
  ])('%s of %j: %s', async (operation, request, name, message) => {
    const ask = () => {
      if (operation === 'FilterLogEvents')
        return here.logs.send(new FilterLogEventsCommand(request))
      if (operation === 'DescribeLogStreams')
        return here.logs.send(new DescribeLogStreamsCommand(request))
      return here.logs.send(new GetLogEventsCommand({ logStreamName: 'web-1', ...request }))
    }
    await expect(ask()).rejects.toMatchObject({ name, message: expect.stringMatching(message) })
  })

  test('a page ends after a megabyte', async () => {
    const to = 'large/access'
    const kept = [400_000, 600_000, 1, 1_048_550, 999_999, 1, 1]
    for (const [at, length] of kept.entries())
      await here.put(['x'.repeat(length)], { to, atMs: nowMs - 10 + at })
    const onward = [[400_000, 600_000], [1], [1_048_550], [999_999, 1], [1]]
    const back = [[1, 1], [999_999], [1_048_550], [600_000, 1], [400_000]]
    const lengths = ({ events = [] }: { events?: { message?: string }[] }) =>
      events.map(({ message }) => message?.length)

    const filtered = []
    for (let nextToken: string | undefined; filtered.length === 0 || nextToken; ) {
      const page = await here.logs.send(
        new FilterLogEventsCommand({ logGroupName: to, nextToken, filterPattern: 'x' }),
      )
      filtered.push(lengths(page))
      nextToken = page.nextToken
    }
    expect(filtered).toEqual(onward)

    const get = (more: object) =>
      here.logs.send(new GetLogEventsCommand({ logGroupName: to, logStreamName: 'web-1', ...more }))
    for (const startFromHead of [true, false]) {
      const got = []
      for (let nextToken: string | undefined; ; ) {
        const page = await get({ startFromHead, nextToken })
        if (page.events?.length === 0) break
        got.push(lengths(page))
        nextToken = startFromHead ? page.nextForwardToken : page.nextBackwardToken
      }
      expect(got).toEqual(startFromHead ? onward : back)
    }
  })

  test('an entity gives its attributes to the events as fields', async () => {
    const entity = {
      keyAttributes: { Type: 'Service', Name: 'shop', Environment: 'test' },
      attributes: { Team: 'web' },
    }
    const owned = { entity, sequenceToken: 'of before', logStreamName: 'owned' }
    await here.put(['bare'], { stream: 'owned' })
    const put = await here.logs.send(
      new PutLogEventsCommand({
        ...stream,
        ...owned,
        logEvents: [at(nowMs - 2, '{"a":1}'), at(nowMs - 1, 'plain')],
      }),
    )
    expect(put.rejectedEntityInfo).toBeUndefined()
    const { results } = await here.ask(
      'filter @entity.KeyAttributes.Name = "shop" | stats count(*), count(a) by @entity.Attributes.Team, @entity.KeyAttributes.Type',
    )
    expect(results?.map((row) => row.map(({ value }) => value))).toEqual([
      ['web', 'Service', '2', '1'],
    ])
  })

  test.each<[entity: object, errorType: string]>([
    [{}, 'InvalidEntity'],
    [{ keyAttributes: { Type: 'Service', Name: 'n'.repeat(513) } }, 'InvalidKeyAttributes'],
    [{ keyAttributes: { Type: 'Shop', Name: 'n' } }, 'InvalidTypeValue'],
    [{ keyAttributes: { Type: 'Resource', Identifier: 'n' } }, 'MissingRequiredFields'],
    [
      { keyAttributes: { Type: 'Service', Name: 'n' }, attributes: { '': 'x' } },
      'InvalidAttributes',
    ],
  ])('the entity %j is rejected, and its events are not', async (entity, errorType) => {
    const message = JSON.stringify({ rejected: errorType })
    const { rejectedEntityInfo } = await put([at(nowMs, message)], { entity })
    expect(rejectedEntityInfo).toEqual({ errorType })
    const { results } = await here.ask(`filter rejected = "${errorType}" | display rejected`)
    expect(results).toHaveLength(1)
  })

  test('one event with all its fields, by the pointer of a result', async () => {
    const { results } = await here.ask('fields status | filter status = 404')
    const logRecordPointer = results?.[0]?.find(({ field }) => field === '@ptr')?.value
    const { logRecord } = await here.logs.send(new GetLogRecordCommand({ logRecordPointer }))
    expect(logRecord).toEqual({
      '@timestamp': '2026-11-24 11:59:30.003',
      '@ingestionTime': '2026-11-24 12:00:30.000',
      '@log': `000000000000:${group}`,
      '@logStream': 'web-1',
      '@message': event('404', '/x'),
      '@ptr': logRecordPointer,
      request: '/x',
      status: '404',
    })
    const pointer = (text: string) => Buffer.from(text).toString('base64url')
    const read = (text: string) =>
      here.logs.send(new GetLogRecordCommand({ logRecordPointer: pointer(text) }))
    await expect(read(`000000000000:${group} 99`)).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
    })
    await expect(read("000000000000:x' OR 1=1")).rejects.toThrow(/logRecordPointer is invalid/)
  })
})

describe('rejections', () => {
  let here: Awaited<ReturnType<typeof openEngine>>
  afterEach(() => here.close())

  test.each([
    ['off', 7, [-20 * dayMs, -19.5 * dayMs], 2, undefined],
    ['on', 30, [-14 * dayMs - 1, -14 * dayMs + 1], 1, { tooOldLogEventEndIndex: 1 }],
    ['on', 7, [0, 2 * hourMs, 2 * hourMs + 1], 2, { tooNewLogEventStartIndex: 2 }],
    ['on', 7, [-8 * dayMs, -7.5 * dayMs, -7 * dayMs], 1, { expiredLogEventEndIndex: 2 }],
    ['on', 7, [-20 * dayMs], 0, { tooOldLogEventEndIndex: 1, expiredLogEventEndIndex: 1 }],
  ])(
    '%s, stored for %d days: events at %j ms from now',
    async (setting, retentionInDays, ages, accepted, info) => {
      here = await openEngine('in process', { rejectOldEvents: setting === 'on' })
      await here.put(['made'])
      await here.logs.send(new PutRetentionPolicyCommand({ logGroupName: group, retentionInDays }))
      const { rejectedLogEventsInfo } = await here.logs.send(
        new PutLogEventsCommand({
          ...stream,
          logEvents: ages.map((ms) => ({ timestamp: nowMs + ms, message: 'aged' })),
        }),
      )
      expect(rejectedLogEventsInfo).toEqual(info)
      const { events } = await here.logs.send(
        new FilterLogEventsCommand({ logGroupName: group, filterPattern: 'aged' }),
      )
      expect(events).toHaveLength(accepted)
    },
  )
})

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  CreateLogGroupCommand,
  CreateLogStreamCommand,
  DeleteLogGroupCommand,
  DeleteLogStreamCommand,
  DeleteRetentionPolicyCommand,
  DescribeLogGroupsCommand,
  DescribeLogStreamsCommand,
  DescribeMetricFiltersCommand,
  FilterLogEventsCommand,
  GetLogEventsCommand,
  GetLogGroupFieldsCommand,
  ListLogGroupsCommand,
  ListTagsForResourceCommand,
  PutLogGroupDeletionProtectionCommand,
  PutMetricFilterCommand,
  PutRetentionPolicyCommand,
  StartQueryCommand,
  TagResourceCommand,
  UntagResourceCommand,
} from '@aws-sdk/client-cloudwatch-logs'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { group, nowMs, openEngine, targets } from './testdata/open-engine'

describe.each(targets)('log groups, %s', (where) => {
  let here: Awaited<ReturnType<typeof openEngine>>
  beforeEach(async () => {
    here = await openEngine(where)
  })
  afterEach(() => here.close())

  const describeGroups = async (more = {}) =>
    (await here.logs.send(new DescribeLogGroupsCommand(more))).logGroups
  const one = { logGroupName: group }
  const arn = `arn:aws:logs:eu-central-1:123456789012:log-group:${group}`

  test('groups and streams are made once and described', async () => {
    await here.logs.send(new CreateLogGroupCommand({ ...one, tags: { team: 'web' } }))
    await expect(here.logs.send(new CreateLogGroupCommand(one))).rejects.toMatchObject({
      name: 'ResourceAlreadyExistsException',
    })
    await here.put(['one', 'two'])
    await here.logs.send(new CreateLogStreamCommand({ ...one, logStreamName: 'web-2' }))
    expect(await describeGroups({ logGroupNamePrefix: 'apache' })).toMatchObject([
      { logGroupName: group, arn: expect.stringMatching(/:\*$/), storedBytes: 6 },
    ])
    const { logStreams } = await here.logs.send(
      new DescribeLogStreamsCommand({ ...one, orderBy: 'LastEventTime', descending: true }),
    )
    expect(logStreams).toMatchObject([
      { logStreamName: 'web-1', lastEventTimestamp: nowMs - 59_999 },
      { logStreamName: 'web-2' },
    ])
    await expect(
      here.logs.send(new CreateLogGroupCommand({ logGroupName: 'a b' })),
    ).rejects.toThrow(/'logGroupName' failed to satisfy constraint/)
  })

  test('groups are chosen by their class, or by their names', async () => {
    for (const logGroupName of ['a', 'b'])
      await here.logs.send(new CreateLogGroupCommand({ logGroupName }))
    const found = async (more: object) =>
      (await describeGroups(more))?.map(({ logGroupName }) => logGroupName)
    expect(await found({ logGroupClass: 'STANDARD' })).toEqual(expect.arrayContaining(['a', 'b']))
    expect(await found({ logGroupClass: 'INFREQUENT_ACCESS' })).toEqual([])
    expect(await found({ logGroupIdentifiers: ['b', 'nosuch'] })).toEqual(['b'])
    for (const more of [{ logGroupNamePrefix: 'a' }, { logGroupClass: 'STANDARD' }])
      await expect(found({ logGroupIdentifiers: ['a'], ...more })).rejects.toThrow(
        'logGroupIdentifiers goes without',
      )
    const wrong = { logGroupClass: 'FOO' as 'STANDARD' }
    const message = "'logGroupClass' failed to satisfy constraint: Member must satisfy enum value"
    await expect(found(wrong)).rejects.toThrow(message)
    const create = new CreateLogGroupCommand({ logGroupName: 'new', ...wrong })
    await expect(here.logs.send(create)).rejects.toThrow(message)
  })

  test.each<[name: string, command: (identifier: string) => object]>([
    ['DescribeLogGroups', (id) => new DescribeLogGroupsCommand({ logGroupIdentifiers: [id] })],
    ['DescribeLogStreams', (id) => new DescribeLogStreamsCommand({ logGroupIdentifier: id })],
    ['FilterLogEvents', (id) => new FilterLogEventsCommand({ logGroupIdentifier: id })],
    [
      'GetLogEvents',
      (id) => new GetLogEventsCommand({ logGroupIdentifier: id, logStreamName: 'web-1' }),
    ],
    ['GetLogGroupFields', (id) => new GetLogGroupFieldsCommand({ logGroupIdentifier: id })],
    [
      'PutLogGroupDeletionProtection',
      (id) =>
        new PutLogGroupDeletionProtectionCommand({
          logGroupIdentifier: id,
          deletionProtectionEnabled: false,
        }),
    ],
    [
      'StartQuery',
      (id) =>
        new StartQueryCommand({
          logGroupIdentifiers: [id],
          queryString: 'fields a',
          startTime: 0,
          endTime: 1,
        }),
    ],
    ['ListTagsForResource', (id) => new ListTagsForResourceCommand({ resourceArn: id })],
    ['TagResource', (id) => new TagResourceCommand({ resourceArn: id, tags: { a: 'b' } })],
    ['UntagResource', (id) => new UntagResourceCommand({ resourceArn: id, tagKeys: ['a'] })],
  ])('%s takes an ARN without the star at its end', async (_, command) => {
    await here.put(['one'])
    const send = (identifier: string) => here.logs.send(command(identifier) as never)
    await send(arn)
    await expect(send(`${arn}:*`)).rejects.toMatchObject({
      name: 'InvalidParameterException',
      message: expect.stringContaining(`Value '${arn}:*' at '`),
    })
    await expect(send(`${arn}-none`))
      .resolves.toMatchObject({ logGroups: [] })
      .catch(() =>
        expect(send(`${arn}-none`)).rejects.toMatchObject({ name: 'ResourceNotFoundException' }),
      )
  })

  test.each<[object, message: RegExp]>([
    [{ accountIdentifiers: ['12345678901'] }, /'accountIdentifiers.1.member' failed/],
    [{ accountIdentifiers: ['12345678901x'] }, /\^\\d\{12\}\$/],
    [{ accountIdentifiers: Array(21).fill('123456789012') }, /'accountIdentifiers' failed/],
    [{ includeLinkedAccounts: 'yes' }, /'includeLinkedAccounts' failed/],
    [{ logGroupNamePrefix: 'a b' }, /'logGroupNamePrefix' failed/],
    [{ logGroupNamePattern: 'a*' }, /'logGroupNamePattern' failed/],
  ])('groups are not described by %j', async (wrong, message) => {
    await expect(describeGroups(wrong)).rejects.toThrow(message)
  })

  test('any account stands for the one that there is', async () => {
    await here.put(['one'])
    const linked = { includeLinkedAccounts: true, accountIdentifiers: ['123456789012'] }
    expect(await describeGroups(linked)).toHaveLength(1)
    const list = new ListLogGroupsCommand(linked)
    expect((await here.logs.send(list)).logGroups).toHaveLength(1)
  })

  test.each(['aws/x', 'aws/'])('no group is named %s', async (logGroupName) => {
    await expect(here.logs.send(new CreateLogGroupCommand({ logGroupName }))).rejects.toMatchObject(
      {
        name: 'InvalidParameterException',
        message: expect.stringContaining("can't start with the string aws/"),
      },
    )
    await here.logs.send(new CreateLogGroupCommand({ logGroupName: `/${logGroupName}` }))
  })

  test('a deleted stream takes its events with it, a deleted group all that is its own', async () => {
    await here.put(['{"a":"1"}'])
    await here.put(['{"a":"2"}'], { stream: 'web-2' })
    await here.logs.send(
      new PutMetricFilterCommand({
        ...one,
        filterName: 'all',
        filterPattern: '',
        metricTransformations: [{ metricName: 'm', metricNamespace: 'N', metricValue: '1' }],
      }),
    )
    const stream = { ...one, logStreamName: 'web-1' }
    await here.logs.send(new DeleteLogStreamCommand(stream))
    const left = await here.ask('fields @message')
    expect(left.results?.map(([message]) => message?.value)).toEqual(['{"a":"2"}'])
    await expect(here.logs.send(new DeleteLogStreamCommand(stream))).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
    })

    await here.logs.send(new DeleteLogGroupCommand(one))
    await expect(here.logs.send(new DeleteLogGroupCommand(one))).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
      message: 'The specified log group does not exist.',
    })
    await expect(here.start('fields @message')).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
    })
    await here.put(['new'])
    expect((await here.ask('fields @message, a')).results).toHaveLength(1)
    expect(await describeGroups()).toMatchObject([{ metricFilterCount: 0, storedBytes: 3 }])
    const { metricFilters } = await here.logs.send(new DescribeMetricFiltersCommand(one))
    expect(metricFilters).toEqual([])
  })

  test('a protected group is not deleted, nor a stream of it', async () => {
    const one = { logGroupName: 'kept' }
    const protect = (deletionProtectionEnabled: boolean) =>
      here.logs.send(
        new PutLogGroupDeletionProtectionCommand({
          logGroupIdentifier: 'arn:aws:logs:local:000000000000:log-group:kept',
          deletionProtectionEnabled,
        }),
      )
    const isProtected = async () =>
      (await describeGroups({ logGroupNamePrefix: 'kept' }))?.[0]?.deletionProtectionEnabled
    const stream = { ...one, logStreamName: 's' }
    await expect(protect(true)).rejects.toMatchObject({ name: 'ResourceNotFoundException' })
    await here.logs.send(new CreateLogGroupCommand({ ...one, deletionProtectionEnabled: true }))
    await here.logs.send(new CreateLogStreamCommand(stream))
    expect(await isProtected()).toBe(true)
    for (const deleted of [
      () => here.logs.send(new DeleteLogGroupCommand(one)),
      () => here.logs.send(new DeleteLogStreamCommand(stream)),
    ])
      await expect(deleted()).rejects.toMatchObject({
        name: 'ValidationException',
        message: expect.stringContaining('deletion protection'),
      })
    await protect(false)
    expect(await isProtected()).toBe(false)
    await protect(true)
    await protect(true)
    expect(await isProtected()).toBe(true)
    await protect(false)
    await here.logs.send(new DeleteLogStreamCommand(stream))
    await here.logs.send(new DeleteLogGroupCommand(one))
    await here.logs.send(new CreateLogGroupCommand(one))
    expect(await isProtected()).toBe(false)
  })

  test.each([
    { fieldIndexNames: ['a'] },
    { dataSources: [{ name: 'a' }] },
    { logGroupTags: [{ key: 'a', values: ['b'] }] },
  ])('a list chosen by %j is refused by name, not answered with all', async (more) => {
    await expect(here.logs.send(new ListLogGroupsCommand(more))).rejects.toMatchObject({
      name: 'InvalidParameterException',
      message: expect.stringContaining(Object.keys(more).join()),
    })
  })

  test('retention: the days that AWS allows, shown and taken back', async () => {
    await here.put(['one'])
    const retain = (retentionInDays: number) =>
      here.logs.send(new PutRetentionPolicyCommand({ ...one, retentionInDays }))
    await retain(30)
    expect((await describeGroups())?.[0]?.retentionInDays).toBe(30)
    await expect(retain(31)).rejects.toThrow(/'retentionInDays' failed to satisfy constraint/)
    await here.logs.send(new DeleteRetentionPolicyCommand(one))
    expect((await describeGroups())?.[0]?.retentionInDays).toBeUndefined()
  })

  test('the fields of a group with the percent of events that have them', async () => {
    const event = (more: object) => JSON.stringify({ status: '200', ...more })
    await here.put([event({}), event({ referer: '-' }), event({}), 'no JSON'])
    await here.put([event({ old: '1' })], { atMs: nowMs - 3_600_000 })
    const fields = async (more = {}) =>
      (await here.logs.send(new GetLogGroupFieldsCommand({ ...one, ...more }))).logGroupFields
    expect(await fields()).toEqual([
      ...['@ingestionTime', '@log', '@logStream', '@message', '@timestamp'].map((name) => ({
        name,
        percent: 100,
      })),
      { name: 'status', percent: 75 },
      { name: 'referer', percent: 25 },
    ])
    const earlier = await fields({ time: nowMs / 1000 - 3_600 - 479 })
    expect(earlier?.map(({ name }) => name)).toContain('old')
    expect(await fields({ time: nowMs / 1000 - 3_600 - 481 })).toEqual([])
  })
})

test('a log group that files are followed into is not deleted under them', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'followed-'))
  const log = join(dir, 'access_log')
  writeFileSync(log, 'one line\n')
  const here = await openEngine('in process', { accessLog: [log] })
  await here.engine.loaded
  await expect(
    here.logs.send(new DeleteLogGroupCommand({ logGroupName: group })),
  ).rejects.toMatchObject({
    name: 'OperationAbortedException',
    message: expect.stringContaining('being followed'),
  })
  await here.close()
  rmSync(dir, { recursive: true })
})

import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { clientsMissing, openAws, runDebian } from './testdata/debian'
import { nowMs, openEngine } from './testdata/open-engine'

const missing = clientsMissing()
const maxMs = 120_000
const beside = (name: string) => fileURLToPath(new URL(`./${name}`, import.meta.url))
const always = ['@ingestionTime', '@log', '@logStream', '@message', '@timestamp']

describe.skipIf(missing !== null)(`clients of others${missing ? `: ${missing}` : ''}`, () => {
  let here: Awaited<ReturnType<typeof openEngine>>
  let endpoint: string
  beforeAll(async () => {
    here = await openEngine('over HTTP')
    endpoint = here.endpoint ?? ''
  })
  afterAll(() => here.close())

  test('boto3: from the log group to its end', { timeout: maxMs }, async () => {
    const args = [beside('boto3_story.py'), endpoint, `${nowMs}`]
    const summary = JSON.parse(await runDebian('/usr/bin/python3', args))
    expect(summary).toEqual({
      'made twice': ['ResourceAlreadyExistsException', expect.stringContaining('already exists')],
      rejected: null,
      query: {
        status: 'Complete',
        rows: [
          { status: '500', n: '2' },
          { status: '200', n: '1' },
          { status: '404', n: '1' },
        ],
        statistics: { recordsMatched: 4, recordsScanned: 4, bytesScanned: 4 * 35 },
      },
      described: [true],
      'stopped late': ['InvalidParameterException', expect.stringContaining('not running')],
      record: {
        '@timestamp': '2026-11-24 11:59:30.002',
        '@ingestionTime': '2026-11-24 12:00:30.000',
        '@log': '000000000000:boto3/access',
        '@logStream': 'web-1',
        '@message': '{"status": "404", "request": "/é"}',
        '@ptr': expect.any(String),
        status: '404',
        request: '/é',
      },
      fields: [...always, 'request', 'status'].map((name) => ({ name, percent: 100 })),
      malformed: ['MalformedQueryException', expect.stringContaining('nosuch')],
      'no such group': ['ResourceNotFoundException', 'The specified log group does not exist.'],
      'no such query': ['ResourceNotFoundException', expect.stringContaining('nosuch')],
      'filtered pages': [1, 1],
      definitions: [['cafe/errors', 'filter status >= 500', ['boto3/access']]],
      'definition deleted': true,
      retention: 14,
      'wrong retention': [
        'InvalidParameterException',
        expect.stringContaining("'retentionInDays' failed to satisfy constraint"),
      ],
      tested: [
        {
          eventNumber: 2,
          eventMessage: '::1 a b 10',
          extractedValues: { $ip: '::1', $2: 'a', $3: 'b', $size: '10' },
        },
      ],
      deleted: ['ResourceNotFoundException', 'The specified log group does not exist.'],
    })
  })

  let session: ReturnType<typeof openAws> | undefined
  afterAll(() => session?.close())
  const options = () => ['--endpoint-url', endpoint, '--output', 'json', 'logs']
  const aws = async (...args: string[]) => {
    session ??= openAws(beside('aws_session.py'))
    const printed = await session.run([...options(), ...args])
    return printed === '' ? {} : JSON.parse(printed)
  }
  const group = ['--log-group-name', 'cli/access']
  const window = ['--start-time', `${nowMs / 1000 - 3600}`, '--end-time', `${nowMs / 1000}`]
  const start = async (text: string) =>
    (await aws('start-query', ...group, ...window, '--query-string', text)).queryId as string

  test('the aws command: from the log group to its end', { timeout: maxMs }, async () => {
    const stream = [...group, '--log-stream-name', 'web-1']
    await aws('create-log-group', ...group)
    await aws('create-log-stream', ...stream)
    const logEvents = ['200', '500', '404', '500'].map((status, at) => ({
      timestamp: nowMs - 60_000 + at,
      message: JSON.stringify({ status, request: '/é' }),
    }))
    await aws('put-log-events', ...stream, '--log-events', JSON.stringify(logEvents))

    const [counted, found, fields, filtered, tested] = await Promise.all([
      start('stats count(*) as n by status | sort n desc, status'),
      start('fields request | filter status = 404'),
      aws('get-log-group-fields', ...group),
      aws(
        'filter-log-events',
        ...group,
        '--filter-pattern',
        '{ $.status = "500" }',
        '--page-size',
        '1',
      ),
      aws(
        'test-metric-filter',
        '--filter-pattern',
        '{ $.a > 1 }',
        '--log-event-messages',
        '{"a":2}',
      ),
      aws('put-retention-policy', ...group, '--retention-in-days', '14'),
      aws('put-query-definition', '--name', 'cli/errors', '--query-string', 'filter status >= 500'),
    ])
    expect(fields.logGroupFields).toContainEqual({ name: 'status', percent: 100 })
    expect(filtered.events.map((event: { timestamp: number }) => event.timestamp)).toEqual([
      nowMs - 59_999,
      nowMs - 59_997,
    ])
    expect(tested.matches[0].extractedValues).toEqual({ '$.a': '2' })

    const [rows, one, queries, groups, definitions] = await Promise.all([
      aws('get-query-results', '--query-id', counted),
      aws('get-query-results', '--query-id', found),
      aws('describe-queries', ...group),
      aws('describe-log-groups', '--log-group-name-prefix', 'cli/'),
      aws('describe-query-definitions', '--query-definition-name-prefix', 'cli/'),
    ])
    expect(rows).toMatchObject({
      status: 'Complete',
      results: [
        [
          { field: 'status', value: '500' },
          { field: 'n', value: '2' },
        ],
        [{ value: '200' }, { value: '1' }],
        [{ value: '404' }, { value: '1' }],
      ],
      statistics: { recordsMatched: 4, recordsScanned: 4 },
    })
    expect(queries.queries.map((query: { queryId: string }) => query.queryId).sort()).toEqual(
      [counted, found].sort(),
    )
    expect(groups.logGroups).toMatchObject([{ logGroupName: 'cli/access', retentionInDays: 14 }])
    expect(definitions.queryDefinitions).toMatchObject([{ name: 'cli/errors' }])

    const pointer = one.results[0].find(({ field }: { field: string }) => field === '@ptr').value
    const [record] = await Promise.all([
      aws('get-log-record', '--log-record-pointer', pointer),
      expect(start('fields nosuch(status)')).rejects.toThrow(/\(MalformedQueryException\).*nosuch/),
      expect(aws('stop-query', '--query-id', counted)).rejects.toThrow(
        /\(InvalidParameterException\).*not running/,
      ),
      expect(aws('get-query-results', '--query-id', 'nosuch')).rejects.toThrow(
        /\(ResourceNotFoundException\)/,
      ),
    ])
    expect(record.logRecord).toMatchObject({ status: '404', request: '/é', '@logStream': 'web-1' })
    await aws('delete-log-group', ...group)
    const printed = await runDebian('/usr/bin/aws', [...options(), 'describe-log-groups'])
    expect(JSON.parse(printed)).toEqual({ logGroups: [] })
  })
})

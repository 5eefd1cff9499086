import {
  CreateLookupTableCommand,
  DeleteLookupTableCommand,
  DescribeLookupTablesCommand,
  GetLookupTableCommand,
  UpdateLookupTableCommand,
} from '@aws-sdk/client-cloudwatch-logs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openStore } from '@/lib/local/store/store'
import { nowMs, openEngine, targets } from './testdata/open-engine'

describe.each(targets)('lookup tables, %s', (where) => {
  let here: Awaited<ReturnType<typeof openEngine>>
  beforeAll(async () => {
    here = await openEngine(where)
  })
  afterAll(() => here.close())

  const create = (lookupTableName: string, input: object) =>
    here.logs.send(new CreateLookupTableCommand({ lookupTableName, ...input }))

  test('created, described, read, replaced, deleted', async () => {
    const tableBody = 'code,meaning\r\n404,"not ""there"", alas"\r\n500,failed\r\n'
    const { lookupTableArn, createdAt } = await create('codes', { tableBody, description: 'HTTP' })
    expect(createdAt).toBe(nowMs)
    await expect(create('codes', { tableBody })).rejects.toMatchObject({
      name: 'ResourceAlreadyExistsException',
    })
    const shown = {
      lookupTableArn,
      lookupTableName: 'codes',
      description: 'HTTP',
      sizeBytes: tableBody.length,
      lastUpdatedTime: nowMs,
    }
    const find = async () =>
      (await here.logs.send(new DescribeLookupTablesCommand({ lookupTableNamePrefix: 'co' })))
        .lookupTables
    expect(await find()).toEqual([{ ...shown, tableFields: ['code', 'meaning'], recordsCount: 2 }])
    const get = () => here.logs.send(new GetLookupTableCommand({ lookupTableArn }))
    expect(await get()).toMatchObject({ ...shown, tableBody })

    await here.put(['{"status":"404"}'], { to: 'looked/up' })
    const looked = await here.ask('lookup codes code as status OUTPUT meaning | fields meaning', {
      logGroupName: 'looked/up',
    })
    expect(looked.results?.[0]?.[0]).toEqual({ field: 'meaning', value: 'not "there", alas' })

    await here.logs.send(new UpdateLookupTableCommand({ lookupTableArn, tableBody: 'only\n1\n' }))
    expect(await find()).toMatchObject([{ description: 'HTTP', recordsCount: 1 }])
    await here.logs.send(new DeleteLookupTableCommand({ lookupTableArn }))
    expect(await find()).toEqual([])
    await expect(get()).rejects.toMatchObject({ name: 'ResourceNotFoundException' })
  })

  test('made of the results of a query', async () => {
    await here.put(['{"ip":"10.0.0.1"}', '{"ip":"10.0.0.2, \\"b\\""}'])
    const { queryId } = await here.ask('fields ip, nosuch | sort ip')
    const { lookupTableArn } = await create('addresses', { queryId })
    const { tableBody } = await here.logs.send(new GetLookupTableCommand({ lookupTableArn }))
    expect(tableBody).toBe('ip,nosuch\n10.0.0.1,""\n"10.0.0.2, ""b""",""\n')
  })

  test.each([
    ['a hyphen in the name', 'a-b', { tableBody: 'a\n1\n' }, /'lookupTableName' failed/],
    ['no content', 't', {}, /Exactly one of tableBody and queryId/],
    ['empty content', 't', { tableBody: '' }, /'tableBody' failed/],
    ['a line without a column', 't', { tableBody: '\n' }, /must name every column/],
    ['the key of a table', 't', { tableBody: 'a', kmsKeyId: 'k'.repeat(257) }, /'kmsKeyId' failed/],
    ['no tag', 't', { tableBody: 'a', tags: {} }, /'tags' failed/],
    ['a tag of AWS', 't', { tableBody: 'a', tags: { 'aws:x': '' } }, /must not begin with aws:/],
    ['a column without a name', 't', { tableBody: 'a,\n1,2\n' }, /must name every column/],
    ['a name twice', 't', { tableBody: 'a,a\n1,2\n' }, /names a column twice/],
    ['a value too many', 't', { tableBody: 'a,b\n1,2\n1,2,3\n' }, /Row 2 .* has 3 values/],
    ['an open quotation', 't', { tableBody: 'a\n"1\n' }, /Line 2 .* does not end/],
    ['text after a quotation', 't', { tableBody: 'a\n"1"2\n' }, /Line 2 .* after a quoted value/],
    ['a quotation mark inside', 't', { tableBody: 'a\nb"c\n' }, /Line 2 .* quotation mark/],
    ['half a character', 't', { tableBody: 'a\n\ud800\n' }, /UTF-8/],
    ['more than 10 MB', 't', { tableBody: `a\n${'x'.repeat(10 << 20)}\n` }, /at most 10 MB/],
    [
      '10 000 columns',
      't',
      { tableBody: Array.from({ length: 10_000 }, (_, n) => n).join() },
      /1000 columns/,
    ],
  ])('%s is refused', async (_, name, input, message) => {
    await expect(create(name, input)).rejects.toMatchObject({
      name: 'InvalidParameterException',
      message: expect.stringMatching(message),
    })
  })
})

test('queries read them as relations of texts, and find log groups by name and prefix', async () => {
  const store = await openStore({ path: ':memory:' })
  const table = { name: 't', description: null, body: '', nowMs: 0 }
  await store.lookupTables.put({ ...table, fields: ['A', 'a'], rows: [['1', "it's"]] })
  for (const name of ['web/a', 'web/b', 'db']) await store.createLogGroup(name, 0)
  const named = new Set<string>()
  const library = store.library(named)
  const { from, columns } = library.lookupTable('t') ?? { from: '', columns: new Map() }
  const sql = `SELECT ${columns.get('a')}, ${columns.get('A')} FROM ${from}`
  expect((await store.query(sql)).rows).toEqual([["it's", '1']])
  expect(library.lookupTable('nosuch')).toBeUndefined()
  const chosen = library.logGroups({ prefixes: ['web/'], names: ['db'] })
  expect(chosen?.tables).toHaveLength(3)
  expect(named).toEqual(new Set(['web/a', 'web/b', 'db']))
  expect(library.logGroups({ names: ['db', 'nosuch'] })).toBeUndefined()
  expect(library.logGroups({ prefixes: ['x'] })).toBeUndefined()
  await store.close()
})

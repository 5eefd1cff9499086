import {
  DeleteQueryDefinitionCommand,
  DescribeQueryDefinitionsCommand,
  PutQueryDefinitionCommand,
  type PutQueryDefinitionCommandInput,
} from '@aws-sdk/client-cloudwatch-logs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { newContext } from '@/lib/local/context'
import { openStore } from '@/lib/local/store/store'
import { putQueryDefinition, queryDefinitionTables } from './query-definitions'
import { nowMs, openEngine, targets } from './testdata/open-engine'

describe.each(targets)('query definitions, %s', (where) => {
  let here: Awaited<ReturnType<typeof openEngine>>
  beforeAll(async () => {
    here = await openEngine(where)
  })
  afterAll(() => here.close())

  const put = (input: Partial<PutQueryDefinitionCommandInput>) =>
    here.logs.send(
      new PutQueryDefinitionCommand({ name: 'a', queryString: 'fields @message', ...input }),
    )
  const all = async (input = {}) =>
    (await here.logs.send(new DescribeQueryDefinitionsCommand(input))).queryDefinitions

  test('saved, found by how the name begins, changed, deleted', async () => {
    const parameters = [{ name: 'status', defaultValue: '500', description: 'what went wrong' }]
    const saved = {
      name: 'cafe/failures',
      queryString: 'filter status = {{status}} | stats count(*)',
      logGroupNames: ['apache/access'],
      parameters,
    }
    const { queryDefinitionId } = await put(saved)
    await put({ name: 'other' })
    const found = { ...saved, queryDefinitionId, queryLanguage: 'CWLI', lastModified: nowMs }
    expect(await all({ queryDefinitionNamePrefix: 'cafe/' })).toEqual([found])

    await put({ name: 'cafe/all', queryString: 'fields @message', queryDefinitionId })
    expect(await all()).toMatchObject([
      { name: 'cafe/all', queryDefinitionId, queryString: 'fields @message' },
      { name: 'other' },
    ])
    const { queryDefinitions, nextToken } = await here.logs.send(
      new DescribeQueryDefinitionsCommand({ maxResults: 1 }),
    )
    expect(queryDefinitions).toHaveLength(1)
    expect(await all({ maxResults: 1, nextToken })).toMatchObject([{ name: 'other' }])

    const remove = () => here.logs.send(new DeleteQueryDefinitionCommand({ queryDefinitionId }))
    expect((await remove()).success).toBe(true)
    await expect(remove()).rejects.toMatchObject({ name: 'ResourceNotFoundException' })
  })

  test('sent again with the token of before, it is still one', async () => {
    const token = '0123456789-0123456789-0123456789-012'
    const definition = { name: 'twice', clientToken: `${token}3` }
    const { queryDefinitionId } = await put(definition)
    expect((await put(definition)).queryDefinitionId).toBe(queryDefinitionId)
    expect((await put({ ...definition, clientToken: `${token}4` })).queryDefinitionId).not.toBe(
      queryDefinitionId,
    )
    expect(await all({ queryDefinitionNamePrefix: 'twice' })).toHaveLength(2)
  })

  const named = (...names: string[]) => names.map((name) => ({ name }))
  test.each([
    [{ name: 'a:b' }, 'InvalidParameterException', /'name' failed/],
    [{ queryString: '' }, 'InvalidParameterException', /'queryString' failed/],
    [{ queryDefinitionId: '' }, 'InvalidParameterException', /'queryDefinitionId' failed/],
    [{ clientToken: 'short' }, 'InvalidParameterException', /'clientToken' failed/],
    [{ clientToken: `${'a b'.repeat(12)}` }, 'InvalidParameterException', /\\S\{36,128\}/],
    [
      { parameters: named('p'.repeat(129)) },
      'InvalidParameterException',
      /'parameters.1.member.name' failed/,
    ],
    [{ queryDefinitionId: 'nosuch' }, 'ResourceNotFoundException', /does not exist/],
    [
      { parameters: named('1st') },
      'InvalidParameterException',
      /'parameters.1.member.name' failed/,
    ],
    [{ parameters: named('a', 'a') }, 'InvalidParameterException', /same name/],
    [
      { parameters: named('a'), queryString: 'limit {{b}}' },
      'InvalidParameterException',
      /no parameter for {{b}}/,
    ],
    [
      { parameters: named(...Array.from({ length: 21 }, (_, n) => `p${n}`)) },
      'InvalidParameterException',
      /'parameters' failed/,
    ],
    [
      { parameters: named('a'), queryLanguage: 'SQL' as const },
      'InvalidParameterException',
      /CWLI/,
    ],
  ])('%j is refused', async (wrong, name, message) => {
    await expect(put(wrong)).rejects.toMatchObject({
      name,
      message: expect.stringMatching(message),
    })
  })
})

test('a thousand at most; those that are there can still be changed', async () => {
  const store = await openStore({ path: ':memory:' })
  await store.run(queryDefinitionTables)
  await store.run(
    "INSERT INTO query_definitions SELECT 'id ' || n, 'a', '{}', 0, NULL FROM range(1000) r(n)",
  )
  const context = newContext({ store, clock: () => nowMs, log: () => {} })
  const definition = { name: 'one more', queryString: 'fields @message' }
  await expect(putQueryDefinition(context, definition)).rejects.toMatchObject({
    type: 'LimitExceededException',
  })
  await putQueryDefinition(context, { ...definition, queryDefinitionId: 'id 7' })
  await store.close()
})

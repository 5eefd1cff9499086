import { Stack } from 'aws-cdk-lib'
import { Template } from 'aws-cdk-lib/assertions'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { formats } from '@/lib/access-log/formats'
import { cafewatchJson } from '@/lib/access-log/formats/cafewatch-json'
import { openEngine } from '@/lib/local/api/testdata/open-engine'
import { catalog } from '@/lib/queries/catalog'
import { preludeOf } from '@/lib/queries/insights'
import { fillIn, placeholders } from '@/lib/queries/parameters'
import type { Query } from '@/lib/queries/query'
import { defaultSite } from '@/lib/site'
import { windowOf } from '@/lib/window'
import { newApp } from './new-app'
import { folder, savedQueries, savedText } from './saved-queries'

const stack = new Stack(newApp({ checked: false }), 'Queries')
savedQueries(stack, defaultSite, ['apache/access'])
const saved = Object.values(
  Template.fromStack(stack).findResources('AWS::Logs::QueryDefinition'),
).map(({ Properties }) => Properties as { Name: string; Parameters?: { Name: string }[] })
const queries: Query<unknown>[] = Object.values(catalog)

test('each panel’s query is saved under the folder, with a parameter where the page fills in a URL', () => {
  expect(saved.map(({ Name }) => Name)).toEqual(queries.map(({ title }) => `${folder}${title}`))
  saved.forEach(({ Parameters }, at) => {
    expect(Parameters?.map(({ Name }) => Name)).toEqual(queries[at]?.needs)
  })
})

test('behind a prelude each is what it would be, though the template has the prelude once', () => {
  const prelude = preludeOf({ format: cafewatchJson })
  const of = new Stack(newApp({ checked: false }), 'Behind')
  savedQueries(of, defaultSite, ['apache/access'], prelude)
  const { Mappings, Resources } = Template.fromStack(of).toJSON()
  const texts = Object.values<{ Properties: { QueryString: unknown } }>(Resources).map(
    ({ Properties }) => {
      const [between, [first, rest]] = (
        Properties.QueryString as { 'Fn::Join': [string, unknown[]] }
      )['Fn::Join'] as [string, [{ 'Fn::FindInMap': [string, string, string] }, string]]
      const [map, key, member] = first['Fn::FindInMap']
      return `${Mappings[map][key][member]}${between}${rest}`
    },
  )
  expect(texts).toEqual(queries.map((query) => savedText(query, defaultSite, prelude)))
})

test.each(formats)('behind the prelude of $id each fits into a saved query', (format) => {
  for (const query of queries) {
    const text = savedText(query, defaultSite, preludeOf({ format }))
    expect(text).toContain(savedText(query, defaultSite))
    expect(text.length).toBeLessThanOrEqual(10_000)
    expect(placeholders(text).map(({ name }) => name)).toEqual(query.needs ?? [])
  }
})

describe('each runs as it was saved', () => {
  let here: Awaited<ReturnType<typeof openEngine>>
  beforeAll(async () => {
    here = await openEngine('in process')
    await here.put([
      '{"status":"500","method":"GET","request":"/a \\"b\\"","remoteIP":"192.0.2.1"}',
    ])
  })
  afterAll(() => here.close())

  test.each(queries.map((query) => [query.name, query] as const))('%s', async (_, query) => {
    const request = '/a "b"'
    const text = fillIn(savedText(query, defaultSite), {
      request: { type: 'text', value: request },
    })
    const view = { range: '3h' as const, ...(query.needs && { request }) }
    const expected = query.text({ view, window: windowOf('3h', 0), site: defaultSite }).fragment
    expect(text).toBe(expected)
    const { status, statistics } = await here.ask(text)
    expect(status).toBe('Complete')
    expect(statistics?.recordsScanned).toBe(1)
  })
})

import { randomUUID } from 'node:crypto'
import * as z from 'zod'
import { invalidParameter, limitExceeded, notFound } from '@/lib/local/aws-error'
import type { EngineContext } from '@/lib/local/context'
import { listOf, logGroupName, oneOf, read, text, whole } from '@/lib/local/input'
import { numberOf } from '@/lib/local/store/duckdb'
import { page } from './paging'

const maxDefinitions = 1_000

export const queryDefinitionTables = `
  CREATE TABLE IF NOT EXISTS query_definitions (id VARCHAR PRIMARY KEY, name VARCHAR, body VARCHAR, modified BIGINT);
  ALTER TABLE query_definitions ADD COLUMN IF NOT EXISTS client_token VARCHAR;`

const language = oneOf(['CWLI', 'SQL', 'PPL'])
const name = text(1, 255).regex(
  /^(?:[^:*/]+\/)*[^:*/]+$/,
  'Member must satisfy regular expression pattern: ^([^:*\\/]+\\/?)*[^:*\\/]+$',
)
const parameter = z.object({
  name: text(1, 128).regex(
    /^[a-zA-Z_][a-zA-Z0-9_]*$/,
    'Member must satisfy regular expression pattern: ^[a-zA-Z_][a-zA-Z0-9_]*$',
  ),
  defaultValue: text(0, 1024).optional(),
  description: text(0, 512).optional(),
})
const put = z.object({
  name,
  queryDefinitionId: text(1, 256).optional(),
  logGroupNames: listOf(logGroupName, 0, 50).optional(),
  queryString: text(1, 10_000),
  queryLanguage: language.default('CWLI'),
  parameters: listOf(parameter, 0, 20).optional(),
})
/** With the token by which a request that is sent again is known. */
const sent = put.extend({
  clientToken: text(36, 128)
    .regex(/^\S*$/, 'Member must satisfy regular expression pattern: \\S{36,128}')
    .optional(),
})

const placeholder = /\{\{\s*(\w+)\s*\}\}/g

/** A query with parameters has one for every placeholder: a misspelt one would be run as text. */
function checkParameters({ parameters = [], queryString, queryLanguage }: z.infer<typeof put>) {
  if (parameters.length === 0) return
  if (queryLanguage !== 'CWLI')
    throw invalidParameter('Only queries in Logs Insights QL (CWLI) have parameters.')
  const names = new Set(parameters.map((one) => one.name))
  if (names.size < parameters.length)
    throw invalidParameter('Two parameters of the query have the same name.')
  const unknown = [...queryString.matchAll(placeholder)].find(([, one]) => !names.has(one ?? ''))
  if (unknown) throw invalidParameter(`The query has no parameter for ${unknown[0]}.`)
}

export async function putQueryDefinition({ store, clock }: EngineContext, input: unknown) {
  const { queryDefinitionId, clientToken, ...definition } = read(sent, input)
  checkParameters(definition)
  const id = await store.transaction(async (session) => {
    const again = await session.query('SELECT id FROM query_definitions WHERE client_token = $1', [
      clientToken ?? null,
    ])
    const id = queryDefinitionId ?? String(again.rows[0]?.[0] ?? randomUUID())
    const { rows } = await session.query(
      'SELECT count(*), count(*) FILTER (id = $1) FROM query_definitions',
      [id],
    )
    const [all, known] = (rows[0] ?? []).map(Number)
    if (queryDefinitionId && !known)
      throw notFound('The specified query definition does not exist.')
    if (!known && (all ?? 0) >= maxDefinitions) {
      throw limitExceeded(`There are at most ${maxDefinitions} query definitions.`)
    }
    await session.run('INSERT OR REPLACE INTO query_definitions VALUES ($1, $2, $3, $4, $5)', [
      id,
      definition.name,
      JSON.stringify(definition),
      clock(),
      clientToken ?? null,
    ])
    return id
  })
  return { queryDefinitionId: id }
}

const describe = z.object({
  queryLanguage: language.optional(),
  // The folder `cafe/` is no name, and a prefix of names.
  queryDefinitionNamePrefix: text(1, 255)
    .regex(/^[^:*]*$/, 'Member must satisfy regular expression pattern: [^:*]*')
    .optional(),
  maxResults: whole(1, 1000).default(1000),
  nextToken: text(1, 10_000).optional(),
})

export async function describeQueryDefinitions({ store }: EngineContext, input: unknown) {
  const request = read(describe, input)
  const { rows } = await store.query(
    'SELECT id, body, modified FROM query_definitions WHERE starts_with(name, $1) ORDER BY name, id',
    [request.queryDefinitionNamePrefix ?? ''],
  )
  const found = rows
    .map(([id, body, modified]) => ({
      ...put.parse(JSON.parse(String(body))),
      queryDefinitionId: String(id),
      lastModified: Number(modified),
    }))
    .filter(({ queryLanguage }) => (request.queryLanguage ?? queryLanguage) === queryLanguage)
  const { maxResults, nextToken: token } = request
  const { items, nextToken } = page('query definitions', found, maxResults, token)
  return { queryDefinitions: items, nextToken }
}

export async function deleteQueryDefinition({ store }: EngineContext, input: unknown) {
  const { queryDefinitionId: id } = read(z.object({ queryDefinitionId: text(1, 256) }), input)
  const sql = 'DELETE FROM query_definitions WHERE id = $1'
  const deleted = await store.transaction(({ query }) => query(sql, [id]))
  if (numberOf(deleted) === 0) throw notFound('The specified query definition does not exist.')
  return { success: true }
}

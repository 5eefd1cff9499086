import {
  DeleteQueryDefinitionCommand,
  DescribeQueryDefinitionsCommand,
  PutQueryDefinitionCommand,
  type QueryDefinition,
} from '@aws-sdk/client-cloudwatch-logs'
import type { SavedQuery } from '@/lib/explore'
import type { Failure } from '@/lib/failure'
import { clients, eachPage, within } from './cloudwatch'
import { failed, readingOf } from './failures'
import { runtime } from './runtime'

type Outcome<Value> = ({ ok: true } & Value) | { ok: false; failure: Failure }

const maxPages = 20

const outcome = <Value>(action: string, work: () => Promise<Value>): Promise<Outcome<Value>> =>
  readingOf(action, async () => ({ ok: true as const, ...(await work()) }))

// Queries of other log groups and in other languages cannot run here.
const isOurs = ({ logGroupNames = [], queryLanguage = 'CWLI' }: QueryDefinition, group: string) =>
  queryLanguage === 'CWLI' && (logGroupNames.length === 0 || logGroupNames.includes(group))

function savedQueryOf(definition: QueryDefinition): SavedQuery[] {
  const { queryDefinitionId: id, name, queryString: text, parameters = [] } = definition
  if (id === undefined || name === undefined || text === undefined) return []
  return [
    {
      id,
      name,
      text,
      parameters: parameters.flatMap(({ name, defaultValue, description }) =>
        name === undefined ? [] : [{ name, defaultValue, description }],
      ),
    },
  ]
}

/** The saved queries for the watched log group, by name. Never rejects. */
export function readSavedQueries(): Promise<Outcome<{ queries: SavedQuery[] }>> {
  return outcome('logs:DescribeQueryDefinitions', async () => {
    const found: QueryDefinition[] = []
    await eachPage(
      (nextToken) =>
        clients().logs.send(new DescribeQueryDefinitionsCommand({ nextToken }), within()),
      ({ queryDefinitions = [] }) => found.push(...queryDefinitions),
      maxPages,
    )
    const { logGroup } = runtime().env
    const queries = found.filter((definition) => isOurs(definition, logGroup)).flatMap(savedQueryOf)
    return { queries: queries.sort((a, b) => a.name.localeCompare(b.name)) }
  })
}

/** Saves a query, replacing the one with its `id` when it has one. Never rejects. */
export function saveQuery(
  query: Omit<SavedQuery, 'id'> & { id?: string },
): Promise<Outcome<{ id: string }>> {
  return outcome('logs:PutQueryDefinition', async () => {
    const { queryDefinitionId: id } = await clients().logs.send(
      new PutQueryDefinitionCommand({
        name: query.name,
        queryString: query.text,
        logGroupNames: [runtime().env.logGroup],
        ...(query.id !== undefined && { queryDefinitionId: query.id }),
        ...(query.parameters.length > 0 && { parameters: query.parameters }),
      }),
      within(),
    )
    if (id === undefined) throw failed('unusable-answer')
    return { id }
  })
}

/** Deletes a saved query. Never rejects. */
export function deleteQuery(id: string): Promise<Outcome<object>> {
  return outcome('logs:DeleteQueryDefinition', async () => {
    await clients().logs.send(new DeleteQueryDefinitionCommand({ queryDefinitionId: id }), within())
    return {}
  })
}

import { setTimeout } from 'node:timers/promises'
import * as z from 'zod'
import { invalidParameter } from '@/lib/local/aws-error'
import type { EngineContext } from '@/lib/local/context'
import { logGroupName, oneOf, read, text, whole } from '@/lib/local/input'
import { format } from '@/lib/local/insights/format'
import {
  isRunning,
  queryOf,
  queryStatuses,
  type StartedQuery,
} from '@/lib/local/queries/started-queries'
import { page, pageStart, writeToken } from './paging'

type Field = { field: string; value: string }

const maxBytes = 32 << 20

/** A page of a query's rows as GetQueryResults gives them: fewer than requested when they are long. */
function resultPage(
  { id, rows, columns }: StartedQuery,
  { token, size }: { token: string | undefined; size: number },
): { results: Field[][]; nextToken: string | undefined } {
  const from = pageStart(token, id)
  const results: Field[][] = []
  let bytes = 0
  for (const row of rows.slice(from, from + size)) {
    if (bytes > maxBytes) break
    const fields: Field[] = []
    columns.forEach(({ name, kind }, at) => {
      const value = format(row[at] ?? null, kind)
      if (value === undefined) return
      fields.push({ field: name, value })
      bytes += value.length
    })
    results.push(fields)
  }
  const next = from + results.length
  return { results, nextToken: next < rows.length ? writeToken(id, next) : undefined }
}

const rowsOfPage = 10_000
// Waiting for a query that is about to end spares the caller another poll.
const patienceMs = 100

const queryId = text(1, 256)

const results = z.object({
  queryId,
  nextToken: text(1, 1024).optional(),
  maxItems: whole(0, rowsOfPage).default(rowsOfPage),
})

export async function getQueryResults({ queries }: EngineContext, input: unknown) {
  const { queryId, nextToken: token, maxItems } = read(results, input)
  const query = queryOf(queries, queryId)
  await Promise.race([query.ended, setTimeout(patienceMs, undefined, { ref: false })])
  const share = query.share()
  const scanned = (all = 0) => Math.round(all * share)
  const { results: rows, nextToken } = resultPage(query, { token, size: Math.max(1, maxItems) })
  return {
    queryLanguage: 'CWLI',
    results: rows,
    statistics: {
      recordsMatched: query.matched,
      recordsScanned: scanned(query.extent?.records),
      bytesScanned: scanned(query.extent?.bytes),
      estimatedRecordsSkipped: 0,
      estimatedBytesSkipped: 0,
      logGroupsScanned: query.groups.length,
      resultCount: query.rows.length,
    },
    status: query.status,
    nextToken,
  }
}

export async function stopQuery({ queries }: EngineContext, input: unknown) {
  const { queryId: id } = read(z.object({ queryId }), input)
  const query = queryOf(queries, id)
  if (!isRunning(query)) {
    throw invalidParameter(`Query ${id} is not running: it has ended as ${query.status}.`)
  }
  query.status = 'Cancelled'
  query.stop.abort()
  return { success: true }
}

const describe = z.object({
  logGroupName: logGroupName.optional(),
  status: oneOf([...queryStatuses, 'Unknown']).optional(),
  queryLanguage: oneOf(['CWLI', 'SQL', 'PPL']).optional(),
  maxResults: whole(1, 1000).default(1000),
  nextToken: text(1, 10_000).optional(),
})

export async function describeQueries({ queries, clock }: EngineContext, input: unknown) {
  const request = read(describe, input)
  const { logGroupName: group, status, queryLanguage, maxResults } = request
  const found = [...queries.byId.values()]
    .filter(
      (query) =>
        (group === undefined || query.groups.includes(group)) &&
        (status === undefined || query.status === status) &&
        (queryLanguage === undefined || queryLanguage === 'CWLI'),
    )
    .reverse()
  const { items, nextToken } = page('queries', found, maxResults, request.nextToken)
  return {
    queries: items.map((query) => ({
      queryLanguage: 'CWLI',
      queryId: query.id,
      queryString: query.text,
      status: query.status,
      createTime: query.createdMs,
      logGroupName: query.groups[0],
      queryDuration: (query.endedMs ?? clock()) - query.createdMs,
      bytesScanned: Math.round((query.extent?.bytes ?? 0) * query.share()),
    })),
    nextToken,
  }
}

const groupsOf = z.object({
  queryId,
  maxResults: whole(50, 500).default(500),
  nextToken: text(1, 10_000).optional(),
})

export async function listLogGroupsForQuery({ queries }: EngineContext, input: unknown) {
  const { queryId: id, maxResults, nextToken: token } = read(groupsOf, input)
  const groups = [...queryOf(queries, id).groups]
  const { items, nextToken } = page(`groups of ${id}`, groups, maxResults, token)
  return { logGroupIdentifiers: items, nextToken }
}

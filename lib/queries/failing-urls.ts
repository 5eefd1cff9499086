import * as z from 'zod'
import { fromBase } from './base'
import { insights } from './insights'
import { failedAsViewed, type Query, text, where, whole } from './query'
import { distinct, maxOf, minOf, rowsBy, sumOf } from './rows-by'
import { failures, type UrlPart, urls } from './urls'

const row = z.object({
  method: text,
  request: text,
  status: text,
  failures: whole,
  clients: whole,
  /** Epoch ms. */
  firstSeen: whole,
  lastSeen: whole,
  /** The network of one of the clients. */
  client: text.optional(),
})
export type FailingUrl = z.infer<typeof row>

const maxRows = 1_000

/** The client of the last failure that has one. */
const lastClient = (parts: readonly UrlPart[]) => {
  const lastMs = maxOf(
    parts.filter(({ client }) => client !== null),
    ({ last }) => last,
  )
  return parts.find(({ client, last }) => client !== null && last === lastMs)?.client ?? null
}

export const failingUrls: Query<FailingUrl> = {
  name: 'failing-urls',
  title: 'Failed requests by URL and status',
  row,
  text: (context) => insights`
    ${where(context, failedAsViewed(context))} stats count(*) as failures, count_distinct(remoteIP) as clients,
      earliest(@timestamp) as firstSeen, latest(@timestamp) as lastSeen,
      latest(remoteIP) as client by method, request, status
    | sort clients desc, failures desc | limit ${maxRows}`,
  from: fromBase(urls, (parts, context) =>
    rowsBy(failures(parts, context), ({ method, request, status }) => [method, request, status])
      .map((same) => ({
        method: same[0].method,
        request: same[0].request,
        status: same[0].status,
        failures: sumOf(same, ({ requests }) => requests),
        clients: distinct(same, ({ client }) => client),
        firstSeen: minOf(same, ({ first }) => first),
        lastSeen: maxOf(same, ({ last }) => last),
        client: lastClient(same),
      }))
      .sort((a, b) => b.clients - a.clients || b.failures - a.failures)
      .slice(0, maxRows),
  ),
}

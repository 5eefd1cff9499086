import * as z from 'zod'
import { fromBase } from './base'
import { insights } from './insights'
import { isRequest, type Query, text, where, whole } from './query'
import { maxOf, rowsBy, sumOf } from './rows-by'
import { isGood, urls } from './urls'

const row = z.object({
  method: text,
  request: text,
  requests: whole,
  /** Epoch ms of the last request that did not fail, 0 when all did. */
  lastGood: whole.optional(),
})
export type RequestsByUrl = z.infer<typeof row>

const maxRows = 2_000

/** What the failures of a URL are a share of. */
export const requestsByUrl: Query<RequestsByUrl> = {
  name: 'requests-by-url',
  title: 'All requests by URL',
  row,
  text: (context) => insights`
    ${where(context, isRequest)} stats count(*) as requests, max(if(status < 400, toMillis(@timestamp), 0)) as lastGood
      by method, request | sort requests desc | limit ${maxRows}`,
  from: fromBase(urls, (parts) =>
    rowsBy(parts, ({ method, request }) => [method, request])
      .map((same) => ({
        method: same[0].method,
        request: same[0].request,
        requests: sumOf(same, ({ requests }) => requests),
        lastGood: maxOf(same, (part) => (isGood(part) ? part.last : 0)),
      }))
      .sort((a, b) => b.requests - a.requests)
      .slice(0, maxRows),
  ),
}

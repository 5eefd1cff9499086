import { z } from 'zod'
import { insights } from './insights'
import { isRequest, type Query, text, where, whole } from './query'

const row = z.object({
  method: text,
  request: text,
  requests: whole,
  /** Epoch ms of the last request that did not fail, 0 when all did. */
  lastGood: whole.optional(),
})
export type RequestsByUrl = z.infer<typeof row>

/** What the failures of a URL are a share of. */
export const requestsByUrl: Query<RequestsByUrl> = {
  name: 'requests-by-url',
  title: 'All requests by URL',
  row,
  text: (context) => insights`
    ${where(context, isRequest)} stats count(*) as requests, max(if(status < 400, toMillis(@timestamp), 0)) as lastGood
      by method, request | sort requests desc | limit 2000`,
}

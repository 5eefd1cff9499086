import { z } from 'zod'
import { insights } from './insights'
import { failedAsViewed, type Query, text, where, whole } from './query'

const row = z.object({
  method: text,
  request: text,
  status: text,
  failures: whole,
  clients: whole,
  /** Epoch ms. */
  firstSeen: whole,
  lastSeen: whole,
})
export type FailingUrl = z.infer<typeof row>

export const failingUrls: Query<FailingUrl> = {
  name: 'failing-urls',
  title: 'Failed requests by URL and status',
  row,
  text: (context) => insights`
    ${where(context, failedAsViewed(context))} stats count(*) as failures, count_distinct(remoteIP) as clients,
      earliest(@timestamp) as firstSeen, latest(@timestamp) as lastSeen by method, request, status
    | sort failures desc | limit 200`,
}

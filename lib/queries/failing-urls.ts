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
  /** The network of one of the clients. */
  client: text.optional(),
})
export type FailingUrl = z.infer<typeof row>

export const failingUrls: Query<FailingUrl> = {
  name: 'failing-urls',
  title: 'Failed requests by URL and status',
  row,
  text: (context) => insights`
    ${where(context, failedAsViewed(context))} stats count(*) as failures, count_distinct(remoteIP) as clients,
      earliest(@timestamp) as firstSeen, latest(@timestamp) as lastSeen,
      latest(remoteIP) as client by method, request, status
    | sort clients desc, failures desc | limit 1000`,
}

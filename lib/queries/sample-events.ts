import * as z from 'zod'
import { insights } from './insights'
import { failedAsViewed, type Query, text, time, where } from './query'
import { ofUrl } from './url'

const row = z.object({
  '@timestamp': time,
  remoteIP: text,
  method: text,
  request: text,
  query: text,
  status: text,
  agent: text,
  referer: text,
  country: text,
  city: text,
  '@message': z.string(),
})
export type SampleEvent = z.infer<typeof row>

export const sampleEvents: Query<SampleEvent> = {
  name: 'sample-events',
  title: 'The newest failed requests, as they stand in the log',
  row,
  text: (context) => insights`
    ${context.view.request === undefined ? where(context, failedAsViewed(context)) : ofUrl(context, 'failed')}
    fields @timestamp, remoteIP, method, request, query, status, coalesce(userAgent, useragent) as agent,
      referer, country, city, @message
    | sort @timestamp desc | limit 50`,
}

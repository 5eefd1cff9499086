import * as z from 'zod'
import { insights } from './insights'
import { failuresBy } from './one-url'
import { type Query, text, whole } from './query'
import { ofUrl } from './url'

const row = z.object({ referer: text, failures: whole, clients: whole })
export type UrlReferrers = z.infer<typeof row>

export const urlReferrers: Query<UrlReferrers> = {
  name: 'url-referrers',
  title: 'Which pages led to the failures of one URL',
  needs: ['request'],
  row,
  text: (context) => insights`
    ${ofUrl(context, 'failed')} stats count(*) as failures, count_distinct(remoteIP) as clients by referer | sort failures desc | limit 100`,
  from: failuresBy(({ referrer }) => ({ referer: referrer })),
}
